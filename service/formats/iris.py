"""Ids in, IRIs out: what linked data calls an article, its quotes and its speakers."""

from __future__ import annotations

import re
from urllib.parse import quote, urldefrag

_WEB_ADDRESS = re.compile(r"""https?://[^\s<>"{}|\\^`\x00-\x1f\x7f]+""", re.IGNORECASE)


def article_iri(article_id: str) -> str:
    """The id itself where it is a web address (without its fragment), else a URN made from it.

    Example:
        >>> article_iri("wire 20417")
        'urn:quoth:wire%2020417'
    """
    if _WEB_ADDRESS.fullmatch(article_id):
        return urldefrag(article_id).url
    return f"urn:quoth:{quote(article_id, safe='')}"


def part_iri(article_id: str, part_id: str) -> str:
    """The IRI of a quote or a speaker of the article.

    Example:
        >>> part_iri("https://example.org/news/7", "q_52e09fa4")
        'https://example.org/news/7#q_52e09fa4'
    """
    return f"{article_iri(article_id)}#{quote(part_id, safe='')}"
