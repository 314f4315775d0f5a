"""Stanza's graph parser (Dozat and Manning 2017) over sentences of words: heads and relations out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from stanza.models.common.biaffine import DeepBiaffineScorer
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.depparse.head_constraints import find_head_constraint_violations, resolve_head_constraint_violations
from stanza.models.depparse.model import GraphParser
from torch import Tensor
from torch.nn import functional

from quoth.foundation import Linear
from quoth.inference.batching import Sentence, encoded, reads_encoder
from quoth.inference.decoding import Heads, Scores, best_tree
from quoth.inference.recurrence import Highway, Rows

Arc = list[Any]
"""A word's head, counted from 1, or 0 for the root, and their relation."""
_ROWS_TOGETHER = 64
"""Rows whose products with the relations' weights, some 25 kB each, are held at once: as many as a cache holds."""


class Parsing:
    """A parser that scores relations for the arcs of the tree that it found, and for other arcs only where Stanza's
    repair of trees (two subjects under one head) asks for them. Scoring all of them took half of its time.
    """

    def __init__(self, model: GraphParser, repaired: bool = True) -> None:
        self._model, self._repaired = model.eval(), repaired
        self._lstm = Highway(model.parserlstm, model.parserlstm_h_init, model.parserlstm_c_init)
        self._relations = _RelationScorer(model.deprel)
        self._names: list[str] = model.vocab["deprel"].unmap(
            range(VOCAB_PREFIX_SIZE, VOCAB_PREFIX_SIZE + model.num_relations)
        )

    @staticmethod
    def fits(model: Any) -> bool:
        """Whether a model of Stanza can be run so."""
        return (
            isinstance(model, GraphParser)
            and reads_encoder(model)
            and Highway.fits(model.parserlstm, model.parserlstm_c_init)
            and not any(
                model.args.get(name)
                for name in ("use_arc_embedding", "linearization", "distance", "char", "tag_emb_dim", "reversed")
            )
        )

    def __call__(self, sentences: Sequence[Sentence]) -> list[list[Arc]]:
        """The arc of each word of a batch of sentences."""
        batch = encoded(self._model, sentences, with_root=True)
        states = self._lstm(batch.states, Rows.of(batch.lengths))
        trees = self._trees(states, batch.lengths)
        relations = self._relations(states)
        firsts = np.cumsum([0, *batch.lengths[:-1]])
        heads = np.concatenate([tree + first for (_, tree), first in zip(trees, firsts, strict=True)])
        best = relations.best(torch.from_numpy(heads)).tolist()
        return [
            self._arcs(scores, tree, best[first : first + len(tree)], relations, int(first))
            for (scores, tree), first in zip(trees, firsts, strict=True)
        ]

    def _trees(self, states: Tensor, lengths: list[int]) -> list[tuple[Scores, Heads]]:
        """For each sentence the log probabilities (words + 1, words + 1) of heads, and the best tree."""
        scorer = self._model.unlabeled
        dependents, heads = _sides(scorer, states)
        dependents = dependents @ scorer.scorer.W_bilin.weight[..., 0]
        found = []
        for own, others in zip(*(torch.split(side, lengths) for side in (dependents, heads)), strict=True):
            scores = (own @ others.T + scorer.scorer.W_bilin.bias).fill_diagonal_(-torch.inf)
            logs = functional.log_softmax(scores, 1).numpy()
            found.append((logs, best_tree(logs)))
        return found

    def _arcs(self, scores: Scores, tree: Heads, best: list[int], relations: Relations, first: int) -> list[Arc]:
        """The words' arcs. `best` are the numbers of the best relations in the tree; `first` is the root's row."""
        labels = [self._names[number] for number in best[1:]]
        if self._repaired and find_head_constraint_violations(tree, labels):
            chances = _Chances(relations, first, len(tree))
            tree, numbers = resolve_head_constraint_violations(scores, chances, tree, self._model.vocab["deprel"])
            labels = [self._names[number] for number in numbers]
        return [[int(head), label] for head, label in zip(tree[1:], labels, strict=True)]


class _RelationScorer:
    """A model's scorer of relations, its weights laid out once."""

    def __init__(self, scorer: DeepBiaffineScorer) -> None:
        weight = scorer.scorer.W_bilin.weight.detach()
        self._scorer, self._bias = scorer, scorer.scorer.W_bilin.bias.detach()
        self._shape = weight.shape[1:]
        self._products = Linear(weight.flatten(1).T.contiguous(), weight.new_zeros(weight[0].numel()))

    def __call__(self, states: Tensor) -> Relations:
        """The relations between rows of states (rows, width)."""
        return Relations(*_sides(self._scorer, states), self.products, self._bias)

    def products(self, dependents: Tensor) -> Tensor:
        """Of dependents (rows, width) with the weights: (rows, width of heads, relations)."""
        return self._products(dependents).view(-1, *self._shape)


class Relations(NamedTuple):
    """Scores of relations between the rows of an article's states, found when they are asked for."""

    dependents: Tensor
    heads: Tensor
    products: Callable[[Tensor], Tensor]
    bias: Tensor

    def best(self, heads: Tensor) -> Tensor:
        """The number of the best relation (rows) of every row to its head, whose row `heads` (rows) give."""
        chosen = []
        spare = -len(heads) % _ROWS_TOGETHER  # one size for all products
        rows = functional.pad(torch.arange(len(heads)), (0, spare)).view(-1, _ROWS_TOGETHER)
        for some in rows:
            scores = torch.bmm(self.heads[heads[some], None], self.products(self.dependents[some]))[:, 0]
            chosen.append((scores + self.bias).argmax(1))
        return torch.cat(chosen)[: len(heads)]

    def chances(self, dependent: int, heads: slice) -> Tensor:
        """Log probabilities (heads, relations) of the relations of one row to each of its possible heads."""
        product = self.products(self.dependents[dependent : dependent + 1])[0]
        return functional.log_softmax(self.heads[heads] @ product + self.bias, 1)


class _Chances:
    """Log probabilities of one sentence's relations, `[dependent, head]` or `[dependent, head, relation]`, as Stanza's
    repair of trees reads an array of them; found when they are asked for.
    """

    def __init__(self, relations: Relations, first: int, length: int) -> None:
        self.shape = length, length, len(relations.bias)
        self._relations, self._heads = relations, slice(first, first + length)
        self._found: dict[int, Scores] = {}

    def __getitem__(self, place: tuple[int, ...]) -> Any:
        dependent = int(place[0])
        if dependent not in self._found:
            self._found[dependent] = self._relations.chances(self._heads.start + dependent, self._heads).numpy()
        return self._found[dependent][place[1:]]


def _sides(scorer: DeepBiaffineScorer, states: Tensor) -> tuple[Tensor, Tensor]:
    """States as dependents and as heads (rows, width + 1), each with the one that stands for the bias."""
    ones = states.new_ones(len(states), 1)
    dependents, heads = (torch.cat([scorer.hidden_func(side(states)), ones], 1) for side in (scorer.W1, scorer.W2))
    return dependents, heads
