"""POST /v1/quotes with the real engine: articles in, records out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from quoth.engine import Engine
from quoth.records import Article
from service.schemas import ArticleSchema

Wire = Callable[[str], str]
NAMES = ("ferry_row", "flags", "nested")


def stretches(record: Any) -> Iterator[dict[str, Any]]:
    """Everything in the record that has a start, an end and a text."""
    if isinstance(record, list):
        for item in record:
            yield from stretches(item)
    elif isinstance(record, dict):
        if {"start", "end", "text"} <= record.keys():
            yield record
        for member in record.values():
            yield from stretches(member)


def post(client: FlaskClient, **fields: Any) -> dict[str, Any]:
    answer = client.post("/v1/quotes", json=fields)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/json"
    record: dict[str, Any] = answer.get_json()
    return record


def test_a_direct_quote_has_its_words_its_speaker_and_her_office(client: FlaskClient, wire: Wire) -> None:
    record = post(client, text=wire("ferry_row"))
    quotes = {quote["content"]["text"]: quote for quote in record["quotes"]}
    said = next(quote for text, quote in quotes.items() if "another winter of silence" in text)
    assert said["form"] == "direct"
    assert said["act"] == "statement"
    assert said["cue"]["lemma"] == "tell"
    assert [(speaker["name"], speaker["role"]) for speaker in said["speakers"]] == [("Elena Marsh", "Foreign Minister")]


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_field_for_field_the_record_of_the_engine(
    client: FlaskClient, engine: Engine, wire: Wire, name: str
) -> None:
    text = wire(name)
    expected: Article = engine.extract(text, id=name)
    assert expected.quotes
    assert post(client, text=text, id=name) == json.loads(json.dumps(expected.as_dict()))


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_reads_back_what_it_wrote(client: FlaskClient, wire: Wire, name: str) -> None:
    record = post(client, text=wire(name))
    assert not ArticleSchema().validate(record)


@pytest.mark.parametrize("name", NAMES)
def test_every_span_is_a_slice_of_the_text(client: FlaskClient, wire: Wire, name: str) -> None:
    text = wire(name)
    found = list(stretches(post(client, text=text)))
    assert found
    for span in found:
        assert text[span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize("name", NAMES)
def test_utf16_offsets_slice_the_text_as_javascript_does(client: FlaskClient, wire: Wire, name: str) -> None:
    text = wire(name)
    units = text.encode("utf-16-le")
    found = list(stretches(post(client, text=text, options={"offsets": "utf16"})))
    assert found
    for span in found:
        assert units[2 * span["start"] : 2 * span["end"]].decode("utf-16-le") == span["text"]


def test_utf16_offsets_differ_from_code_points_behind_an_emoji(client: FlaskClient, wire: Wire) -> None:
    text = wire("flags")
    points = list(stretches(post(client, text=text)))
    units = list(stretches(post(client, text=text, options={"offsets": "utf16"})))
    wide = [sum(character > "\uffff" for character in text[: span["start"]]) for span in points]
    assert max(wide) >= 4
    assert [span["start"] for span in units] == [span["start"] + more for span, more in zip(points, wide, strict=True)]


def test_forms_that_were_not_asked_for_are_left_out(client: FlaskClient, wire: Wire) -> None:
    everything = post(client, text=wire("ferry_row"))
    assert {quote["form"] for quote in everything["quotes"]} >= {"direct", "indirect"}
    direct = post(client, text=wire("ferry_row"), options={"forms": ["direct"]})
    assert {quote["form"] for quote in direct["quotes"]} == {"direct"}
    assert {id for speaker in direct["speakers"] for id in speaker["quotes"]} == {q["id"] for q in direct["quotes"]}


def test_a_confidence_that_no_quote_can_have_leaves_nobody(client: FlaskClient, wire: Wire) -> None:
    record = post(client, text=wire("ferry_row"), options={"min_confidence": 1})
    assert all(quote["confidence"] == 1 for quote in record["quotes"])
    assert all(speaker["quotes"] for speaker in record["speakers"])


def test_the_same_article_gets_the_same_answer(client: FlaskClient, wire: Wire) -> None:
    assert post(client, text=wire("nested")) == post(client, text=wire("nested"))


@pytest.mark.parametrize(
    "text",
    [
        "Nothing was said.",
        "…",
        "\u200b",
        "a\x00b",
        "“" * 200,
        "“Yes,” 𝔰𝔥𝔢 said\u2028.",
        "\r\n\r\n“No,”\r\nhe said.",
        "🙂" * 50,
    ],
    ids=["no quote", "ellipsis", "zero width", "NUL", "marks", "fraktur", "carriage returns", "emoji"],
)
def test_odd_texts_are_answered_and_not_changed(client: FlaskClient, text: str) -> None:
    for span in stretches(post(client, text=text)):
        assert text[span["start"] : span["end"]] == span["text"]


def test_a_type_that_ends_in_json_will_do(client: FlaskClient) -> None:
    answer = client.post(
        "/v1/quotes",
        data='{"text": "“Yes,” she said.", "id": "7"}'.encode(),
        headers={"Content-Type": 'Application/VND.cms+JSON; Charset="UTF-8"'},
    )
    assert answer.status_code == 200
    assert answer.get_json()["id"] == "7"


def test_the_answer_is_utf8_and_keeps_the_order_of_the_record(client: FlaskClient, wire: Wire) -> None:
    answer = client.post("/v1/quotes", json={"text": wire("flags")})
    assert "🤝".encode() in answer.data
    assert list(json.loads(answer.data)) == ["id", "model", "language", "quotes", "speakers", "warnings"]
