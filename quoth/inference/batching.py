"""Sentences in, batches of their encoder states out, one sentence's behind the other's, so that nothing is padding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import torch
from stanza.models.common.char_model import CharacterModel
from stanza.models.common.vocab import PAD_ID
from torch import Tensor

from quoth.foundation import Encoder
from quoth.grouping import together

WORDS_TOGETHER = 2048
"""Words of several sentences that a model reads at once; a longer sentence comes alone."""

Sentence = list[str]
Answer = TypeVar("Answer")


class Batch(NamedTuple):
    """What a model reads of sentences: the encoder's states (words, width), and how many of them each sentence has."""

    states: Tensor
    lengths: list[int]


def reads_encoder(model: Any) -> bool:
    """Whether a Stanza model reads the last states of an `Encoder`, and no vectors of words beside them."""
    args = model.args
    return (
        isinstance(model.bert_model, Encoder)
        and getattr(model, "bert_layer_mix", None) is not None
        and model.bert_layer_mix.weight.numel() == 1
        and not any(args.get(name) for name in ("word_emb_dim", "pretrain", "charlm", "use_peft"))
    )


def encoded(model: Any, sentences: Sequence[Sentence], with_root: bool = False) -> Batch:
    """A batch of sentences as a model weighs the encoder's states. `with_root` puts the state of the sentence's start
    before its words, where parsers have the root.
    """
    found = model.bert_model.of_words(sentences, model.bert_tokenizer)
    states = torch.cat([state[0 if with_root else 1 : -1] for state in found])
    return Batch(
        states * (1 + model.bert_layer_mix.weight[0, 0]), [len(sentence) + with_root for sentence in sentences]
    )


def spelled(model: CharacterModel, vocabulary: Any, sentences: Sequence[Sentence]) -> Tensor:
    """What a character model makes of the words' letters (words, width), every distinct word read once."""
    numbers = {word: number for number, word in enumerate(sorted({w for s in sentences for w in s}, key=_by_length))}
    lengths = torch.tensor([len(word) for word in numbers])
    table = torch.full((len(numbers), int(lengths.max())), PAD_ID)
    table[torch.arange(table.shape[1]) < lengths[:, None]] = torch.tensor(vocabulary.map("".join(numbers)))
    read: Tensor = model(table, None, range(len(numbers)), [len(numbers)], lengths.tolist()).data
    return read[torch.tensor([numbers[word] for sentence in sentences for word in sentence])]


def in_batches(sentences: Sequence[Sentence], answer: Callable[[list[Sentence]], Sequence[Answer]]) -> list[Answer]:
    """What `answer` says of each sentence when it is asked for batches of them, the longest first."""
    order = sorted(range(len(sentences)), key=lambda number: -len(sentences[number]))
    found: dict[int, Answer] = {}
    for some in together([len(sentences[number]) for number in order], WORDS_TOGETHER):
        numbers = order[some.start : some.stop]
        found.update(zip(numbers, answer([sentences[number] for number in numbers]), strict=True))
    return [found[number] for number in range(len(sentences))]


def _by_length(word: str) -> tuple[int, str]:
    return -len(word), word
