"""Confidences and whether each was right in, how far they can be relied on out: bins and their expected error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

BINS = 10


class Judged(NamedTuple):
    """A confidence, from 0 to 1, and whether what it was of is right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Those with a confidence of at least `low` and under `high` (1 is in the last bin), one or more."""

    low: float
    high: float
    judged: Sequence[Judged]

    @property
    def confidence(self) -> float:
        """The mean confidence."""
        return sum(each.confidence for each in self.judged) / len(self.judged)

    @property
    def right(self) -> float:
        """The share of what is right."""
        return sum(each.right for each in self.judged) / len(self.judged)


def bins(judged: Iterable[Judged]) -> list[Bin]:
    """Those of ten bins of equal width that hold anything, lowest first."""
    inside: list[list[Judged]] = [[] for _ in range(BINS)]
    for each in judged:
        inside[min(int(each.confidence * BINS), BINS - 1)].append(each)
    return [Bin(number / BINS, (number + 1) / BINS, content) for number, content in enumerate(inside) if content]


def expected_error(judged: Sequence[Judged]) -> float:
    """The expected calibration error (Naeini, Cooper and Hauskrecht 2015), from 0 to 1: how far the mean confidence and
    the share of what is right are apart in a bin, averaged over bins weighted by what is in them.

    Raises:
        ValueError: nothing was judged.
    """
    if not judged:
        raise ValueError("there is no quote to judge the confidence of")
    return sum(len(each.judged) * abs(each.confidence - each.right) for each in bins(judged)) / len(judged)
