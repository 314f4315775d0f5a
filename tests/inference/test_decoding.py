"""The quick tree against Stanza's search."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from stanza.models.common import chuliu_edmonds as stanza_search
from stanza.models.common import crf as stanza_path
from stanza.models.depparse import model as stanza_parser
from stanza.models.ner import trainer as stanza_tagger

from quoth.inference import decoding


def normalised(scores):
    """Log probabilities of heads, as the parser hands them on: nothing is its own head."""
    scores = scores.astype(np.float64)
    np.fill_diagonal(scores, -np.inf)
    return (
        scores
        - np.log(np.exp(scores - scores.max(1, keepdims=True)).sum(1, keepdims=True))
        - scores.max(1, keepdims=True)
    )


sizes = st.integers(2, 9)
tables = sizes.flatmap(lambda n: arrays(np.float64, (n, n), elements=st.floats(-8, 8), unique=True))


@settings(deadline=None, max_examples=500)
@given(tables)
def test_the_tree_is_stanzas(scores):
    scores = normalised(scores)
    found = decoding.best_tree(scores.copy())
    wanted = stanza_search.chuliu_edmonds_one_root(scores.copy())
    total = [scores[np.arange(1, len(scores)), heads[1:]].sum() for heads in (found, wanted)]
    assert total[0] == pytest.approx(total[1])
    assert (found[1:] == 0).sum() == 1


def test_no_search_where_every_words_best_head_makes_a_tree(monkeypatch):
    monkeypatch.setattr(decoding, "chuliu_edmonds", None)
    scores = np.full((4, 4), -9.0)
    scores[1, 2] = scores[2, 0] = scores[3, 2] = -0.1
    assert decoding.best_tree(scores).tolist() == [0, 2, 0, 2]


paths = st.tuples(st.integers(1, 12), st.integers(1, 5)).flatmap(
    lambda size: st.tuples(
        arrays(np.float32, size, elements=st.floats(-8, 8, width=32), unique=True),
        arrays(np.float32, (size[1], size[1]), elements=st.floats(-8, 8, width=32), unique=True),
    )
)


@settings(deadline=None)
@given(paths)
def test_the_path_is_stanzas(table):
    scores, transitions = table
    found, wanted = decoding.best_path(scores, transitions), stanza_path.viterbi_decode(scores, transitions)
    assert found[1] == pytest.approx(wanted[1], abs=1e-4)
    assert len(found[0]) == len(scores)
    total = sum(scores[i, tag] for i, tag in enumerate(found[0]))
    assert total + sum(transitions[pair] for pair in pairwise(found[0])) == pytest.approx(wanted[1], abs=1e-4)


@settings(deadline=None)
@given(st.lists(paths, min_size=1, max_size=5))
def test_paths_found_together_are_those_found_alone(tables):
    transitions = tables[0][1]
    count = len(transitions)
    scores = sorted((np.resize(table, (len(table), count)) for table, _ in tables), key=len, reverse=True)
    found = decoding.best_paths(scores, transitions)
    for path, table in zip(found, scores, strict=True):
        assert len(path) == len(table)
        total = sum(table[i, tag] for i, tag in enumerate(path)) + sum(transitions[pair] for pair in pairwise(path))
        assert total == pytest.approx(stanza_path.viterbi_decode(table, transitions)[1], abs=1e-4)


def test_the_engine_searches_so(engine):
    assert stanza_parser.chuliu_edmonds_one_root is decoding.best_tree
    assert stanza_tagger.viterbi_decode is decoding.best_path
