"""Which format a request asks for."""

from __future__ import annotations

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from service.negotiation import JSON_MEDIA_TYPE, wanted_format
from service.problems import Problem

ANNOTATION = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
SCHEMA_ORG = 'application/ld+json;profile="https://schema.org/"'


def asked(accept: str | None = None, query: str = "") -> str:
    headers = [] if accept is None else [("Accept", accept)]
    builder = EnvironBuilder(path="/v1/quotes", query_string=query, headers=headers)
    wanted = wanted_format(Request(builder.get_environ()))
    return wanted.name if wanted else "json"


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("application/*", "json"),
        ("application/json", "json"),
        ("text/csv", "csv"),
        ("text/*", "csv"),
        ("TEXT/HTML", "html"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "html"),
        ("application/json;q=0.5, text/csv", "csv"),
        ("text/csv;q=0.5, application/json;q=0.5", "json"),
        ("text/*, text/csv;q=0", "html"),
        ("*/*, application/json;q=0", "web-annotation"),
        ("application/ld+json", "web-annotation"),
        (ANNOTATION, "web-annotation"),
        (SCHEMA_ORG, "schema.org"),
        (f"{ANNOTATION};q=0.2, {SCHEMA_ORG}", "schema.org"),
        ('application/ld+json; profile="https://example.org/own https://schema.org/"', "schema.org"),
        (f"application/ld+json, {ANNOTATION};q=0.1", "schema.org"),
    ],
)
def test_the_header_accept_decides(accept: str | None, name: str) -> None:
    assert asked(accept) == name


@pytest.mark.parametrize("name", ["json", "web-annotation", "schema.org", "csv", "html"])
def test_the_parameter_wins_over_the_header(name: str) -> None:
    assert asked("text/csv, application/xml", f"format={name}") == name


@pytest.mark.parametrize(
    ("accept", "query", "field"),
    [
        ("application/xml, image/*", "", "Accept"),
        ("application/json;q=0", "", "Accept"),
        ('application/ld+json; profile="https://example.org/other"', "", "Accept"),
        ("*/*", "format=xml", "format"),
        ("*/*", "format=", "format"),
        ("*/*", "format=csv&format=html", "format"),
    ],
)
def test_what_is_not_on_offer_is_refused_with_all_that_is(accept: str, query: str, field: str) -> None:
    with pytest.raises(Problem) as refused:
        asked(accept, query)
    assert refused.value.code == 406
    (error,) = refused.value.errors
    assert error.field == field
    assert error.allowed and len(error.allowed) == 5
    assert {JSON_MEDIA_TYPE, "json"} & set(error.allowed)
