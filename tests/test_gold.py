"""How often the engine is right on the annotated development set, where that set is at hand (QUOTH_GOLD)."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.accuracy import GOLD, Figures, load_scorer, texts
from benchmarks.calibration import expected_error
from quoth.engine import Engine

# The least that a change may leave, in percent. They follow the engine upwards, never down.
LIMITS = {
    "words strict F1": 60.0,
    "quoted strict": 80.0,
    "direct recall": 90.0,
    "role lenient": 70.0,
}
MOST_CALIBRATION_ERROR = 0.05  # of confidence, expected


pytestmark = pytest.mark.skipif(
    not (GOLD / "score.py").is_file(), reason=f"no annotated development set at {GOLD}; QUOTH_GOLD names another folder"
)


@pytest.fixture(scope="module")
def records(engine: Engine) -> dict[str, dict[str, Any]]:
    return {name: engine.extract(text).as_dict() for name, text in texts(GOLD).items()}


@pytest.fixture(scope="module")
def figures(records: dict[str, dict[str, Any]]) -> Figures:
    return load_scorer(GOLD).figures(records)


@pytest.mark.parametrize("name", LIMITS)
def test_the_development_set_is_answered_at_least_this_well(name: str, figures: Figures) -> None:
    assert figures[name] >= LIMITS[name]


def test_confidence_is_a_share_of_right_answers(records: dict[str, dict[str, Any]]) -> None:
    assert expected_error(load_scorer(GOLD).judged(records)) <= MOST_CALIBRATION_ERROR
