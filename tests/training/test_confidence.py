"""The regression behind confidence gives shares of right answers."""

from __future__ import annotations

import math
from random import Random

import pytest

from training.confidence import fit

TRUE = (-1.0, 0.7, 1.5, 0.5, -0.6, 0.9)
"""Weights by which made-up quotes are right."""


def test_the_weights_that_made_quotes_right_are_found_again() -> None:
    rng = Random(7)
    evidences = [
        (1.0, rng.gauss(1, 2), float(rng.random() < 0.2), rng.gauss(1, 2), float(rng.random() < 0.3), rng.gauss(0, 1))
        for _ in range(5000)
    ]
    chances = [1 / (1 + math.exp(-sum(w * x for w, x in zip(TRUE, each, strict=True)))) for each in evidences]
    found = fit(evidences, [rng.random() < chance for chance in chances])
    assert found == pytest.approx(TRUE, abs=0.2)


def test_quotes_that_are_all_right_give_no_boundless_weights() -> None:
    found = fit([(1.0, 2.0, 0.0, 3.0, 0.0, 1.0)] * 50, [True] * 50)
    assert all(math.isfinite(weight) and abs(weight) < 10 for weight in found)
