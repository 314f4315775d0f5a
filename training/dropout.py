"""Dropout at a tenth of its price on a CPU: a tensor in, the same tensor with a share of its values zeroed out.

torch draws one 64-bit number for every value; one byte is enough to decide with a precision of 1/256. In the taggers a
quarter of the time of a batch went into drawing.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


def keep_mask(shape: torch.Size, rate: float) -> Tensor:
    """A boolean tensor of the given shape that is True with the probability 1 - rate, rounded to 1/256."""
    count = shape.numel()
    words = torch.empty(count // 8 + 1, dtype=torch.int64).random_(-(2**63), None)
    return words.view(torch.uint8)[:count].view(shape) >= round(256 * rate)


def dropped(values: Tensor, rate: float, inplace: bool = False) -> Tensor:
    """The values, each zeroed with the probability `rate`, the others scaled so that the expectation stays."""
    scale = keep_mask(values.shape, rate).to(values.dtype).mul_(1 / (1 - round(256 * rate) / 256))
    return values.mul_(scale) if inplace else values * scale


def _forward(self: nn.Dropout, input: Tensor) -> Tensor:  # noqa: A002 (torch's own name of the argument)
    return dropped(input, self.p, self.inplace) if self.training and self.p else input


def make_cheap() -> None:
    """Let every nn.Dropout of this process draw bytes; only training processes call this."""
    nn.Dropout.forward = _forward  # type: ignore[method-assign]
