"""Stanza's tagger over sentences of words: universal and treebank tags and features out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import torch
from stanza.models.common.vocab import CompositeVocab
from stanza.models.pos.model import Tagger
from torch import Tensor
from torch.nn import functional

from quoth.inference.batching import Sentence, encoded, reads_encoder, spelled
from quoth.inference.recurrence import Highway, Rows

Tags = list[str]
"""A word's universal tag, treebank tag and features."""
_COLUMNS = ["upos", "xpos", "feats"]


class Tagging:
    """A tagger whose classifiers, which all read the same hidden layer, are one: features are decided in one product,
    and their names put together once for every combination.
    """

    def __init__(self, model: Tagger) -> None:
        self._model, self._vocabulary = model.eval(), model.vocab
        self._lstm = Highway(model.taggerlstm, model.taggerlstm_h_init, model.taggerlstm_c_init)
        classifiers = [model.upos_clf, model.tag_clf["xpos"], *model.tag_clf["feats"]]
        self._weight = torch.cat([classifier.weight for classifier in classifiers]).detach()
        self._bias = torch.cat([classifier.bias for classifier in classifiers]).detach()
        self._sizes = [len(classifier.bias) for classifier in classifiers]
        self._known: dict[tuple[int, ...], Tags] = {}

    @staticmethod
    def fits(model: Any) -> bool:
        """Whether a model of Stanza can be run so."""
        return (
            isinstance(model, Tagger)
            and reads_encoder(model)
            and Highway.fits(model.taggerlstm, model.taggerlstm_c_init)
            and model.share_hid
            and bool(model.args["char"])
            and list(model.tag_names) == _COLUMNS
            and not _has_parts(model, "xpos")
            and _has_parts(model, "feats")
        )

    def __call__(self, sentences: Sequence[Sentence]) -> list[list[Tags]]:
        """The tags of each word of a batch of sentences."""
        model = self._model
        batch = encoded(model, sentences)
        letters = model.trans_char(spelled(model.charmodel, self._vocabulary["char"], sentences))
        states = self._lstm(torch.cat([letters, batch.states], 1), Rows.of(batch.lengths))
        chosen = iter(self._chosen(functional.relu(model.upos_hid(states))).tolist())
        return [[list(self._named(tuple(tags))) for tags in islice(chosen, length)] for length in batch.lengths]

    def _chosen(self, hidden: Tensor) -> Tensor:
        """The number of the best tag in every column (rows, columns)."""
        scores = functional.linear(hidden, self._weight, self._bias)
        return torch.stack([column.argmax(1) for column in torch.split(scores, self._sizes, 1)], 1)

    def _named(self, numbers: tuple[int, ...]) -> Tags:
        if numbers not in self._known:
            upos, xpos, *feats = numbers
            named = zip(_COLUMNS, (upos, xpos, feats), strict=True)
            self._known[numbers] = [self._vocabulary[column].id2unit(number) for column, number in named]
        return self._known[numbers]


def _has_parts(model: Tagger, column: str) -> bool:
    return isinstance(model.vocab[column], CompositeVocab)
