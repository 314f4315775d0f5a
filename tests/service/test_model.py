"""GET /v1/model: what answers is what the engine is, and what is offered is what requests may ask for."""

from __future__ import annotations

from flask.testing import FlaskClient
from marshmallow import Schema

from quoth.engine import Engine
from service.app import build_app
from service.blueprints.model import ModelSchema
from service.schemas import ArticleRequestSchema
from service.settings import Settings


def test_it_names_what_answers(client: FlaskClient, engine: Engine) -> None:
    answer = client.get("/v1/model").get_json()
    assert answer["model"] == engine.model == f"{answer['name']}-{answer['version']}+{answer['fingerprint']}"
    assert answer["processors"] == list(engine.pipeline.processors)
    assert answer["processors"][-1] == "quote"


def test_it_offers_what_requests_may_ask_for(client: FlaskClient) -> None:
    answer = client.get("/v1/model").get_json()
    load = ArticleRequestSchema().load
    for language in answer["languages"]:
        load({"text": "a", "language": language})
    load({"text": "a", "options": {"forms": answer["forms"], "acts": answer["acts"]}})
    assert len(answer["forms"]) == 3
    assert len(answer["acts"]) == 2


def test_it_tells_the_limits_that_are_set(engine: Engine) -> None:
    settings = Settings(max_characters=5000, max_batch_bytes=9000, time_limit=7, queue=2, rate_limit="60/minute")
    answer = build_app(settings, engine).test_client().get("/v1/model").get_json()
    assert answer["limits"] == {
        "max_characters": 5000,
        "max_batch_bytes": 9000,
        "time_limit": 7,
        "queue": 2,
        "rate": "60/minute",
    }
    assert build_app(Settings(), engine).test_client().get("/v1/model").get_json()["limits"]["rate"] is None


def test_it_answers_as_it_is_described(client: FlaskClient) -> None:
    schema: Schema = ModelSchema()
    assert schema.validate(client.get("/v1/model").get_json()) == {}


def test_before_the_models_are_loaded_it_says_so(bare: FlaskClient) -> None:
    assert bare.get("/v1/model").status_code == 503
