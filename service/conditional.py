"""An article that was posted in, the entity tag of its answer out: what makes a second reading unnecessary.

The answer to an article is a function of what was posted, of the format and of the model, so its tag is known before
the article is read. A client that still has the answer sends the tag in If-None-Match and gets 304 for as long as it
would be the same. RFC 9110 (13.1.2) foresees 304 for GET alone; a POST that changes nothing and whose answer is its
body's own may well be treated alike, and openapi.yaml says so.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import blake2b

from flask import Request, Response

from service.formats import Format
from service.schemas import ArticleRequest


def entity_tag(model: str, article: ArticleRequest, wanted: Format | None) -> str:
    """A strong entity tag, without its quotation marks, of the answer in the wanted format (None: our JSON)."""
    selection = asdict(article["options"]["selection"])
    parts = [
        model,
        article["text"] if article["html"] is None else article["html"],
        article["html"] is None,
        article["id"],
        sorted(selection.pop("forms")),
        sorted(selection.pop("acts")),
        selection,
        article["options"]["utf16"],
        wanted and wanted.name,
    ]
    return blake2b(json.dumps(parts).encode("ascii"), digest_size=16).hexdigest()


def has_it(request: Request, tag: str) -> bool:
    """Whether the client says that it has the answer of this tag, compressed in whatever way."""
    # A compressed answer's tag ends in a colon and the coding; a proxy that compresses makes it a weak one.
    return any(known.partition(":")[0] == tag for known in request.if_none_match.as_set(include_weak=True))


def not_modified() -> Response:
    """The answer to a client that has it."""
    return Response(status=304)


def mark(response: Response, tag: str) -> None:
    """Lets the client, and nobody on the way, keep the answer and ask with the tag whether it still holds."""
    response.set_etag(tag)
    response.cache_control.private = True
    response.cache_control.no_cache = True
