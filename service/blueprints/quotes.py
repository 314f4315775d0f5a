"""POST /v1/quotes: an article in, its attributed quotes out, in the format that the client asks for."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from quoth.records import Article
from service.api import REQUEST_ID_PARAMETER, RESPONSE_HEADERS, answers_with
from service.arguments import BodyParser
from service.examples import ARTICLE, REQUEST, TEXT
from service.extraction import QueueFullError
from service.formats import FORMATS, Format
from service.negotiation import FORMAT_PARAMETER, wanted_format
from service.offsets import in_utf16
from service.problems import (
    INTERNAL_ERROR,
    INVALID_FIELDS,
    MALFORMED_JSON,
    NOT_ACCEPTABLE,
    NOT_READY,
    OVERLOADED,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    FieldError,
    Problem,
)
from service.schemas import ArticleRequest, ArticleRequestSchema, ArticleSchema
from service.selection import select
from service.state import current_state

blueprint = Blueprint("quotes", __name__, url_prefix="/v1", description="Who said what, in what office.")
blueprint.ARGUMENTS_PARSER = BodyParser()

_SECONDS_TO_RETRY = "1"


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
    """The same request with another header Accept has another answer."""
    response.vary.add("Accept")
    return response


@blueprint.route("/quotes", methods=["POST"], parameters=[REQUEST_ID_PARAMETER, FORMAT_PARAMETER])
@answers_with(
    blueprint,
    MALFORMED_JSON,
    NOT_ACCEPTABLE,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    INVALID_FIELDS,
    INTERNAL_ERROR,
    OVERLOADED,
    NOT_READY,
)
@blueprint.arguments(ArticleRequestSchema, example=REQUEST, description="The article.")
@blueprint.response(
    200,
    ArticleSchema,
    description="The article's quotes and speakers.",
    example=ArticleSchema().dump(ARTICLE),
    headers=RESPONSE_HEADERS,
)
@blueprint.doc(
    operationId="extractQuotes",
    responses={200: {"content": {each.content_type: _documented(each) for each in FORMATS}}},
)
def extract_quotes(article: ArticleRequest) -> Article | Response:
    """Extract the quotes of an article

    Answers every attributed quote of the article with its speaker, the speaker's office and affiliation, and the
    stretches of the text where all this stands. The same text under the same model gives the same answer.
    """
    text, options = article["text"], article["options"]
    _check_length(text)
    record = select(_extract(text, article["id"]), options["selection"])
    wanted = wanted_format(request)
    if options["utf16"] and (wanted is None or wanted.any_offsets):
        record = in_utf16(record, text)
    return record if wanted is None else Response(wanted.render(record, text), content_type=wanted.content_type)


def _check_length(text: str) -> None:
    limit = current_state().settings.max_characters
    if len(text) > limit:
        message = f"Has {len(text):,} characters; at most {limit:,} are accepted."
        raise Problem(TOO_LARGE, f"/text: {message}", [FieldError("/text", message)])


def _extract(text: str, article_id: str | None) -> Article:
    state = current_state()
    try:
        return state.ready_extractor().extract(text, article_id)
    except QueueFullError:
        places = state.settings.queue + 1
        raise Problem(
            OVERLOADED,
            f"{places} requests are already here; try again shortly.",
            headers={"Retry-After": _SECONDS_TO_RETRY},
        ) from None
