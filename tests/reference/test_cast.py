"""The cast: what lies around a place in the article is found, with work that its neighbourhood alone bounds."""

from quoth.layers import Frame, Mentions, Parse, Piece
from quoth.reference import cast as module
from quoth.reference.cast import Cast, Event
from quoth.reference.scorer import Scorer


def cast_of(*contents):
    frames = tuple(
        Frame((Piece("content", start, end),), None, None, "indirect", "statement") for start, end in contents
    )
    return Cast.of(Parse("", (), (), ()), frames, Mentions((), ()), Scorer({}))


def test_the_quotes_around_a_place_come_innermost_first():
    cast = cast_of((0, 100), (10, 50), (20, 30), (60, 70))
    assert list(cast.around(25)) == [2, 1, 0]
    assert list(cast.around(65)) == [3, 0]
    assert list(cast.around(100)) == []


def test_a_hundred_thousand_quotes_are_looked_through_no_further_than_the_deepest():
    cast = cast_of(*((n, 200_000 - n) for n in range(100_000)))
    assert len(list(cast.around(99_999))) == module._DEEPEST


def test_no_more_mentions_are_looked_at_than_a_reader_has_in_mind():
    cast = cast_of()
    cast.events = [Event(n, n, 0, n, n, False, False) for n in range(50_000)]
    looked = list(cast.before(40_000))
    assert looked[0].start == 39_999
    assert len(looked) == module._IN_MIND
    assert next(cast.after(40_000)).start == 40_001


def test_who_spoke_last_and_who_did_before_that_are_kept_apart():
    cast = cast_of()
    for speakers in ((1,), (2,), (2,), (3, 4)):
        cast.speak(speakers)
    assert (cast.last, cast.previous, cast.joint) == (4, 2, (3, 4))
    assert cast.turns[2] == 2
