"""GET /v1/model: what answers, what it can be asked, and within which limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

import quoth
from quoth.records import ACTS, FORMS
from service.api import REQUEST_ID_PARAMETER, RESPONSE_HEADERS, answers_with
from service.problems import INTERNAL_ERROR, NOT_READY
from service.schemas import LANGUAGES
from service.settings import Settings
from service.state import current_state

if TYPE_CHECKING:
    from quoth.engine import Engine


class LimitsSchema(Schema):
    """Within which bounds this service answers."""

    class Meta:
        description = "What is accepted; whoever runs the service sets it."

    max_characters = fields.Integer(
        required=True, metadata={"minimum": 1, "description": "Longest text, in Unicode code points."}
    )
    max_batch_bytes = fields.Integer(
        required=True, metadata={"minimum": 1, "description": "Longest body of a batch, in bytes."}
    )
    time_limit = fields.Integer(
        required=True, metadata={"minimum": 1, "description": "Seconds after which an article is given up."}
    )
    queue = fields.Integer(
        required=True,
        metadata={"minimum": 0, "description": "Articles that may wait in one process beside those it reads."},
    )
    rate = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Articles that one key, or one address without keys, may send; null for any number."},
    )


class ModelSchema(Schema):
    """What /v1/model answers."""

    class Meta:
        description = "What answers, and what it can be asked."

    name = fields.String(required=True, metadata={"description": "The product."})
    version = fields.String(required=True, metadata={"description": "Version of the code."})
    fingerprint = fields.String(
        required=True, metadata={"description": "Differs where the weights or the word lists differ."}
    )
    model = fields.String(required=True, metadata={"description": "All three, as every record names its model."})
    languages = fields.List(fields.String(), required=True, metadata={"description": "Of the texts (BCP 47)."})
    processors = fields.List(
        fields.String(), required=True, metadata={"description": "Steps of the Stanza pipeline, in their order."}
    )
    forms = fields.List(fields.String(), required=True, metadata={"description": "Forms of the quotes it finds."})
    acts = fields.List(fields.String(), required=True, metadata={"description": "Acts of the quotes it finds."})
    limits = fields.Nested(LimitsSchema, required=True)


_EXAMPLE: dict[str, Any] = {
    "name": "quoth",
    "version": "0.1.0",
    "fingerprint": "3f2a9c1e",
    "model": "quoth-0.1.0+3f2a9c1e",
    "languages": list(LANGUAGES),
    "processors": ["tokenize", "mwt", "pos", "lemma", "depparse", "ner", "quote"],
    "forms": list(FORMS),
    "acts": list(ACTS),
    "limits": {
        "max_characters": 200_000,
        "max_batch_bytes": 268_435_456,
        "time_limit": 120,
        "queue": 16,
        "rate": "60/minute",
    },
}


def create_blueprint(engine: Engine | None) -> Blueprint:
    """The route that describes this engine; 503 without one."""
    blueprint = Blueprint("model", __name__, url_prefix="/v1", description="What answers.")

    @blueprint.route("/model", parameters=[REQUEST_ID_PARAMETER])
    @answers_with(blueprint, INTERNAL_ERROR, NOT_READY)
    @blueprint.response(200, ModelSchema, description="The model.", example=_EXAMPLE, headers=RESPONSE_HEADERS)
    @blueprint.doc(operationId="getModel")
    def model() -> dict[str, Any]:
        """What answers, and what it can be asked

        Records carry the same `model`: while that is the same, the same text has the same quotes under the same ids.
        """
        name = current_state().ready_extractor().model
        return {
            "name": name.partition("-")[0],
            "version": quoth.__version__,
            "fingerprint": name.partition("+")[2],
            "model": name,
            "languages": LANGUAGES,
            "processors": list(engine.pipeline.processors) if engine else [],
            "forms": FORMS,
            "acts": ACTS,
            "limits": _limits(current_state().settings),
        }

    return blueprint


def _limits(settings: Settings) -> dict[str, int | str | None]:
    return {
        "max_characters": settings.max_characters,
        "max_batch_bytes": settings.max_batch_bytes,
        "time_limit": settings.time_limit,
        "queue": settings.queue,
        "rate": settings.rate_limit or None,
    }
