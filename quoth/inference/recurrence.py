"""A bidirectional LSTM that runs in one call where torch takes a dozen small operations a step."""

from __future__ import annotations

from typing import TypeGuard

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

_PARTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
_STEPS = 32
"""What the number of steps is rounded up to, for oneDNN keeps the code that it makes for every size."""


class BothWays(nn.Module):
    """A bidirectional LSTM for inference: in every layer two LSTMs, of which one gets the sequences mirrored, so that
    padding comes last for both. torch hands an LSTM to oneDNN if nothing is packed. It pays where sequences are long
    and the LSTM is narrow, such as over the letters of paragraphs.
    """

    def __init__(self, lstm: nn.LSTM) -> None:
        super().__init__()
        layers = [f"l{layer}" for layer in range(lstm.num_layers)]
        self._layers = [(_one_way(lstm, layer), _one_way(lstm, f"{layer}_reverse")) for layer in layers]

    @staticmethod
    def fits(lstm: object) -> TypeGuard[nn.LSTM]:
        """Whether an LSTM is one that can be run so."""
        return isinstance(lstm, nn.LSTM) and lstm.bidirectional and lstm.batch_first and lstm.proj_size == 0

    def forward(self, read: PackedSequence | Tensor) -> tuple[PackedSequence | Tensor, None]:
        """What torch's LSTM returns first, for packed sequences sorted by length or for states (N, T, D) of whole
        ones; no last states.
        """
        if isinstance(read, PackedSequence):
            states, lengths = pad_packed_sequence(read, batch_first=True)
            return pack_padded_sequence(self._run(states, lengths), lengths, batch_first=True), None
        count, steps, _ = read.shape
        return self._run(read, torch.full((count,), steps))[:, :steps], None

    def _run(self, states: Tensor, lengths: Tensor) -> Tensor:
        """States (N, T or more, D) after all layers; those behind each sequence's length have no meaning."""
        states = functional.pad(states, (0, 0, 0, -states.shape[1] % _STEPS))
        places = torch.arange(states.shape[1])
        mirror = torch.where(places < lengths[:, None], lengths[:, None] - 1 - places, places)
        mirror += torch.arange(len(lengths))[:, None] * len(places)
        for forwards, backwards in self._layers:
            there, _ = forwards(states)
            back, _ = backwards(_picked(states, mirror))
            states = torch.cat([there, _picked(back, mirror)], -1)
        return states


def _picked(states: Tensor, rows: Tensor) -> Tensor:
    """The rows (N, T) of states (N, T, D), counted through all sequences."""
    return states.flatten(0, 1).index_select(0, rows.flatten()).view_as(states)


def _one_way(lstm: nn.LSTM, suffix: str) -> nn.LSTM:
    """An LSTM of one layer that has one layer's and direction's weights of another."""
    names = [f"{part}_{suffix}" for part in _PARTS if lstm.bias or part.startswith("weight")]
    weights = [getattr(lstm, name) for name in names]
    one = nn.LSTM(weights[0].shape[1], lstm.hidden_size, batch_first=True, bias=lstm.bias).requires_grad_(False)
    for name, weight in zip(names, weights, strict=True):
        setattr(one, name.replace(suffix, "l0"), weight)
    return one.eval()
