"""Request in, JSON value out: media type, size and encoding checked, JSON read strictly (I-JSON, RFC 7493)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header

from service.pointers import pointer, shortened
from service.problems import MALFORMED_JSON, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, FieldError, Problem

# Bytes of a refused body that are read and thrown away.
_MOST_DISCARDED = 16_777_216

_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(request: Request) -> Any:
    """The JSON value of the request's body.

    Raises:
        Problem: 415 for another media type, 413 for too many bytes, 400 for what is not I-JSON.
    """
    _check_media_type(request)
    return parse(_read_bytes(request))


def parse(body: bytes) -> Any:
    """The value of a JSON text in UTF-8 (a byte order mark in front is skipped).

    Raises:
        Problem: 400, saying what is wrong and, where it can be known, in which line and column.
    """
    text = _decoded(body)
    if not text.strip():
        raise Problem(MALFORMED_JSON, "The body is empty. It must be a JSON object with the article as its `text`.")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Problem(
            MALFORMED_JSON, f"The body is not JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        ) from None
    except RecursionError:
        raise Problem(MALFORMED_JSON, "The body is not readable: arrays or objects are nested too deeply.") from None
    except ValueError:
        # What is left is Python's guard against integers of thousands of digits.
        raise Problem(MALFORMED_JSON, "The body is not readable: a number has too many digits.") from None
    if _ESCAPED_SURROGATE.search(body):
        _refuse_lone_surrogates(value)
    return value


def _check_media_type(request: Request) -> None:
    media_type, parameters = parse_options_header(request.headers.get("Content-Type", ""))
    media_type = media_type.lower()
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        said = f"is {shortened(media_type)}" if media_type else "is missing"
        _refuse_media(
            "Content-Type", f"The header Content-Type {said}; it must be application/json.", "application/json"
        )
    charset = parameters.get("charset", "utf-8").lower()
    if charset not in {"utf-8", "utf8"}:
        _refuse_media("Content-Type", f"The charset is {shortened(charset)}; JSON must be in UTF-8.", "charset=utf-8")
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", ""}:
        _refuse_media(
            "Content-Encoding", f"The body is compressed ({shortened(encoding)}); send it as it is.", "identity"
        )


def _refuse_media(header: str, message: str, allowed: str) -> NoReturn:
    accept = {"Accept-Encoding": "identity"} if header == "Content-Encoding" else {"Accept": "application/json"}
    raise Problem(UNSUPPORTED_MEDIA_TYPE, message, [FieldError(header, message, [allowed])], accept)


def _read_bytes(request: Request) -> bytes:
    limit = request.max_content_length
    try:
        body = request.get_data(cache=False)
        # A body of unknown length (chunked) is cut off at the limit without a word.
        if limit is not None and request.content_length is None and len(body) >= limit:
            raise RequestEntityTooLarge
    except RequestEntityTooLarge:
        _discard(request)
        raise Problem(TOO_LARGE, f"The body has more than {limit:,} bytes, the most that is accepted.") from None
    return body


def _discard(request: Request) -> None:
    """Reads on for a while: a client whose connection is closed while it still sends does not see why."""
    stream = request.environ["wsgi.input"]
    left = _MOST_DISCARDED if request.environ.get("wsgi.input_terminated") else 0
    while left > 0 and (chunk := stream.read(min(left, 65_536))):
        left -= len(chunk)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(
            MALFORMED_JSON, f"The body is not UTF-8: byte {error.object[error.start]:#04x} at offset {error.start}."
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
    raise Problem(MALFORMED_JSON, f"The body is not JSON: {name} is no JSON number.")


def _refuse_lone_surrogates(value: Any) -> None:
    for path, string in _strings(value):
        found = _LONE_SURROGATE.search(string)
        if found:
            where = pointer(path)
            message = f"Holds half of a surrogate pair (U+{ord(found[0]):04X}) at character {found.start()}."
            raise Problem(
                MALFORMED_JSON,
                f"{where or 'The body'}: {message} Write a character beyond U+FFFF as itself or as a pair of escapes.",
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
