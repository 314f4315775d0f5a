"""Confidence: a probability that rises with how sure the steps before were."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.layers import Entity, Frame, Piece, Resolution
from quoth.steps import confidence

CUED = Frame((Piece("content", 0, 9),), Piece("cue", 10, 14), Piece("source", 15, 17), "indirect", "statement")
UNCUED = Frame((Piece("content", 0, 9),), None, None, "direct", "statement")
PROBABILITIES = st.floats(0, 1)


def judged(frame: Frame, quote: float, speaker: float) -> float:
    """The confidence of one quote, given the probabilities of its frame and of its speaker."""
    resolution = Resolution((Entity("Ada Holt", "person", ()),), ((0,),), (speaker,))
    (found,) = confidence.judge((replace(frame, probability=quote),), resolution)
    return found


@pytest.mark.parametrize("frame", [CUED, UNCUED], ids=["cued", "uncued"])
@given(less=PROBABILITIES, more=PROBABILITIES, other=PROBABILITIES)
def test_a_surer_frame_or_speaker_never_makes_a_quote_less_sure(
    frame: Frame, less: float, more: float, other: float
) -> None:
    less, more = sorted((less, more))
    assert 0 < judged(frame, less, other) <= judged(frame, more, other) < 1
    assert 0 < judged(frame, other, less) <= judged(frame, other, more) < 1


def test_how_sure_the_quote_and_how_sure_its_speaker_is_both_count() -> None:
    assert judged(CUED, 0.5, 0.9) < judged(CUED, 0.9, 0.9)
    assert judged(CUED, 0.9, 0.5) < judged(CUED, 0.9, 0.9)


def test_each_quote_has_its_own_confidence_by_the_weights_that_are_given() -> None:
    weights = dict.fromkeys(confidence.FEATURES, 0.0) | {"quote": 1.0}
    frames = (replace(CUED, probability=0.8), replace(CUED, probability=0.3))
    resolution = Resolution((), ((), ()), (0.5, 0.5))
    assert confidence.judge(frames, resolution, weights) == pytest.approx((0.8, 0.3))
    assert confidence.judge((), Resolution((), ())) == ()


def test_the_bundled_weights_are_of_the_features_and_no_others() -> None:
    assert tuple(confidence.bundled()) == confidence.FEATURES
