"""How often the engine is right on the annotated development set, where that set is at hand (QUOTH_GOLD)."""

from __future__ import annotations

import pytest

from benchmarks.accuracy import GOLD, Figures, answers, load_scorer
from quoth.engine import Engine

# The least that a change may leave, in percent. They follow the engine upwards, never down.
LIMITS = {
    "words strict F1": 60.0,
    "quoted strict": 80.0,
    "direct recall": 90.0,
    "role lenient": 70.0,
}


pytestmark = pytest.mark.skipif(
    not (GOLD / "score.py").is_file(), reason=f"no annotated development set at {GOLD}; QUOTH_GOLD names another folder"
)


@pytest.fixture(scope="module")
def figures(engine: Engine) -> Figures:
    return load_scorer(GOLD).figures({answer.id: answer.as_dict() for answer in answers(engine, GOLD)})


@pytest.mark.parametrize("name", LIMITS)
def test_the_development_set_is_answered_at_least_this_well(name: str, figures: Figures) -> None:
    assert figures[name] >= LIMITS[name]
