"""One line in the log for each request: what was asked, what came of it and how long that took; never a body."""

from __future__ import annotations

import time
from urllib.parse import quote

from flask import Flask, Response, current_app, g, request


def register(app: Flask) -> None:
    """Logs every request of the application to `service.access`, at level INFO."""
    app.before_request(_start)
    app.after_request(_log)


def _start() -> None:
    g.started = time.perf_counter()


def _log(response: Response) -> Response:
    milliseconds = (time.perf_counter() - g.started) * 1000
    # The path is quoted, lest a line break in it forges a line; the query is left out, for it could hold anything.
    path = quote(request.path, safe="/:")
    key = f", key {g.key_id}" if g.key_id else ""
    current_app.logger.getChild("access").info(
        "%s %s %d %.0f ms, request %s%s",
        request.method,
        path,
        response.status_code,
        milliseconds,
        g.request_id,
        key,
        # For logs in JSON, which have the request and the key on every line.
        extra={
            "method": request.method,
            "path": path,
            "status": response.status_code,
            "milliseconds": round(milliseconds, 1),
        },
    )
    return response
