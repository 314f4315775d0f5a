"""The weights of confidence: gold articles that the quote tagger has not seen in, quoth/data/confidence.tsv out.

    python -m training.confidence [--shared DIR] [--work DIR]

The bundled tagger is surer of the training articles, and more often right about them, than about any others. So a fifth
of them is read with the tagger that `python -m training.quotes --fold 0` trains without that fifth; where it is
missing, it is trained first. The weights of resolution come from the other four fifths too; everything else is what is
bundled. The regression counts attitudes as well as statements.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from benchmarks.accuracy import load_scorer, texts
from quoth.engine import Engine
from quoth.foundation import ENCODER
from quoth.parsing import parse_of
from quoth.reference.scorer import Scorer
from quoth.speech.reader import Reader, load_tagger
from quoth.steps import frames, marks, mentions, resolution, spans
from quoth.steps.confidence import FEATURES, evidence
from training import quotes
from training import resolution as speakers
from training.attributions import gold_articles, parsed
from training.corpora import SHARED, WORK

FOLD = 0
TABLE = Path(__file__).resolve().parents[1] / "quoth" / "data" / "confidence.tsv"
_PENALTY = 0.5
_HEADER = """\
# Logistic weights: how probably a quote is right, by what quoth/steps/confidence.py says of it. Written by
# `python -m training.confidence` from {count} quotes in {articles} articles, {right:.1f}% of them right.
feature\tweight
"""


def main(argv: list[str] | None = None) -> None:
    """Reads the articles, fits and writes quoth/data/confidence.tsv."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the corpora")
    parser.add_argument("--work", type=Path, default=WORK, help="folder of parses and of the tagger, quote.0.pt")
    parser.add_argument("--output", type=Path, default=TABLE, help="table to write (default: %(default)s)")
    args = parser.parse_args(argv)
    tagger = args.work / f"quote.{FOLD}.pt"
    if not tagger.exists():
        quotes.main(["--shared", str(args.shared), "--work", str(args.work), "--fold", str(FOLD)])
    torch.set_num_threads(1)
    gold = args.shared / "gold" / "train"
    articles = gold_articles(gold)
    left_out = {article.text for number, article in enumerate(articles) if number % quotes.FOLDS == FOLD}
    others = [article for article in articles if article.text not in left_out]
    scorer = speakers.train(list(parsed(others, args.work / "gold.parses")))
    engine = Engine()
    reader = Reader(load_tagger(tagger), *engine.pipeline.foundation_cache.load_bert(ENCODER))
    records = {
        name: {"quotes": list(read(text, engine, reader, scorer))}
        for name, text in texts(gold).items()
        if text in left_out
    }
    verdicts = list(load_scorer(gold).verdicts(records))
    right = [verdict for _, verdict in verdicts]
    weights = fit([quote["evidence"] for quote, _ in verdicts], right)
    header = _HEADER.format(count=len(right), articles=len(records), right=100 * sum(right) / len(right))
    table = header + "".join(f"{name}\t{weight:.3f}\n" for name, weight in zip(FEATURES, weights, strict=True))
    args.output.write_text(table, encoding="utf-8")
    print(table, end="")


def read(text: str, engine: Engine, reader: Reader, scorer: Scorer) -> Iterator[dict[str, Any]]:
    """The quotes of an article as the benchmarks' scorer takes them, each with the evidence of its confidence."""
    document = engine.parse(text)
    document.text = text
    parse = parse_of(document)
    quotations = marks.pair(parse.text, parse.paragraphs)
    joined = frames.join(parse, quotations, spans.find(parse, quotations, reader))
    resolved = resolution.resolve(parse, joined, mentions.find(parse), scorer)
    for frame, who, probability in zip(joined, resolved.speakers, resolved.probabilities, strict=True):
        yield {
            "act": frame.act,
            "content": {"spans": [{"start": piece.start, "end": piece.end} for piece in frame.content]},
            "speakers": [{"name": resolved.entities[entity].name} for entity in who],
            "evidence": evidence(frame, probability),
        }


def fit(evidences: Sequence[Sequence[float]], right: Sequence[bool]) -> list[float]:
    """The weights of the FEATURES under which the verdicts are likeliest, less the penalty of their squares."""
    table = torch.tensor(evidences, dtype=torch.double)
    wanted = torch.tensor(right, dtype=torch.double)
    weights = torch.zeros(len(FEATURES), dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        unlikely = functional.binary_cross_entropy_with_logits(table @ weights, wanted, reduction="sum")
        total = unlikely + _PENALTY * weights.square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    found: list[float] = weights.tolist()
    return found


if __name__ == "__main__":
    main()
