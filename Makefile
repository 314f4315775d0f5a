# Everything that is done with this tree, one target each. `make help` lists them.
# The only thing needed beforehand is Python 3.11 or later with its venv module, as python3 (or make PYTHON=…).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet

# An empty file says that an installation is done; it is redone when what is installed has changed.
SERVICE := $(VENV)/.installed-service
DEVELOPMENT := $(VENV)/.installed-development
TRAINING := $(VENV)/.installed-training
PEERS := $(VENV)/.installed-peers
PINS := pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install serve test fuzz test-browser test-examples lint audit format hooks bench bench-load soak chaos bench-archive chaos-archive bench-peers evaluate models evaluate-models openapi constraints clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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
	$(PIP) install -c constraints.txt -e '.[service,otel,client,dev,archive,report]'
	@touch $(SERVICE) $@

$(TRAINING): $(PINS) | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[service,otel,client,training,dev,archive,report]'
	@touch $(SERVICE) $(DEVELOPMENT) $@

$(PEERS): $(DEVELOPMENT)
	$(PIP) install -c constraints.txt -e '.[peers]'
	@touch $@

install: $(DEVELOPMENT) ## Make .venv with the engine, the service and the tools of development

serve: $(SERVICE) ## Serve on http://127.0.0.1:8000 (elsewhere: QUOTH_BIND=… make serve)
	$(BIN)/gunicorn -c gunicorn.conf.py 'service.app:create_app()'

test: $(DEVELOPMENT) ## Run the tests (ARGS='-k cli -x')
	$(BIN)/python -m pytest $(ARGS)

fuzz: $(DEVELOPMENT) ## Make 2,000 requests of each operation from openapi.json (FUZZ=100 for fewer)
	QUOTH_FUZZ_EXAMPLES=$(or $(FUZZ),2000) $(BIN)/python -m pytest tests/service/contract $(ARGS)

test-browser: $(DEVELOPMENT) ## Run the tests of the pages in Chromium (CHROMIUM=/usr/bin/chromium)
	$(BIN)/python -m pytest tests/browser $(ARGS)

test-examples: $(SERVICE) ## Run the tests of the example site in an environment of its own, against the real service
	$(MAKE) -C examples/wagtail test

lint: $(DEVELOPMENT) ## Check format, lint rules, types and the Dockerfile
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/hadolint Dockerfile deploy/ray/Dockerfile

audit: $(DEVELOPMENT) ## Look for known vulnerabilities of the pinned packages, and for unsafe code
	$(BIN)/bandit --quiet --configfile pyproject.toml --severity-level medium --recursive \
	  quoth service benchmarks gunicorn.conf.py .ci
	$(BIN)/python .ci/audit.py constraints.txt

format: $(DEVELOPMENT) ## Put the code into its format, and mend what ruff can mend
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

hooks: $(DEVELOPMENT) ## Have git run the checks of `make lint` before each commit
	$(BIN)/pre-commit install

bench: $(DEVELOPMENT) ## Measure latency, memory and start of the real service, beside their limits
	$(BIN)/python -m benchmarks.latency $(ARGS)

bench-load: $(DEVELOPMENT) ## Measure the service under load and overload (ARGS='--seconds 10 --workers 1 --batch 1')
	$(BIN)/python -m benchmarks.load $(ARGS)

soak: $(DEVELOPMENT) ## Have the service read 10,000 articles and watch its memory (ARGS='--articles 1000')
	$(BIN)/python -m benchmarks.soak $(ARGS)

chaos: $(DEVELOPMENT) ## Kill workers at random under load, then stop the service (ARGS='--requests 100')
	$(BIN)/python -m benchmarks.chaos $(ARGS)

bench-archive: $(DEVELOPMENT) ## Measure runs over an archive on one machine and on a cluster (ARGS='--articles 200')
	$(BIN)/python -m benchmarks.archive.throughput $(ARGS)

chaos-archive: $(DEVELOPMENT) ## Kill runs over an archive at random and compare what they write (ARGS='--runs 2')
	$(BIN)/python -m benchmarks.archive.chaos $(ARGS)

bench-peers: $(PEERS) ## Run Quoth and other systems on the same articles (ARGS='--counts 1 10 --lengths 100 1000')
	$(BIN)/python -m benchmarks.peers $(ARGS)

evaluate: $(DEVELOPMENT) ## Score the engine on an annotated set, beside other systems (ARGS='--gold DIR --errors')
	$(BIN)/python -m benchmarks.accuracy $(ARGS)

# In their order: each learns from what those before it wrote. training/README.md tells what they need.
RECIPES := tokenizer mwt lemma encoder compact pos depparse ner quotes bundle cues resolution confidence

models: $(TRAINING) ## Train all bundled models anew, from the corpora in ../shared (takes hours; what broke off goes on)
	for recipe in $(RECIPES); do $(BIN)/python -m training.$$recipe || exit; done

evaluate-models: $(DEVELOPMENT) ## Score a folder of models (ARGS='--models DIR --ud FILE.conllu… --ner DIR_OF_TSV…')
	$(BIN)/python -m training.evaluate $(ARGS)

openapi: $(DEVELOPMENT) ## Write openapi.yaml anew from the service's schemas
	$(BIN)/python -m service.openapi

# torch stays what constraints.txt says, edit that line to change it; everything else becomes the newest that
# pyproject.toml allows. Local version labels (+cpu) and the parts of CUDA, which differ between machines, are left out.
constraints: ## Write constraints.txt anew from pyproject.toml
	rm -rf build/pins && mkdir -p build/pins
	grep '^torch==' constraints.txt > build/pins/torch.txt
	$(PYTHON) -m venv build/pins/venv
	build/pins/venv/bin/python -m pip --disable-pip-version-check --quiet install -c build/pins/torch.txt -e '.[service,otel,client,archive,report,peers,training,dev]'
	{ sed -n '/^#/p' constraints.txt; \
	  build/pins/venv/bin/python -m pip --disable-pip-version-check freeze --exclude-editable \
	  | sed -E 's/\+[a-z0-9]+$$//' | grep -vE '^(nvidia|cuda|triton)' | LC_ALL=C sort -f; } > build/pins/constraints.txt
	mv build/pins/constraints.txt constraints.txt
	rm -rf build/pins

clean: ## Remove .venv and everything else that was made here
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
