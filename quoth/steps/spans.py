"""A parse and its quotations in, pieces out: every cue with its source and contents as the quote tagger reads them, and
every utterance in marks.
"""

from __future__ import annotations

from collections.abc import Iterator

from quoth.layers import Parse, Piece, PieceKind, Quotation, owners
from quoth.records import Act
from quoth.speech import syntax
from quoth.speech.reader import Reader
from quoth.speech.tagger import Found
from quoth.speech.utterances import utterances

#: What says nothing by itself: a content of "that" or "to" alone is a slip of the tagger.
_EMPTY = ("PUNCT", "SCONJ", "PART", "ADP", "DET", "CCONJ")


def find(parse: Parse, quotations: tuple[Quotation, ...], reader: Reader) -> tuple[Piece, ...]:
    """Pieces in text order. A cue, its source and contents share an `anchor`; an utterance in marks has none yet."""
    owner = owners(parse, quotations)
    pieces = [piece for cue in reader.cues(parse, quotations) for piece in _of_cue(parse, cue, owner)]
    pieces += utterances(parse, quotations)
    return tuple(sorted(pieces, key=lambda piece: (piece.start, piece.end)))


def _of_cue(parse: Parse, found: Found, owner: tuple[int | None, ...]) -> Iterator[Piece]:
    """A cue, the longest of its sources or else the one that syntax shows, and its contents."""
    act: Act = "statement" if found.statement >= found.attitude else "attitude"

    def piece(kind: PieceKind, run: tuple[int, int]) -> Piece:
        start, end = parse.words[run[0]].start, parse.words[run[1] - 1].end
        return Piece(kind, start, end, found.head, act=act, probability=found.statement + found.attitude)

    around = [run for run in found.runs("cue") if run[0] <= found.head < run[1]]
    yield piece("cue", around[0] if around else (found.head, found.head + 1))
    sources = found.runs("source")
    if sources:
        yield piece("source", max(sources, key=lambda run: run[1] - run[0]))
    elif (source := syntax.source_of(parse, found.head, owner)) is not None:
        yield source
    for run in found.runs("content"):
        if any(parse.words[i].upos not in _EMPTY for i in range(*run)):
            yield piece("content", run)
