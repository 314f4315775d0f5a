"""Logs: lines of JSON that name request and key, and no text of an article unless the operator asks for it."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from typing import Any, cast

import pytest
from flask import Flask, g

from quoth.engine import Engine
from quoth.records import Article
from service.app import build_app
from service.observability import logs
from service.security.keys import make
from service.settings import Settings

SECRET = "“Keep this to yourself,” Marsh said."


class BrokenEngine:
    """Stands in for an engine that fails and quotes the article in its error."""

    model = "broken"

    def extract(self, text: str, *, id: str | None = None) -> Article:
        raise ValueError(f"cannot parse {text}")

    def extract_many(self, articles: list[tuple[str | None, str]]) -> list[Article]:
        raise ValueError(f"cannot parse {articles[0][1]}")


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that gives what the service's loggers have written, as JSON, each line an object."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter())
    handler.addFilter(logs.RequestFilter())
    logger = logging.getLogger("service")
    logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)


def test_each_line_is_an_object_with_the_request_and_the_key(lines) -> None:
    secret, key = make("cms", ["quotes"])
    client = build_app(Settings(keys=key.record), engine=None).test_client()
    client.post("/v1/quotes?x=1", headers={"X-API-Key": secret, "X-Request-ID": "cms-7"}, json={"text": SECRET})
    (line,) = lines()
    assert line["level"] == "INFO"
    assert line["logger"] == "service.access"
    assert (line["method"], line["path"], line["status"]) == ("POST", "/v1/quotes", 503)
    assert (line["request_id"], line["key"]) == ("cms-7", "cms")
    assert line["milliseconds"] > 0
    assert line["time"].endswith(("+00:00", "Z"))
    assert "yourself" not in json.dumps(line)


def test_a_failure_is_one_line_with_its_request(lines) -> None:
    client = build_app(Settings(), cast("Engine", BrokenEngine())).test_client()
    client.post("/v1/quotes", json={"text": SECRET}, headers={"X-Request-ID": "cms-8"})
    failure = next(line for line in lines() if line["level"] == "ERROR")
    assert failure["request_id"] == "cms-8"
    assert failure["key"] is None
    assert "ValueError" in failure["message"]
    assert "yourself" not in json.dumps(lines())


def test_the_log_quotes_an_article_only_if_asked_to(caplog: pytest.LogCaptureFixture) -> None:
    client = build_app(Settings(log_text=True), cast("Engine", BrokenEngine())).test_client()
    answer = client.post("/v1/quotes", json={"text": SECRET})
    assert f"builtins.ValueError: cannot parse {SECRET}" in caplog.text
    assert "yourself" not in answer.text


def test_what_is_logged_outside_a_request_has_none() -> None:
    record = logging.makeLogRecord({"msg": "Starting"})
    assert logs.RequestFilter().filter(record)
    assert json.loads(logs.formatter().format(record))["request_id"] is None
    with Flask("a").test_request_context():
        g.request_id = "r"
        assert logs.RequestFilter().filter(record)
    assert json.loads(logs.formatter().format(record))["request_id"] == "r"


def test_gunicorns_own_lines_are_written_the_same_way() -> None:
    configuration = logs.configuration(Settings(log_level="warning"))
    assert configuration["loggers"]["gunicorn.error"]["level"] == "WARNING"
    # It builds: every name in it leads to something.
    configurator = logging.config.DictConfigurator(configuration)
    handler = configurator.configure_handler({**configuration["handlers"]["stderr"], "formatter": None, "filters": []})
    assert isinstance(handler, logging.StreamHandler)
