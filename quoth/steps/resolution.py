"""Frames and mentions in, speakers out: each source to whom it means, each quote without a source to whoever goes on speaking."""

from __future__ import annotations

from quoth.cast import Cast
from quoth.layers import Frame, Mentions, Parse, Resolution
from quoth.naming import mended
from quoth.sources import Reader, Speakers


def resolve(parse: Parse, frames: tuple[Frame, ...], mentions: Mentions) -> Resolution:
    """Who speaks in each of `frames`; those whom the article leaves unnamed are added to the entities."""
    cast = Cast.of(mended(parse), frames, mentions)
    reader = Reader(cast)
    for number in _order(frames):
        reader.read(number)
    found = [reader.speakers.get(number) or Speakers((), 0.5) for number in range(len(frames))]
    nobody: int | None = None
    speakers: list[tuple[int, ...]] = []
    for number, who in enumerate(found):
        if not who.entities:
            nobody = reader.nobody(frames[number]) if nobody is None else nobody
            who = Speakers((nobody,), who.probability)
        speakers.append(tuple(dict.fromkeys(who.entities)))
    return Resolution(tuple(cast.entities), tuple(speakers), tuple(who.probability for who in found))


def _order(frames: tuple[Frame, ...]) -> list[int]:
    """Frames in text order of where their source, cue or content begins, an outer quote before those inside it."""

    def begins(number: int) -> tuple[int, int]:
        frame = frames[number]
        pieces = [*frame.content, *(p for p in (frame.source, frame.cue) if p)]
        return min((p.start for p in pieces), default=0), number

    done: list[int] = []
    for number in sorted(range(len(frames)), key=begins):
        chain, at = [], number
        while at is not None and at not in done and at not in chain and 0 <= at < len(frames):
            chain.append(at)
            at = frames[at].within  # type: ignore[assignment]
        done.extend(reversed(chain))
    return done
