"""Problem details (RFC 9457): the kinds of error the service answers with, and the document that tells of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, g, request
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException

CONTENT_TYPE = "application/problem+json"

# A body can be wrong in a hundred thousand places; a person reads the first few.
MOST_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: `slug` ends its type URI, `description` is its page in the documentation."""

    slug: str
    status: int
    title: str
    description: str

    @property
    def path(self) -> str:
        """The kind's type URI, relative to where the service is mounted."""
        return f"/problems/{self.slug}"


BAD_REQUEST = Kind("bad-request", 400, "The request cannot be understood", "The HTTP request itself is malformed.")
MALFORMED_JSON = Kind(
    "malformed-json",
    400,
    "The body is not JSON",
    "The body must be one JSON text in UTF-8 that follows I-JSON (RFC 7493): no name twice in an object, no NaN or "
    "Infinity, no half of a surrogate pair in a string. Where a line and a column are known, the answer names them.",
)
MALFORMED_CODING = Kind(
    "malformed-coding",
    400,
    "The body is not compressed as declared",
    "The header Content-Encoding says gzip, but the body is not gzip (RFC 1952) or is cut off.",
)
KEY_REQUIRED = Kind(
    "key-required",
    401,
    "A valid API key is needed",
    "Whoever runs the service hands out API keys. Send yours as `Authorization: Bearer KEY` or as `X-API-Key: KEY`. "
    "Health, the pages and the documentation need none.",
)
SCOPE_MISSING = Kind(
    "scope-missing",
    403,
    "The API key does not reach so far",
    "The key is valid, but not for this: reading articles needs the scope `quotes`, and /metrics the scope `metrics`.",
)
NOT_FOUND = Kind("not-found", 404, "There is nothing at this path", "The service has no resource at this path.")
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    405,
    "The path does not take this method",
    "The path exists, but not for this method. The header Allow lists the methods that it takes.",
)
NOT_ACCEPTABLE = Kind(
    "not-acceptable",
    406,
    "No format that the client accepts is on offer",
    "The header Accept excludes every format of the answer, or the parameter `format` names none of them.",
)
REQUEST_TIMEOUT = Kind(
    "request-timeout",
    408,
    "The request did not arrive in time",
    "The client took longer to send the request, or the next line of a batch, than the service waits for it.",
)
TOO_LARGE = Kind(
    "too-large",
    413,
    "The article is too long",
    "The text has more characters (Unicode code points) than the service accepts, or more words and marks than prose "
    "of that length has, or the body, once inflated, more bytes than such a text could need. The limit is set by "
    "whoever runs the service; unless changed it is 200,000 characters.",
)
UNSUPPORTED_MEDIA_TYPE = Kind(
    "unsupported-media-type",
    415,
    "The body is not declared as JSON",
    "The header Content-Type must be application/json or another type that ends in +json, with no charset but UTF-8, "
    "and the body must be compressed by gzip or not at all.",
)
INVALID_FIELDS = Kind(
    "invalid-fields",
    422,
    "Fields of the body are not what they should be",
    "The body is JSON, but a field is missing, unknown, of the wrong type or out of range. The answer's errors name "
    "each field by a JSON Pointer (RFC 6901) and, where there is a list of what it may be, list it as allowed.",
)
RATE_LIMITED = Kind(
    "rate-limited",
    429,
    "Too many articles in too short a time",
    "The key, or the address where there are no keys, has sent as many articles as it may. The header Retry-After "
    "says, in seconds, when to try again; RateLimit and RateLimit-Policy tell on every answer what is left.",
)
CLIENT_GONE = Kind(
    "client-gone",
    499,
    "The client has hung up",
    "The client ended the connection before the answer was there, and the article was not read. Only the log tells of "
    "it.",
)
INTERNAL_ERROR = Kind(
    "internal-error",
    500,
    "The service failed",
    "An error of the service, not of the request. Its log has the details, under the answer's request_id.",
)
OVERLOADED = Kind(
    "overloaded",
    503,
    "Too many requests are waiting",
    "Every place in the queue is taken, or the article's turn did not come within the time limit. It was not read. The "
    "header Retry-After says, in seconds, when to try again.",
)
NOT_READY = Kind(
    "not-ready",
    503,
    "The models are not loaded",
    "The process lives but cannot answer yet. The header Retry-After says, in seconds, when to try again.",
)

STOPPING = Kind(
    "stopping",
    503,
    "The service is about to stop",
    "A batch ends early because the service was told to stop. Send the lines from this one on once more.",
)
TOOK_TOO_LONG = Kind(
    "took-too-long",
    504,
    "The article was not read within the time limit",
    "Reading the article had begun but not ended when its time was over. Shorter texts are read faster; whoever runs "
    "the service sets the limit.",
)

KINDS: tuple[Kind, ...] = (
    BAD_REQUEST,
    MALFORMED_JSON,
    MALFORMED_CODING,
    KEY_REQUIRED,
    SCOPE_MISSING,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    REQUEST_TIMEOUT,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    INVALID_FIELDS,
    RATE_LIMITED,
    CLIENT_GONE,
    INTERNAL_ERROR,
    OVERLOADED,
    NOT_READY,
    STOPPING,
    TOOK_TOO_LONG,
)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: a JSON Pointer into the body, or the name of a header, and what would be right."""

    field: str
    message: str
    allowed: Sequence[str] | None = None


class Problem(HTTPException):
    """Raised by a view to answer with a problem document.

    Example:
        >>> raise Problem(NOT_READY, "The models are still being loaded.", headers={"Retry-After": "5"})
    """

    def __init__(
        self,
        kind: Kind,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = kind.status
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


class FieldErrorSchema(Schema):
    """`FieldError` as JSON."""

    class Meta:
        description = "What is wrong with one field of the request."

    field = fields.String(
        required=True,
        metadata={"description": "JSON Pointer into the body (`` for the body itself), or the name of a header."},
    )
    message = fields.String(required=True, metadata={"description": "What is wrong, and what would be right."})
    allowed = fields.List(fields.String(), metadata={"description": "The values or names that are allowed here."})


class ProblemSchema(Schema):
    """The problem document; `document` makes what this describes."""

    class Meta:
        description = "Problem details as in RFC 9457."

    type = fields.String(
        required=True,
        metadata={
            "description": "URI reference of the kind of problem; a page of the documentation.",
            "format": "uri-reference",
        },
    )
    title = fields.String(required=True, metadata={"description": "The kind of problem in a few words."})
    status = fields.Integer(required=True, metadata={"description": "The HTTP status.", "minimum": 400, "maximum": 599})
    detail = fields.String(required=True, metadata={"description": "What went wrong this time."})
    instance = fields.String(
        required=True, metadata={"description": "The path that was asked for.", "format": "uri-reference"}
    )
    request_id = fields.String(
        required=True, metadata={"description": "The id of this request in the service's log; also in X-Request-ID."}
    )
    errors = fields.List(
        fields.Nested(FieldErrorSchema),
        required=True,
        metadata={
            "description": f"The fields that are wrong, at most {MOST_ERRORS}; empty where it is no field's fault."
        },
    )


def document(problem: Problem, *, root: str = "", instance: str, request_id: str) -> dict[str, Any]:
    """The problem as `ProblemSchema` describes it; `root` is the path under which the service is mounted."""
    return {
        "type": root + problem.kind.path,
        "title": problem.kind.title,
        "status": problem.kind.status,
        "detail": problem.detail,
        "instance": instance,
        "request_id": request_id,
        "errors": [_as_json(error) for error in problem.errors[:MOST_ERRORS]],
    }


def current_document(problem: Problem) -> dict[str, Any]:
    """The problem as an answer to the current request tells it."""
    root = request.script_root
    instance = quote(root + request.path, safe="/:")
    return document(problem, root=root, instance=instance, request_id=g.get("request_id", ""))


def render(problem: Problem) -> Response:
    """The problem as a response to the current request, which `g.problem` then names for whoever observes it."""
    g.problem = problem.kind
    content = current_document(problem)
    response = Response(current_app.json.dumps(content), status=problem.kind.status, content_type=CONTENT_TYPE)
    response.headers.update(problem.headers)
    return response


def _as_json(error: FieldError) -> dict[str, str | list[str]]:
    plain: dict[str, str | list[str]] = {"field": error.field, "message": error.message}
    if error.allowed is not None:
        plain["allowed"] = list(error.allowed)
    return plain
