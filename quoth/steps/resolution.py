"""Frames and mentions in, speakers out: each source to whom it means, the rest to whoever goes on speaking."""

from __future__ import annotations

from quoth.layers import Frame, Mentions, Parse, Resolution
from quoth.people.naming import mended
from quoth.reference.cast import Cast, Speakers
from quoth.reference.scorer import Scorer, bundled
from quoth.reference.sources import read


def resolve(parse: Parse, frames: tuple[Frame, ...], mentions: Mentions, scorer: Scorer | None = None) -> Resolution:
    """Who speaks in each of `frames`; those whom the article leaves unnamed are added to the entities.

    `scorer` judges whom pronouns and descriptions mean, the bundled one where none is given.
    """
    cast = Cast.of(mended(parse), frames, mentions, scorer or bundled())
    for number in _order(frames):
        read(cast, number)
    for number in reversed(range(len(frames))):
        ahead = frames[number].follows
        if ahead is not None and ahead > number:  # a quote of several paragraphs, whose last one has the cue
            cast.speakers[number] = cast.speakers.get(ahead, Speakers())
    found = [cast.speakers.get(number, Speakers()) for number in range(len(frames))]
    nobody = cast.nobody() if any(not who.entities for who in found) else -1
    speakers = tuple(tuple(dict.fromkeys(who.entities)) or (nobody,) for who in found)
    return Resolution(tuple(cast.entities), speakers, tuple(who.probability for who in found))


def _order(frames: tuple[Frame, ...]) -> list[int]:
    """Frames in text order of where their source, cue or content begins, an outer quote before those inside it."""

    def begins(number: int) -> tuple[int, int]:
        frame = frames[number]
        pieces = [*frame.content, *(p for p in (frame.source, frame.cue) if p)]
        return min((p.start for p in pieces), default=0), number

    done: dict[int, None] = {}
    for number in sorted(range(len(frames)), key=begins):
        chain: list[int] = []
        at: int | None = number
        while at is not None and 0 <= at < len(frames) and at not in done and at not in chain:
            chain.append(at)
            at = frames[at].within
        done.update(dict.fromkeys(reversed(chain)))
    return list(done)
