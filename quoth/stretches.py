"""Stretches of a text as [start, end) offsets: made disjoint, and asked what they hold."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Stretch = tuple[int, int]


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in text order, those that overlap or touch made one."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def touches(disjoint: Sequence[Stretch], start: int, end: int) -> bool:
    """Whether [start, end) overlaps one of the stretches that `merged` gave."""
    i = bisect_right(disjoint, (end,)) - 1
    return i >= 0 and disjoint[i][0] < end and start < disjoint[i][1]
