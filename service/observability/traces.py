"""Traces by OpenTelemetry: a span for each request, which joins the trace that the client's own headers name.

Where they are sent, and how many, is for OpenTelemetry's own variables to say (OTEL_EXPORTER_OTLP_ENDPOINT,
OTEL_TRACES_SAMPLER, …). Needs the extra `otel`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, g

import quoth

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import Span

# What orchestrators and Prometheus ask every few seconds.
_UNTRACED = "healthz,readyz,metrics"


def register(app: Flask, processor: SpanProcessor | None = None) -> None:
    """Traces every request of the application, but no health checks and no text.

    Args:
        app: the application.
        processor: takes the spans; None sends them in batches by OTLP over HTTP.
    """
    # Imported here, for the service works without this extra.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.flask import FlaskInstrumentor
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "quoth", "service.version": quoth.__version__}))
    provider.add_span_processor(processor or BatchSpanProcessor(OTLPSpanExporter()))
    FlaskInstrumentor().instrument_app(  # type: ignore[no-untyped-call]
        app,
        tracer_provider=provider,
        excluded_urls=_UNTRACED,
        enable_commenter=False,
        response_hook=_identify,
    )


def _identify(span: Span, _status: str, _headers: list[tuple[str, str]], **_: Any) -> None:
    """Adds what finds the request in the log."""
    span.set_attribute("quoth.request_id", g.get("request_id", ""))
    if g.get("key_id"):
        span.set_attribute("quoth.key", g.key_id)
