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

from quoth.inference.batching import Sentence, encoded, reads_encoder, spelled
from quoth.inference.decoding import best_paths
from quoth.inference.recurrence import BothWays, Rows


class Entities:
    """An entity tagger that looks for the best labels of all sentences together, and computes no loss beside them."""

    def __init__(self, model: NERTagger) -> None:
        self._model, self._vocabulary = model.eval(), model.vocab
        self._transitions = model.crits[0]._transitions.detach().numpy()
        lstm = model.taggerlstm.lstm
        lstm = lstm if model.input_transform is None else _joined(model.input_transform, lstm)
        self._lstm = BothWays(lstm, model.taggerlstm_h_init, model.taggerlstm_c_init)

    @staticmethod
    def fits(model: Any) -> bool:
        """Whether a model of Stanza can be run so."""
        return (
            isinstance(model, NERTagger)
            and reads_encoder(model)
            and bool(model.args["char"])
            and not model.args.get("char_lowercase")
            and len(model.tag_clfs) == 1
            and BothWays.fits(model.taggerlstm.lstm, model.taggerlstm_c_init)
        )

    def __call__(self, sentences: Sequence[Sentence]) -> list[list[str]]:
        """The label of each token of a batch of sentences, the longest first."""
        model = self._model
        batch = encoded(model, sentences)
        letters = spelled(model.charmodel, self._vocabulary["char"], sentences)
        states = self._lstm(torch.cat([batch.states, letters], 1), Rows.of(batch.lengths))
        scores = model.tag_clfs[0](states).split(batch.lengths)
        paths = best_paths([own.numpy() for own in scores], self._transitions)
        return [fix_singleton_tags([self._name(max(number, VOCAB_PREFIX_SIZE)) for number in path]) for path in paths]

    def _name(self, number: int) -> str:
        (name,) = self._vocabulary["tag"].unmap([(number,)])[0]
        return str(name)


@torch.no_grad()
def _joined(linear: nn.Linear, lstm: nn.LSTM) -> nn.LSTM:
    """An LSTM that does what a linear layer and the LSTM, which reads both ways, do one after the other."""
    joined = deepcopy(lstm).requires_grad_(False)
    for suffix in ("l0", "l0_reverse"):
        weight, bias = getattr(joined, f"weight_ih_{suffix}"), getattr(joined, f"bias_ih_{suffix}")
        bias += weight @ linear.bias
        weight.copy_(weight @ linear.weight)
    return joined
