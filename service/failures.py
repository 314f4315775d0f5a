"""Exceptions to problem documents: whatever goes wrong, the client gets one, and the log no article text unasked."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from service.problems import (
    BAD_REQUEST,
    INTERNAL_ERROR,
    KINDS,
    Kind,
    Problem,
    render,
)
from service.state import current_state

_BY_STATUS: dict[int, Kind] = {kind.status: kind for kind in reversed(KINDS)}


def register(app: Flask) -> None:
    """Makes the application answer every error with a problem document."""
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(Exception, answer_failure)


def answer_http_error(error: HTTPException) -> Response | HTTPException:
    """Answers a `Problem` as it is, and an error of Flask's own as the kind of problem that has its status."""
    if isinstance(error, Problem):
        return render(error)
    if error.code is None or error.code < 400:
        return error
    kind = _BY_STATUS.get(error.code) or Kind("bad-request", error.code, error.name, BAD_REQUEST.description)
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    if "Allow" in headers:
        headers["Allow"] = ", ".join(sorted(headers["Allow"].split(", ")))
    return render(Problem(kind, _detail(kind, error, headers), headers=headers))


def answer_failure(error: Exception) -> Response:
    """Answers 500 and logs the error."""
    log_failure(error)
    return render(Problem(INTERNAL_ERROR, "The request could not be answered; the error has been logged."))


def log_failure(error: Exception) -> None:
    """Logs where the error came up; with its message, which may quote the article, only if set so."""
    current_app.logger.error(
        "request %s: %s %s failed\n%s",
        g.get("request_id", "-"),
        request.method,
        quote(request.path),
        "".join(_trace(error, quoting=current_state().settings.log_text)),
    )


def _detail(kind: Kind, error: HTTPException, headers: dict[str, str]) -> str:
    if kind.status == 404:
        return "Articles are posted to /v1/quotes; /docs describes the interface."
    if kind.status == 405:
        return f"{request.method} is not possible here; allowed: {headers.get('Allow', 'nothing')}."
    return error.description or kind.title


def _trace(error: BaseException, *, quoting: bool) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _trace(cause, quoting=quoting)
        yield "which led to\n"
    yield from traceback.format_tb(error.__traceback__)
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    yield f"{name}: {error}\n" if quoting else f"{name}\n"
