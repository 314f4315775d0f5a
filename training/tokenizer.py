"""The tokenizer and sentence splitter: treebanks in, tokenize.pt out.

    python -m training.tokenizer

Stanza's character BiLSTM (Qi et al. 2018). It sees every training sentence in newsroom typography as well as in the
treebank's. As in the treebanks, don't and Brandt's are one token of two words, which the mwt model parts; with
--apart, they are two tokens.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from stanza.models import tokenizer as stanza_tokenizer
from stanza.models.tokenization.data import DataLoader, TokenizationDataset
from stanza.models.tokenization.trainer import Trainer
from stanza.models.tokenization.utils import eval_model, load_mwt_dict
from stanza.models.tokenization.vocab import Vocab

from training import loop
from training.corpora import UD_DEV, UD_TRAIN, Sentence, Token, read_treebanks, seeded
from training.typography import augmented

SHAPE = [
    *("--hidden_dim", "80", "--emb_dim", "32", "--max_seqlen", "300", "--batch_size", "32", "--lr0", "0.003"),
    *("--unit_dropout", "0.15", "--dropout", "0.25", "--cpu"),
]


def apart(sentence: Sentence) -> Sentence:
    """The sentence with each word as a token of its own: do and n't, not don't.

    Raises:
        ValueError: the words of a token are not pieces of it; the message names the token.
    """
    tokens: list[Token] = []
    for token in sentence.tokens:
        if "".join(word.form for word in token.words) != token.form:
            raise ValueError(f"{token.form!r} is not put together from {[word.form for word in token.words]}")
        tokens += [Token(word.form, (word,), False) for word in token.words]
        tokens[-1] = replace(tokens[-1], space=token.space)
    return replace(sentence, tokens=tuple(tokens))


def labelled(sentences: Iterable[Sentence]) -> tuple[str, str]:
    """Text and labels in Stanza's form, one digit a character: 1 ends a token, 2 a sentence, 0 nothing.

    3 and 4 are 1 and 2 for tokens of several words. Blank lines part the paragraphs.
    """
    text: list[str] = []
    labels: list[str] = []
    for sentence in sentences:
        if text:
            text.append("\n\n" if sentence.opens else " ")
            labels.append("\n\n" if sentence.opens else "0")
        for index, token in enumerate(sentence.tokens):
            last = index == len(sentence.tokens) - 1
            kind = (2 if last else 1) + (2 if len(token.words) > 1 else 0)
            space = token.space and not last
            text.append(token.form + " " * space)
            labels.append("0" * (len(token.form) - 1) + str(kind) + "0" * space)
    return "".join(text) + "\n", "".join(labels) + "\n"


def expansions(sentences: Iterable[Sentence]) -> list[tuple[tuple[str, list[str]], int]]:
    """How often each token of several words has which words, in the form of Stanza's mwt file."""
    counts = Counter(
        (token.form, tuple(word.form for word in token.words))
        for sentence in sentences
        for token in sentence.tokens
        if len(token.words) > 1
    )
    return [((form, list(words)), count) for (form, words), count in counts.items()]


def write(folder: Path, name: str, sentences: list[Sentence]) -> dict[str, str]:
    """Write text, labels and expansions of one part; the paths under Stanza's names are returned."""
    folder.mkdir(parents=True, exist_ok=True)
    text, labels = labelled(sentences)
    for suffix, content in (("txt", text), ("toklabels", labels), ("mwt.json", json.dumps(expansions(sentences)))):
        (folder / f"{name}.{suffix}").write_text(content, encoding="utf-8")
    return {"txt": str(folder / f"{name}.txt"), "label": str(folder / f"{name}.toklabels")}


def development(args: argparse.Namespace) -> list[Sentence]:
    """The development treebanks and, so that marks count in the choice of the best model, their copies in print."""
    sentences = read_treebanks(args.shared / "ud", UD_DEV)
    return sentences + list(augmented(sentences, seeded(args.seed, "tokenizer-dev"), 0.5))


def known_vocabulary(work: Path) -> Vocab | None:
    """The characters of the model under `work`, if there is one to go on from. They are numbered by how frequent each
    is, which a change of the typography changes.
    """
    model = work / "tokenize.pt"
    if not (work / "tokenize.checkpoint.pt").exists() or not model.exists():
        return None
    return Vocab.load_state_dict(torch.load(model, map_location="cpu", weights_only=False)["vocab"])


def build(args: argparse.Namespace) -> loop.Recipe:
    """The tokenizer, its batches and its scoring."""
    folder = args.work / "tokenizer"
    train = list(augmented(read_treebanks(args.shared / "ud", UD_TRAIN), seeded(args.seed, "tokenizer"), 1.0))
    dev = development(args)
    if args.apart:
        train, dev = [apart(sentence) for sentence in train], [apart(sentence) for sentence in dev]
    train_files, dev_files = write(folder, "train", train), write(folder, "dev", dev)
    options = stanza_tokenizer.parse_args(["--lang", "en", "--shorthand", "en_quoth", "--seed", str(args.seed), *SHAPE])
    options |= {"feat_funcs": stanza_tokenizer.DEFAULT_FEAT_FUNCS, "use_mwt": not args.apart, "num_dict_feat": 0}
    options["feat_dim"] = len(options["feat_funcs"])
    expanded = {form: words for form, (words, _) in load_mwt_dict(str(folder / "train.mwt.json")).items()}
    vocab = known_vocabulary(args.work)
    batches = DataLoader(options, input_files=train_files, vocab=vocab, dictionary=None, mwt_expansions=expanded)
    options["vocab_size"] = len(batches.vocab)
    dev_data = TokenizationDataset(options, input_files=dev_files, vocab=batches.vocab, evaluation=True)
    trainer = Trainer(args=options, vocab=batches.vocab, device="cpu")

    known = load_mwt_dict(str(folder / "dev.mwt.json"))

    def score() -> float:
        return float(eval_model(options, trainer, dev_data, batches.vocab, known))

    return loop.Recipe(
        "tokenize", trainer.model, [trainer.optimizer], endless(batches, options), trainer.update, score, trainer.save
    )


def endless(batches: DataLoader, options: dict[str, Any]) -> Iterator[Any]:
    """Stanza's batches, drawn anew from the sentences each time."""
    step = 0
    while True:
        step += 1
        if step % options["shuffle_steps"] == 0:
            batches.shuffle()
        yield batches.next(unit_dropout=options["unit_dropout"], feat_unit_dropout=options["feat_unit_dropout"])


def main(argv: list[str] | None = None) -> None:
    """Train the tokenizer."""
    parser = loop.arguments("tokenizer", steps=16000)
    parser.add_argument("--apart", action="store_true", help="do and n't as two tokens, instead of one of two words")
    args = parser.parse_args(argv)
    loop.prepare(args.seed)
    loop.run(build(args), args)


if __name__ == "__main__":
    main()
