"""The quote tagger on PolNeAR: exact, begin and overlap figures of sources, cues and contents.

    python -m benchmarks.polnear FILE.jsonl [--models DIR] [--write PREDICTED.jsonl]

FILE.jsonl holds one paragraph a line, in the order of the articles: {"id": article, "tokens": […], "labels": ["O",
"B-source", "I-source", …]}, the form in which CofeNet (Wang et al. 2022) published the corpus. The figures are computed
as theirs are: a span counts as exact where its first and last token are right, as begin where the first is; the overlap
is that of a span with its best counterpart, over both together, averaged over annotated spans and over those that
were predicted in vain.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch

from quoth.engine import BUNDLED_MODELS
from quoth.layers import Parse, Word
from quoth.speech.reader import Reader
from quoth.speech.tagger import ROLES
from quoth.steps import marks

PRINTED = {"``": "“", "''": "”", "`": "‘", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}
"""What the corpus's tokens stand for in print."""

FINAL = frozenset({".", "?", "!", "..."})
CLOSING = frozenset({"”", "’", '"', "'", ")", "]"})

Span = tuple[int, int]


class Counts(NamedTuple):
    """Right, predicted and annotated spans."""

    right: int
    predicted: int
    annotated: int

    @property
    def figures(self) -> tuple[float, float, float]:
        """Precision, recall and F1 in percent."""
        precision, recall = self.right / max(1, self.predicted), self.right / max(1, self.annotated)
        f1 = 2 * precision * recall / (precision + recall) if self.right else 0.0
        return round(100 * precision, 1), round(100 * recall, 1), round(100 * f1, 1)


def articles(rows: Sequence[dict[str, Any]]) -> Iterator[list[list[str]]]:
    """The paragraphs of each article as tokens in print."""
    for _, group in itertools.groupby(rows, key=lambda row: row["id"]):
        yield [[PRINTED.get(token, token) for token in row["tokens"]] for row in group]


def sentences(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """[first, last) of each sentence of a paragraph: it ends with a full stop and the marks behind it, where what
    follows may begin one.
    """
    first = last = 0
    while last < len(tokens):
        last += 1
        if tokens[last - 1] not in FINAL:
            continue
        while last < len(tokens) and tokens[last] in CLOSING:
            last += 1
        if last < len(tokens) and tokens[last][0].isalpha() and tokens[last][0].islower():
            continue
        yield first, last
        first = last
    if first < last:
        yield first, last


def parse_of(paragraphs: Sequence[Sequence[str]]) -> Parse:
    """Given tokens as a parse without tags or trees: one space between any two, a blank line between paragraphs."""
    words: list[Word] = []
    ranges: list[tuple[int, int]] = []
    at = 0
    for tokens in paragraphs:
        for first, last in sentences(tokens):
            start = len(words)
            for token in tokens[first:last]:
                words.append(Word(len(words), at, at + len(token), token, token, "X", "_", "_", -1, "dep", len(ranges)))
                at += len(token) + 1
            ranges.append((start, len(words)))
        at += 1
    return Parse("\n\n".join(map(" ".join, paragraphs)), tuple(words), tuple(ranges), ())


def predict(reader: Reader, rows: Sequence[dict[str, Any]]) -> list[list[str]]:
    """The labels of each paragraph."""
    found: list[list[str]] = []
    for paragraphs in articles(rows):
        parse = parse_of(paragraphs)
        labels = iter(reader.labels(parse, marks.pair(parse.text, parse.paragraphs), "polnear"))
        found += [list(itertools.islice(labels, len(tokens))) for tokens in paragraphs]
    return found


def spans(labels: Sequence[str], role: str) -> list[Span]:
    """[first, last) of the spans of one role; an I- that follows nothing opens none."""
    found, start = [], None
    for i, label in enumerate([*labels, "O"]):
        if start is not None and label != f"I-{role}":
            found.append((start, i))
            start = None
        if label == f"B-{role}":
            start = i
    return found


def overlap(one: Span, other: Span) -> float:
    """What two spans share, as a part of the stretch that they cover together."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0])) / (max(one[1], other[1]) - min(one[0], other[0]))


def figures(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]], role: str) -> dict[str, Any]:
    """Precision, recall and F1 of exact spans and of their beginnings, and the mean overlap, in percent."""
    pairs = [(spans(g, role), spans(p, role)) for g, p in zip(gold, predicted, strict=True)]
    exact = Counts(*map(sum, zip(*((len({*g} & {*p}), len(p), len(g)) for g, p in pairs), strict=True)))
    starts = [({s for s, _ in g}, {s for s, _ in p}) for g, p in pairs]
    begin = Counts(sum(len(g & p) for g, p in starts), sum(len(p) for _, p in pairs), sum(len(g) for g, _ in pairs))
    overlaps = [max((overlap(s, q) for q in p), default=0.0) for g, p in pairs for s in g]
    overlaps += [0.0 for g, p in pairs for q in p if not any(overlap(q, s) for s in g)]
    mean = round(100 * sum(overlaps) / len(overlaps), 1) if overlaps else None
    return {"exact": exact.figures, "begin": begin.figures, "jaccard": mean}


def main(argv: list[str] | None = None) -> None:
    """Print a line for each role."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.polnear", description="Figures of the quote tagger on PolNeAR."
    )
    parser.add_argument("file", type=Path, help="paragraphs with tokens and labels, one a line")
    parser.add_argument("--models", type=Path, default=BUNDLED_MODELS, help="folder of models")
    parser.add_argument("--write", type=Path, help="file for the predicted labels, in the form of FILE.jsonl")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    rows = [json.loads(line) for line in args.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    predicted = predict(Reader.load(args.models), rows)
    if args.write:
        lines = (json.dumps({**row, "labels": labels}) for row, labels in zip(rows, predicted, strict=True))
        args.write.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for role in ROLES:
        print(f"{role}: {figures([row['labels'] for row in rows], predicted, role)}")


if __name__ == "__main__":
    main()
