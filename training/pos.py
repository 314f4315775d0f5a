"""The tagger of parts of speech and features: treebanks and the encoder's states in, pos.pt out.

    python -m training.pos

Stanza's BiLSTM tagger (Qi et al. 2018) over the shared encoder and a character LSTM; universal tags, Penn tags and
features share the hidden layer, which halves the time of a batch.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator
from random import Random
from typing import Any

import torch
from stanza.models import tagger as stanza_tagger
from stanza.models.common.utils import unsort
from stanza.models.pos import scorer
from stanza.models.pos.data import Dataset
from stanza.models.pos.trainer import Trainer
from stanza.utils.conll import CoNLL

from training import loop, shared_encoder
from training.batching import batches_of_like_length
from training.corpora import UD_DEV, UD_TRAIN, read_treebanks, seeded, write_conllu
from training.typography import augmented

SHAPE = [
    *shared_encoder.OPTIONS,
    *(
        "--hidden_dim",
        "128",
        "--num_layers",
        "1",
        "--share_hid",
        "--deep_biaff_hidden_dim",
        "128",
        "--word_emb_dim",
        "0",
    ),
    *("--char_hidden_dim", "64", "--char_emb_dim", "32", "--transformed_dim", "64", "--lr", "0.002", "--cpu"),
    *("--dropout", "0.33", "--word_dropout", "0.1", "--batch_size", "64"),
]


def build(args: argparse.Namespace) -> loop.Recipe:
    """The tagger, its batches and its scoring."""
    train_file, dev_file = args.work / "pos" / "train.conllu", args.work / "pos" / "dev.conllu"
    train = augmented(read_treebanks(args.shared / "ud", UD_TRAIN), seeded(args.seed, "pos"), 0.5)
    write_conllu(train_file, train)
    write_conllu(dev_file, read_treebanks(args.shared / "ud", UD_DEV))
    shape = ["--train_file", str(train_file), "--seed", str(args.seed), "--lang", "en", "--shorthand", "en_quoth"]
    options = stanza_tagger.parse_args([*shape, *SHAPE])
    shared_encoder.share(args.work / "models")
    vocab, (train_data,), _ = stanza_tagger.load_training_data(options, None)
    dev = CoNLL.conll2doc(str(dev_file))
    dev_data = Dataset(dev, options, None, vocab=vocab, evaluation=True, sort_during_eval=True)
    trainer = Trainer(args=options, vocab=vocab, device="cpu")

    def update(batch: Any) -> float:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bf16):
            return float(trainer.update(batch))

    def score() -> float:
        predictions: list[Any] = []
        order: list[int] = []
        for batch in dev_data.to_length_limited_loader(batch_size=250, maximum_tokens=5000):
            predictions += trainer.predict(batch)
            order.extend(batch.idx)
        stanza_tagger.set_predictions(dev, trainer, unsort(predictions, order))
        return float(scorer.score(io.StringIO(f"{dev:C}\n\n"), str(dev_file), eval_type="UPOS")[2])

    batches = endless(train_data, seeded(args.seed, "pos-batches"), args.words)
    optimizers = list(trainer.optimizers.values())
    return loop.Recipe("pos", trainer.model, optimizers, batches, update, score, trainer.save)


def endless(data: Dataset, rng: Random, words: int) -> Iterator[Any]:
    """Batches of about `words` words each, over and over."""
    lengths = [len(sample.text) for sample in data.data]
    while True:
        for batch in batches_of_like_length(lengths, words, rng):
            yield data.collate_fn([data[index] for index in batch])


def main(argv: list[str] | None = None) -> None:
    """Train the tagger."""
    parser = loop.arguments("pos", steps=12000, autocast=True)
    parser.add_argument("--words", type=int, default=1200, help="words of a batch")
    args = parser.parse_args(argv)
    loop.prepare(args.seed)
    loop.run(build(args), args)


if __name__ == "__main__":
    main()
