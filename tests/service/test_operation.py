"""Health, request ids, the queue, the log, and failures of the engine."""

from __future__ import annotations

import json
import logging
from threading import Event, Thread
from typing import cast

import pytest
from flask.testing import FlaskClient

from quoth.engine import Engine
from quoth.records import Article
from service.app import build_app
from service.inference import Extractor
from service.settings import Settings

SECRET = "“Keep this to yourself,” Marsh said."


class BlockedEngine:
    """Stands in for an engine that is busy: it answers only once it is released."""

    model = "blocked"

    def __init__(self) -> None:
        self.entered = Event()
        self.released = Event()

    def extract(self, text: str, *, id: str | None = None) -> Article:
        self.entered.set()
        assert self.released.wait(30)
        return Article(id or "a", self.model, "en", (), (), ())


class BrokenEngine:
    """Stands in for an engine that fails and quotes the article in its error."""

    model = "broken"

    def extract(self, text: str, *, id: str | None = None) -> Article:
        try:
            raise ValueError(f"cannot parse {text}")
        except ValueError as error:
            raise RuntimeError(f"failed at {text}") from error


def test_a_process_without_models_lives_but_is_not_ready(bare: FlaskClient) -> None:
    assert bare.get("/healthz").get_json() == {"status": "ok"}
    for answer in (bare.get("/readyz"), bare.post("/v1/quotes", json={"text": SECRET})):
        assert answer.status_code == 503
        assert json.loads(answer.data)["type"] == "/problems/not-ready"
        assert answer.headers["Retry-After"] == "5"


def test_a_process_with_models_is_ready_and_names_them(client: FlaskClient, engine: Engine) -> None:
    answer = client.get("/readyz")
    assert answer.get_json() == {"status": "ready", "model": engine.model}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("sent", ["cms-7f3a", "a" * 128, "01HF/x:y.z=+@_"])
def test_the_clients_request_id_comes_back(bare: FlaskClient, sent: str) -> None:
    assert bare.get("/healthz", headers={"X-Request-ID": sent}).headers["X-Request-ID"] == sent


@pytest.mark.parametrize("sent", ["", "a b", "a" * 129, "x\tFORGED", "naïve"])
def test_a_request_id_unfit_for_a_log_is_replaced(bare: FlaskClient, sent: str) -> None:
    given = bare.get("/healthz", headers={"X-Request-ID": sent}).headers["X-Request-ID"]
    assert len(given) == 32
    assert given != bare.get("/healthz").headers["X-Request-ID"]


def test_each_request_is_logged_without_its_text(bare: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "service"):
        bare.post("/v1/quotes?text=overheard", json={"text": SECRET}, headers={"X-Request-ID": "cms-1"})
        bare.get("/a%0aFORGED")
    first, second = caplog.messages
    assert first.startswith("POST /v1/quotes 503 ")
    assert first.endswith(" ms, request cms-1")
    assert second.startswith("GET /a%0AFORGED 404 ")
    assert "yourself" not in caplog.text
    assert "overheard" not in caplog.text


def test_requests_are_not_logged_if_the_operator_wants_none(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        build_app(Settings(access_log=False), engine=None).test_client().get("/healthz")
    assert not caplog.messages


def test_a_failure_tells_neither_client_nor_log_the_text(caplog: pytest.LogCaptureFixture) -> None:
    client = build_app(Settings(), engine=cast("Engine", BrokenEngine())).test_client()
    answer = client.post("/v1/quotes", json={"text": SECRET}, headers={"X-Request-ID": "cms-2"})
    assert answer.status_code == 500
    assert json.loads(answer.data) == {
        "type": "/problems/internal-error",
        "title": "The service failed",
        "status": 500,
        "detail": "The request could not be answered; the error has been logged.",
        "instance": "/v1/quotes",
        "request_id": "cms-2",
        "errors": [],
    }
    logged = next(record.getMessage() for record in caplog.records if record.levelno == logging.ERROR)
    assert logged.startswith("request cms-2: POST /v1/quotes failed\n")
    assert "builtins.ValueError\nwhich led to\n" in logged
    assert logged.rstrip().endswith("builtins.RuntimeError")
    assert "in extract" in logged
    assert "yourself" not in caplog.text


def test_requests_beyond_the_queue_are_refused_at_once() -> None:
    engine = BlockedEngine()
    app = build_app(Settings(queue=0, batch=1), engine=cast("Engine", engine))
    answers: list[int] = []
    waiting = Thread(
        target=lambda: answers.append(app.test_client().post("/v1/quotes", json={"text": SECRET}).status_code)
    )
    waiting.start()
    try:
        assert engine.entered.wait(30)
        refused = app.test_client().post("/v1/quotes", json={"text": SECRET})
        assert refused.status_code == 503
        assert json.loads(refused.data)["type"] == "/problems/overloaded"
        assert refused.headers["Retry-After"] == "1"
        # Whoever asks whether the process lives need not wait.
        assert app.test_client().get("/healthz").status_code == 200
    finally:
        engine.released.set()
        waiting.join(30)
    assert answers == [200]
    assert app.test_client().post("/v1/quotes", json={"text": SECRET}).status_code == 200


def test_articles_that_are_not_read_in_time_are_given_up() -> None:
    engine = BlockedEngine()
    app = build_app(Settings(time_limit=1), engine=cast("Engine", engine))
    answers: list[tuple[int, str, str | None]] = []

    def post() -> None:
        answer = app.test_client().post("/v1/quotes", json={"text": SECRET})
        answers.append((answer.status_code, json.loads(answer.data)["type"], answer.headers.get("Retry-After")))

    requests = [Thread(target=post) for _ in range(2)]
    try:
        for request in requests:
            request.start()
            assert engine.entered.wait(30)
        for request in requests:
            request.join(30)
    finally:
        engine.released.set()
    # One was being read, the other waited.
    assert sorted(answers, key=lambda answer: answer[0]) == [
        (503, "/problems/overloaded", "1"),
        (504, "/problems/took-too-long", None),
    ]


def test_a_failure_gives_its_place_back() -> None:
    extractor = Extractor(cast("Engine", BrokenEngine()), queue=0)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            extractor.extract(SECRET, None)
