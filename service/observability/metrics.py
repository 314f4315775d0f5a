"""Counts for Prometheus, one place for all of them: whoever has something to count calls a function of this module.

Each worker counts in files of its own, which /metrics adds up, if the environment names a folder for them in
PROMETHEUS_MULTIPROC_DIR before this module is imported; gunicorn.conf.py does that.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

import quoth

if TYPE_CHECKING:
    from quoth.records import Article

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.025, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 20, 40, 60)

REGISTRY = CollectorRegistry()
"""What this process has counted; `exposition` reads it where there are no other workers."""

_requests = Counter("quoth_http_requests", "Requests answered.", ["method", "route", "status"], registry=REGISTRY)
_latency = Histogram(
    "quoth_http_request_duration_seconds",
    "Time from a request's arrival in a worker to its answer.",
    ["route"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
_under_way = Gauge(
    "quoth_http_requests_in_progress", "Requests under way.", ["route"], multiprocess_mode="livesum", registry=REGISTRY
)
_problems = Counter("quoth_problems", "Requests refused or failed, by kind of problem.", ["kind"], registry=REGISTRY)
_queue = Gauge(
    "quoth_queue_depth",
    "Articles that wait for the engine or are being read by it.",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
_batches = Histogram(
    "quoth_batch_size", "Articles of one batch.", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256), registry=REGISTRY
)
_reading = Histogram(
    "quoth_reading_duration_seconds",
    "Time that the engine took, for one article or for several read together.",
    buckets=_SECONDS,
    registry=REGISTRY,
)
_articles = Counter("quoth_articles", "Articles read.", registry=REGISTRY)
_characters = Counter("quoth_characters", "Characters (code points) of the articles read.", registry=REGISTRY)
_quotes = Counter("quoth_quotes", "Quotes found, by form.", ["form"], registry=REGISTRY)
_model = Gauge(
    "quoth_model_info",
    "1, labelled with what answers.",
    ["version", "model"],
    multiprocess_mode="max",
    registry=REGISTRY,
)


def observe_model(model: str) -> None:
    """Tells what answers, `model` being its name as records have it."""
    _model.labels(quoth.__version__, model).set(1)


def observe_article(text: str, record: Article) -> None:
    """Counts an article that was read, its characters and its quotes."""
    _articles.inc()
    _characters.inc(len(text))
    for quote in record.quotes:
        _quotes.labels(quote.form).inc()


def observe_batch(size: int) -> None:
    """Counts a batch of so many articles."""
    _batches.observe(size)


@contextmanager
def queued() -> Iterator[None]:
    """Counts one article as waiting or being read, while the block runs."""
    with _queue.track_inprogress():
        yield


@contextmanager
def reading() -> Iterator[None]:
    """Measures the block as time that the engine took."""
    with _reading.time():
        yield


def exposition() -> bytes:
    """Everything counted so far, by all workers, in Prometheus' text format."""
    registry = REGISTRY
    if _FOLDER in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def register(app: Flask) -> None:
    """Counts and times every request of the application, and the kind of problem it was answered with."""
    app.before_request(_begin)
    app.after_request(_count)
    app.teardown_request(_end)


def _begin() -> None:
    g.route = request.url_rule.rule if request.url_rule else "none"
    g.begun = time.perf_counter()
    _under_way.labels(g.route).inc()


def _count(response: Response) -> Response:
    # Any word can be a method, and each would be a new series.
    method = request.method if request.method in _METHODS else "other"
    _requests.labels(method, g.route, str(response.status_code)).inc()
    _latency.labels(g.route).observe(time.perf_counter() - g.begun)
    if "problem" in g:
        _problems.labels(g.problem.slug).inc()
    return response


def _end(_: BaseException | None) -> None:
    if "route" in g:
        _under_way.labels(g.pop("route")).dec()
