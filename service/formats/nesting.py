"""Overlapping stretches of a text in, a well-formed sequence out: what opens, what closes, and the text between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\s*")
_LINE_END = re.compile(r"[\r\n]+\s*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A marked part of a text, [start, end) in code points; `rank` decides which of two equal ones stands outside."""

    start: int
    end: int
    name: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step through a marked text: a stretch opens or closes, or `text` comes, which begins at `at`.

    `first` says of a stretch that opens that it has not been open before.
    """

    do: Literal["open", "close", "text"]
    at: int
    stretch: Stretch | None = None
    text: str = ""
    first: bool = False


def walk(text: str, start: int, end: int, stretches: Sequence[Stretch]) -> Iterator[Step]:
    """The steps through `text[start:end]`.

    Longer stretches enclose shorter ones. Where two cross, the inner one is closed at the outer one's end and opened
    again behind it. Stretches are cut at `start` and `end`.
    """
    here = [stretch for stretch in stretches if stretch.start < end and stretch.end > start]
    coming = sorted(here, key=lambda s: (max(s.start, start), -s.end, s.rank), reverse=True)
    bounds = sorted({start, end, *(max(s.start, start) for s in here), *(min(s.end, end) for s in here)})
    opened: list[Stretch] = []
    for at, following in zip(bounds, [*bounds[1:], end], strict=True):
        yield from _close(opened, at, end)
        while coming and max(coming[-1].start, start) == at:
            stretch = coming.pop()
            opened.append(stretch)
            yield Step("open", at, stretch, first=stretch.start >= start)
        if following > at:
            yield Step("text", at, text=text[at:following])


def _close(opened: list[Stretch], at: int, end: int) -> Iterator[Step]:
    """Closes what ends at `at` (everything, at the end), and opens again what had to be closed on the way."""
    ending = [index for index, stretch in enumerate(opened) if stretch.end <= at or at == end]
    if not ending:
        return
    cut = opened[ending[0] :]
    del opened[ending[0] :]
    for stretch in reversed(cut):
        yield Step("close", at, stretch)
    for stretch in cut:
        if stretch.end > at and at != end:
            opened.append(stretch)
            yield Step("open", at, stretch)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The [start, end) of each paragraph: what blank lines part or, in a text without any, what line ends part."""
    parting = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE_END
    start = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    for gap in parting.finditer(text, start, last):
        yield start, gap.start()
        start = gap.end()
    if start < last:
        yield start, last
