"""What is refused, and that the answer says what was wrong, where, and what would be right."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.app import build_app
from service.problems import MOST_ERRORS, ProblemSchema
from service.settings import Settings


def refused(client: FlaskClient, body: bytes | str, status: int, slug: str, **headers: str) -> dict[str, Any]:
    sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.post("/v1/quotes", data=body, headers=sent)
    return problem(answer, status, slug)


def problem(answer: Any, status: int, slug: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    document: dict[str, Any] = json.loads(answer.data)
    assert not ProblemSchema().validate(document)
    assert document["type"] == f"/problems/{slug}"
    assert document["status"] == status
    assert document["request_id"] == answer.headers["X-Request-ID"]
    return document


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("", "The body is empty. It must be a JSON object with the article as its `text`."),
        (" \n", "The body is empty. It must be a JSON object with the article as its `text`."),
        ("{\n  'text': 1}", "line 2, column 3: Expecting property name enclosed in double quotes"),
        ('{"text": "a\nb"}', "line 1, column 12: Invalid control character at"),
        ('{"text": "a"} x', "line 1, column 15: Extra data"),
        ('{"text": "a", "text": "b"}', "The name 'text' stands more than once in one object."),
        ('{"text": "a", "options": {"min_confidence": NaN}}', "NaN is no JSON number."),
        ('{"text": "a", "options": {"min_confidence": -Infinity}}', "-Infinity is no JSON number."),
        ('{"text": ' + "9" * 5000 + "}", "a number has too many digits"),
        ("[" * 100_000, "arrays or objects are nested too deeply"),
        ('{"text":' * 50_000, "arrays or objects are nested too deeply"),
        (b'{"text": "\xff"}', "The body is not UTF-8: byte 0xff at offset 10."),
        ('{"text": "a"}'.encode("utf-16"), "The body is not UTF-8: byte 0xff at offset 0."),
        ('{"text": "ab\\ud83d"}', "/text: Holds half of a surrogate pair (U+D83D) at character 2."),
        ('{"\\udc00": 1}', "The body: Holds half of a surrogate pair (U+DC00) at character 0."),
        ('{"options": {"forms": ["\\ude00\\ud83d"]}}', "/options/forms/0: Holds half of a surrogate pair (U+DE00)"),
    ],
)
def test_what_is_not_json_is_malformed(bare: FlaskClient, body: bytes | str, detail: str) -> None:
    assert detail in refused(bare, body, 400, "malformed-json")["detail"]


@pytest.mark.parametrize("body", ["[]", '"text"', "null", "true", "1", "1.5"])
def test_json_that_is_no_object_is_named_as_what_it_is(bare: FlaskClient, body: str) -> None:
    names = {
        "[]": "an array",
        '"text"': "a string",
        "null": "null",
        "true": "a boolean",
        "1": "a number",
        "1.5": "a number",
    }
    (error,) = refused(bare, body, 422, "invalid-fields")["errors"]
    assert error == {"field": "", "message": f"Must be a JSON object, not {names[body]}.", "allowed": ["object"]}


@pytest.mark.parametrize(
    ("fields", "field", "message", "allowed"),
    [
        ({}, "/text", "Is missing: give the article as text, or as html.", None),
        ({"text": "a", "html": "b"}, "/html", "Cannot stand beside text: give the article as one of them.", None),
        ({"html": 5}, "/html", "Must be a string.", None),
        ({"html": " "}, "/html", "Must not be empty: there is no article in it.", None),
        ({"text": None}, "/text", "Must be a string, not null; leave the field out instead.", None),
        ({"text": 5}, "/text", "Must be a string.", None),
        ({"text": ["a"]}, "/text", "Must be a string.", None),
        ({"text": ""}, "/text", "Must not be empty: there is no article in it.", None),
        ({"text": " \t\n\u00a0\u2003"}, "/text", "Must not be empty: there is no article in it.", None),
        ({"text": "a", "id": 5}, "/id", "Must be a string.", None),
        ({"text": "a", "id": ""}, "/id", "Must have from 1 to 256 characters.", None),
        ({"text": "a", "id": "x" * 257}, "/id", "Must have from 1 to 256 characters.", None),
        ({"text": "a", "language": "fr"}, "/language", "Must be en.", ["en"]),
        ({"text": "a", "language": ["en"]}, "/language", "Must be a string.", None),
        (
            {"text": "a", "txet": "b"},
            "/txet",
            "Unknown field; there are text, html, id, language, options.",
            ["text", "html", "id", "language", "options"],
        ),
        ({"text": "a", "a/b~": 1}, "/a~1b~0", "Unknown field; there are text, html, id, language, options.", ...),
        ({"text": "a", "options": []}, "/options", "Must be an object.", None),
        ({"text": "a", "options": None}, "/options", "Must be an object, not null; leave the field out instead.", None),
        (
            {"text": "a", "options": {"form": ["direct"]}},
            "/options/form",
            "Unknown field; there are forms, acts, min_confidence, offsets.",
            ["forms", "acts", "min_confidence", "offsets"],
        ),
        ({"text": "a", "options": {"forms": "direct"}}, "/options/forms", "Must be an array.", None),
        (
            {"text": "a", "options": {"forms": []}},
            "/options/forms",
            "Must hold at least one value; leave the field out for all.",
            None,
        ),
        (
            {"text": "a", "options": {"forms": ["direct", "quoted"]}},
            "/options/forms/1",
            "Must be direct or mixed or indirect.",
            ["direct", "mixed", "indirect"],
        ),
        ({"text": "a", "options": {"forms": [{}]}}, "/options/forms/0", "Must be a string.", None),
        (
            {"text": "a", "options": {"acts": ["speech"]}},
            "/options/acts/0",
            "Must be statement or attitude.",
            ["statement", "attitude"],
        ),
        (
            {"text": "a", "options": {"min_confidence": 1.1}},
            "/options/min_confidence",
            "Must be a number from 0 to 1.",
            None,
        ),
        (
            {"text": "a", "options": {"min_confidence": -1}},
            "/options/min_confidence",
            "Must be a number from 0 to 1.",
            None,
        ),
        (
            {"text": "a", "options": {"min_confidence": "0.5"}},
            "/options/min_confidence",
            "Must be a number from 0 to 1.",
            None,
        ),
        (
            {"text": "a", "options": {"min_confidence": True}},
            "/options/min_confidence",
            "Must be a number from 0 to 1.",
            None,
        ),
        (
            {"text": "a", "options": {"min_confidence": 10**400}},
            "/options/min_confidence",
            "Must be a number from 0 to 1.",
            None,
        ),
        (
            {"text": "a", "options": {"offsets": "utf-16"}},
            "/options/offsets",
            "Must be code_points or utf16.",
            ["code_points", "utf16"],
        ),
    ],
)
def test_a_wrong_field_is_named_with_what_it_may_be(
    bare: FlaskClient, fields: dict[str, Any], field: str, message: str, allowed: Any
) -> None:
    document = refused(bare, json.dumps(fields), 422, "invalid-fields")
    (error,) = document["errors"]
    assert (error["field"], error["message"]) == (field, message)
    assert allowed is ... or error.get("allowed") == allowed
    assert document["detail"] == f"{field}: {message}"


def test_a_number_too_large_for_a_float_is_out_of_range(bare: FlaskClient) -> None:
    body = '{"text": "a", "options": {"min_confidence": 1e999}}'
    (error,) = refused(bare, body, 422, "invalid-fields")["errors"]
    assert error["message"] == "Must be a number from 0 to 1."


def test_all_wrong_fields_are_named_at_once(bare: FlaskClient) -> None:
    document = refused(bare, '{"text": 1, "id": 2, "options": {"acts": [3]}}', 422, "invalid-fields")
    assert [error["field"] for error in document["errors"]] == ["/id", "/options/acts/0", "/text"]
    assert document["detail"] == "3 fields are wrong. /id: Must be a string."


def test_an_answer_never_repeats_a_body_of_thousands_of_wrong_fields(bare: FlaskClient) -> None:
    body = json.dumps({"text": "a"} | {f"{number}" + "x" * 200: 0 for number in range(5000)})
    document = refused(bare, body, 422, "invalid-fields")
    assert len(document["errors"]) == MOST_ERRORS
    assert document["detail"].startswith("5000 fields are wrong, of which the first 20 are listed. /0xxx")
    assert len(json.dumps(document)) < 10_000


def test_a_text_over_the_limit_is_too_large() -> None:
    client = build_app(Settings(max_characters=100), engine=None).test_client()
    document = refused(client, json.dumps({"text": "é" * 101}), 413, "too-large")
    assert document["errors"] == [{"field": "/text", "message": "Has 101 characters; at most 100 are accepted."}]
    # One at the limit gets as far as the models, which are not there.
    refused(client, json.dumps({"text": "🙂" * 100}), 503, "not-ready")


@pytest.mark.parametrize(("text", "words"), [("a " * 100_000, 100_000), ("“a\n" * 50_000, 100_000)])
def test_a_text_of_more_words_than_prose_has_is_too_large(bare: FlaskClient, text: str, words: int) -> None:
    document = refused(bare, json.dumps({"text": text}), 413, "too-large")
    assert document["detail"].startswith(f"/text: Has {words:,} words and marks; at most 50,000 are accepted")


@pytest.mark.parametrize("text", ["“" * 200_000, "x" * 200_000, "word " * 40_000, "\u200b" * 200_000, "\0" * 200_000])
def test_a_text_that_is_long_without_many_words_is_not(bare: FlaskClient, text: str) -> None:
    # It gets as far as the models, which are not there.
    refused(bare, json.dumps({"text": text}), 503, "not-ready")


def test_a_body_over_the_bound_is_refused_unread(bare: FlaskClient) -> None:
    document = refused(bare, b" " * 2_465_537, 413, "too-large")
    assert document["detail"] == "The body has more than 2,465,536 bytes, the most that is accepted."


def test_a_body_of_unknown_length_is_not_read_past_the_bound(bare: FlaskClient) -> None:
    answer = bare.post(
        "/v1/quotes",
        input_stream=io.BytesIO(b" " * 5_000_000),
        headers={"Content-Type": "application/json", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert "2,465,536 bytes" in problem(answer, 413, "too-large")["detail"]


@pytest.mark.parametrize(
    ("sent", "message", "allowed"),
    [
        ("", "The header Content-Type is missing; it must be application/json.", "application/json"),
        ("text/plain", "The header Content-Type is text/plain; it must be application/json.", "application/json"),
        (
            "image/svg+json",
            "The header Content-Type is image/svg+json; it must be application/json.",
            "application/json",
        ),
        ("application/json; charset=latin-1", "The charset is latin-1; JSON must be in UTF-8.", "charset=utf-8"),
    ],
)
def test_a_body_that_is_not_declared_as_json_is_refused(
    bare: FlaskClient, sent: str, message: str, allowed: str
) -> None:
    document = refused(bare, '{"text": "a"}', 415, "unsupported-media-type", Content_Type=sent)
    assert document["errors"] == [{"field": "Content-Type", "message": message, "allowed": [allowed]}]


def test_a_body_compressed_by_another_coding_is_refused(bare: FlaskClient) -> None:
    document = refused(bare, b"{}", 415, "unsupported-media-type", Content_Encoding="br")
    assert document["detail"] == "The Content-Encoding is br; it must be gzip, or the body not compressed."
    assert document["errors"][0]["allowed"] == ["gzip", "identity"]


def test_a_client_that_takes_no_format_of_ours_is_told_so(bare: FlaskClient) -> None:
    document = refused(bare, '{"text": "a"}', 406, "not-acceptable", Accept="image/png, application/xml")
    assert "application/json" in document["errors"][0]["allowed"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_a_wrong_method_is_answered_with_those_that_are_allowed(bare: FlaskClient, method: str) -> None:
    answer = bare.open("/v1/quotes", method=method)
    document = problem(answer, 405, "method-not-allowed")
    assert answer.headers["Allow"] == "OPTIONS, POST"
    assert document["detail"] == f"{method} is not possible here; allowed: OPTIONS, POST."


@pytest.mark.parametrize("path", ["/desk", "/v2/quotes", "/v1/quotes/", "/docs/assets/../app.py", "/%0a%ff"])
def test_an_unknown_path_is_not_found(bare: FlaskClient, path: str) -> None:
    document = problem(bare.get(path), 404, "not-found")
    assert "/v1/quotes" in document["detail"]


def test_types_and_instances_name_the_path_under_which_the_service_is_mounted(bare: FlaskClient) -> None:
    document = json.loads(bare.get("/nowhere", environ_overrides={"SCRIPT_NAME": "/quoth"}).data)
    assert document["type"] == "/quoth/problems/not-found"
    assert document["instance"] == "/quoth/nowhere"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["text", "id", "options", "forms"]) | st.text(), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=json_values.map(lambda value: json.dumps(value).encode()) | st.binary())
def test_no_body_whatever_brings_an_internal_error(bare: FlaskClient, body: bytes) -> None:
    answer = bare.post("/v1/quotes", data=body, headers={"Content-Type": "application/json"})
    # Without models a body that is right goes as far as 503.
    assert answer.status_code in {400, 422, 503}
    assert not ProblemSchema().validate(json.loads(answer.data.decode("utf-8")))
