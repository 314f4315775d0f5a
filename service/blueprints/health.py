"""GET /healthz and /readyz: what an orchestrator asks."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from service.api import REQUEST_ID_PARAMETER, RESPONSE_HEADERS, answers_with
from service.problems import INTERNAL_ERROR, NOT_READY
from service.state import current_state

blueprint = Blueprint("health", __name__, description="Whether the process lives and whether it can answer.")


class HealthSchema(Schema):
    """What /healthz answers."""

    class Meta:
        description = "The process lives."

    status = fields.String(required=True, validate=validate.Equal("ok"))


class ReadinessSchema(Schema):
    """What /readyz answers."""

    class Meta:
        description = "The models are loaded and articles are answered."

    status = fields.String(required=True, validate=validate.Equal("ready"))
    model = fields.String(required=True, metadata={"description": "Name and version of what answers."})


@blueprint.after_request
def forbid_caching(response: Response) -> Response:
    """A health check answered from a cache says nothing."""
    response.cache_control.no_store = True
    return response


@blueprint.route("/healthz", parameters=[REQUEST_ID_PARAMETER])
@answers_with(blueprint, INTERNAL_ERROR)
@blueprint.response(200, HealthSchema, description="It lives.", example={"status": "ok"}, headers=RESPONSE_HEADERS)
@blueprint.doc(operationId="getHealth")
def health() -> dict[str, str]:
    """Whether the process lives

    Says nothing of the models; restart the process if this fails.
    """
    return {"status": "ok"}


@blueprint.route("/readyz", parameters=[REQUEST_ID_PARAMETER])
@answers_with(blueprint, INTERNAL_ERROR, NOT_READY)
@blueprint.response(
    200,
    ReadinessSchema,
    description="It can answer.",
    example={"status": "ready", "model": "quoth-0.1.0+3f2a9c1e"},
    headers=RESPONSE_HEADERS,
)
@blueprint.doc(operationId="getReadiness")
def readiness() -> dict[str, str]:
    """Whether articles can be answered

    503 until the models are loaded; send no articles before.
    """
    return {"status": "ready", "model": current_state().ready_extractor().model}
