"""Sentences in, batches of their encoder states out: the longest first, and packed, so that nothing is padding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import torch
from stanza.models.common.char_model import CharacterModel
from stanza.models.common.data import get_long_tensor
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pack_sequence

from quoth.foundation import Encoder
from quoth.grouping import together

WORDS_TOGETHER = 2048
"""Words of several sentences that a model reads at once; a longer sentence comes alone."""

Sentence = list[str]
Answer = TypeVar("Answer")


class Batch(NamedTuple):
    """What a model reads of sentences, the longest first: the encoder's states (rows, width), packed, and how many of
    these rows each sentence has.
    """

    states: PackedSequence
    lengths: list[int]

    def rows(self) -> list[Tensor]:
        """For each sentence, which of the packed rows are its own, in the order of its words."""
        sizes = self.states.batch_sizes
        starts = torch.cat([sizes.new_zeros(1), sizes.cumsum(0)[:-1]])
        return [starts[:length] + number for number, length in enumerate(self.lengths)]


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
    """A batch of sentences, the longest first, as a model weighs the encoder's states. `with_root` puts the state of
    the sentence's start before its words, where parsers have the root.
    """
    found = model.bert_model.of_words(sentences, model.bert_tokenizer)
    states = pack_sequence([state[0 if with_root else 1 : -1] for state in found])
    weighed = states.data * (1 + model.bert_layer_mix.weight[0, 0])
    return Batch(PackedSequence(weighed, states.batch_sizes), [len(sentence) + with_root for sentence in sentences])


def started(model: Any, lstm: str, sentences: int) -> tuple[Tensor, Tensor]:
    """The states (layers and directions, sentences, width) that an LSTM of a model begins with."""
    hidden, cell = (getattr(model, f"{lstm}_{kind}_init").expand(-1, sentences, -1).contiguous() for kind in "hc")
    return hidden, cell


def spelled(model: CharacterModel, vocabulary: Any, sentences: Sequence[Sentence], rows: Sequence[Tensor]) -> Tensor:
    """What a character model makes of the words' letters (rows, width), every distinct word read once. `rows` tells
    where each sentence's words belong.
    """
    numbers = {word: number for number, word in enumerate(sorted({w for s in sentences for w in s}, key=_by_length))}
    letters = [vocabulary.map(list(word)) for word in numbers]
    table = get_long_tensor(letters, len(letters))
    read: Tensor = model(table, None, range(len(letters)), [len(letters)], [len(word) for word in letters]).data
    where = torch.cat(list(rows)).argsort()
    return read[torch.tensor([numbers[word] for sentence in sentences for word in sentence])[where]]


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
