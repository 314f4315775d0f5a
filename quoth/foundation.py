"""The encoder that the models of the pipeline share: word pieces in, their states out, each sentence run once.

Stanza's tagger, parser and entity recognizer ask the encoder for the states of the same sentences, one after the other,
and pad every batch to its longest sentence. `Encoder` is the same network as transformers' BertModel (Devlin et al.
2019) without padding: the linear layers see all word pieces in one matrix, attention sees a block of sentences.
It remembers the article at hand, so that only the first caller pays for its states.

Example:
    cache = foundation_cache(Path("quoth/models"))
    pipeline = stanza.Pipeline("en", dir="quoth/models", download_method=None, foundation_cache=cache)
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import torch
from safetensors.torch import load_file
from stanza.models.common.bert_embedding import convert_to_position_list, extract_bert_embeddings
from stanza.models.common.foundation_cache import BertRecord, FoundationCache
from stanza.models.depparse import model as depparse
from stanza.models.ner import model as ner
from stanza.models.pos import model as pos
from torch import Tensor, nn
from torch.nn import functional

from quoth.grouping import together

ENCODER = "quoth/models/en/encoder"
"""What the bundled models call their encoder: its folder, seen from the root of the source tree."""
_MOST_REMEMBERED = 65_536
"""Word pieces whose states are remembered: 100 MB of them at 384 single-precision numbers each."""
_ATTENDED_TOGETHER = 64
"""Word pieces of short sentences whose attention is computed in one product."""
_RUN_TOGETHER = 1024
"""Word pieces that go through the layers at once."""
_ROWS = 64
"""What the number of rows of a matrix is rounded up to, for oneDNN keeps the code that it makes for every size."""


def foundation_cache(models: Path, most_remembered: int = _MOST_REMEMBERED) -> FoundationCache | None:
    """A cache that holds the encoder of a folder of models, ready for `stanza.Pipeline`; None if it has no encoder.

    `most_remembered` is the number of word pieces whose states the encoder may remember. From the first call on,
    Stanza's models of this process ask an `Encoder` for words, not for word pieces.
    """
    folder = models / "en" / "encoder"
    if not (folder / "config.json").is_file():
        return None
    from transformers import AutoTokenizer

    for module in (pos, depparse, ner):
        module.extract_bert_embeddings = extract_embeddings
    cache = FoundationCache(local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)  # nosec B615
    cache.bert[ENCODER] = BertRecord(Encoder.load(folder, most_remembered), tokenizer, {})
    return cache


Activation = Literal["none", "gelu"]
_HAS_ONEDNN = bool(torch._C._has_mkldnn) and hasattr(torch.ops.mkldnn, "_linear_pointwise")
_LAST_LAYER = nn.Linear(1, 1, bias=False).requires_grad_(False)
_LAST_LAYER.weight.zero_()


@dataclass(frozen=True)
class Shape:
    """Sizes of the network, by the names that transformers gives them in config.json."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    layer_norm_eps: float

    @classmethod
    def read(cls, config: Path) -> Shape:
        """The shape in a config.json.

        Raises:
            ValueError: the network is not a BERT with GELU, the only kind that is read here.
        """
        values = json.loads(config.read_text(encoding="utf-8"))
        if (values["model_type"], values["hidden_act"]) != ("bert", "gelu"):
            raise ValueError(
                f"{config}: a BERT with GELU is needed, not {values['model_type']}, {values['hidden_act']}"
            )
        return cls(**{name: values[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class States:
    """What transformers' models return, as far as Stanza reads it: the last states (sentences, pieces, width)."""

    hidden_states: tuple[Tensor]


class Linear:
    """A linear layer for inference, followed by an activation, its weight laid out once as the processor likes it.

    The layout is oneDNN's, where torch has the operators by which its own compiler calls oneDNN: an eighth to a sixth
    faster than `functional.linear`.
    """

    def __init__(self, weight: Tensor, bias: Tensor, activation: Activation = "none") -> None:
        """`weight` is (outputs, inputs), `bias` is (outputs)."""
        self._bias, self._activation = bias, activation
        self._packed = torch.ops.mkldnn._reorder_linear_weight(weight) if _HAS_ONEDNN else None
        self._weight = weight if self._packed is None else None

    def __call__(self, states: Tensor) -> Tensor:
        """From (rows, inputs) to (rows, outputs)."""
        if self._weight is not None:
            found = functional.linear(states, self._weight, self._bias)
            return functional.gelu(found) if self._activation == "gelu" else found
        packed: Tensor = torch.ops.mkldnn._linear_pointwise(
            states, self._packed, self._bias, self._activation, [], "none"
        )
        return packed


class _Layer(NamedTuple):
    """A layer's linear layers: queries, keys and values in one; what follows attention; the inner and the outer one."""

    joined: Linear
    attention: Linear
    inner: Linear
    outer: Linear


class Encoder(nn.Module):
    """BERT for inference, with a memory. Not for several threads at once."""

    _hf_peft_config_loaded = False  # Stanza asks transformers' models for it

    def __init__(self, shape: Shape, weights: dict[str, Tensor], most_remembered: int = _MOST_REMEMBERED) -> None:
        super().__init__()
        self.config = shape
        self._most_remembered = most_remembered
        self._weights = {name: weight.float() for name, weight in weights.items()}
        self._layers = [self._layer(f"encoder.layer.{depth}") for depth in range(shape.num_hidden_layers)]
        self._remembered: dict[tuple[int, ...], Tensor] = {}
        self._pieces = 0
        self._read: dict[tuple[str, ...], tuple[tuple[int, ...], list[int]] | None] = {}

    @classmethod
    def load(cls, folder: Path, most_remembered: int = _MOST_REMEMBERED) -> Encoder:
        """The encoder of a folder that transformers' `save_pretrained` wrote."""
        return cls(Shape.read(folder / "config.json"), load_file(folder / "model.safetensors"), most_remembered)

    def forget(self) -> None:
        """Drop all that is remembered."""
        self._remembered.clear()
        self._read.clear()
        self._pieces = 0

    def forward(self, input_ids: Tensor, attention_mask: Tensor, **_: object) -> States:
        """States of padded sentences (sentences, pieces); those of padding are zero."""
        lengths = attention_mask.sum(1).tolist()
        sentences = [tuple(row[:length]) for row, length in zip(input_ids.tolist(), lengths, strict=True)]
        states = input_ids.new_zeros((*input_ids.shape, self.config.hidden_size), dtype=torch.float)
        for row, found in zip(states, self.states(sentences), strict=True):
            row[: len(found)] = found
        return States((states,))

    def states(self, sentences: Sequence[tuple[int, ...]]) -> list[Tensor]:
        """States (pieces, width) of each sentence, given as the numbers of its word pieces."""
        unknown = sorted({sentence for sentence in sentences if sentence not in self._remembered}, key=len)
        if unknown and self._pieces > self._most_remembered:
            self.forget()
            unknown = sorted(set(sentences), key=len)
        for some in together([len(sentence) for sentence in unknown], _RUN_TOGETHER):
            run = unknown[some.start : some.stop]
            found = torch.split(self._run(run), [len(sentence) for sentence in run])
            self._remembered.update(zip(run, found, strict=True))
            self._pieces += sum(map(len, run))
        return [self._remembered[sentence] for sentence in sentences]

    def of_words(self, sentences: Sequence[Sequence[str]], tokenizer: Any) -> list[Tensor]:
        """States (1 + words + 1, width) of each sentence and its two endpoints, those of every word's last piece."""
        read = self._reading([tuple(sentence) for sentence in sentences], tokenizer)
        states = iter(self.states([found[0] for found in read if found is not None]))
        return [
            next(states)[found[1]]
            if found is not None
            else extract_bert_embeddings("", tokenizer, self, [list(words)], "cpu", True, True, _LAST_LAYER)[0]
            for words, found in zip(sentences, read, strict=True)
        ]

    def _reading(
        self, sentences: Sequence[tuple[str, ...]], tokenizer: Any
    ) -> list[tuple[tuple[int, ...], list[int]] | None]:
        """Each sentence's word pieces, and which of them stand for its endpoints and words. None for what is left to
        Stanza: words without pieces, sentences longer than the encoder reads at once.
        """
        unknown = [words for words in dict.fromkeys(sentences) if words not in self._read]
        if unknown:
            encoded = tokenizer([list(words) for words in unknown], is_split_into_words=True)
            for i, words in enumerate(unknown):
                pieces, places = encoded["input_ids"][i], convert_to_position_list(words, encoded.word_ids(i))
                usual = None not in places and len(pieces) <= tokenizer.model_max_length
                self._read[words] = (tuple(pieces), places) if usual else None
        return [self._read[words] for words in sentences]

    @torch.no_grad()
    def _run(self, sentences: Sequence[tuple[int, ...]]) -> Tensor:
        """States of all word pieces of the sentences, which are sorted by length, in one matrix."""
        lengths = [len(sentence) for sentence in sentences]
        pieces = torch.tensor([piece for sentence in sentences for piece in sentence])
        places = torch.cat([torch.arange(length) for length in lengths])
        spare = -len(pieces) % _ROWS
        pieces, places = functional.pad(pieces, (0, spare)), functional.pad(places, (0, spare))
        weights = self._weights
        states = (
            weights["embeddings.word_embeddings.weight"][pieces]
            + weights["embeddings.position_embeddings.weight"][places]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        states = self._norm(states, "embeddings.LayerNorm")
        blocks = list(_blocks(lengths))
        for depth, layer in enumerate(self._layers):
            name = f"encoder.layer.{depth}"
            attended = layer.attention(self._attend(layer.joined(states), blocks))
            states = self._norm(states + attended, f"{name}.attention.output.LayerNorm")
            states = self._norm(states + layer.outer(layer.inner(states)), f"{name}.output.LayerNorm")
        return states[: sum(lengths)]

    def _attend(self, joined: Tensor, blocks: Sequence[tuple[slice, Tensor]]) -> Tensor:
        """Attention within each sentence; `joined` holds queries, keys and values (pieces, 3 * width)."""
        heads = self.config.num_attention_heads
        width = self.config.hidden_size // heads
        attended = joined.new_zeros(joined.shape[0], self.config.hidden_size)
        for where, mask in blocks:
            query, key, value = joined[where].view(-1, 3, heads, width).permute(1, 2, 0, 3)
            weights = torch.baddbmm(mask, query, key.transpose(1, 2), alpha=width**-0.5).softmax(-1)
            attended[where].view(-1, heads, width).copy_(torch.bmm(weights, value).transpose(0, 1))
        return attended

    def _layer(self, name: str) -> _Layer:
        """The linear layers of one layer, queries, keys and values joined, whose weights leave the dictionary."""
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        weight, bias = (
            torch.cat([self._weights.pop(f"{part}.{kind}") for part in parts]) for kind in ("weight", "bias")
        )
        return _Layer(
            Linear(weight, bias),
            self._linear(f"{name}.attention.output.dense"),
            self._linear(f"{name}.intermediate.dense", "gelu"),
            self._linear(f"{name}.output.dense"),
        )

    def _linear(self, name: str, activation: Activation = "none") -> Linear:
        return Linear(self._weights.pop(f"{name}.weight"), self._weights.pop(f"{name}.bias"), activation)

    def _norm(self, states: Tensor, name: str) -> Tensor:
        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return functional.layer_norm(states, weight.shape, weight, bias, self.config.layer_norm_eps)


def extract_embeddings(
    name: str,
    tokenizer: Any,
    model: Any,
    data: Sequence[Sequence[str]],
    device: Any,
    keep_endpoints: bool,
    detach: bool = True,
    bert_layer_mix: nn.Linear | None = None,
    peft_name: str | None = None,
) -> list[Tensor]:
    """Stanza's `extract_bert_embeddings`, which an `Encoder` answers from its memory: states (words, width) of each
    sentence's words, as the reading model weighs the last layer.
    """
    if not isinstance(model, Encoder) or bert_layer_mix is None:
        stanzas: list[Tensor] = extract_bert_embeddings(
            name, tokenizer, model, data, device, keep_endpoints, detach, bert_layer_mix, peft_name
        )
        return stanzas
    with torch.set_grad_enabled(torch.is_grad_enabled() and not detach):
        weight = 1 + bert_layer_mix.weight[0, 0]
        return [state * weight if keep_endpoints else state[1:-1] * weight for state in model.of_words(data, tokenizer)]


def _blocks(lengths: Sequence[int]) -> Iterator[tuple[slice, Tensor]]:
    """Sentences that follow one another in blocks: where the pieces of a block lie, and what to add to the attention
    scores between them (pieces, pieces), so that none attends to another sentence's.
    """
    start = 0
    for block in together(lengths, _ATTENDED_TOGETHER):
        own = lengths[block.start : block.stop]
        yield slice(start, start + sum(own)), _apart(own)
        start += sum(own)


def _apart(lengths: Sequence[int]) -> Tensor:
    """0 within each of some stretches that follow one another, minus infinity between them."""
    owner = torch.repeat_interleave(torch.tensor(lengths))
    return torch.zeros(len(owner), len(owner)).masked_fill_(owner[:, None] != owner, -torch.inf)
