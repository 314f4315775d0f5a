"""A parse and its quotations in, pieces out: every cue with its source and contents as the quote tagger reads them, and
every utterance in marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quoth.language.grammar import says
from quoth.layers import Parse, Piece, PieceKind, Quotation, owners
from quoth.records import Act
from quoth.speech import syntax
from quoth.speech.reader import Reader
from quoth.speech.tagger import Found
from quoth.speech.utterances import utterances
from quoth.stretches import Stretch, merged, touches

#: From this chance on a cue that the tagger finds no content for has the one that syntax shows.
_SURE = 0.5


def find(parse: Parse, quotations: tuple[Quotation, ...], reader: Reader) -> tuple[Piece, ...]:
    """Pieces in text order. A cue, its source and contents share an `anchor`; an utterance in marks has none yet."""
    owner = owners(parse, quotations)
    spoken = utterances(parse, quotations)
    in_marks = merged((piece.start, piece.end) for piece in spoken)
    cues = _without_verb(parse, reader.cues(parse, quotations))
    pieces = [piece for cue in cues for piece in _of_cue(parse, cue, owner, in_marks)]
    pieces += spoken
    return tuple(sorted(pieces, key=lambda piece: (piece.start, piece.end)))


def _without_verb(parse: Parse, cues: Sequence[Found]) -> list[Found]:
    """The cues; of "was quoted as saying" the last word alone, for one thing is said once."""
    verbs = {syntax.quoting(parse, cue.head) for cue in cues if syntax.quoted_one(parse, cue.head) is None}
    return [cue for cue in cues if cue.head not in verbs]


def _of_cue(parse: Parse, found: Found, owner: tuple[int | None, ...], in_marks: Sequence[Stretch]) -> Iterator[Piece]:
    """A cue, the nearest of its sources or else the one that syntax shows, and its contents, or else those that syntax
    shows. `in_marks` are the disjoint stretches of utterances.
    """
    act: Act = "statement" if found.statement >= found.attitude else "attitude"

    def piece(kind: PieceKind, run: tuple[int, int]) -> Piece:
        start, end = parse.words[run[0]].start, parse.words[run[1] - 1].end
        return Piece(kind, start, end, found.head, act=act, probability=found.statement + found.attitude)

    around = [run for run in found.runs("cue") if run[0] <= found.head < run[1]]
    first, last = around[0] if around else (found.head, found.head + 1)
    quoted = syntax.quoted_one(parse, found.head)
    if quoted is None and (verb := syntax.quoting(parse, found.head)) is not None:
        first = min(first, verb)
    yield piece("cue", (first, last))
    sources = found.runs("source")
    if quoted is not None:
        yield quoted
    elif sources:
        yield piece("source", min(sources, key=lambda run: max(run[0] - found.head, found.head - run[1] + 1)))
    elif (source := syntax.source_of(parse, found.head, owner)) is not None:
        yield source
    contents = _said(parse, found.runs("content"))
    if contents:
        yield from (piece("content", run) for run in contents)
    elif found.statement + found.attitude >= _SURE and not _has_utterance(parse, found.head, in_marks):
        for start, end in syntax.contents_of(parse, found.head):
            yield Piece("content", start, end, found.head, act=act, probability=found.statement + found.attitude)


def _said(parse: Parse, runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs that say something; one that says nothing, such as "on" or "that", begins the one right behind it."""
    found: list[tuple[int, int]] = []
    opened: tuple[int, int] | None = None
    for first, last in runs:
        start = opened[0] if opened is not None and opened[1] == first else first
        if says(parse, range(first, last)):
            found.append((start, last))
            opened = None
        else:
            opened = (start, last)
    return found


def _has_utterance(parse: Parse, cue: int, in_marks: Sequence[Stretch]) -> bool:
    """Whether something in marks in the cue's sentence is there to be its content."""
    first, last = parse.sentences[parse.words[cue].sentence]
    return touches(in_marks, parse.words[first].start, parse.words[last - 1].end)
