"""Traces: one span for each request, in the trace that the client names, without health checks and without text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from quoth.engine import Engine
from service.app import build_app
from service.observability import traces
from service.settings import Settings

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def traced(engine: Engine) -> tuple[Flask, Callable[[], tuple[ReadableSpan, ...]]]:
    """The application, and a function that gives the spans so far."""
    exporter = InMemorySpanExporter()
    app = build_app(Settings(), engine)
    traces.register(app, SimpleSpanProcessor(exporter))
    return app, exporter.get_finished_spans


def test_a_request_is_a_span_of_the_clients_trace(traced, wire: Callable[[str], str]) -> None:
    app, spans = traced
    headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "X-Request-ID": "cms-5"}
    text = wire("flags")
    assert app.test_client().post("/v1/quotes", json={"text": text}, headers=headers).status_code == 200
    (span,) = spans()
    assert span.name == "POST /v1/quotes"
    assert f"{span.context.trace_id:032x}" == TRACE
    assert span.attributes["quoth.request_id"] == "cms-5"
    assert text[:20] not in span.to_json()
    assert span.resource.attributes["service.name"] == "quoth"


def test_what_orchestrators_ask_every_few_seconds_is_not_traced(traced) -> None:
    app, spans = traced
    for path in ("/healthz", "/readyz", "/metrics"):
        assert app.test_client().get(path).status_code == 200
    assert spans() == ()


def test_without_the_setting_nothing_is_traced() -> None:
    assert not getattr(build_app(Settings(), engine=None), "_is_instrumented_by_opentelemetry", False)
    assert build_app(Settings(traces=True), engine=None)._is_instrumented_by_opentelemetry  # type: ignore[attr-defined]
