"""Every request has an id: the client's own from X-Request-ID where it is fit for a log, or a new one."""

from __future__ import annotations

import re
import uuid

from flask import Flask, Response, g, request

HEADER = "X-Request-ID"
PATTERN = r"[A-Za-z0-9._:+/=@-]{1,128}"


def register(app: Flask) -> None:
    """Sets `g.request_id` before each request and the header on each response."""
    app.before_request(_remember)
    app.after_request(_repeat)


def _remember() -> None:
    sent = request.headers.get(HEADER, "")
    g.request_id = sent if re.fullmatch(PATTERN, sent) else uuid.uuid4().hex


def _repeat(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    return response
