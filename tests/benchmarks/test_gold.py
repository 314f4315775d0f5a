"""The annotated articles of our own: they are sound, and what answers them rightly scores 100."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.peers import gold
from benchmarks.peers.curve import article_of


def right(name: str) -> dict[str, Any]:
    """An answer that has all the quotes of an annotated article."""
    text = gold.articles()[name]
    records = json.loads((gold.GOLD / f"{name}.json").read_text(encoding="utf-8"))
    return {
        "quotes": [
            {
                "content": {
                    "spans": [
                        {"start": (at := text.index(piece)), "end": at + len(piece)} for piece in record["content"]
                    ]
                },
                "speakers": [{"name": speaker["name"]} for speaker in record["speakers"]],
            }
            for record in records
        ]
    }


def test_every_piece_stands_once_in_its_article_and_every_form_is_among_them() -> None:
    assert {each.form for name in gold.articles() for each in gold.annotated(name)} == {"direct", "mixed", "indirect"}


def test_the_right_answers_score_100_and_none_score_0() -> None:
    assert set(gold.figures({name: right(name) for name in gold.articles()}).values()) == {100.0}
    assert set(gold.figures({name: {"quotes": []} for name in gold.articles()}).values()) == {0.0}


def test_a_wrong_speaker_costs_words_and_no_records() -> None:
    answers = {name: right(name) for name in gold.articles()}
    for answer in answers.values():
        for quote in answer["quotes"]:
            quote["speakers"] = [{"name": "Nobody There"}]
    found = gold.figures(answers)
    assert (found["words strict F1"], found["records F1"]) == (0.0, 100.0)


@pytest.mark.parametrize("words", [1, 100, 2000])
def test_articles_are_as_long_as_was_asked(words: int) -> None:
    assert len(article_of(words).split()) == words
