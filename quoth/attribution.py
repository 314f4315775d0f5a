"""The way of the text inside the `quote` processor: a parse in, quotes and speakers out, one step after the other."""

from __future__ import annotations

from collections.abc import Callable

from quoth.assembly import assemble
from quoth.layers import Parse, Piece, Quotation
from quoth.records import Quote, Speaker
from quoth.steps import confidence, frames, marks, mentions, resolution, roles

PieceFinder = Callable[[Parse, tuple[Quotation, ...]], tuple[Piece, ...]]
"""The step `spans` with its reader, or the first rules (`quoth.speech.syntax.find`)."""


def attribute(parse: Parse, find: PieceFinder) -> tuple[tuple[Quote, ...], tuple[Speaker, ...]]:
    """The quotes of an article in text order, an outer one before those it reports, and their speakers by first
    quote.
    """
    quotations = marks.pair(parse.text, parse.paragraphs)
    pieces = find(parse, quotations)
    joined = frames.join(parse, quotations, pieces)
    found = mentions.find(parse)
    resolved = resolution.resolve(parse, joined, found)
    offices = roles.assign(parse, resolved)
    return assemble(parse, joined, resolved, offices, confidence.judge(joined, resolved))
