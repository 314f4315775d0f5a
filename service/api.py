"""flask-smorest's Api as this service uses it: OpenAPI 3.1, our error documents, limits as they are set."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any, TypeVar

import flask_smorest
from flask import Flask
from flask_smorest import Blueprint

import quoth
from service.examples import PROBLEMS
from service.negotiation import JSON_MEDIA_TYPE
from service.observability import request_ids
from service.problems import (
    CONTENT_TYPE,
    KEY_REQUIRED,
    RATE_LIMITED,
    SCOPE_MISSING,
    Kind,
    Problem,
    ProblemSchema,
    document,
)
from service.security.authentication import HEADER as API_KEY
from service.security.authentication import scope_of
from service.security.keys import QUOTES
from service.security.rate_limits import POLICY_HEADER, STATE_HEADER
from service.settings import Settings

View = TypeVar("View", bound=Callable[..., Any])

DESCRIPTION = """\
Quoth reads a news article and answers who said what, in what office.

Post an article to `/v1/quotes`. Offsets are half-open and count Unicode code points of the text as it was posted, or
UTF-16 code units if asked for: for every span, `text[start:end]` is what the span says.

The answer is JSON unless `format` or the header Accept ask for W3C Web Annotation, schema.org Quotation, CSV or HTML.

Errors are problem documents (RFC 9457, `application/problem+json`). A body that is not JSON is answered with 400, one
whose fields are wrong with 422, naming each field and what it may be.

Where the service has API keys, send one as `Authorization: Bearer KEY` or as `X-API-Key: KEY`. Its scopes say what it
is good for. Health, the pages and this description need none. Where the number of articles is limited, every answer
tells in `RateLimit` how many are left and for how long, and 429 when to try again.
"""

_REQUEST_ID = {"type": "string", "pattern": f"^{request_ids.PATTERN}$", "examples": ["cms-7f3a"]}
_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}}
_RATE_LIMIT = {
    **_RETRY_AFTER,
    POLICY_HEADER: {
        "description": "The limits: requests (q) in so many seconds (w).",
        "schema": {"type": "string", "examples": ['"60 per 1 minute";q=60;w=60']},
    },
    STATE_HEADER: {
        "description": "What is left of each limit: requests (r) for so many seconds (t).",
        "schema": {"type": "string", "examples": ['"60 per 1 minute";r=0;t=12']},
    },
}
_CHALLENGE = {"WWW-Authenticate": {"description": "How to send a key (RFC 6750).", "schema": {"type": "string"}}}
_SECURITY_SCHEMES: dict[str, dict[str, str]] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key as `Authorization: Bearer KEY`."},
    "header": {"type": "apiKey", "in": "header", "name": API_KEY, "description": f"An API key as `{API_KEY}: KEY`."},
}
REQUEST_ID_PARAMETER = {
    "in": "header",
    "name": request_ids.HEADER,
    "required": False,
    "description": "The client's id for this request; it appears in the service's log and in the answer. One that is "
    f"not fit for a log (it has to match `^{request_ids.PATTERN}$`) is replaced.",
    "schema": {"type": "string", "examples": ["cms-7f3a"]},
}
RESPONSE_HEADERS = {
    request_ids.HEADER: {"description": "The id of this request in the service's log.", "schema": _REQUEST_ID}
}


class Api(flask_smorest.Api):
    """Leaves answering errors to `service.failures` and serving the documentation to `service.blueprints.docs`."""

    # Every operation lists its own errors.
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        pass


def create_api(app: Flask) -> Api:
    """The description of the application's interface, to which blueprints are then added."""
    app.config.update(
        API_TITLE="Quoth",
        API_VERSION=quoth.__version__,
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "info": {
                "summary": "Quote attribution for diplomatic news",
                "description": DESCRIPTION,
                "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/"}],
        },
    )
    return Api(app)


def specification(api: Api, settings: Settings) -> dict[str, Any]:
    """The OpenAPI document, with the limits that are in force, in the order in which a person reads it."""
    found: dict[str, Any] = api.spec.to_dict()
    article = found["components"]["schemas"]["ArticleRequest"]
    article["properties"]["text"]["maxLength"] = settings.max_characters
    article["oneOf"] = [{"required": ["text"]}, {"required": ["html"]}]
    found["components"]["securitySchemes"] = _SECURITY_SCHEMES
    for path, operations in found["paths"].items():
        for method in operations.keys() & {"get", "post"}:
            _describe_protection(path, operations[method], settings)
            responses = dict(sorted(operations[method]["responses"].items()))
            for response in responses.values():
                if "content" in response:
                    # Our own JSON before the other formats.
                    response["content"] = dict(
                        sorted(response["content"].items(), key=lambda item: item[0] != JSON_MEDIA_TYPE)
                    )
            operations[method]["responses"] = responses
    return {name: found[name] for name in ("openapi", "info", "servers", "tags", "paths", "components")}


def _describe_protection(path: str, operation: dict[str, Any], settings: Settings) -> None:
    """Adds to an operation which scope a key needs for it, and what is answered without one or too often."""
    scope = scope_of(path)
    if scope is None:
        return
    needed: list[dict[str, list[str]]] = [{scheme: [scope]} for scheme in _SECURITY_SCHEMES]
    # Without keys nobody needs one.
    operation["security"] = needed if settings.has_keys else [*needed, {}]
    refusals = {KEY_REQUIRED: _CHALLENGE, SCOPE_MISSING: _CHALLENGE}
    if scope == QUOTES:
        refusals[RATE_LIMITED] = _RATE_LIMIT
    for kind, headers in refusals.items():
        operation["responses"][str(kind.status)] = {
            "description": f"{kind.title}.",
            "headers": {**RESPONSE_HEADERS, **headers},
            "content": {
                CONTENT_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {kind.slug: {"value": _example(kind, path)}},
                }
            },
        }


def answers_with(blueprint: Blueprint, *kinds: Kind) -> Callable[[View], View]:
    """Documents the problems that a view may answer with, each with an example."""

    def decorate(view: View) -> View:
        for status, group in groupby(sorted(kinds, key=lambda kind: kind.status), key=lambda kind: kind.status):
            same = list(group)
            view = blueprint.alt_response(
                status,
                schema=ProblemSchema,
                content_type=CONTENT_TYPE,
                description="; or ".join(kind.title for kind in same) + ".",
                examples={kind.slug: {"value": _example(kind)} for kind in same},
                headers=RESPONSE_HEADERS if status != 503 else {**RESPONSE_HEADERS, **_RETRY_AFTER},
            )(view)
        return view

    return decorate


def _example(kind: Kind, path: str = "/v1/quotes") -> dict[str, Any]:
    detail, errors = PROBLEMS[kind]
    return document(Problem(kind, detail, errors), instance=path, request_id="cms-7f3a")
