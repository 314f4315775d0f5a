"""POST /v1/quotes in every format: what is asked for is answered, and documented."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.app import build_app
from service.formats import FORMATS
from service.settings import Settings
from tests.formats.hand_made import HandMade
from tests.formats.reading import article_record, article_text

TEXT = article_text("odd_marks")


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return build_app(Settings(access_log=False), HandMade()).test_client()  # type: ignore[arg-type]


def body(**options: Any) -> dict[str, Any]:
    return {"text": TEXT, "id": "odd_marks", "options": options}


@pytest.mark.parametrize("wanted", FORMATS, ids=lambda each: each.name)
def test_each_format_is_answered_by_name_and_by_media_type(client: FlaskClient, wanted: Any) -> None:
    expected = wanted.render(article_record("odd_marks"), TEXT)
    by_name = client.post(f"/v1/quotes?format={wanted.name}", json=body())
    by_type = client.post("/v1/quotes", json=body(), headers={"Accept": wanted.media_type + wanted.parameters})
    for answer in (by_name, by_type):
        assert answer.status_code == 200
        assert answer.data.decode("utf-8") == expected
        assert answer.content_type == wanted.content_type


def test_json_stays_what_is_answered_unasked(client: FlaskClient) -> None:
    answers = [client.post(path, json=body()) for path in ("/v1/quotes", "/v1/quotes?format=json")]
    assert {answer.content_type for answer in answers} == {"application/json"}
    assert answers[0].get_json() == answers[1].get_json()
    assert {"Accept"} <= set(answers[0].vary)


def test_options_choose_quotes_in_every_format(client: FlaskClient) -> None:
    answer = client.post("/v1/quotes?format=csv", json=body(forms=["mixed"]))
    assert [row["quote"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))] == ["q_05"]


def test_utf_16_offsets_are_taken_where_the_format_leaves_a_choice(client: FlaskClient) -> None:
    def cue(**options: Any) -> str:
        answer = client.post("/v1/quotes?format=csv", json=body(**options))
        return list(csv.DictReader(io.StringIO(answer.text, newline="")))[-1]["cue_span"]

    def starts(**options: Any) -> list[int]:
        items = client.post("/v1/quotes?format=web-annotation", json=body(**options)).get_json(force=True)["items"]
        return [item["target"]["selector"][1]["start"] for item in items if isinstance(item["target"], dict)]

    code_points, utf16 = (int(cue(offsets=offsets).split("-")[0]) for offsets in ("code_points", "utf16"))
    assert utf16 == code_points + 1
    assert starts(offsets="utf16") == starts()


def test_an_error_is_a_problem_document_whatever_was_asked_for(client: FlaskClient) -> None:
    answer = client.post("/v1/quotes?format=csv", json={"text": " "})
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


def test_every_format_is_documented_with_an_example(client: FlaskClient) -> None:
    path = client.get("/openapi.json").get_json()["paths"]["/v1/quotes"]
    content = path["post"]["responses"]["200"]["content"]
    assert list(content) == ["application/json", *(each.content_type for each in FORMATS)]
    assert [name for name, media in content.items() if "example" not in media] == ["text/html; charset=utf-8"]
    (parameter,) = (each for each in path["parameters"] if each["name"] == "format")
    assert parameter["schema"]["enum"] == ["json", *(each.name for each in FORMATS)]


def test_the_desk_and_all_that_it_names_is_served_under_a_strict_policy(client: FlaskClient) -> None:
    page = client.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert not re.search(r"<style|<script>|\sstyle=|\son\w+=", page.text)
    for link in re.findall(r'(?:src|href|data-sample)="([^"#]+)"', page.text):
        assert client.get(link, buffered=True).status_code == 200, link
    assert client.get("/desk/corrected-record.schema.json", buffered=True).status_code == 200
    assert client.get("/desk/samples/none.txt").status_code == 404


def test_the_component_may_be_loaded_from_any_site(client: FlaskClient) -> None:
    answer = client.get("/quoth.js", buffered=True)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.mimetype in {"text/javascript", "application/javascript"}
