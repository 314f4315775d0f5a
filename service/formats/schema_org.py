"""Record and text in, schema.org out: a graph of Quotations, ready for the head of the article's page.

A Quotation's `text` is read as the speaker's own words, so indirect quotes, which are the reporter's, are left out. A
direct quote loses the quotation marks around it; a mixed one keeps those inside it, which show whose the words are.
Where the article's id is its web address, `isPartOf` joins the quotes to whatever else the page says of itself under
that address.
"""

from __future__ import annotations

import json
import re
from typing import Any

from quoth.records import Article, Quote, SpeakerReference
from service.formats.iris import article_iri, part_iri

MEDIA_TYPE = "application/ld+json"
PROFILE = "https://schema.org/"

# Inside <script type="application/ld+json"> these could end the element or open a comment; JSON reads both alike.
_UNSAFE_IN_A_SCRIPT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}

# Two backticks open and two apostrophes close in the manner of news wires.
_DOUBLE_MARKS = re.compile(r"^(?:[\"“„‟«]|``)+|(?:[\"”“»]|'')+$")

Node = dict[str, Any]


def render(article: Article, text: str) -> str:
    """The graph as JSON that can be put between script tags as it is."""
    return json.dumps(graph(article, text), ensure_ascii=False).translate(_UNSAFE_IN_A_SCRIPT)


def graph(article: Article, text: str) -> Node:  # noqa: ARG001 (all formats are called alike)
    """The direct and mixed quotes of the article with their speakers."""
    quoted = [quote for quote in article.quotes if quote.form != "indirect"]
    ids = {quote.id for quote in quoted}
    return {"@context": "https://schema.org", "@graph": [_quotation(article, quote, ids) for quote in quoted]}


def _quotation(article: Article, quote: Quote, ids: set[str]) -> Node:
    node: Node = {
        "@type": "Quotation",
        "@id": part_iri(article.id, quote.id),
        "text": _words(quote),
        "inLanguage": article.language,
        "isPartOf": {"@type": "NewsArticle", "@id": article_iri(article.id)},
    }
    if quote.within is not None and quote.within in ids:
        node["isBasedOn"] = {"@id": part_iri(article.id, quote.within)}
    speakers = [_agent(article, quote, speaker) for speaker in quote.speakers]
    if speakers:
        node["creator"] = speakers if len(speakers) > 1 else speakers[0]
    return node


def _words(quote: Quote) -> str:
    """What is said, a direct quote without the marks around its stretches: schema.org has the words alone."""
    if quote.form != "direct":
        return quote.content.text
    return " ".join(_bare(span.text.strip()) for span in quote.content.spans)


def _bare(text: str) -> str:
    text = _DOUBLE_MARKS.sub("", text)
    return text[1:-1] if len(text) > 1 and text[0] in "‘'" and text[-1] in "’'" else text


def _agent(article: Article, quote: Quote, speaker: SpeakerReference) -> Node:
    person = speaker.kind in {"person", "unnamed"}
    node: Node = {"@type": "Person" if person else "Organization", "@id": part_iri(article.id, speaker.id)}
    if speaker.name:
        node["name"] = speaker.name
    elif quote.source:
        node["description"] = quote.source.text
    if speaker.role:
        node.setdefault("jobTitle" if person else "description", speaker.role)
    if speaker.affiliation:
        body = {"@type": "Organization", "name": speaker.affiliation}
        node["affiliation" if person else "parentOrganization"] = body
    return node
