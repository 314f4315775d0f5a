"""The formats of an answer: for each one its name, its media type and a function from record and text to a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from quoth.records import Article
from service.formats import csv, html, schema_org, web_annotation


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write the record of an article down.

    `render` takes the record and the text that it is of; what comes out is sent as UTF-8. The record's offsets are in
    code points, or with `any_offsets` in whatever unit the client asked for. `media_type` is what a client asks for in
    Accept; where two formats share one, their `profile` (RFC 6906) tells them apart. `label` is its name for people,
    `ending` that of a file's name, `summary` a line for the documentation.
    """

    name: str
    label: str
    media_type: str
    ending: str
    summary: str
    render: Callable[[Article, str], str]
    parameters: str = ""
    profile: str | None = None
    any_offsets: bool = False

    @property
    def content_type(self) -> str:
        """The header Content-Type of an answer in this format."""
        return self.media_type + self.parameters


FORMATS: tuple[Format, ...] = (
    Format(
        "web-annotation",
        "W3C Web Annotation",
        web_annotation.MEDIA_TYPE,
        "jsonld",
        "W3C Web Annotation (JSON-LD): a page of annotations that identify, link and tag stretches of the article.",
        web_annotation.render,
        parameters=f'; profile="{web_annotation.PROFILE}"',
        profile=web_annotation.PROFILE,
    ),
    Format(
        "schema.org",
        "schema.org Quotation",
        schema_org.MEDIA_TYPE,
        "jsonld",
        "schema.org Quotation (JSON-LD) for the head of the article's page; direct and mixed quotes only.",
        schema_org.render,
        parameters=f'; profile="{schema_org.PROFILE}"',
        profile=schema_org.PROFILE,
    ),
    Format(
        "csv",
        "CSV",
        csv.MEDIA_TYPE,
        "csv",
        "CSV (RFC 4180): a header, then one quote in each row.",
        csv.render,
        parameters="; charset=utf-8; header=present",
        any_offsets=True,
    ),
    Format(
        "html",
        "HTML page",
        html.MEDIA_TYPE,
        "html",
        "A page of its own, without scripts: the article with its quotes highlighted, and their records.",
        html.render,
        parameters="; charset=utf-8",
    ),
)
