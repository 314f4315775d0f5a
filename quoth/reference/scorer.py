"""Candidates with what speaks for each in, the likeliest one and its probability out: a log-linear model.

The weights lie in data/resolution.tsv, trained by `python -m training.resolution`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from quoth.language.lexicon import rows
from quoth.layers import Entity

Features = Mapping[str, float]
#: What asks: he or she, it, they, a description of a person.
KINDS = ("he", "it", "they", "person")


@dataclass(frozen=True, slots=True)
class Question:
    """What asks whom it means: one of `KINDS`, the index of its word, and everybody whom candidates can be."""

    kind: str
    head: int
    entities: Sequence[Entity]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom a mention may mean: positions in the cast, none for somebody new; and its features by name."""

    entities: tuple[int, ...]
    features: Features


@dataclass(frozen=True)
class Scorer:
    """Weights by kind of what asks and by feature."""

    weights: Mapping[str, Features]

    def choose(self, question: Question, candidates: Sequence[Candidate]) -> tuple[int, float]:
        """The position of the likeliest of `candidates` (one at least) and its probability."""
        weights = self.weights.get(question.kind, {})
        scores = [sum(weights.get(name, 0.0) * value for name, value in c.features.items()) for c in candidates]
        best = max(range(len(scores)), key=lambda i: scores[i])
        return best, 1.0 / sum(math.exp(score - scores[best]) for score in scores)


@cache
def bundled() -> Scorer:
    """The scorer with the bundled weights."""
    weights: dict[str, dict[str, float]] = {}
    for kind, feature, weight in rows("resolution.tsv"):
        weights.setdefault(kind, {})[feature] = float(weight)
    return Scorer(weights)
