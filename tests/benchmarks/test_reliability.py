"""Reliability: which quotes are right, and how far confidences are from the share of those."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks import reliability
from benchmarks.accuracy import load_scorer, texts
from benchmarks.calibration import Judged, bins, expected_error
from quoth.engine import Engine
from tests.conftest import ARTICLES

# A set brings its own scorer. This one has quotes match where their words are the same.
SCORER = """
import json
from pathlib import Path

def load(folder):
    for path in sorted(Path(folder).glob("*.json")):
        text = (path.parent / "articles" / f"{path.stem}.txt").read_text(encoding="utf-8")
        yield path.stem, text, json.loads(path.read_text(encoding="utf-8"))

def words_of(text, spans):
    return frozenset(i for start, end in spans for i in range(start, end) if text[i].isalnum())

def match(gold, predicted):
    return [(i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted) if g == p]

def same_speakers(golds, names):
    return golds == names
"""
SAID = "The bridge will stay closed, Ada Holt said."


def quote(act: str, end: int, speaker: str, confidence: float) -> dict[str, object]:
    return {
        "act": act,
        "confidence": confidence,
        "content": {"spans": [{"start": 0, "end": end}]},
        "speakers": [{"name": speaker}],
    }


def annotated(folder: Path, name: str, text: str, records: list[dict[str, object]]) -> None:
    """Add an article to an annotated set."""
    (folder / "articles").mkdir(exist_ok=True)
    (folder / "score.py").write_text(SCORER, encoding="utf-8")
    (folder / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / f"{name}.json").write_text(json.dumps(records), encoding="utf-8")


def test_a_quote_is_right_with_its_words_and_its_speaker(tmp_path: Path) -> None:
    annotated(tmp_path, "bridge", SAID, [{"content_spans": [[0, 27]], "speakers": ["Ada Holt"]}])
    scorer = load_scorer(tmp_path)
    for end, speaker, right in ((27, "Ada Holt", True), (27, "Holt", False), (10, "Ada Holt", False)):
        assert scorer.judged({"bridge": {"quotes": [quote("statement", end, speaker, 0.75)]}}) == [Judged(0.75, right)]


def test_attitudes_and_articles_that_were_not_read_are_not_counted(tmp_path: Path) -> None:
    annotated(tmp_path, "bridge", SAID, [{"content_spans": [[0, 27]], "speakers": ["Ada Holt"]}])
    scorer = load_scorer(tmp_path)
    assert scorer.judged({"bridge": {"quotes": [quote("attitude", 27, "Ada Holt", 0.75)]}}) == []
    assert scorer.judged({}) == []


def test_the_error_is_the_gap_of_each_bin_by_its_weight() -> None:
    right, wrong = Judged(0.8, True), Judged(0.8, False)
    assert expected_error([right] * 4 + [wrong]) == pytest.approx(0)
    assert expected_error([right] * 2 + [wrong] * 2) == pytest.approx(0.3)
    assert expected_error([right] * 2 + [wrong] * 2 + [Judged(0.1, False)] * 4) == pytest.approx(0.3 / 2 + 0.1 / 2)
    with pytest.raises(ValueError, match="no quote"):
        expected_error([])


def test_a_bin_begins_with_its_lower_bound_and_the_last_one_holds_certainty() -> None:
    found = bins([Judged(0.0, False), Judged(0.899, True), Judged(0.9, True), Judged(1.0, False)])
    assert [(each.low, len(each.judged)) for each in found] == [(0.0, 1), (0.8, 1), (0.9, 2)]
    assert found[-1].confidence == pytest.approx(0.95)
    assert found[-1].right == 0.5


def test_the_command_judges_the_engine_s_own_confidences(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    annotated(tmp_path, "harbour_dues", (ARTICLES / "harbour_dues.txt").read_text(encoding="utf-8"), [])
    monkeypatch.setattr(sys, "argv", ["reliability", "--gold", str(tmp_path)])
    assert reliability.main() == 0
    found = engine.extract(texts(tmp_path)["harbour_dues"]).quotes
    confidences = [each.confidence for each in found if each.act == "statement"]
    assert confidences
    out = capsys.readouterr().out
    assert f"{len(confidences)} statements in 1 annotated articles" in out
    # Nothing is annotated, so that every confidence is too high by all of itself.
    assert f"Expected calibration error: {sum(confidences) / len(confidences):.3f}" in out


def test_a_folder_without_a_scorer_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["reliability", "--gold", str(tmp_path / "nowhere")])
    assert reliability.main() == 2
    assert "--gold" in capsys.readouterr().err
