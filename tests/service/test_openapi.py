"""openapi.yaml is what the schemas say, and valid; its examples are true; the pages need nothing from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from openapi_spec_validator import validate as validate_openapi

from service.app import build_app
from service.examples import ARTICLE, PROBLEMS, REQUEST, TEXT
from service.openapi import main, openapi_yaml
from service.problems import KINDS
from service.schemas import ArticleRequestSchema, ArticleSchema
from service.settings import Settings

OPENAPI = Path(__file__).parents[2] / "openapi.yaml"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """openapi.yaml, read."""
    loaded: dict[str, Any] = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))
    return loaded


def test_the_file_is_what_the_schemas_say() -> None:
    assert OPENAPI.read_text(encoding="utf-8") == openapi_yaml(), "run `python -m service.openapi`"


def test_the_command_tells_a_file_that_has_drifted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "openapi.yaml"
    assert main([str(file), "--check"]) == 1
    assert main([str(file)]) == 0
    assert main([str(file), "--check"]) == 0
    file.write_text(file.read_text(encoding="utf-8").replace("Quoth", "Quote"), encoding="utf-8")
    assert main([str(file), "--check"]) == 1
    assert "is not what the schemas say" in capsys.readouterr().err


def test_writing_it_loads_neither_models_nor_what_runs_them() -> None:
    program = "import sys; from service.openapi import openapi_yaml as write; write(); print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=OPENAPI.parent, check=True, capture_output=True, text=True
    )
    loaded = set(ran.stdout.split())
    assert "service.openapi" in loaded
    assert not {"torch", "stanza", "quoth.engine"} & loaded


def test_it_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    validate_openapi(document)


def test_every_problem_that_a_path_answers_is_documented(document: dict[str, Any]) -> None:
    responses = document["paths"]["/v1/quotes"]["post"]["responses"]
    refusals = ["400", "401", "403", "406", "408", "413", "415", "422", "429", "500", "503", "504"]
    assert list(responses) == ["200", "304", *refusals]
    for status, response in responses.items():
        if status == "304":
            continue
        media_type = next(iter(response["content"]))
        assert media_type == ("application/json" if status == "200" else "application/problem+json")


def test_the_schemas_say_what_is_optional_what_may_be_null_and_that_nothing_else_is_taken(
    document: dict[str, Any],
) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["ArticleRequest"]["oneOf"] == [{"required": ["text"]}, {"required": ["html"]}]
    assert schemas["ArticleRequest"]["additionalProperties"] is False
    assert schemas["Options"]["additionalProperties"] is False
    assert schemas["ArticleRequest"]["properties"]["text"]["maxLength"] == 200_000
    assert schemas["Options"]["properties"]["forms"]["items"]["enum"] == ["direct", "mixed", "indirect"]
    assert schemas["Quote"]["properties"]["within"]["type"] == ["string", "null"]
    assert {"type": "null"} in schemas["Quote"]["properties"]["cue"]["anyOf"]


def test_the_document_that_is_served_has_the_limit_that_is_set() -> None:
    served = build_app(Settings(max_characters=777), engine=None).test_client().get("/openapi.json").get_json()
    assert served["components"]["schemas"]["ArticleRequest"]["properties"]["text"]["maxLength"] == 777


def test_the_example_article_is_one_the_service_takes_and_its_answer_fits_it() -> None:
    assert ArticleRequestSchema().load(REQUEST)["text"] == TEXT
    assert not ArticleSchema().validate(ArticleSchema().dump(ARTICLE))
    for quote in ARTICLE.quotes:
        for span in (*quote.content.spans, quote.cue, quote.source):
            assert span is not None
            assert TEXT[span.start : span.end] == span.text


def test_the_example_problems_are_what_the_service_answers(bare: FlaskClient) -> None:
    wrong = {"text": "a", "language": "fr", "options": {"forms": ["quoted"]}}
    answer = bare.post("/v1/quotes", json=wrong, headers={"X-Request-ID": "cms-7f3a"})
    operation = bare.get("/openapi.json").get_json()["paths"]["/v1/quotes"]["post"]
    shown = operation["responses"]["422"]["content"]["application/problem+json"]["examples"]["invalid-fields"]["value"]
    assert bare.application.json.loads(answer.data) == shown


def test_every_problem_has_a_page_that_its_type_leads_to(bare: FlaskClient) -> None:
    assert set(PROBLEMS) <= set(KINDS)
    for kind in KINDS:
        page = bare.get(kind.path)
        assert page.status_code == 200
        assert kind.title in page.text
    assert bare.get("/problems").text.count("<h2") == len(KINDS)
    assert bare.get("/problems/none").status_code == 404


@pytest.mark.parametrize("path", ["/docs", "/problems"])
def test_pages_take_everything_they_need_from_the_service_itself(bare: FlaskClient, path: str) -> None:
    page = bare.get(path)
    assert page.content_type == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    needed = re.findall(r'(?:src|href|data-url)="([^"]+)"', page.text)
    assert needed
    for link in needed:
        assert link.startswith("/") or link == "data:,", link
        if link.startswith("/"):
            assert bare.get(link, buffered=True).status_code == 200, link


def test_the_documentation_page_works_under_a_prefix(bare: FlaskClient) -> None:
    page = bare.get("/docs", environ_overrides={"SCRIPT_NAME": "/quoth"})
    assert 'data-url="/quoth/openapi.json"' in page.text
