"""Frames and their speakers in, confidences out: for each quote the probability that it is right.

A quote is right if its words and those of one quote that an annotator marked are the same to at least one half
(intersection over union, each annotated quote the partner of one at most, whether statement or attitude), and all its
speakers are that quote's, each under one of the names that the annotator gives. Role and affiliation do not count.

The probability is that of a logistic regression over how sure the steps before were, as in Platt 1999. Its weights,
data/confidence.tsv, come from `python -m training.confidence`; `python -m benchmarks.reliability` tells how far the
probability can be relied on. Form, act and length of the content told nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

from quoth.language.lexicon import rows
from quoth.layers import Frame, Resolution

FEATURES = ("always", "quote", "uncued", "speaker", "nested", "sourced")
"""What the weights are of: of every quote; the logit of the frame's probability; whether the quote has no cue, which
leaves the frame's probability a guess; the logit of the speakers' probability; whether another quote reports it;
whether its speakers are those of a source, whose probability is another than that of a turn that goes on."""
_SUREST = 0.99
"""A step that says it is surer than this is not believed."""


def judge(
    frames: tuple[Frame, ...], resolution: Resolution, weights: Mapping[str, float] | None = None
) -> tuple[float, ...]:
    """The confidence of each of `frames`, between 0 and 1; `weights` of the features, the bundled ones where none are
    given.
    """
    weights = bundled() if weights is None else weights
    return tuple(
        _logistic(sum(weights[name] * value for name, value in zip(FEATURES, evidence(frame, speaker), strict=True)))
        for frame, speaker in zip(frames, resolution.probabilities, strict=True)
    )


def evidence(frame: Frame, speaker: float) -> tuple[float, ...]:
    """The FEATURES of a quote whose speakers are right with the probability `speaker`."""
    nested, sourced = frame.within is not None, frame.source is not None
    return 1.0, _logit(frame.probability), float(frame.cue is None), _logit(speaker), float(nested), float(sourced)


@cache
def bundled() -> dict[str, float]:
    """The bundled weights by feature."""
    return {feature: float(weight) for feature, weight in rows("confidence.tsv")}


def _logit(probability: float) -> float:
    bounded = min(max(probability, 1 - _SUREST), _SUREST)
    return math.log(bounded / (1 - bounded))


def _logistic(score: float) -> float:
    return 1 / (1 + math.exp(-score))
