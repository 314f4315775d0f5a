"""Entity tags: who has an answer is told so, and the article is not read again."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.app import build_app
from service.settings import Settings
from tests.service.engines import WatchedEngine, as_engine

TEXT = "“Yes,” she said."


@pytest.fixture
def engine_and_client() -> tuple[WatchedEngine, FlaskClient]:
    """An engine that notes what it reads, and a client of the application around it."""
    engine = WatchedEngine()
    return engine, build_app(Settings(), as_engine(engine)).test_client()


def tag(client: FlaskClient, path: str = "/v1/quotes", **fields: Any) -> str:
    answer = client.post(path, json=fields)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    found: str = answer.headers["ETag"]
    assert not found.startswith("W/")
    return found


def test_who_has_the_answer_gets_304_and_the_engine_is_not_asked(
    engine_and_client: tuple[WatchedEngine, FlaskClient],
) -> None:
    engine, client = engine_and_client
    known = tag(client, text=TEXT)
    again = client.post("/v1/quotes", json={"text": TEXT}, headers={"If-None-Match": f'"other", {known}'})
    assert again.status_code == 304
    assert not again.data
    assert again.headers["ETag"] == known
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert engine.texts == [TEXT]


@pytest.mark.parametrize("suffix", [":gzip", ":br", ":zstd"])
def test_a_tag_of_a_compressed_answer_will_do(
    engine_and_client: tuple[WatchedEngine, FlaskClient], suffix: str
) -> None:
    _, client = engine_and_client
    known = tag(client, text=TEXT).strip('"')
    for sent in (f'"{known}{suffix}"', f'W/"{known}"'):
        assert client.post("/v1/quotes", json={"text": TEXT}, headers={"If-None-Match": sent}).status_code == 304


@pytest.mark.parametrize("sent", ["*", '"x"', "x", "W/", '"', "", ","])
def test_whoever_does_not_have_it_gets_it(engine_and_client: tuple[WatchedEngine, FlaskClient], sent: str) -> None:
    _, client = engine_and_client
    assert client.post("/v1/quotes", json={"text": TEXT}, headers={"If-None-Match": sent}).status_code == 200


def test_the_tag_changes_with_all_that_changes_the_answer(
    engine_and_client: tuple[WatchedEngine, FlaskClient],
) -> None:
    engine, client = engine_and_client
    requests: list[dict[str, Any]] = [
        {"text": TEXT},
        {"text": TEXT + " "},
        {"html": TEXT},
        {"text": TEXT, "id": "7"},
        {"text": TEXT, "options": {"forms": ["direct"]}},
        {"text": TEXT, "options": {"acts": ["attitude"]}},
        {"text": TEXT, "options": {"min_confidence": 0.5}},
        {"text": TEXT, "options": {"offsets": "utf16"}},
    ]
    tags = [tag(client, **request) for request in requests]
    tags += [tag(client, f"/v1/quotes?format={name}", text=TEXT) for name in ("csv", "html", "schema.org")]
    engine.model = "another"
    tags.append(tag(client, text=TEXT))
    assert len(set(tags)) == len(tags)


def test_the_tag_does_not_change_with_what_changes_nothing(
    engine_and_client: tuple[WatchedEngine, FlaskClient],
) -> None:
    _, client = engine_and_client
    known = tag(client, text=TEXT)
    assert tag(client, text=TEXT, language="en", options={"min_confidence": 0}) == known
    everything = {"forms": ["mixed", "indirect", "direct"], "acts": ["attitude", "statement"]}
    assert tag(client, text=TEXT, options=everything) == known


def test_what_was_refused_has_no_tag(bare: FlaskClient) -> None:
    assert "ETag" not in bare.post("/v1/quotes", json={}).headers
