"""The dependency parser: treebanks and the encoder's states in, depparse.pt out.

    python -m training.depparse

Stanza's deep biaffine parser (Dozat and Manning 2017; Qi et al. 2018) over the shared encoder alone: it was tuned on
tags and trees, so that words, tags and characters beside it add nothing but time.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator
from random import Random
from typing import Any

import torch
from stanza.models import parser as stanza_parser
from stanza.models.common.doc import DEPREL, HEAD
from stanza.models.depparse import scorer
from stanza.models.depparse.data import DataLoader
from stanza.models.depparse.trainer import GraphTrainer
from stanza.models.depparse.utils import predict_dataset
from stanza.utils.conll import CoNLL

from training import loop, shared_encoder
from training.batching import batches_of_like_length
from training.corpora import UD_DEV, UD_TRAIN, read_treebanks, seeded, write_conllu
from training.typography import augmented

SHAPE = [
    *shared_encoder.OPTIONS,
    *("--hidden_dim", "200", "--num_layers", "1", "--deep_biaff_hidden_dim", "128", "--tag_emb_dim", "0"),
    *("--no_char", "--no_ufeats", "--no_linearization", "--no_distance", "--word_emb_dim", "0"),
    *("--optim", "adam", "--lr", "0.002", "--beta2", "0.95", "--weight_decay", "0", "--batch_size", "2000", "--cpu"),
    *("--dropout", "0.33", "--word_dropout", "0.1"),
]


def build(args: argparse.Namespace) -> loop.Recipe:
    """The parser, its batches and its scoring."""
    shared_encoder.share(args.work / "models")
    train_file, dev_file = args.work / "depparse" / "train.conllu", args.work / "depparse" / "dev.conllu"
    write_conllu(
        train_file, augmented(read_treebanks(args.shared / "ud", UD_TRAIN), seeded(args.seed, "depparse"), 0.5)
    )
    write_conllu(dev_file, read_treebanks(args.shared / "ud", UD_DEV))
    options = stanza_parser.parse_args(["--lang", "en", "--shorthand", "en_quoth", "--seed", str(args.seed), *SHAPE])
    size = options["batch_size"]
    batches = DataLoader(CoNLL.conll2doc(str(train_file)), size, options, None, evaluation=False)
    dev = CoNLL.conll2doc(str(dev_file))
    dev_batch = DataLoader(dev, size, options, None, vocab=batches.vocab, evaluation=True, sort_during_eval=True)
    trainer = GraphTrainer(args=options, vocab=batches.vocab, device="cpu")

    def update(batch: Any) -> float:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bf16):
            return float(trainer.update(batch)[0])

    def score() -> float:
        dev.set([HEAD, DEPREL], [arc for sentence in predict_dataset(trainer, dev_batch) for arc in sentence])
        return float(scorer.score(io.StringIO(f"{dev:C}\n\n"), str(dev_file))[2])

    return loop.Recipe(
        "depparse",
        trainer.model,
        list(trainer.optimizer.values()),
        endless(batches, seeded(args.seed, "depparse-batches")),
        update,
        score,
        trainer.save,
    )


def endless(batches: DataLoader, rng: Random) -> Iterator[Any]:
    """Stanza's batches, put together anew whenever they are through; its own order of the first round is by length."""
    sampler = batches.sampler
    while True:
        sampler.batches = batches_of_like_length(sampler.dataset.lengths, sampler.batch_size, rng)
        yield from batches


def main(argv: list[str] | None = None) -> None:
    """Train the parser."""
    parser = loop.arguments("depparse", steps=8000, autocast=True)
    args = parser.parse_args(argv)
    loop.prepare(args.seed)
    loop.run(build(args), args)


if __name__ == "__main__":
    main()
