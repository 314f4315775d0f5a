"""The entity tagger: Worldwide Newswire and the encoder's states in, ner.pt out.

    python -m training.ner

Stanza's BiLSTM-CRF (Qi et al. 2020) over the shared encoder and a character LSTM. Articles that are annotated for the
product itself are left out by their file names.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from stanza.models import ner_tagger
from stanza.models.common.doc import Document
from stanza.models.ner.data import DataLoader
from stanza.models.ner.scorer import score_by_entity
from stanza.models.ner.trainer import Trainer

from training import loop, shared_encoder
from training.corpora import TaggedToken, held_out_names, read_entity_folder, seeded
from training.typography import random_style

SHAPE = [
    *shared_encoder.OPTIONS,
    *(
        "--hidden_dim",
        "128",
        "--num_layers",
        "1",
        "--char_hidden_dim",
        "48",
        "--char_emb_dim",
        "32",
        "--word_emb_dim",
        "0",
    ),
    *("--dropout", "0.4", "--word_dropout", "0.05", "--optim", "adam", "--lr", "0.002", "--scheme", "bioes", "--cpu"),
    *("--batch_size", "60", "--max_batch_words", "1200"),
]
DOUBLE, SINGLE = {"“", "”", '"', "``", "''"}, {"‘", "’", "'", "`"}


def restyled(sentence: list[TaggedToken], rng: Random) -> list[TaggedToken]:
    """The sentence with its quotation marks and apostrophes in another style."""
    opening, closing = random_style(rng)
    straight = rng.random() < 0.5
    tokens, inside = [], False
    for token in sentence:
        form = token.form
        if form in DOUBLE:
            inside = form in {"“", "``"} or (form == '"' and not inside)
            form = opening if inside else closing
        elif form not in SINGLE:
            form = form.replace("’", "'") if straight else form.replace("'", "’")
        tokens.append(TaggedToken(form, token.label))
    return tokens


def capitals(sentence: list[TaggedToken]) -> list[TaggedToken]:
    """THE SENTENCE AS A HEADLINE."""
    return [TaggedToken(token.form.upper(), token.label) for token in sentence]


def title(sentence: list[TaggedToken]) -> list[TaggedToken]:
    """The Sentence as a Headline in Title Case."""
    return [TaggedToken(t.form[:1].upper() + t.form[1:] if len(t.form) > 3 else t.form, t.label) for t in sentence]


def printed(sentences: Iterable[list[TaggedToken]], rng: Random) -> Iterator[list[TaggedToken]]:
    """Every sentence, and copies of some: other marks, capitals (rarely), title case (rarely), no final period."""
    for sentence in sentences:
        yield sentence
        if any(set(token.form) & (DOUBLE | SINGLE) for token in sentence) and rng.random() < 0.4:
            yield restyled(sentence, rng)
        if len(sentence) < 25 and rng.random() < 0.04:
            yield capitals(sentence)
        if len(sentence) < 25 and rng.random() < 0.04:
            yield title(sentence)


def document(sentences: Iterable[list[TaggedToken]]) -> Document:
    """The sentences as a Stanza document with entity tags, which is what its trainer reads."""
    return Document([[{"text": t.form, "ner": t.label, "id": (i + 1,)} for i, t in enumerate(s)] for s in sentences])


def build(args: argparse.Namespace) -> loop.Recipe:
    """The tagger, its batches and its scoring."""
    held_out = held_out_names(args.shared / "gold")
    sentences = read_entity_folder(args.shared / "ner" / "train", held_out)
    print(f"{len(sentences)} sentences, none from {len(held_out)} articles held out", flush=True)
    options = ner_tagger.parse_args(["--shorthand", "en_quoth", "--seed", str(args.seed), *SHAPE])
    shared_encoder.share(args.work / "models")
    train = document(printed(sentences, seeded(args.seed, "ner")))
    words = options["max_batch_words"]
    batches = DataLoader(train, options["batch_size"], options, None, max_batch_words=words)
    dev = document(read_entity_folder(args.shared / "ner" / "dev"))
    dev_batch = DataLoader(dev, 64, options, None, vocab=batches.vocab, evaluation=True)
    trainer = Trainer(args=options, vocab=batches.vocab, device="cpu")
    gold = [[tag[0] for tag in sentence] for sentence in dev_batch.tags]

    def score() -> float:
        predictions = [tags for batch in dev_batch for tags in trainer.predict(batch)]
        return float(score_by_entity(predictions, gold, verbose=False)[2])

    drawn = endless(batches, seeded(args.seed, "ner-batches"))
    return loop.Recipe("ner", trainer.model, [trainer.optimizer], drawn, trainer.update, score, trainer.save)


def endless(batches: DataLoader, rng: Random) -> Iterator[Any]:
    """Stanza's batches, made anew of sentences of like length whenever they are through, in random order."""
    sentences = [sentence for batch in batches.data for sentence in batch]
    while True:
        sentences.sort(key=lambda sentence: len(sentence[0]) + rng.uniform(0, 4))
        batches.data = batches.chunk_batches(sentences)
        rng.shuffle(batches.data)
        yield from batches


def main(argv: list[str] | None = None) -> None:
    """Train the tagger."""
    args = loop.arguments("ner", steps=12000).parse_args(argv)
    loop.prepare(args.seed)
    loop.run(build(args), args)


if __name__ == "__main__":
    main()
