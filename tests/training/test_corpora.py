"""What the recipes read out of the corpora."""

from __future__ import annotations

import pytest

from training.corpora import spans
from training.evaluate import entities


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        ("O O", set()),
        ("B-cue O B-content I-content", {("cue", 0, 1), ("content", 2, 4)}),
        ("B-cue B-cue I-cue", {("cue", 0, 1), ("cue", 1, 3)}),
        ("I-source I-source I-cue O I-cue", {("source", 0, 2), ("cue", 2, 3), ("cue", 4, 5)}),
        ("B-PERSON E-PERSON S-LOC S-LOC", {("PERSON", 0, 2), ("LOC", 2, 3), ("LOC", 3, 4)}),
        ("B-ORG I-ORG E-ORG", {("ORG", 0, 3)}),
        ("E-ORG B-WORK_OF_ART", {("ORG", 0, 1), ("WORK_OF_ART", 1, 2)}),
    ],
)
def test_spans_of_labels(labels: str, found: set[tuple[str, int, int]]) -> None:
    assert spans(labels.split()) == found


def test_entities_are_counted_sentence_by_sentence() -> None:
    sentences = [["O", "B-LOC", "I-LOC"], [], ["I-LOC"]]
    assert entities(sentences) == {(0, 1, 3, "LOC"), (2, 0, 1, "LOC")}
