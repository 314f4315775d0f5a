"""Sizes of things in, ranges of them that may be handled together out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def together(sizes: Sequence[int], most: int) -> Iterator[range]:
    """Ranges of things, in their order, that come to at most `most` in size; a larger one comes alone.

    Example:
        >>> list(together([3, 3, 9, 1], 6))
        [range(0, 2), range(2, 3), range(3, 4)]
    """
    first = total = 0
    for number, size in enumerate(sizes):
        if number > first and total + size > most:
            yield range(first, number)
            first, total = number, 0
        total += size
    if first < len(sizes):
        yield range(first, len(sizes))
