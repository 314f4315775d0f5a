"""GET /: the review desk, a page for people; its sample articles; and the component that other sites embed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, send_from_directory

from service.formats import FORMATS
from service.problems import NOT_FOUND, Problem

_PACKAGE = Path(__file__).parents[1]
_SAMPLES = _PACKAGE / "samples"

# Everything the page needs is served from here, and nothing of it stands in the page itself.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

blueprint = Blueprint("desk", __name__, static_folder=_PACKAGE / "static" / "desk", static_url_path="/desk")


@dataclass(frozen=True, slots=True)
class Sample:
    """An article of our own that a visitor can try: `name` is its file's, `title` what the page calls it."""

    name: str
    text: str

    @property
    def title(self) -> str:
        """The name as words, for example "River talks"."""
        return self.name.replace("_", " ").capitalize()


@cache
def samples() -> dict[str, Sample]:
    """The sample articles by name, in the order of their names."""
    files = sorted(_SAMPLES.glob("*.txt"))
    return {file.stem: Sample(file.stem, file.read_bytes().decode("utf-8")) for file in files}


@blueprint.get("/")
def desk() -> str:
    """The page."""
    return render_template("desk.html", samples=samples().values(), formats=FORMATS)


@blueprint.get("/desk/samples/<name>.txt")
def sample(name: str) -> Response:
    """The text of one sample article."""
    found = samples().get(name)
    if found is None:
        raise Problem(NOT_FOUND, f"There is no such sample; there are {', '.join(samples())}.")
    return Response(found.text, mimetype="text/plain")


@blueprint.get("/quoth.js")
def component() -> Response:
    """The component `<quoth-quotes>`; pages of any origin may load it as a module."""
    response = make_response(send_from_directory(_PACKAGE / "static", "quoth.js"))
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.after_request
def protect(response: Response) -> Response:
    """The page may load nothing from elsewhere and stand in no other page."""
    if response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
    return response
