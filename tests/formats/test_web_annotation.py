"""The Web Annotation format: held against a schema, read as linked data, and its selectors against the text."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rdflib import DCTERMS, FOAF, RDF, Literal, Namespace, URIRef

from service.formats import web_annotation
from tests.formats.linked_data import ANNOTATION, graph, lost_terms
from tests.formats.reading import article_record, article_text

OA = Namespace("http://www.w3.org/ns/oa#")
SCHEMA = json.loads((Path(__file__).parent / "annotation.schema.json").read_text(encoding="utf-8"))
NAMES = ("fisheries_accord", "odd_marks")


def page(name: str, id: str | None = None) -> dict[str, Any]:
    record = article_record(name)
    rendered = web_annotation.render(replace(record, id=id or record.id), article_text(name))
    document: dict[str, Any] = json.loads(rendered)
    return document


def item(document: dict[str, Any], end: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in document["items"] if item["id"].endswith(f"#{end}"))
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("id", [None, "https://example.org/news/7?a=b#top", "wire 20417/“x”"])
def test_the_page_is_what_the_recommendation_asks_for(name: str, id: str | None) -> None:
    document = page(name, id)
    Draft202012Validator(SCHEMA).validate(document)
    assert document["partOf"]["total"] == len(document["items"])
    assert len({item["id"] for item in document["items"]}) == len(document["items"])


@pytest.mark.parametrize("name", NAMES)
def test_every_selector_selects_what_it_says(name: str) -> None:
    text = article_text(name)
    for annotation in page(name)["items"]:
        targets = annotation["target"] if isinstance(annotation["target"], list) else [annotation["target"]]
        for target in targets:
            quote, position = target["selector"]
            assert text[position["start"] : position["end"]] == quote["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
            assert len(quote["prefix"]) == min(web_annotation.CONTEXT, position["start"])


@pytest.mark.parametrize("name", NAMES)
def test_no_member_is_lost_to_a_reader_of_linked_data(name: str) -> None:
    assert lost_terms(page(name), ANNOTATION) == set()


def test_the_triples_say_who_said_it_and_how() -> None:
    triples = graph(page("fisheries_accord", "https://example.org/news/7"))
    quote = URIRef("https://example.org/news/7#q_05")
    assert (quote, RDF.type, OA.Annotation) in triples
    assert (quote, OA.motivatedBy, OA.identifying) in triples
    lazrak = URIRef("https://example.org/news/7#s_lazrak")
    bodies = set(triples.objects(quote, OA.hasBody))
    assert {body for body in bodies if (body, OA.hasSource, lazrak) in triples}
    assert (lazrak, RDF.type, FOAF.Person) in triples
    assert (lazrak, FOAF.name, Literal("Amina Lazrak")) in triples
    assert (lazrak, URIRef("http://schema.org/jobTitle"), Literal("head of the delegation")) in triples
    said = {str(value) for body in bodies for value in triples.objects(body, RDF.value)}
    assert said == {"direct", "statement", "0.95"}


def test_source_cue_and_inner_quotes_are_part_of_their_quote() -> None:
    triples = graph(page("fisheries_accord", "https://example.org/news/7"))
    outer = URIRef("https://example.org/news/7#q_05")
    parts = {str(part).rpartition("#")[2] for part in triples.subjects(DCTERMS.isPartOf, outer)}
    assert parts == {"q_05.source", "q_05.cue", "q_06"}


def test_a_content_of_two_stretches_has_two_targets_and_a_quote_without_source_no_annotation_of_one() -> None:
    document = page("fisheries_accord")
    assert [target["selector"][0]["exact"] for target in item(document, "q_02")["target"]] == [
        "We are closer to an accord than at any time since the autumn",
        "What is left would fit on one sheet of paper.",
    ]
    assert not [item for item in document["items"] if item["id"].endswith("#q_04.source")]


def test_speakers_without_a_name_are_agents_without_one() -> None:
    agent = item(page("fisheries_accord"), "q_06")["body"][0]["source"]
    assert agent["type"] == "foaf:Agent" and "name" not in agent
