"""Record and text in, CSV out (RFC 4180): a header, then one row for each quote, in the order of the text.

Where a cell holds several things (the speakers of one quote, the stretches of its content) they are separated by
"; ", and the cells of one row that speak of speakers list them in the same order. A stretch is written as start-end.

Spreadsheets take a cell that begins with = + - @, a tab or a line break for a formula. Such a cell gets an apostrophe
in front, as OWASP advises, so that an article cannot run anything on an editor's machine; readers that need the text
itself take it from the article by the offsets, or ask for JSON.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from quoth.records import Article, Quote, Span

MEDIA_TYPE = "text/csv"
COLUMNS = (
    "article",
    "quote",
    "within",
    "form",
    "act",
    "confidence",
    "speaker_ids",
    "speakers",
    "kinds",
    "roles",
    "affiliations",
    "content",
    "content_spans",
    "source",
    "source_span",
    "cue",
    "cue_lemma",
    "cue_span",
)
_SEPARATOR = "; "
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def render(article: Article, text: str) -> str:  # noqa: ARG001 (all formats are called alike)
    """The table, lines ended by CR LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for quote in article.quotes:
        writer.writerow([harmless(cell) for cell in _cells(article, quote)])
    return out.getvalue()


def harmless(cell: str) -> str:
    """The cell, with an apostrophe in front if a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cells(article: Article, quote: Quote) -> tuple[str, ...]:
    speakers = quote.speakers
    return (
        article.id,
        quote.id,
        quote.within or "",
        quote.form,
        quote.act,
        f"{quote.confidence:.4g}",
        _joined(speaker.id for speaker in speakers),
        _joined(speaker.name or "" for speaker in speakers),
        _joined(speaker.kind for speaker in speakers),
        _joined(speaker.role or "" for speaker in speakers),
        _joined(speaker.affiliation or "" for speaker in speakers),
        quote.content.text,
        _joined(_stretch(span.start, span.end) for span in quote.content.spans),
        *_mention(quote.source),
        *((quote.cue.text, quote.cue.lemma, _stretch(quote.cue.start, quote.cue.end)) if quote.cue else ("", "", "")),
    )


def _mention(span: Span | None) -> tuple[str, str]:
    return (span.text, _stretch(span.start, span.end)) if span else ("", "")


def _joined(parts: Iterable[str]) -> str:
    return _SEPARATOR.join(parts)


def _stretch(start: int, end: int) -> str:
    return f"{start}-{end}"
