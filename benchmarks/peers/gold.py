"""Articles of our own with annotated quotes, and what answers to them score: for where no larger set is at hand.

A record in gold/NAME.json is {"content": [text, …], "form", "speakers": [{"name", "aliases"}]}, the texts being
pieces of tests/articles/NAME.txt; a system's answer is Quoth's record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.accuracy import Figures

GOLD = Path(__file__).parents[1] / "gold"
ARTICLES = Path(__file__).parents[2] / "tests" / "articles"
ALIKE = 0.5
"""The share of the words of both together that two quotes must have in common to be the same one."""

_WORD = re.compile(r"\w+(?:[’'.-]\w+)*")
Words = frozenset[int]
"""Words by where they begin."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """An annotated quote: its words, its form, and for each speaker all names that are right."""

    words: Words
    form: str
    speakers: tuple[frozenset[str], ...]


def articles() -> dict[str, str]:
    """The annotated articles' texts by id."""
    return {
        path.stem: (ARTICLES / f"{path.stem}.txt").read_text(encoding="utf-8") for path in sorted(GOLD.glob("*.json"))
    }


def annotated(name: str) -> list[Annotated]:
    """The quotes of an annotated article.

    Raises:
        ValueError: a record's content does not stand in the article, or more than once.
    """
    text = articles()[name]
    return [
        Annotated(
            words=frozenset(word for piece in record["content"] for word in _words(text, *_place(text, piece, name))),
            form=record["form"],
            speakers=tuple(
                frozenset(map(_plain, filter(None, (speaker["name"], *speaker.get("aliases", ())))))
                for speaker in record["speakers"]
            ),
        )
        for record in json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    ]


def figures(answers: Mapping[str, Mapping[str, Any]]) -> Figures:
    """Percentages of a system that answered `answers`, records by article id, to all annotated articles.

    The words that a system attributes count as pairs of a word and a speaker; nested quotes give a word several.
    """
    hits = answered = wanted = pairs_hit = pairs_answered = pairs_wanted = 0
    by_form = {form: [0, 0] for form in ("direct", "mixed", "indirect")}
    for name, text in articles().items():
        gold, quotes = annotated(name), [*_answered(text, answers[name])]
        for record in gold:
            pairs_wanted += len(record.words)
            right = [words for words, names in quotes if _same(record.speakers, names)]
            pairs_hit += len(record.words & frozenset().union(*right))
            by_form[record.form][1] += 1
        pairs_answered += sum(len(words) for words, _ in quotes)
        matched = _matched([record.words for record in gold], [words for words, _ in quotes])
        for number in matched:
            by_form[gold[number].form][0] += 1
        hits, answered, wanted = hits + len(matched), answered + len(quotes), wanted + len(gold)
    found = {
        "words strict F1": _f1(pairs_hit, pairs_answered, pairs_wanted),
        "records F1": _f1(hits, answered, wanted),
    }
    return found | {f"{form} recall": 100 * hit / max(1, of) for form, (hit, of) in by_form.items()}


def _answered(text: str, answer: Mapping[str, Any]) -> Iterator[tuple[Words, list[str]]]:
    for quote in answer["quotes"]:
        if quote.get("act", "statement") == "statement":
            spans = quote["content"]["spans"]
            words = frozenset(word for span in spans for word in _words(text, span["start"], span["end"]))
            yield words, [_plain(speaker["name"]) for speaker in quote["speakers"] if speaker["name"]]


def _matched(gold: list[Words], found: list[Words]) -> set[int]:
    """Which annotated quotes were found, each by another answer; those that are most alike first."""
    alike = [
        (len(one & other) / len(one | other), i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(found)
        if one & other
    ]
    taken: dict[int, int] = {}
    for share, i, j in sorted(alike, reverse=True):
        if share >= ALIKE and i not in taken and j not in taken.values():
            taken[i] = j
    return set(taken)


def _same(speakers: tuple[frozenset[str], ...], names: list[str]) -> bool:
    return len(speakers) == len(names) and all(any(name in right for name in names) for right in speakers)


def _place(text: str, piece: str, name: str) -> tuple[int, int]:
    if text.count(piece) != 1:
        raise ValueError(f"{name}: {piece!r} stands {text.count(piece)} times in the article; give it at more length")
    start = text.index(piece)
    return start, start + len(piece)


def _words(text: str, start: int, end: int) -> Iterator[int]:
    return (word.start() for word in _WORD.finditer(text, start, end))


def _plain(name: str) -> str:
    return re.sub(r"^(the|a|an|mr|mrs|ms)\b\.? ", "", name.casefold())


def _f1(hits: int, answered: int, wanted: int) -> float:
    return 200 * hits / (answered + wanted) if answered + wanted else 0.0
