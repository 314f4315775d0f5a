"""Bidirectional LSTMs over sequences of unlike lengths that lie end to end in rows, so that nothing is padding.

torch hands an LSTM to oneDNN, which is the quicker and takes a whole layer at once, if all sequences are of one length.
Here sequences share rows, and two steps between them, read by inputs that the LSTM is given besides, put it back into
the state that it begins with: one closes its gates, which leaves nothing of what came before, the other fills its cell.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

import torch
from stanza.models.common.hlstm import HighwayLSTM
from torch import Tensor, nn
from torch.nn import functional

_GAP = 2
"""Steps before, between and behind the sequences of a row."""
_ROWS = (1, 4)
"""How many rows there may be: more are no quicker, and oneDNN keeps the code that it makes for every size of them."""
_FINEST, _FINER = 16, 16
"""The number of steps is rounded up by at most that many, or by that part of them, for the same reason."""
_MARKS = 4
"""Inputs besides: the first and the second step of a gap, the first and the last step of a sequence."""
_SHUT = 1e4
"""What opens or shuts a gate whatever else it reads."""


@dataclass(frozen=True)
class Rows:
    """Where the steps of sequences lie in rows of one length: `places` (all steps) count through the rows, sequence by
    sequence; `marks` (rows, steps, 4) are 1 where one of the inputs besides is.
    """

    places: Tensor
    marks: Tensor

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Rows:
        """The rows in which sequences of some lengths, each at least 1, take the least time."""
        ways = (_filled(lengths, rows) for rows in _ROWS)
        filled = min(ways, key=lambda rows: (len(rows) + 0.5) * _steps(rows))  # a step takes half a row's time besides
        steps = _steps(filled)
        starts = [0] * len(lengths)
        for row, own in enumerate(filled):
            for number, start in own.starts.items():
                starts[number] = row * steps + start
        first = torch.tensor(starts)
        behind = first + torch.tensor(lengths)
        marks = torch.zeros(len(filled) * steps, _MARKS)
        for mark, at in enumerate(((first - 2, behind), (first - 1, behind + 1), (first,), (behind - 1,))):
            marks[torch.cat(at), mark] = 1
        places = torch.cat([torch.arange(start, start + length) for start, length in zip(starts, lengths, strict=True)])
        return cls(places, marks.view(len(filled), steps, _MARKS))

    def filled(self, states: Tensor) -> Tensor:
        """States (all steps, D) in their places, the marks behind them: (rows, steps, D + 4)."""
        width = states.shape[1]
        rows = states.new_zeros(self.marks.shape[0] * self.marks.shape[1], width + _MARKS)
        rows[:, :width].index_copy_(0, self.places, states)
        rows[:, width:] = self.marks.flatten(0, 1)
        return rows.view(*self.marks.shape[:2], -1)

    def emptied(self, rows: Tensor) -> Tensor:
        """States (all steps, D) from rows (rows, steps, D)."""
        return rows.flatten(0, 1)[self.places]


class BothWays:
    """A bidirectional LSTM for inference."""

    def __init__(self, lstm: nn.LSTM, hidden: Tensor | None = None, cell: Tensor | None = None) -> None:
        """`hidden` and `cell` (2 * layers, 1, width) are what the directions of the layers begin with, nothing unless
        they are given.

        Raises:
            ValueError: a cell begins with 1 or more, or -1 or less, which no single step can put into it.
        """
        hidden, cell = (
            torch.zeros(2 * lstm.num_layers, 1, lstm.hidden_size) if begin is None else begin.detach()
            for begin in (hidden, cell)
        )
        if not _can_be_filled(cell):
            raise ValueError(f"cells must begin between -1 and 1, not with {cell.abs().max():.2f}")
        starts = zip(torch.split(hidden[:, 0], 2), torch.split(cell[:, 0], 2), strict=True)
        self._layers = [_layer(lstm, number, *start) for number, start in enumerate(starts)]

    @staticmethod
    def fits(lstm: object, cell: Tensor | None = None) -> TypeGuard[nn.LSTM]:
        """Whether an LSTM, whose cells begin so, is one that can be run so."""
        fits = isinstance(lstm, nn.LSTM) and lstm.bidirectional and lstm.bias and lstm.proj_size == 0
        return fits and (cell is None or _can_be_filled(cell))

    def __call__(self, states: Tensor, rows: Rows) -> Tensor:
        """From states (all steps, D), sequence by sequence, to those of both directions (all steps, 2 * width)."""
        for layer in self._layers:
            found, _ = layer(rows.filled(states))
            states = rows.emptied(found)
        return states


class OverOne(nn.Module):
    """Stands where an LSTM of torch stood that reads one sequence (1, T, D) at a time, and gives no last states."""

    def __init__(self, lstm: nn.LSTM) -> None:
        super().__init__()
        self._lstm = BothWays(lstm)

    def forward(self, states: Tensor) -> tuple[Tensor, None]:
        """The states (1, T, 2 * width) of both directions, and no last ones."""
        return self._lstm(states[0], Rows.of([states.shape[1]]))[None], None


class Highway:
    """Stanza's bidirectional LSTM with highway connections (Srivastava et al. 2015), for inference."""

    def __init__(self, model: HighwayLSTM, hidden: Tensor, cell: Tensor) -> None:
        """`hidden` and `cell` (2 * layers, 1, width) are what the directions of the layers begin with."""
        self._over = model.highway_func
        self._layers = []
        starts = zip(torch.split(hidden, 2), torch.split(cell, 2), strict=True)
        for packed, gate, highway, start in zip(model.lstm, model.gate, model.highway, starts, strict=True):
            weight, bias = (
                torch.cat([getattr(linear, kind) for linear in (gate, highway)]).detach() for kind in ("weight", "bias")
            )
            self._layers.append((BothWays(packed.lstm, *start), weight, bias))

    @staticmethod
    def fits(model: object, cell: Tensor) -> TypeGuard[HighwayLSTM]:
        """Whether an LSTM, whose cells begin so, is one that can be run so."""
        return isinstance(model, HighwayLSTM) and all(BothWays.fits(packed.lstm, cell) for packed in model.lstm)

    def __call__(self, states: Tensor, rows: Rows) -> Tensor:
        """From states (all steps, D), sequence by sequence, to those of both directions (all steps, 2 * width)."""
        for lstm, weight, bias in self._layers:
            gate, highway = functional.linear(states, weight, bias).chunk(2, 1)
            over = highway if self._over is None else self._over(highway)
            states = lstm(states, rows) + gate.sigmoid() * over
        return states


@dataclass(order=True)
class _Row:
    """Where a row ends, and where those of the sequences start that lie in it."""

    end: int
    number: int
    starts: dict[int, int] = field(compare=False)


def _filled(lengths: Sequence[int], rows: int) -> list[_Row]:
    """So many rows, every sequence at the end of the shortest, the longest sequence first."""
    filled = [_Row(_GAP, row, {}) for row in range(rows)]
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        shortest = filled[0]
        shortest.starts[number] = shortest.end
        shortest.end += lengths[number] + _GAP
        heapq.heapreplace(filled, shortest)
    return filled


def _steps(filled: Sequence[_Row]) -> int:
    """How many steps the rows have."""
    needed = max(row.end for row in filled)
    coarse = max(_FINEST, (1 << (needed.bit_length() - 1)) // _FINER)
    return needed + -needed % coarse


def _can_be_filled(cell: Tensor) -> bool:
    """Whether a single step can put such values into a cell that is empty."""
    return bool(cell.abs().max() < 1)


@torch.no_grad()
def _layer(lstm: nn.LSTM, number: int, hidden: Tensor, cell: Tensor) -> nn.LSTM:
    """One layer of an LSTM, which reads the marks too; `hidden` and `cell` (2, width) begin its directions."""
    suffixes = (f"l{number}", f"l{number}_reverse")
    inputs = getattr(lstm, f"weight_ih_{suffixes[0]}").shape[1]
    layer = nn.LSTM(inputs + _MARKS, lstm.hidden_size, bidirectional=True, batch_first=True).requires_grad_(False)
    for direction, (suffix, own) in enumerate(zip(suffixes, ("l0", "l0_reverse"), strict=True)):
        for part in ("weight_hh", "bias_ih", "bias_hh"):
            getattr(layer, f"{part}_{own}").copy_(getattr(lstm, f"{part}_{suffix}"))
        bias = getattr(layer, f"bias_ih_{own}") + getattr(layer, f"bias_hh_{own}")
        marks = _marks(getattr(layer, f"weight_hh_{own}") @ hidden[direction], cell[direction], bias)
        in_order = marks if direction == 0 else marks[:, [1, 0, 3, 2]]
        getattr(layer, f"weight_ih_{own}").copy_(torch.cat([getattr(lstm, f"weight_ih_{suffix}"), in_order], 1))
    return layer.eval()


def _marks(recurrent: Tensor, cell: Tensor, bias: Tensor) -> Tensor:
    """What the marks add to the gates (4 * width, 4) of a direction that meets them in their order: the first shuts all
    gates, the second lets in the cell and nothing out, the third adds what the first hidden state does (4 * width).
    """
    shut, nothing = torch.full_like(cell, -_SHUT), torch.zeros_like(cell)
    candidate = cell.atanh() - bias.view(4, -1)[2]
    first = torch.cat([shut, shut, nothing, shut])  # input, forget, candidate, output
    second = torch.cat([-shut, shut, candidate, shut])
    return torch.stack([first, second, recurrent, torch.zeros_like(recurrent)], 1)
