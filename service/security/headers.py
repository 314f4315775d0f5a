"""Response out, with what tells a browser to be careful with it."""

from __future__ import annotations

from flask import Flask, Response

# For what is no page; pages of the service have policies of their own (service/blueprints).
_DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# The page of one article's quotes holds its only style, and no script (service/templates/formats).
_ARTICLE_POLICY = f"{_DATA_POLICY}; style-src 'unsafe-inline'; img-src data:"

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register(app: Flask) -> None:
    """Sets the headers on every answer that has not set them itself."""
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    policy = _ARTICLE_POLICY if response.mimetype == "text/html" else _DATA_POLICY
    response.headers.setdefault("Content-Security-Policy", policy)
    return response
