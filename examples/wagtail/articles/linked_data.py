"""An article and its accepted quotes in, schema.org out, safe between script tags."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from articles.models import ArticlePage, Quote

_UNSAFE_IN_A_SCRIPT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def article_node(page: ArticlePage, quotes: Sequence[Quote]) -> SafeString:
    """A NewsArticle whose parts are the quotes; each has the id of its element on the page."""
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": page.full_url,
        "url": page.full_url,
        "headline": page.title,
        "datePublished": page.first_published_at and page.first_published_at.isoformat(),
        "dateModified": page.last_published_at and page.last_published_at.isoformat(),
        "hasPart": [_quotation(page, quote) for quote in quotes],
    }
    return mark_safe(json.dumps(node, ensure_ascii=False).translate(_UNSAFE_IN_A_SCRIPT))


def _quotation(page: ArticlePage, quote: Quote) -> dict[str, Any]:
    node: dict[str, Any] = {"@type": "Quotation", "@id": f"{page.full_url}#{quote.quote_id}", "text": quote.words}
    creators = [_agent(speaker) for speaker in quote.record["speakers"] if speaker["name"]]
    if creators:
        node["creator"] = creators if len(creators) > 1 else creators[0]
    return node


def _agent(speaker: dict[str, Any]) -> dict[str, Any]:
    if speaker["kind"] != "person":
        return {"@type": "Organization", "name": speaker["name"]}
    node: dict[str, Any] = {"@type": "Person", "name": speaker["name"]}
    if speaker["role"]:
        node["jobTitle"] = speaker["role"]
    if speaker["affiliation"]:
        node["affiliation"] = {"@type": "Organization", "name": speaker["affiliation"]}
    return node
