"""Reads the body of a request through a schema, and turns what the schema refuses into a problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from flask import Request
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser

from service.body import parse, read_json
from service.pointers import pointer
from service.problems import INVALID_FIELDS, MOST_ERRORS, FieldError, Problem
from service.schemas import ArticleRequest, ArticleRequestSchema, Refusal


class BodyParser(FlaskParser):
    """The parser behind `Blueprint.arguments`: strict JSON in, problems out."""

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002 (webargs calls it so)
        """The body, which must be a JSON object."""
        return _object(read_json(req))

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Answers 422 with every field that the schema refused."""
        # webargs puts the place of the body ("json") in front of the fields.
        raise _invalid_fields(error.messages_dict["json"])


def load_article(line: bytes) -> ArticleRequest:
    """The article of one line of a batch, read as the body of a single one is.

    Raises:
        Problem: 400 for what is not JSON, 422 for wrong fields.
    """
    try:
        article: ArticleRequest = ArticleRequestSchema().load(_object(parse(line, "line")))
    except ValidationError as error:
        raise _invalid_fields(error.messages_dict) from None
    return article


def field_errors(messages: Any, path: tuple[str | int, ...] = ()) -> Iterator[FieldError]:
    """Marshmallow's nested messages as a flat sequence, one error for each message."""
    if isinstance(messages, Mapping):
        for step, inner in messages.items():
            # "_schema" holds what is wrong with an object as a whole.
            yield from field_errors(inner, path if step == "_schema" else (*path, step))
        return
    for message in messages:
        allowed = message.allowed if isinstance(message, Refusal) else None
        yield FieldError(pointer(path), str(message), allowed)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        message = f"Must be a JSON object, not {_json_type(value)}."
        raise Problem(INVALID_FIELDS, f"The body: {message}", [FieldError("", message, ["object"])])
    return value


def _invalid_fields(messages: Any) -> Problem:
    # Marshmallow names unknown fields in an order that differs from one process to the next.
    errors = sorted(field_errors(messages), key=lambda error: error.field)
    return Problem(INVALID_FIELDS, _summary(errors), errors)


def _summary(errors: list[FieldError]) -> str:
    first = f"{errors[0].field or 'The body'}: {errors[0].message}"
    if len(errors) == 1:
        return first
    shown = "" if len(errors) <= MOST_ERRORS else f", of which the first {MOST_ERRORS} are listed"
    return f"{len(errors)} fields are wrong{shown}. {first}"


def _json_type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    names = {str: "a string", int: "a number", float: "a number", list: "an array"}
    return names.get(type(value), "that")
