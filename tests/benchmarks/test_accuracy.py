"""The table of accuracy: the engine's own records are scored, and what a system does not tell is no zero."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from benchmarks import accuracy
from quoth.engine import Engine
from tests.conftest import ARTICLES

NAMES = ("consulate_row", "harbour_dues")
# A set brings its own scorer; this one has figures for everything but mixed quotes.
SCORER = """
def score(folder, predictions):
    quotes = [quote for record in predictions.values() for quote in record["quotes"]]
    roles = [bool(speaker["role"]) for quote in quotes for speaker in quote["speakers"]]
    share = 100 * sum(roles) / len(roles) if roles else 0.0
    figure = {"f1": 50.0}
    return {
        "words": {"strict": figure, "lenient": figure},
        "records": figure,
        "quoted": {"strict": 50.0},
        "recall by form": {"direct": 50.0, "mixed": None, "indirect": 0.0},
        "matched": {"speaker strict": 50.0, "role lenient": share, "affiliation lenient": share},
    }, []
"""


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A set of two articles with what a peer without roles answered."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "peers").mkdir()
    (tmp_path / "score.py").write_text(SCORER, encoding="utf-8")
    speaker = {"name": "Ada Holt", "kind": None, "role": None, "affiliation": None}
    with (tmp_path / "peers" / "plain.jsonl").open("w", encoding="utf-8") as lines:
        for name in NAMES:
            shutil.copy(ARTICLES / f"{name}.txt", tmp_path / "articles")
            (tmp_path / f"{name}.json").write_text("{}", encoding="utf-8")
            quotes = [{"speakers": [speaker]}, {"speakers": []}]
            lines.write(json.dumps({"id": name, "seconds": 1.5, "quotes": quotes}) + "\n")
    return tmp_path


def test_the_records_are_those_of_the_engine(engine: Engine, gold: Path) -> None:
    ours, rules = accuracy.runs(engine, gold)
    texts = accuracy.texts(gold)
    assert ours.records == {name: engine.extract(text, id=name).as_dict() for name, text in texts.items()}
    assert rules.records.keys() == ours.records.keys()
    assert rules.records != ours.records
    assert all(record["quotes"] for record in rules.records.values())
    assert len(ours.seconds) == len(rules.seconds) == len(texts)


def test_what_a_system_tells_of_no_speaker_and_what_the_set_has_none_of_are_left_out(
    engine: Engine, gold: Path
) -> None:
    scorer = accuracy.load_scorer(gold)
    ours = scorer.figures(accuracy.runs(engine, gold)[0].records)
    ((name, peer),) = accuracy.peers(gold)
    figures = scorer.figures(peer.records)
    assert name == "plain"
    assert accuracy.COLUMNS.keys() - ours.keys() == {"mixed recall"}
    assert accuracy.COLUMNS.keys() - figures.keys() == {"mixed recall", *accuracy.FIELDS}
    assert figures["indirect recall"] == 0.0


def test_a_dash_is_printed_where_there_is_no_figure() -> None:
    assert [accuracy.percent(value) for value in (None, 0.0, 61.25)] == ["–", "0.0", "61.2"]
    assert accuracy.Run({}, [1.0, 2.0]).printed_seconds() == "1.50"
    assert accuracy.Run().printed_seconds() == "–"
