"""Stanza's tokenizer over the letters of paragraphs: chances that tokens and sentences end out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard

import torch
from stanza.models.tokenization.model import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from quoth.inference.recurrence import BothWays, Rows


class Tokenizing(nn.Module):
    """A tokenizer that reads paragraphs end to end, and decides on ends of tokens, sentences and words in one product.
    It stands in Stanza's trainer where Stanza's own model stood.
    """

    def __init__(self, model: Tokenizer) -> None:
        super().__init__()
        self._letters, self._sharpness = model.embeddings, model.args["hier_invtemp"]
        self._lower, self._upper = BothWays(model.rnn), BothWays(model.rnn2)
        lower, upper = (
            [getattr(model, f"{kind}_clf{layer}") for kind in ("tok", "sent", "mwt")] for layer in ("", "2")
        )
        self._bias = torch.cat([linear.bias for linear in lower]).detach()
        self._of_lower, self._of_upper = (
            torch.cat([linear.weight for linear in some]).detach() for some in (lower, upper)
        )

    @staticmethod
    def fits(model: object) -> TypeGuard[Tokenizer]:
        """Whether a model of Stanza can be run so."""
        return (
            isinstance(model, Tokenizer)
            and model.charmodel is None
            and model.args["conv_res"] is None
            and bool(model.args["hierarchical"])
            and bool(model.args["use_mwt"])
            and model.args["hier_invtemp"] > 0
            and BothWays.fits(model.rnn)
            and BothWays.fits(model.rnn2)
        )

    def forward(self, units: Tensor, features: Tensor, lengths: Sequence[int], _: Any = None) -> Tensor:
        """The log probabilities (paragraphs, letters, 5) that a letter is within a token, ends a token, a sentence, a
        token of several words, or that and a sentence; 0 behind a paragraph's length. `units` (paragraphs, letters)
        and `features` (paragraphs, letters, F) are what Stanza's model gets.
        """
        present = torch.arange(units.shape[1]) < torch.tensor(lengths)[:, None]
        rows = Rows.of(lengths)
        states = self._lower(torch.cat([self._letters(units[present]), features[present]], 1), rows)
        scores = functional.linear(states, self._of_lower, self._bias)
        ends = scores[:, :1].mul(self._sharpness).sigmoid()
        scores += functional.linear(self._upper(states * ends, rows), self._of_upper)
        (token, sentence, several), (inside, goes_on, single) = (
            functional.logsigmoid(signed).unbind(1) for signed in (scores, -scores)
        )
        found = features.new_zeros(*units.shape, 5)
        found[present] = torch.stack(
            [
                inside,
                token + goes_on + single,
                token + sentence + single,
                token + goes_on + several,
                token + sentence + several,
            ],
            1,
        )
        return found
