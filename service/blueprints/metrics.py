"""GET /metrics: what Prometheus collects."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from prometheus_client import CONTENT_TYPE_LATEST

from service.api import REQUEST_ID_PARAMETER, RESPONSE_HEADERS, answers_with
from service.observability.metrics import exposition
from service.problems import INTERNAL_ERROR

blueprint = Blueprint("metrics", __name__, description="What the service does and how long it takes.")


@blueprint.route("/metrics", parameters=[REQUEST_ID_PARAMETER])
@answers_with(blueprint, INTERNAL_ERROR)
@blueprint.doc(
    operationId="getMetrics",
    responses={
        200: {
            "description": "Counters, gauges and histograms in Prometheus' text format.",
            "headers": RESPONSE_HEADERS,
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    },
)
def metrics() -> Response:
    """Counters of all workers

    Requests by route and status, their duration, articles, characters, quotes by form, the queue, refusals.
    """
    return Response(exposition(), content_type=CONTENT_TYPE_LATEST)
