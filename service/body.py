"""Request in, JSON value out: media type, size and coding checked, JSON read strictly (I-JSON, RFC 7493)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from flask import Request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.http import parse_options_header

from service.content_coding import inflated, is_compressed, pieces
from service.pointers import pointer, shortened
from service.problems import (
    BAD_REQUEST,
    CLIENT_GONE,
    MALFORMED_JSON,
    REQUEST_TIMEOUT,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    FieldError,
    Problem,
)
from service.state import current_state

# Bytes of a refused body that are read and thrown away.
_MOST_DISCARDED = 16_777_216

_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(request: Request) -> Any:
    """The JSON value of the request's body.

    Raises:
        Problem: 415 for another media type or coding, 413 for too many bytes, 408 for a body that comes too slowly, 400
            for what is not I-JSON.
    """
    _check_media_type(request)
    return parse(_read_bytes(request))


def parse(body: bytes, name: str = "body") -> Any:
    """The value of a JSON text in UTF-8 (a byte order mark in front is skipped); `name` is what messages call the text.

    Raises:
        Problem: 400, saying what is wrong and, where it can be known, in which line and column.
    """
    text = _decoded(body, name)
    if not text.strip():
        raise Problem(MALFORMED_JSON, f"The {name} is empty. It must be a JSON object with the article as its `text`.")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Problem(
            MALFORMED_JSON, f"The {name} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        ) from None
    except RecursionError:
        raise Problem(MALFORMED_JSON, f"The {name} is not readable: arrays or objects are nested too deeply.") from None
    except ValueError:
        # What is left is Python's guard against integers of thousands of digits.
        raise Problem(MALFORMED_JSON, f"The {name} is not readable: a number has too many digits.") from None
    if _ESCAPED_SURROGATE.search(body):
        _refuse_lone_surrogates(value, name)
    return value


def _check_media_type(request: Request) -> None:
    media_type, parameters = parse_options_header(request.headers.get("Content-Type", ""))
    media_type = media_type.lower()
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        said = f"is {shortened(media_type)}" if media_type else "is missing"
        _refuse_media(f"The header Content-Type {said}; it must be application/json.", "application/json")
    charset = parameters.get("charset", "utf-8").lower()
    if charset not in {"utf-8", "utf8"}:
        _refuse_media(f"The charset is {shortened(charset)}; JSON must be in UTF-8.", "charset=utf-8")


def _refuse_media(message: str, allowed: str) -> NoReturn:
    errors = [FieldError("Content-Type", message, [allowed])]
    raise Problem(UNSUPPORTED_MEDIA_TYPE, message, errors, {"Accept": "application/json"})


def _read_bytes(request: Request) -> bytes:
    limit = current_state().settings.max_body_bytes
    try:
        if is_compressed(request):
            return b"".join(inflated(pieces(request.stream), limit))
        body = request.get_data(cache=False)
        # A body of unknown length (chunked) is cut off at the limit without a word.
        if request.content_length is None and len(body) >= limit:
            raise RequestEntityTooLarge
    except RequestEntityTooLarge:
        _discard(request)
        raise Problem(TOO_LARGE, f"The body has more than {limit:,} bytes, the most that is accepted.") from None
    except (ClientDisconnected, ParseException) as error:
        raise unread(error) from None
    return body


def unread(error: Exception) -> Problem:
    """What to answer where the body could not be read to its end: it came too late, or not as HTTP/1.1 has it."""
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Problem(REQUEST_TIMEOUT, "The body was not here in time; send it at once.")
    if isinstance(error, ParseException):
        return Problem(BAD_REQUEST, "The body cannot be read: its chunks are not as RFC 9112 has them.")
    return Problem(CLIENT_GONE, "The client has hung up before the body was there.")


def _discard(request: Request) -> None:
    """Reads on for a while: a client whose connection is closed while it still sends does not see why."""
    stream = request.environ["wsgi.input"]
    left = _MOST_DISCARDED if request.environ.get("wsgi.input_terminated") else 0
    while left > 0 and (chunk := stream.read(min(left, 65_536))):
        left -= len(chunk)


def _decoded(body: bytes, name: str) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(
            MALFORMED_JSON, f"The {name} is not UTF-8: byte {error.object[error.start]:#04x} at offset {error.start}."
        ) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            raise Problem(MALFORMED_JSON, f"The name {shortened(name)!r} stands more than once in one object.")
        seen.add(name)
    raise AssertionError("a dict is shorter than its pairs only if a name repeats")


def _refuse_constant(name: str) -> NoReturn:
    raise Problem(MALFORMED_JSON, f"{name} is no JSON number.")


def _refuse_lone_surrogates(value: Any, name: str) -> None:
    for path, string in _strings(value):
        found = _LONE_SURROGATE.search(string)
        if found:
            where = pointer(path)
            advice = "Write a character beyond U+FFFF as itself or as a pair of escapes."
            message = f"Holds half of a surrogate pair (U+{ord(found[0]):04X}) at character {found.start()}."
            raise Problem(
                MALFORMED_JSON,
                f"{where or f'The {name}'}: {message} {advice}",
                [FieldError(where, message)],
            )


def _strings(value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every string in the value with the path to it; a name of an object counts as found at the object."""
    stack: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while stack:
        path, node = stack.pop()
        if isinstance(node, str):
            yield path, node
        elif isinstance(node, dict):
            for name in node:
                yield path, name
            stack.extend(((*path, name), member) for name, member in node.items())
        elif isinstance(node, list):
            stack.extend(((*path, index), item) for index, item in enumerate(node))
