"""The scorer of pronouns and descriptions: its weights, its choice and how sure it is."""

import pytest

from quoth.reference.scorer import KINDS, Candidate, Question, Scorer, bundled


def test_the_likeliest_candidate_is_chosen_with_its_probability():
    scorer = Scorer({"he": {"subject": 2.0, "quoted": -1.0}})
    candidates = [Candidate((4,), {"quoted": 1.0}), Candidate((7,), {"subject": 1.0}), Candidate((9,), {})]
    at, probability = scorer.choose(Question("he", 0, ()), candidates)
    assert candidates[at].entities == (7,)
    assert probability == pytest.approx(7.389 / (7.389 + 1 + 0.368), abs=1e-3)


def test_what_no_weight_is_known_for_counts_nothing():
    at, probability = Scorer({}).choose(Question("it", 0, ()), [Candidate((1,), {"odd": 5.0}), Candidate((2,), {})])
    assert (at, probability) == (0, 0.5)


def test_the_bundled_weights_prefer_who_is_subject_and_spoke_last():
    weights = bundled().weights
    assert set(weights) == set(KINDS)
    assert weights["he"]["last speaker"] > 0 > weights["he"]["quoted"]
    assert weights["person"]["fit 2"] > 0
