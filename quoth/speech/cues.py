"""The cue lexicon: how often a word in a construction reports a statement or an attitude. Read from data/cues.tsv."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: Occurrences that the backing-off estimate counts for, against those of the word itself.
_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Chance:
    """Probabilities that an occurrence reports a statement, or an attitude; the rest reports nothing."""

    statement: float
    attitude: float

    @property
    def either(self) -> float:
        """The probability that the occurrence reports anything."""
        return self.statement + self.attitude


class CueLexicon:
    """Chances by (lemma, construction), smoothed with those of the lemma in any construction and of the construction
    with any lemma.

    `rows` are (lemma, construction, occurrences, statements, attitudes), the last three counts, not necessarily
    whole.
    """

    def __init__(self, rows: list[tuple[str, str, float, float, float]]) -> None:
        self._exact: dict[tuple[str, str], tuple[float, float, float]] = {}
        lemma: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        construction: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for word, how, *counts in rows:
            self._exact[word, how] = (counts[0], counts[1], counts[2])
            for total in (lemma[word], construction[how]):
                for i in range(3):
                    total[i] += counts[i]
        self._lemma = dict(lemma)
        self._construction = dict(construction)

    def chance(self, lemma: str, construction: str) -> Chance:
        """The chance of `lemma` with a complement in `construction`."""
        if "/" in lemma and lemma not in self._lemma:
            return Chance(0.0, 0.0)  # of nouns and adjectives few report anything
        total, statements, attitudes = self._construction.get(construction, (1.0, 0.0, 0.0))
        prior = (statements / total, attitudes / total)
        if lemma in self._lemma:
            prior = _blend(self._lemma[lemma], prior, 2 * _WEIGHT)
        elif construction not in ("clause", "inserted"):
            prior = (prior[0] / 2, prior[1] / 2)
        return Chance(*_blend(self._exact.get((lemma, construction), (0.0, 0.0, 0.0)), prior, _WEIGHT))

    def speaks(self, lemma: str) -> float:
        """The probability that `lemma` next to a quotation is its cue: how much of what it reports are statements."""
        total, statements, attitudes = self._lemma.get(lemma, (0.0, 0.0, 0.0))
        return (statements + 0.1) / (total - attitudes + 1.0)

    def knows(self, lemma: str) -> bool:
        """Whether the lemma was seen at all, as a cue or as anything else."""
        return lemma in self._lemma

    def takes_clauses(self, lemma: str) -> bool:
        """Whether a clause is at least as common behind the lemma as an object."""
        clauses, objects = (self._exact.get((lemma, how), (0.0, 0.0, 0.0))[0] for how in ("clause", "object"))
        return clauses >= max(objects, 1.0)

    def is_addressed(self, lemma: str) -> bool:
        """Whether a verb of speech commonly has its addressee for object: told them that, not said them that."""
        clauses = self._exact.get((lemma, "clause"), (0.0, 0.0, 0.0))[0]
        return self._exact.get((lemma, "object"), (0.0, 0.0, 0.0))[0] > 0.4 * clauses


def _blend(counts: tuple[float, ...] | list[float], prior: tuple[float, float], weight: float) -> tuple[float, float]:
    total, statements, attitudes = counts
    return (statements + weight * prior[0]) / (total + weight), (attitudes + weight * prior[1]) / (total + weight)


@cache
def bundled_cues() -> CueLexicon:
    """The lexicon that ships with the package."""
    lines = (files("quoth") / "data" / "cues.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return CueLexicon([(word, how, float(n), float(s), float(a)) for word, how, n, s, a in rows])
