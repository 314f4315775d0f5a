"""Record and text in, W3C Web Annotation out: one AnnotationPage for each article.

Each quote becomes up to three annotations of the article, told apart by motivation:

- its content is *identifying*: the bodies name the speakers, classify form and act, and assess the confidence;
- its source is *linking*: the bodies are the speakers whom that mention means;
- its cue is *tagging*: the body is the dictionary form of the cue.

Source and cue are part of (`dcterms:isPartOf`) the quote's annotation, and a quote inside another one is part of that
one's. A content of several stretches has several targets. Every target carries a TextQuoteSelector, which survives
small changes of the page, and a TextPositionSelector, whose offsets are code points as the Recommendation asks.

Reference: Web Annotation Data Model, W3C Recommendation, 23 February 2017.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from quoth.records import Article, Cue, Kind, Quote, Span, SpeakerReference
from service.formats.iris import article_iri, part_iri

MEDIA_TYPE = "application/ld+json"
PROFILE = "http://www.w3.org/ns/anno.jsonld"
CONTEXT = 32
"""Characters (code points) of the text that a selector repeats before and after what it selects."""

_AGENTS: dict[Kind, str] = {
    "person": "Person",
    "organization": "Organization",
    "group": "foaf:Group",
    "unnamed": "foaf:Agent",
}

Node = dict[str, Any]


def render(article: Article, text: str) -> str:
    """The page as JSON."""
    return json.dumps(annotation_page(article, text), ensure_ascii=False)


def annotation_page(article: Article, text: str) -> Node:
    """The article's annotations as one page of a collection that has no other."""
    items = [annotation for quote in article.quotes for annotation in _annotations(article, quote, text)]
    return {
        "@context": PROFILE,
        "id": part_iri(article.id, "page"),
        "type": "AnnotationPage",
        "partOf": {
            "id": part_iri(article.id, "quotes"),
            "type": "AnnotationCollection",
            "label": f"Quotes of {article.id}",
            "total": len(items),
        },
        "startIndex": 0,
        "items": items,
    }


def _annotations(article: Article, quote: Quote, text: str) -> Iterator[Node]:
    targets = [_target(article, span, text) for span in quote.content.spans]
    bodies: list[Node] = [
        {"type": "SpecificResource", "purpose": "identifying", "source": _agent(article, speaker)}
        for speaker in quote.speakers
    ]
    bodies += [_text(quote.form, "classifying"), _text(quote.act, "classifying")]
    bodies.append(_text(f"{quote.confidence:.4g}", "assessing"))
    yield _annotation(article, quote.id, "identifying", bodies, targets, part_of=quote.within)
    if quote.source:
        speakers = [part_iri(article.id, speaker.id) for speaker in quote.speakers]
        target = _target(article, quote.source, text)
        yield _annotation(article, f"{quote.id}.source", "linking", speakers, [target], part_of=quote.id)
    if quote.cue:
        lemma = {**_text(quote.cue.lemma, "tagging"), "language": article.language}
        target = _target(article, quote.cue, text)
        yield _annotation(article, f"{quote.id}.cue", "tagging", [lemma], [target], part_of=quote.id)


def _annotation(
    article: Article, id: str, motivation: str, bodies: list[Any], targets: list[Node], *, part_of: str | None
) -> Node:
    node: Node = {
        "id": part_iri(article.id, id),
        "type": "Annotation",
        "motivation": motivation,
        "generator": {"type": "Software", "name": article.model},
    }
    if part_of:
        node["dcterms:isPartOf"] = {"id": part_iri(article.id, part_of)}
    if bodies:
        node["body"] = bodies if len(bodies) > 1 else bodies[0]
    node["target"] = targets if len(targets) > 1 else targets[0]
    return node


def _target(article: Article, span: Span | Cue, text: str) -> Node:
    selectors: list[Node] = [
        {
            "type": "TextQuoteSelector",
            "exact": span.text,
            "prefix": text[max(0, span.start - CONTEXT) : span.start],
            "suffix": text[span.end : span.end + CONTEXT],
        },
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]
    return {"type": "SpecificResource", "source": article_iri(article.id), "selector": selectors}


def _agent(article: Article, speaker: SpeakerReference) -> Node:
    agent: Node = {"id": part_iri(article.id, speaker.id), "type": _AGENTS[speaker.kind]}
    if speaker.name:
        agent["name"] = speaker.name
    if speaker.role:
        agent["schema:jobTitle"] = speaker.role
    if speaker.affiliation:
        agent["schema:affiliation"] = speaker.affiliation
    return agent


def _text(value: str, purpose: str) -> Node:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}
