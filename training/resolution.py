"""The recipe of the scorer of pronouns and descriptions: gold training articles in, quoth/data/resolution.tsv out.

    python -m training.resolution [--shared DIR] [--work DIR] [--output FILE]

The articles are read with their annotated sources, cues and contents, as `quoth.steps.resolution` reads what the quote
tagger finds. Wherever a source asks whom it means, the annotated speaker is the answer, and everybody else whom it
could mean is not; the weights are those of a conditional logistic regression over the candidates, with a normal prior
around weights set by hand. Pronouns between the quotes, which nobody annotated, are read with the weights so far, so
that the articles are gone through twice.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch

from quoth.language.names import tokens
from quoth.layers import Entity, Frame, Parse, Piece
from quoth.reference.scorer import KINDS, Candidate, Question, Scorer
from quoth.steps import mentions, resolution
from training.attributions import Annotation, gold_articles, parsed

ROOT = Path(__file__).parent.parent
_HEADER = (
    "# Whom a pronoun or a description means: what asks, what is so of somebody whom it could mean, weight (natural\n"
    "# logarithm of odds). Trained by `python -m training.resolution`.\n"
    "kind\tfeature\tweight\n"
)
Article = tuple[Parse, tuple[Annotation, ...]]
Weights = dict[str, dict[str, float]]

#: What is believed before any article is read: the weights' prior means, set by hand, zero where none is given.
_BELIEVED: Weights = {
    "he": {"rank 0": 1.0, "subject": 1.0, "spoke": 0.5, "quoted": -1.0, "last speaker": 1.0, "gender": 0.7},
    "it": {
        "rank 0": 0.5,
        "subject": 1.0,
        "quoted": -1.0,
        "last speaker": 1.0,
        "place": -1.5,
        "people": -2.0,
        "thing": -1.0,
    },
    "they": {
        "rank 0": 0.5,
        "subject": 0.5,
        "quoted": -1.0,
        "last speaker": 0.5,
        "place": -1.5,
        "people": -2.0,
        "thing": -1.0,
        "group": 1.5,
        "person": -1.5,
        "state": -0.5,
        "joint": 1.0,
        "joined people": 1.0,
        "joined subject": 1.0,
        "joined 0": 1.0,
    },
    "person": {
        "fit 2": 2.0,
        "fit 1": 0.5,
        "told otherwise": -1.0,
        "fields differ": -2.0,
        "modifiers shared": 1.0,
        "state same": 2.0,
        "state other": -2.5,
        "same noun": 2.0,
        "introduced": 1.0,
        "last speaker": 0.5,
        "rank 0": 0.5,
        "former differs": -1.0,
    },
}
_PASSES, _FOLDS, _PENALTY = 2, 5, 0.5


@dataclass(frozen=True)
class Example:
    """One question, its candidates, and which of them is right."""

    kind: str
    candidates: tuple[Candidate, ...]
    right: int


@dataclass(frozen=True)
class Teacher(Scorer):
    """Answers with the annotated speakers where there are any, else by its weights, and keeps what it was asked.

    `answers` are the annotations by the index of each word of their source.
    """

    answers: dict[int, Annotation] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)

    def choose(self, question: Question, candidates: Sequence[Candidate]) -> tuple[int, float]:
        """The right candidate, where one is known to be."""
        annotation = self.answers.get(question.head)
        right = None if annotation is None else _right(annotation, question.entities, candidates)
        if right is None:
            return super().choose(question, candidates)
        self.examples.append(Example(question.kind, tuple(candidates), right))
        return right, 1.0


def _right(annotation: Annotation, entities: Sequence[Entity], candidates: Sequence[Candidate]) -> int | None:
    """The candidate that is the annotated speakers, somebody new where no candidate is; None where none is right."""
    wanted = [{tokens(name) for name in names} for _, names in annotation.speakers]
    for number, candidate in enumerate(candidates):
        given = [{tokens(n) for n in (entities[e].name or "", *entities[e].aliases)} for e in candidate.entities]
        if len(given) == len(wanted) and all(any(w & g for g in given) for w in wanted):
            return number
    unnamed = all(kind != "person" for kind, _ in annotation.speakers)
    return next((i for i, c in enumerate(candidates) if not c.entities and unnamed), None)


def frames_of(parse: Parse, annotations: Sequence[Annotation]) -> tuple[Frame, ...]:
    """The annotated quotes as frames, each within the smallest that reports it."""
    found = []
    for annotation in annotations:
        cue = [i for start, end in annotation.cue for i in parse.words_in(start, end)]
        head = next((i for i in cue if parse.words[i].head not in cue), None)
        found.append(
            Frame(
                tuple(Piece("content", start, end) for start, end in annotation.contents),
                next((Piece("cue", start, end) for start, end in annotation.cue), None),
                next((Piece("source", start, end) for start, end in annotation.source), None),
                annotation.form or "indirect",  # type: ignore[arg-type]
                "attitude" if annotation.act == "attitude" else "statement",
                cue_word=head,
                within=_within(annotation, annotations),
            )
        )
    return tuple(found)


def _within(inner: Annotation, annotations: Sequence[Annotation]) -> int | None:
    """The position of the shortest quote in whose content the cue and the content of `inner` lie."""
    place = (inner.cue or inner.contents)[0]
    around = [
        (end - start, number)
        for number, outer in enumerate(annotations)
        for start, end in outer.contents
        if outer is not inner and start <= place[0] and place[1] <= end and (start, end) not in inner.contents
    ]
    return min(around)[1] if around else None


def examples(articles: Iterable[Article], scorer: Scorer) -> list[list[Example]]:
    """The examples of each article, read with the weights of `scorer`."""
    found = []
    for parse, quotes in articles:
        spans = [(span, a) for a in quotes for span in a.source]
        answers = {i: a for span, a in spans for i in parse.words_in(*span)}
        teacher = Teacher(scorer.weights, answers)
        resolution.resolve(parse, frames_of(parse, quotes), mentions.find(parse), teacher)
        found.append(teacher.examples)
    return found


def fit(asked: Iterable[Example]) -> Weights:
    """The weights under which the right candidates are likeliest, less a penalty for leaving what is believed."""
    by_kind: dict[str, list[Example]] = defaultdict(list)
    for example in asked:
        by_kind[example.kind].append(example)
    return {kind: _fit(by_kind[kind], _BELIEVED[kind]) for kind in KINDS}


def _fit(asked: Sequence[Example], believed: dict[str, float]) -> dict[str, float]:
    names = sorted({*believed, *(name for e in asked for c in e.candidates for name in c.features)})
    column = {name: i for i, name in enumerate(names)}
    rows = [c.features for e in asked for c in e.candidates]
    table = torch.zeros(len(rows), len(names), dtype=torch.double)
    for row, features in enumerate(rows):
        for name, value in features.items():
            table[row, column[name]] = value
    sizes = [len(e.candidates) for e in asked]
    right = [e.right for e in asked]
    prior = torch.tensor([believed.get(name, 0.0) for name in names], dtype=torch.double)
    weights = prior.clone().requires_grad_()
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = (table @ weights).split(sizes)  # type: ignore[no-untyped-call]
        total = sum((part.logsumexp(0) - part[i] for part, i in zip(scores, right, strict=True)), torch.zeros(()))
        total = total + _PENALTY * (weights - prior).square().sum()
        total.backward()
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return dict(zip(names, weights.tolist(), strict=True))


def train(articles: Sequence[Article]) -> Scorer:
    """The scorer of `articles`, after a few passes."""
    scorer = Scorer(_BELIEVED)
    for _ in range(_PASSES):
        scorer = Scorer(fit(e for article in examples(articles, scorer) for e in article))
    return scorer


def accuracy(scorer: Scorer, asked: Iterable[Example]) -> dict[str, tuple[int, int]]:
    """For each kind how many questions the scorer answers rightly, and how many there are."""
    counts: dict[str, list[int]] = {kind: [0, 0] for kind in KINDS}
    for example in asked:
        chosen, _ = scorer.choose(Question(example.kind, 0, ()), example.candidates)
        counts[example.kind][0] += chosen == example.right
        counts[example.kind][1] += 1
    return {kind: (right, total) for kind, (right, total) in counts.items()}


def cross_validate(articles: Sequence[Article]) -> None:
    """Print the share of questions answered rightly, each by weights that its article had no part in."""
    total = {name: dict.fromkeys(KINDS, 0) for name in ("believed", "trained", "of")}
    for fold in range(_FOLDS):
        scorer = train([a for i, a in enumerate(articles) if i % _FOLDS != fold])
        asked = [e for article in examples(articles[fold::_FOLDS], scorer) for e in article]
        for name, judge in (("believed", Scorer(_BELIEVED)), ("trained", scorer)):
            for kind, (right, of) in accuracy(judge, asked).items():
                total[name][kind] += right
                total["of"][kind] += of if name == "trained" else 0
    for kind in KINDS:
        of = max(1, total["of"][kind])
        believed, trained = total["believed"][kind] / of, total["trained"][kind] / of
        print(f"{kind}\t{of} asked\tbelieved {believed:.3f}\ttrained {trained:.3f}", flush=True)


def main() -> None:
    """Cross-validates, trains and writes quoth/data/resolution.tsv."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the corpora")
    parser.add_argument("--work", type=Path, default=ROOT / ".cache" / "training", help="where parses are kept")
    parser.add_argument("--output", type=Path, default=ROOT / "quoth" / "data" / "resolution.tsv")
    args = parser.parse_args()
    torch.set_num_threads(1)
    articles = list(parsed(gold_articles(args.shared / "gold" / "train"), args.work / "gold.parses"))
    cross_validate(articles)
    write(train(articles), args.output)


def write(scorer: Scorer, path: Path) -> None:
    """Write the weights, without those too small to matter."""
    rows = [
        f"{kind}\t{name}\t{weight:.3f}\n"
        for kind in KINDS
        for name, weight in sorted(scorer.weights.get(kind, {}).items())
        if abs(weight) >= 0.005
    ]
    path.write_text(_HEADER + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
