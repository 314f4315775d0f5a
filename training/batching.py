"""Batches of sentences of like length: lengths in, lists of indices out.

An LSTM over a batch takes as many steps as its longest sentence has words; batches of all lengths cost twice the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random


def batches_of_like_length(lengths: Sequence[int], words: int, rng: Random, noise: float = 3.0) -> list[list[int]]:
    """Indices of all sentences in batches of about `words` words, in random order.

    `noise`, in words, is how far sentences of different lengths may mix, so that no two rounds have the same batches.
    """
    order = sorted(range(len(lengths)), key=lambda index: lengths[index] + rng.uniform(0, noise))
    batches: list[list[int]] = [[]]
    filled = 0
    for index in order:
        if batches[-1] and filled + lengths[index] > words:
            batches.append([])
            filled = 0
        batches[-1].append(index)
        filled += lengths[index]
    rng.shuffle(batches)
    return batches
