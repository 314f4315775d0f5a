"""The documentation: /openapi.json, a page that shows it at /docs, and a page for each kind of problem."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template

from service.problems import KINDS, NOT_FOUND, Problem

# Everything that the pages need is served from here: no other host, no script or style written into a page.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def create_blueprint(specification: dict[str, Any]) -> Blueprint:
    """Routes that serve this OpenAPI document and the pages around it."""
    blueprint = Blueprint("docs", __name__)

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        return Response(current_app.json.dumps(specification, indent=2), mimetype="application/json")

    @blueprint.get("/docs")
    def docs() -> Response:
        return _page("docs.html", title=specification["info"]["title"])

    @blueprint.get("/problems")
    def problems() -> Response:
        return _page("problems.html", kinds=KINDS)

    @blueprint.get("/problems/<slug>")
    def problem(slug: str) -> Response:
        kinds = [kind for kind in KINDS if kind.slug == slug]
        if not kinds:
            raise Problem(NOT_FOUND, "There is no such kind of problem; /problems lists all.")
        return _page("problems.html", kinds=kinds)

    return blueprint


def _page(template: str, **values: Any) -> Response:
    response = make_response(render_template(template, **values))
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
