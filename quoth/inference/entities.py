"""Stanza's entity tagger over sentences of tokens: BIOES labels out."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import torch
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.ner.model import NERTagger
from stanza.models.ner.trainer import fix_singleton_tags
from torch import nn
from torch.nn.utils.rnn import PackedSequence

from quoth.inference.batching import Sentence, encoded, reads_encoder, spelled, started
from quoth.inference.decoding import best_paths


class Entities:
    """An entity tagger that looks for the best labels of all sentences together, and computes no loss beside them."""

    def __init__(self, model: NERTagger) -> None:
        self._model, self._vocabulary = model.eval(), model.vocab
        self._transitions = model.crits[0]._transitions.detach().numpy()
        lstm = model.taggerlstm.lstm
        self._lstm = lstm if model.input_transform is None else _joined(model.input_transform, lstm)

    @staticmethod
    def fits(model: Any) -> bool:
        """Whether a model of Stanza can be run so."""
        return (
            isinstance(model, NERTagger)
            and reads_encoder(model)
            and bool(model.args["char"])
            and not model.args.get("char_lowercase")
            and len(model.tag_clfs) == 1
            and isinstance(model.taggerlstm.lstm, nn.LSTM)
            and model.taggerlstm.lstm.num_layers == 1
        )

    def __call__(self, sentences: Sequence[Sentence]) -> list[list[str]]:
        """The label of each token of a batch of sentences, the longest first."""
        model = self._model
        batch = encoded(model, sentences)
        rows = batch.rows()
        letters = spelled(model.charmodel, self._vocabulary["char"], sentences, rows)
        read = PackedSequence(torch.cat([batch.states.data, letters], 1), batch.states.batch_sizes)
        found, _ = self._lstm(read, started(model, "taggerlstm", len(sentences)))
        scores = model.tag_clfs[0](found.data)
        paths = best_paths([scores[own].numpy() for own in rows], self._transitions)
        return [fix_singleton_tags([self._name(max(number, VOCAB_PREFIX_SIZE)) for number in path]) for path in paths]

    def _name(self, number: int) -> str:
        (name,) = self._vocabulary["tag"].unmap([(number,)])[0]
        return str(name)


@torch.no_grad()
def _joined(linear: nn.Linear, lstm: nn.LSTM) -> nn.LSTM:
    """An LSTM of one layer that does what a linear layer and the LSTM do one after the other."""
    joined = deepcopy(lstm).requires_grad_(False)
    for suffix in ("l0", "l0_reverse")[: 1 + lstm.bidirectional]:
        weight, bias = getattr(joined, f"weight_ih_{suffix}"), getattr(joined, f"bias_ih_{suffix}")
        bias += weight @ linear.bias
        weight.copy_(weight @ linear.weight)
    return joined
