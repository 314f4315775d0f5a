"""Stanza's searches, done quicker: the parser's best tree from arc scores, the entity tagger's best tags from theirs.

Stanza looks for the best tree with a single root by the algorithm of Chu, Liu and Edmonds, the root's arcs made so dear
that every sentence is contracted word by word (Stanojević and Cohen 2021): a third of the parser's time, in Python.
But where the best head of every word, taken by itself, already gives a tree with one root, that is the best tree; and
elsewhere a tree whose root is given is found with few contractions, and hardly ever is a second root worth trying.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from stanza.models.common.chuliu_edmonds import chuliu_edmonds
from stanza.models.depparse import model as depparse
from stanza.models.ner import trainer as ner

Scores = NDArray[np.floating[Any]]
Heads = NDArray[np.integer[Any]]


def best_tree(scores: Scores) -> Heads:
    """Heads (words + 1) of the tree with one root that scores best; `scores[i, j]` (words + 1, words + 1) is that of
    word j, 0 being the root, as head of word i. The same as Stanza's `chuliu_edmonds_one_root`, ties aside.
    """
    alone = scores.astype(np.float64)
    np.fill_diagonal(alone, -np.inf)
    heads: Heads = alone.argmax(axis=1)
    heads[0] = 0
    if (heads[1:] == 0).sum() == 1 and _ends_at_root(heads):
        return heads
    # what every word but the root gets at most, and so what a tree with each of them as its root can score
    most = alone[1:, 1:].max(axis=1, initial=-np.inf)
    bounds = alone[1:, 0] + np.array([most[:i].sum() + most[i + 1 :].sum() for i in range(len(most))])
    best, reached = heads, -np.inf
    for root in np.argsort(-bounds, kind="stable"):
        if bounds[root] <= reached:
            break
        found = _tree_from(alone, int(root) + 1)
        score = alone[np.arange(1, len(alone)), found[1:]].sum()
        if score > reached:
            best, reached = found, score
    return best


def _tree_from(scores: Scores, root: int) -> Heads:
    """Heads of the best tree whose only root is the word `root`."""
    finite = scores[np.isfinite(scores)]
    never = finite.min() - len(scores) * (finite.max() - finite.min() + 1)
    only = scores.copy()
    only[1:, 0] = never
    only[root, 1:] = never
    only[root, 0] = scores[root, 0]
    heads: Heads = only.argmax(axis=1)
    heads[0] = 0
    if _ends_at_root(heads):
        return heads
    searched: Heads = chuliu_edmonds(only)
    return searched


def _ends_at_root(heads: Heads) -> bool:
    """Whether no word is above itself: whoever goes up far enough comes to the root."""
    above = heads
    for _ in range(len(heads).bit_length()):
        above = above[above]
    return not above.any()


def best_paths(scores: Sequence[Scores], transitions: Scores) -> list[list[int]]:
    """For each sequence the tags that score best (Viterbi 1967), found for all of them together; `scores` are (words,
    tags) of each sequence, the longest first, `transitions[i, j]` is that of tag j behind tag i. Each path is that of
    Stanza's `viterbi_decode`.
    """
    lengths = np.array([len(table) for table in scores])
    rewards = np.zeros((len(scores), lengths.max(initial=0), len(transitions)), dtype=transitions.dtype)
    for reward, table in zip(rewards, scores, strict=True):
        reward[: len(table)] = table
    best, origins = rewards[:, 0].copy(), []
    for step in range(1, rewards.shape[1]):
        count = int((lengths > step).sum())
        ways = best[:count, :, None] + transitions
        origins.append(ways.argmax(1))
        best[:count] = ways.max(1) + rewards[:count, step]
    paths = np.zeros(rewards.shape[:2], dtype=int)
    paths[np.arange(len(scores)), lengths - 1] = best.argmax(1)
    for step, origin in reversed(list(enumerate(origins))):
        paths[: len(origin), step] = origin[np.arange(len(origin)), paths[: len(origin), step + 1]]
    return [path[:length].tolist() for path, length in zip(paths, lengths, strict=True)]


def best_path(scores: Scores, transitions: Scores) -> tuple[list[int], float]:
    """The tags of one sequence that score best, and their score, as Stanza's `viterbi_decode` returns them."""
    best, origins = scores[0], []
    for reward in scores[1:]:
        ways = best[:, None] + transitions
        origins.append(ways.argmax(0))
        best = ways.max(0) + reward
    path = [int(best.argmax())]
    for origin in reversed(origins):
        path.append(int(origin[path[-1]]))
    return path[::-1], float(best.max())


def quicken() -> None:
    """Have Stanza's parsers of this process find their trees with `best_tree`, its entity taggers their tags with
    `best_path`.
    """
    depparse.chuliu_edmonds_one_root = best_tree
    ner.viterbi_decode = best_path
