# Everything that is done with this tree, one target each. `make help` lists them.
# The only thing needed beforehand is Python 3.11 or later with its venv module, as python3 (or make PYTHON=…).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet

# An empty file says that an installation is done; it is redone when what is installed has changed.
SERVICE := $(VENV)/.installed-service
DEVELOPMENT := $(VENV)/.installed-development
PINS := pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install serve test test-browser lint format hooks bench evaluate openapi constraints clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "make: Quoth needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || true)." >&2; \
	  echo "make: name another one, for example: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "make: '$(PYTHON)' has no venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# constraints.txt goes with every installation: besides the tested versions it holds the torch to take.
$(SERVICE): $(PINS) | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[service]'
	@touch $@

$(DEVELOPMENT): $(PINS) | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[service,dev]'
	@touch $(SERVICE) $@

install: $(DEVELOPMENT) ## Make .venv with the engine, the service and the tools of development

serve: $(SERVICE) ## Serve on http://127.0.0.1:8000 (elsewhere: QUOTH_BIND=… make serve)
	$(BIN)/gunicorn -c gunicorn.conf.py 'service.app:create_app()'

test: $(DEVELOPMENT) ## Run the tests (ARGS='-k cli -x')
	$(BIN)/python -m pytest $(ARGS)

test-browser: $(DEVELOPMENT) ## Run the tests of the pages in Chromium (CHROMIUM=/usr/bin/chromium)
	$(BIN)/python -m pytest tests/browser $(ARGS)

lint: $(DEVELOPMENT) ## Check format, lint rules, types and the Dockerfile
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/hadolint Dockerfile

format: $(DEVELOPMENT) ## Put the code into its format, and mend what ruff can mend
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

hooks: $(DEVELOPMENT) ## Have git run the checks of `make lint` before each commit
	$(BIN)/pre-commit install

bench: $(DEVELOPMENT) ## Measure latency, memory and start of the real service, beside their limits
	$(BIN)/python -m benchmarks.latency $(ARGS)

evaluate: $(DEVELOPMENT) ## Score the engine on an annotated set, beside other systems (ARGS='--gold DIR --errors')
	$(BIN)/python -m benchmarks.accuracy $(ARGS)

openapi: $(DEVELOPMENT) ## Write openapi.yaml anew from the service's schemas
	$(BIN)/python -m service.openapi

# torch stays what constraints.txt says, edit that line to change it; everything else becomes the newest that
# pyproject.toml allows. Local version labels (+cpu) and the parts of CUDA, which differ between machines, are left out.
constraints: ## Write constraints.txt anew from pyproject.toml
	rm -rf build/pins && mkdir -p build/pins
	grep '^torch==' constraints.txt > build/pins/torch.txt
	$(PYTHON) -m venv build/pins/venv
	build/pins/venv/bin/python -m pip --disable-pip-version-check --quiet install -c build/pins/torch.txt -e '.[service,training,dev]'
	{ sed -n '/^#/p' constraints.txt; \
	  build/pins/venv/bin/python -m pip --disable-pip-version-check freeze --exclude-editable \
	  | sed -E 's/\+[a-z0-9]+$$//' | grep -vE '^(nvidia|cuda|triton)' | LC_ALL=C sort -f; } > build/pins/constraints.txt
	mv build/pins/constraints.txt constraints.txt
	rm -rf build/pins

clean: ## Remove .venv and everything else that was made here
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
