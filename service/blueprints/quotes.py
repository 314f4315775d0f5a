"""POST /v1/quotes: an article in, its attributed quotes out, in the format that the client asks for."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, g, request
from flask_smorest import Blueprint

from quoth.records import Article
from service.answers import answer, check_length
from service.api import REQUEST_ID_PARAMETER, RESPONSE_HEADERS, answers_with
from service.arguments import BodyParser
from service.conditional import entity_tag, has_it, mark, not_modified
from service.examples import ARTICLE, REQUEST, TEXT
from service.formats import FORMATS, Format
from service.inference.errors import NotExtractedError
from service.negotiation import FORMAT_PARAMETER, wanted_format
from service.problems import (
    BAD_REQUEST,
    INTERNAL_ERROR,
    INVALID_FIELDS,
    MALFORMED_CODING,
    MALFORMED_JSON,
    NOT_ACCEPTABLE,
    NOT_READY,
    OVERLOADED,
    REQUEST_TIMEOUT,
    TOO_LARGE,
    TOOK_TOO_LONG,
    UNSUPPORTED_MEDIA_TYPE,
)
from service.refusals import refusal
from service.schemas import ArticleRequest, ArticleRequestSchema, ArticleSchema
from service.serving.connection import is_connected
from service.state import current_state

blueprint = Blueprint("quotes", __name__, url_prefix="/v1", description="Who said what, in what office.")
blueprint.ARGUMENTS_PARSER = BodyParser()

_IF_NONE_MATCH: dict[str, Any] = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "ETag of the answer that the client has; 304 says that it would be the same.",
    "schema": {"type": "string", "examples": ['"5d41402abc4b2a76b9719d911017c592"']},
}
_CACHING: dict[str, Any] = {
    "ETag": {"description": "Changes whenever the answer would.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "The client alone may keep the answer.", "schema": {"type": "string"}},
}


def _documented(wanted: Format) -> dict[str, Any]:
    """What openapi.yaml says of an answer in this format."""
    structured = wanted.media_type.endswith("json")
    media: dict[str, Any] = {"schema": {"type": "object" if structured else "string", "description": wanted.summary}}
    # A whole page would not help anybody who reads a description.
    if wanted.media_type != "text/html":
        rendered = wanted.render(ARTICLE, TEXT)
        media["example"] = json.loads(rendered) if structured else rendered
    return media


@blueprint.before_request
def check_format() -> None:
    """Refuses a client that would not read the answer, before any work is done for it."""
    wanted_format(request)


@blueprint.after_request
def tell_caches(response: Response) -> Response:
    """The same request with another header Accept has another answer, and the answer can be kept."""
    response.vary.add("Accept")
    if "entity_tag" in g and response.status_code in {200, 304}:
        mark(response, g.entity_tag)
    return response


@blueprint.route("/quotes", methods=["POST"], parameters=[REQUEST_ID_PARAMETER, FORMAT_PARAMETER, _IF_NONE_MATCH])
@answers_with(
    blueprint,
    BAD_REQUEST,
    MALFORMED_JSON,
    MALFORMED_CODING,
    NOT_ACCEPTABLE,
    REQUEST_TIMEOUT,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    INVALID_FIELDS,
    INTERNAL_ERROR,
    OVERLOADED,
    NOT_READY,
    TOOK_TOO_LONG,
)
@blueprint.arguments(ArticleRequestSchema, example=REQUEST, description="The article.")
@blueprint.response(
    200,
    ArticleSchema,
    description="The article's quotes and speakers.",
    example=ArticleSchema().dump(ARTICLE),
    headers={**RESPONSE_HEADERS, **_CACHING},
)
@blueprint.alt_response(304, description="The client has the answer.", headers={**RESPONSE_HEADERS, **_CACHING})
@blueprint.doc(
    operationId="extractQuotes",
    responses={200: {"content": {each.content_type: _documented(each) for each in FORMATS}}},
)
def extract_quotes(article: ArticleRequest) -> Article | Response:
    """Extract the quotes of an article

    Answers every attributed quote of the article with its speaker, the speaker's office and affiliation, and the
    stretches of the text where all this stands. The same text under the same model gives the same answer: a client
    that has it sends its ETag in If-None-Match, and gets 304 at once, without the article being read again.
    """
    check_length(article)
    extractor = current_state().ready_extractor()
    wanted = wanted_format(request)
    g.entity_tag = entity_tag(extractor.model, article, wanted)
    if has_it(request, g.entity_tag):
        return not_modified()
    environ = request.environ
    try:
        record = extractor.extract(article["text"], article["id"], wanted=lambda: is_connected(environ))
    except NotExtractedError as error:
        raise refusal(error, current_state().settings) from None
    found = answer(article, record, any_offsets=wanted is None or wanted.any_offsets)
    return (
        found if wanted is None else Response(wanted.render(found, article["text"]), content_type=wanted.content_type)
    )
