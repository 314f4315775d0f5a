"""Things that may be handled together."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quoth.grouping import together


@given(st.lists(st.integers(0, 20)), st.integers(1, 30))
def test_each_thing_is_in_one_range_in_its_order(sizes, most):
    assert [number for some in together(sizes, most) for number in some] == list(range(len(sizes)))


@given(st.lists(st.integers(0, 20)), st.integers(1, 30))
def test_only_what_is_too_large_alone_is_more_than_allowed(sizes, most):
    ranges = list(together(sizes, most))
    assert all(len(some) == 1 or sum(sizes[number] for number in some) <= most for some in ranges)
    for some, following in pairwise(ranges):
        assert sum(sizes[number] for number in some) + sizes[following.start] > most
