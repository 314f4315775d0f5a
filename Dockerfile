# syntax=docker/dockerfile:1
#
# docker build -t quoth .
# docker run --rm -p 8000:8000 -v ./keys:/keys:ro -e QUOTH_KEYS_FILE=/keys quoth
#
# `docker run --rm quoth python -m service.security.keys ID` makes an API key; its second line belongs in the file keys. To try
# it without keys: docker run --rm -p 127.0.0.1:8000:8000 -e QUOTH_ALLOW_ANONYMOUS=true quoth
#
# Traces need an extra: --build-arg EXTRAS=service,otel
#
# torch: on Linux x86_64 the wheel that an index serves by default carries CUDA, several GB that a service on processors
# never uses. To build a small image, put the CPU wheel of the torch that constraints.txt names into a folder beside this
# file and name the folder:
#     docker build --build-arg WHEELS=wheels -t quoth .
# pip then takes torch, and whatever else lies there, from that folder, and the rest from its index as usual.

ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /opt/quoth
ENV PATH=/opt/quoth/bin:$PATH
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY quoth quoth
COPY service service
# A folder in the build context. COPY needs something to copy, which is README.md where there is none.
ARG WHEELS=README.md
COPY README.md ${WHEELS} /wheels/
# A CPU wheel calls itself 2.13.0+cpu, which the constraint torch==2.13.0 admits and pip prefers to 2.13.0.
ARG EXTRAS=service
RUN pip install --find-links /wheels --constraint constraints.txt ".[${EXTRAS}]"

FROM python:${PYTHON}
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent quoth
COPY --from=build /opt/quoth /opt/quoth
WORKDIR /srv
COPY gunicorn.conf.py ./
ENV PATH=/opt/quoth/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    QUOTH_BIND=0.0.0.0:8000
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "-c", "gunicorn.conf.py", "service.app:create_app()"]
