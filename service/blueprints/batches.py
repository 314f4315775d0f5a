"""POST /v1/quotes:batch: articles in, a line for each, their quotes out, a line for each, as they are ready."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import Response, request, stream_with_context
from flask_smorest import Blueprint
from werkzeug.http import parse_options_header

from service import failures
from service.api import REQUEST_ID_PARAMETER, RESPONSE_HEADERS, answers_with
from service.examples import ARTICLE, REQUEST
from service.pointers import shortened
from service.problems import (
    INTERNAL_ERROR,
    INVALID_FIELDS,
    NOT_ACCEPTABLE,
    NOT_READY,
    OVERLOADED,
    UNSUPPORTED_MEDIA_TYPE,
    FieldError,
    Problem,
    current_document,
    document,
)
from service.schemas import ArticleSchema
from service.security import rate_limits
from service.serving.connection import stop_reading
from service.state import State, current_state
from service.streaming.body import batch_body
from service.streaming.lines import Lines
from service.streaming.results import Results
from service.streaming.spool import Spool

MEDIA_TYPE = "application/x-ndjson"
_SECONDS_TO_RETRY = "5"

blueprint = Blueprint("batches", __name__, url_prefix="/v1", description="Many articles at once.")

_LINE = "One article of the batch as JSON: the same fields as in the body of `POST /v1/quotes`."
_RESULT = (
    "One result for each line that is not blank, in order: the record of `POST /v1/quotes`, or a problem document with "
    "the number of its `line`, counted from 1, and in `retry_after`, where another try can help, the seconds to wait."
)


def _media(lines: list[Any], description: str) -> dict[str, Any]:
    """What openapi.yaml says of a body of lines."""
    example = "".join(f"{_compact(line)}\n" for line in lines)
    # No type: OpenAPI 3.1 has no word for lines of JSON, and any body is a batch, if one with nothing but wrong lines.
    return {MEDIA_TYPE: {"schema": {"description": description}, "example": example}}


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _example_problem() -> dict[str, Any]:
    message = "Is missing: give the article as text, or as html."
    problem = Problem(INVALID_FIELDS, f"/text: {message}", [FieldError("/text", message)])
    return {**document(problem, instance="/v1/quotes:batch", request_id="cms-7f3a"), "line": 2}


@blueprint.after_request
def forbid_caching(response: Response) -> Response:
    """Nobody on the way keeps what comes, or holds it up."""
    response.cache_control.no_store = True
    response.headers["X-Accel-Buffering"] = "no"
    return response


@blueprint.route("/quotes:batch", methods=["POST"], parameters=[REQUEST_ID_PARAMETER])
@answers_with(blueprint, NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE, INTERNAL_ERROR, OVERLOADED, NOT_READY)
@blueprint.doc(
    operationId="extractQuotesOfMany",
    requestBody={
        "required": True,
        "content": _media([REQUEST, {"id": "wire-20418"}], _LINE),
        "description": "Articles.",
    },
    responses={
        200: {
            "description": "The results, as they are ready.",
            "headers": RESPONSE_HEADERS,
            "content": _media([ArticleSchema().dump(ARTICLE), _example_problem()], _RESULT),
        }
    },
)
def extract_quotes_of_many() -> Response:
    """Extract the quotes of many articles

    Takes articles as lines of JSON, however many, and answers each with a line as soon as it and all before it have
    been read. A line that is wrong is answered with a problem and harms no other. A client may go on sending while it
    reads the answer, but need not.
    """
    _check_media_types()
    state = current_state()
    state.ready_extractor()
    body = batch_body(request, state.settings)
    if not state.streams.acquire(blocking=False):
        raise Problem(
            OVERLOADED,
            f"{state.settings.streams} batches are already being answered; try again later.",
            headers={"Retry-After": _SECONDS_TO_RETRY},
        )
    try:
        spool = Spool(body)
    except OSError:
        state.streams.release()
        raise
    results = _results(spool, state)
    response = Response(stream_with_context(_written(results)), content_type=MEDIA_TYPE)
    response.call_on_close(partial(_end, request.environ, spool, results, state))
    return response


def _check_media_types() -> None:
    media_type, parameters = parse_options_header(request.headers.get("Content-Type", ""))
    if media_type.lower() != MEDIA_TYPE or parameters.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        said = f"is {shortened(media_type)}" if media_type else "is missing"
        message = f"The header Content-Type {said}; it must be {MEDIA_TYPE}, in UTF-8."
        errors = [FieldError("Content-Type", message, [MEDIA_TYPE])]
        raise Problem(UNSUPPORTED_MEDIA_TYPE, message, errors, {"Accept": MEDIA_TYPE})
    if request.accept_mimetypes and not request.accept_mimetypes[MEDIA_TYPE]:
        message = f"The header Accept excludes all that is on offer: {MEDIA_TYPE}."
        raise Problem(NOT_ACCEPTABLE, message, [FieldError("Accept", message, [MEDIA_TYPE])])


def _results(spool: Spool, state: State) -> Results:
    return Results(
        Lines(spool, state.settings.max_body_bytes),
        state.ready_extractor(),
        state.settings,
        charge=partial(rate_limits.charge, 1),
        report=failures.log_failure,
    )


def _written(results: Results) -> Iterator[bytes]:
    schema = ArticleSchema()
    for result in results:
        found = result.outcome
        line = _problem_line(found, result.number) if isinstance(found, Problem) else schema.dump(found)
        yield f"{_compact(line)}\n".encode()


def _problem_line(problem: Problem, number: int) -> dict[str, Any]:
    line = {**current_document(problem), "line": number}
    if "Retry-After" in problem.headers:
        line["retry_after"] = int(problem.headers["Retry-After"])
    return line


def _end(environ: dict[str, Any], spool: Spool, results: Results, state: State) -> None:
    results.close()
    if not spool.ended:
        stop_reading(environ)
    spool.close()
    state.streams.release()
