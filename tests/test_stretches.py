"""Stretches of text: disjoint ones, and what overlaps them."""

import pytest

from quoth.stretches import merged, touches


def test_what_overlaps_or_touches_is_one():
    assert merged([(8, 9), (0, 3), (2, 5), (5, 6), (2, 3)]) == [(0, 6), (8, 9)]
    assert merged([]) == []


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [(0, 2, False), (1, 3, True), (4, 5, True), (6, 8, False), (6, 9, True), (9, 12, False)],
)
def test_touching_is_overlapping(start, end, overlaps):
    assert touches([(2, 6), (8, 9)], start, end) is overlaps
