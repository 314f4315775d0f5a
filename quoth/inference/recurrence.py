"""A bidirectional LSTM that runs in one call where torch takes a dozen small operations a step."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

_PARTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


class BothWays(nn.Module):
    """A bidirectional LSTM of one layer, for packed sequences: two LSTMs over padded ones, of which one gets them
    mirrored, so that padding comes last for both. torch hands an LSTM to oneDNN if nothing is packed. It pays where
    sequences are long and the LSTM is narrow, such as over the letters of paragraphs.
    """

    def __init__(self, lstm: nn.LSTM) -> None:
        super().__init__()
        self.forwards, self.backwards = (_one_way(lstm, suffix) for suffix in ("", "_reverse"))

    @staticmethod
    def fits(lstm: Any) -> bool:
        """Whether an LSTM is one that can be run so."""
        return (
            isinstance(lstm, nn.LSTM)
            and lstm.bidirectional
            and lstm.num_layers == 1
            and lstm.batch_first
            and lstm.proj_size == 0
        )

    def forward(self, packed: PackedSequence) -> tuple[PackedSequence, None]:
        """What torch's LSTM returns first, for sequences sorted by length; no last states."""
        states, lengths = pad_packed_sequence(packed, batch_first=True)
        places = torch.arange(states.shape[1])
        mirror = torch.where(places < lengths[:, None], lengths[:, None] - 1 - places, places)
        mirror += torch.arange(len(lengths))[:, None] * len(places)
        there, _ = self.forwards(states)
        back, _ = self.backwards(_picked(states, mirror))
        both = torch.cat([there, _picked(back, mirror)], -1)
        return pack_padded_sequence(both, lengths, batch_first=True), None


def _picked(states: Tensor, rows: Tensor) -> Tensor:
    """The rows (N, T) of states (N, T, D), counted through all sequences."""
    return states.flatten(0, 1).index_select(0, rows.flatten()).view_as(states)


def _one_way(lstm: nn.LSTM, suffix: str) -> nn.LSTM:
    """An LSTM that has one direction of another's weights."""
    one = nn.LSTM(lstm.input_size, lstm.hidden_size, batch_first=True, bias=lstm.bias).requires_grad_(False)
    for part in _PARTS if lstm.bias else _PARTS[:2]:
        setattr(one, f"{part}_l0", getattr(lstm, f"{part}_l0{suffix}"))
    return one.eval()
