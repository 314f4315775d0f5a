"""The schema.org format: read as linked data, its terms looked up in the vocabulary, and safe inside a page."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import html5lib
import pytest
import rdflib
from rdflib import RDF, Literal, URIRef

from quoth.records import Content, Span
from service.formats import schema_org
from tests.formats.linked_data import graph
from tests.formats.reading import article_record, article_text

ADDRESS = "https://example.org/news/7"


def rendered(**changes: Any) -> str:
    record = replace(article_record("fisheries_accord"), id=ADDRESS, **changes)
    return schema_org.render(record, article_text("fisheries_accord"))


def test_every_term_and_type_is_one_of_schema_org() -> None:
    triples = graph(json.loads(rendered()))
    used = set(triples.predicates()) - {RDF.type} | set(triples.objects(None, RDF.type))
    assert used > {rdflib.SDO.Quotation, rdflib.SDO.creator}
    assert {term for term in used if str(term).removeprefix(str(rdflib.SDO)) not in rdflib.SDO} == set()


def test_a_quotation_has_its_words_its_speaker_and_its_article() -> None:
    triples = graph(json.loads(rendered()))
    quote, speaker = URIRef(f"{ADDRESS}#q_05"), URIRef(f"{ADDRESS}#s_lazrak")
    assert (quote, RDF.type, rdflib.SDO.Quotation) in triples
    assert (quote, rdflib.SDO.isPartOf, URIRef(ADDRESS)) in triples
    assert (quote, rdflib.SDO.inLanguage, Literal("en")) in triples
    assert (quote, rdflib.SDO.creator, speaker) in triples
    assert (speaker, rdflib.SDO.name, Literal("Amina Lazrak")) in triples
    assert (speaker, rdflib.SDO.jobTitle, Literal("head of the delegation")) in triples
    assert (URIRef(f"{ADDRESS}#q_06"), rdflib.SDO.isBasedOn, quote) in triples


def test_what_a_reporter_put_into_own_words_is_no_quotation() -> None:
    quotations = json.loads(rendered())["@graph"]
    assert [quotation["@id"].rpartition("#")[2] for quotation in quotations] == ["q_02", "q_03", "q_05", "q_06"]


def test_a_speaker_without_a_name_is_described_in_the_words_of_the_article() -> None:
    inner = json.loads(rendered())["@graph"][-1]
    assert inner["creator"]["description"] == "My minister"
    assert "name" not in inner["creator"]


def test_no_article_can_leave_the_script_element_that_holds_it() -> None:
    quote = article_record("fisheries_accord").quotes[1]
    hostile = "</script><script>alert(1)</script><!-- & \u2028 end"
    content = Content(hostile, (Span(0, len(hostile), hostile),))
    document = rendered(quotes=(replace(quote, content=content),))
    page = f'<!DOCTYPE html><title>t</title><script type="application/ld+json">{document}</script>'
    scripts = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page).findall(".//script")
    assert len(scripts) == 1
    assert json.loads(scripts[0].text)["@graph"][0]["text"] == hostile


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        (["“We sign,”", "“today.”"], "We sign, today."),
        (['"We sign," '], "We sign,"),
        (["``No comment,''"], "No comment,"),
        (["‘Do not come home,’"], "Do not come home,"),
        (["“‘Do not come home,’ he said to me”"], "‘Do not come home,’ he said to me"),
        (["the ministers’"], "the ministers’"),
    ],
)
def test_the_marks_around_a_direct_quote_are_not_its_words(spans: list[str], words: str) -> None:
    quote = article_record("fisheries_accord").quotes[1]
    content = Content(" ".join(spans), tuple(Span(0, len(span), span) for span in spans))
    (quotation,) = json.loads(rendered(quotes=(replace(quote, content=content),)))["@graph"]
    assert quotation["text"] == words
