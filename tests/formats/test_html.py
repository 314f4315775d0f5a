"""The HTML format: parsed strictly, complete, alone in the world, and never carried away by what an article says."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import html5lib
import pytest

from quoth.records import Article, Content, Quote, Span, SpeakerReference
from service.formats.html import letters, render
from tests.formats.reading import article_record, article_text

NAMES = ("fisheries_accord", "odd_marks")
FETCHING = {"script", "img", "iframe", "object", "embed", "video", "audio", "form", "base"}


def parsed(rendered: str) -> Element:
    """The page's tree; any error of HTML's own grammar is raised."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(rendered)
    return tree


def words(element: Element) -> str:
    """The text of an element without the letters before quotes."""
    parts = [element.text or ""]
    for child in element:
        parts += ["" if "key" in child.get("class", "") else words(child), child.tail or ""]
    return "".join(parts)


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_html_without_an_error_and_says_the_whole_article(name: str) -> None:
    tree = parsed(render(article_record(name), article_text(name)))
    article = tree.find(".//article")
    assert article is not None
    said = [words(paragraph) for paragraph in article.findall("p")]
    assert said == article_text(name).strip().split("\n\n")


def test_quotes_are_highlighted_where_they_stand_and_inner_ones_inside() -> None:
    tree = parsed(render(article_record("fisheries_accord"), article_text("fisheries_accord")))
    highlights = {words(span): span for span in tree.iter("span") if span.get("class", "").startswith("content")}
    outer = highlights["My minister said to me this morning, ‘Do not come home with half a treaty,’ and I shall not"]
    assert "Do not come home with half a treaty" in [words(inner) for inner in outer.iter("span")]
    assert {"direct", "voice-3"} <= set(outer.get("class", "").split())


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_place_in_the_page_and_nothing_is_fetched(name: str) -> None:
    rendered = render(article_record(name), article_text(name))
    tree = parsed(rendered)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {link.get("href", "")[1:] for link in tree.iter("a")} <= set(ids)
    assert not {element.tag for element in tree.iter()} & FETCHING
    assert re.findall(r"(?:https?:)?//|url\(|@import", rendered) == []


def test_whatever_the_record_says_is_text() -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;"
    text = f"{hostile} she said."
    speaker = SpeakerReference("s_1", hostile, "person", hostile, hostile)
    whole = Span(0, len(hostile), hostile)
    quote = Quote("q_1", "direct", "statement", None, 0.5, Content(hostile, (whole,)), None, whole, (speaker,))
    tree = parsed(render(Article(hostile, hostile, "en", (quote,), (), (hostile,)), text))
    assert not {element.tag for element in tree.iter()} & FETCHING
    assert hostile in words(tree.find(".//article/p"))  # type: ignore[arg-type]
    assert tree.findtext(".//h1") == hostile


def test_quotes_that_cross_are_cut_and_an_article_without_any_is_still_a_page() -> None:
    text = "one two three four"
    first = Quote("q_1", "direct", "statement", None, 1, Content("", (Span(0, 7, "one two"),)), None, None, ())
    second = Quote("q_2", "direct", "statement", None, 1, Content("", (Span(4, 13, "two three"),)), None, None, ())
    tree = parsed(render(Article("a", "m", "en", (first, second), (), ()), text))
    assert words(tree.find(".//article/p")) == text  # type: ignore[arg-type]
    nothing = parsed(render(replace(article_record("odd_marks"), quotes=(), speakers=()), "Nothing said."))
    assert nothing.findtext(".//article/p") == "Nothing said."


def test_letters_go_on_after_z() -> None:
    assert [letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
