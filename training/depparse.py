"""The dependency parser: treebanks and vectors in, depparse.pt out.

    python -m training.depparse

Stanza's deep biaffine parser (Dozat and Manning 2017; Qi et al. 2018) over GloVe, word, lemma and tag embeddings,
without characters, which its tags already sum up. If the tagger's pos.pt is there, its tags replace the gold ones in
training and in the scoring.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import torch
from stanza.models import parser as stanza_parser
from stanza.models.common.doc import DEPREL, HEAD
from stanza.models.common.pretrain import Pretrain
from stanza.models.depparse import scorer
from stanza.models.depparse.data import DataLoader
from stanza.models.depparse.trainer import GraphTrainer
from stanza.models.depparse.utils import predict_dataset
from stanza.utils.conll import CoNLL

from training import loop
from training.batching import batches_of_like_length
from training.corpora import UD_DEV, UD_TRAIN, Sentence, read_treebanks, seeded, write_conllu
from training.retag import retag
from training.typography import augmented

SHAPE = [
    *("--hidden_dim", "256", "--num_layers", "2", "--deep_biaff_hidden_dim", "128", "--tag_emb_dim", "50"),
    *("--no_char", "--no_ufeats", "--no_linearization", "--no_distance", "--word_cutoff", "5"),
    *("--optim", "adam", "--lr", "0.003", "--beta2", "0.95", "--weight_decay", "0", "--batch_size", "2000", "--cpu"),
    *("--dropout", "0.4", "--word_dropout", "0.25"),
]


def sentences(args: argparse.Namespace, pretrain: Pretrain) -> dict[str, list[Sentence]]:
    """Training sentences with gold tags; and, if there is a tagger, these and the development ones with its tags."""
    train = list(augmented(read_treebanks(args.shared / "ud", UD_TRAIN), seeded(args.seed, "depparse"), 0.5))
    parts = {"gold": train, "dev": read_treebanks(args.shared / "ud", UD_DEV)}
    tagger = args.work / "pos.pt"
    if tagger.exists() and not args.gold:
        parts |= {"train": retag(train, tagger, pretrain), "dev": retag(parts["dev"], tagger, pretrain)}
    return parts


def build(args: argparse.Namespace) -> loop.Recipe:
    """The parser, its batches and its scoring."""
    pretrain = Pretrain(str(args.work / "pretrain.pt"))
    files: dict[str, Path] = {}
    for name, part in sentences(args, pretrain).items():
        files[name] = args.work / "depparse" / f"{name}.conllu"
        write_conllu(files[name], part)
    options = stanza_parser.parse_args(["--lang", "en", "--shorthand", "en_quoth", "--seed", str(args.seed), *SHAPE])
    size = options["batch_size"]
    gold = DataLoader(CoNLL.conll2doc(str(files["gold"])), size, options, pretrain, evaluation=False)
    batches = gold
    if "train" in files:
        seen = CoNLL.conll2doc(str(files["train"]))
        batches = DataLoader(seen, size, options, pretrain, vocab=gold.vocab, evaluation=False)
    dev = CoNLL.conll2doc(str(files["dev"]))
    dev_batch = DataLoader(dev, size, options, pretrain, vocab=gold.vocab, evaluation=True, sort_during_eval=True)
    trainer = GraphTrainer(args=options, vocab=gold.vocab, pretrain=pretrain, device="cpu")

    def update(batch: Any) -> float:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bf16):
            return float(trainer.update(batch)[0])

    def score() -> float:
        dev.set([HEAD, DEPREL], [arc for sentence in predict_dataset(trainer, dev_batch) for arc in sentence])
        return float(scorer.score(io.StringIO(f"{dev:C}\n\n"), str(files["dev"]))[2])

    return loop.Recipe(
        "depparse",
        trainer.model,
        list(trainer.optimizer.values()),
        endless(batches, seeded(args.seed, "depparse-batches")),
        update,
        score,
        trainer.save,
        basis="predicted tags" if "train" in files else "gold tags",
    )


def endless(batches: DataLoader, rng: Random) -> Iterator[Any]:
    """Stanza's batches, put together anew whenever they are through; its own order of the first round is by length."""
    sampler = batches.sampler
    while True:
        sampler.batches = batches_of_like_length(sampler.dataset.lengths, sampler.batch_size, rng)
        yield from batches


def main(argv: list[str] | None = None) -> None:
    """Train the parser."""
    parser = loop.arguments("depparse", steps=8000)
    parser.add_argument("--gold", action="store_true", help="train and score on gold tags even if there is a tagger")
    parser.add_argument(
        "--bf16", action=argparse.BooleanOptionalAction, default=False, help="bfloat16 products in training"
    )
    args = parser.parse_args(argv)
    loop.prepare(args.seed)
    loop.run(build(args), args)


if __name__ == "__main__":
    main()
