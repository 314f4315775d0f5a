"""The quote tagger: what it sees of an article, and how scores become runs of words."""

import pytest
import torch

from quoth.layers import Parse, Word
from quoth.speech import tagger
from quoth.speech.tagger import LABELS, PLACES, SHAPES, QuoteTagger
from quoth.steps import marks

TEXT = "Ada Holt spoke.\n“We said ‘no’ twice,” she said.\nNATO kept quiet."
SENTENCES = (
    ("Ada", "Holt", "spoke", "."),
    ("“", "We", "said", "‘", "no", "’", "twice", ",", "”", "she", "said", "."),
    ("NATO", "kept", "quiet", "."),
)


@pytest.fixture
def parse():
    words: list[Word] = []
    ranges, at = [], 0
    for number, forms in enumerate(SENTENCES):
        first = len(words)
        for form in forms:
            at = TEXT.index(form, at)
            words.append(Word(len(words), at, at + len(form), form, form, "X", "_", "_", -1, "dep", number))
            at += len(form)
        ranges.append((first, len(words)))
    return Parse(TEXT, tuple(words), tuple(ranges), ())


@pytest.fixture
def words(parse):
    torch.manual_seed(3)
    return tagger.words_of(parse, marks.pair(parse.text, parse.paragraphs), torch.randn(len(parse.words), 12))


@pytest.fixture
def untrained():
    torch.manual_seed(4)
    return QuoteTagger(width=12, hidden=8, paired=6).eval()


def test_every_word_has_its_place_in_the_marks(parse, words):
    places = {word.text: PLACES[place] for word, place in zip(parse.words, words.places.tolist(), strict=True)}
    assert places["“"] == places["‘"] == "opening"
    assert places["’"] == places["”"] == "closing"
    assert places["We"] == "inside"
    assert places["no"] == "nested"
    assert places["she"] == "outside"


def test_sentences_and_paragraphs_begin_where_they_do(words):
    assert [i for i, start in enumerate(words.starts.tolist()) if start == 2] == [0, 4, 16]
    assert set(words.starts.tolist()) == {0, 2}


@pytest.mark.parametrize(
    ("form", "shape"),
    [("said", "lower"), ("Holt", "title"), ("NATO", "upper"), ("McCain", "mixed"), ("2026", "digit"), ("“", "mark")],
)
def test_shapes(form, shape):
    assert SHAPES[tagger.shape_of(form)] == shape


def best(scores):
    return tagger.best_labels(scores[None], torch.ones(1, len(scores), dtype=torch.bool))[0]


def test_the_best_labels_are_legal():
    scores = torch.zeros(3, len(LABELS))
    scores[1, LABELS.index("I-content")] = 5.0
    scores[0, LABELS.index("B-content")] = 1.0
    assert best(scores)[:2] == ["B-content", "I-content"]
    scores[0, LABELS.index("O")] = 3.0  # costs less than to give up the inside
    assert best(scores)[:2] == ["B-content", "I-content"]
    scores[1, LABELS.index("B-source")] = 4.5
    assert best(scores)[:2] == ["O", "B-source"]


def test_the_labels_of_many_rows_are_those_of_each():
    torch.manual_seed(5)
    scores, present = torch.randn(9, 40, len(LABELS)), torch.ones(9, 40, dtype=torch.bool)
    for row in range(9):
        present[row, :row], present[row, 40 - row :] = False, False
    together = tagger.best_labels(scores, present)
    for row in range(9):
        alone = best(scores[row, row : 40 - row])
        if not alone[0].startswith("I-"):  # which is free to begin only where the article does not
            assert together[row][row : 40 - row] == alone
        assert together[row][:row] == ["O"] * row
        assert together[row][40 - row :] == ["O"] * row


def test_runs_are_what_one_beginning_opens():
    labels = ["B-cue", "O", "B-content", "I-content", "B-content", "I-content", "O", "B-source"]
    assert tagger._runs(labels, range(10, 18)) == [
        ("cue", 10, 11),
        ("content", 12, 14),
        ("content", 14, 16),
        ("source", 17, 18),
    ]


def test_words_off_the_article_belong_to_no_cue(untrained, words):
    contexts = untrained.contexts(words, 0)
    at, scores = untrained.pairs(words, contexts, torch.tensor([0, 14]))
    assert at.shape == scores.shape[:2]
    assert [row[row >= 0].tolist() for row in at] == [list(range(20))] * 2


def test_a_cue_far_away_does_not_change_what_belongs_to_another(untrained):
    torch.manual_seed(6)
    count = 600
    far = tagger.Words(
        torch.randn(count, 12),
        torch.zeros(count, dtype=torch.long),
        torch.zeros(count, dtype=torch.long),
        torch.tensor([2] + [0] * (count - 1)),
    )
    contexts = untrained.contexts(far, 0)
    at, alone = untrained.pairs(far, contexts, torch.tensor([300]))
    places, both = untrained.pairs(far, contexts, torch.tensor([300, 590]))
    assert at[0].tolist() == places[0].tolist() == list(range(300 - tagger.BEFORE, 300 + tagger.AFTER + 1))
    torch.testing.assert_close(alone[0], both[0])


def test_flat_labels_are_one_a_word(untrained, words):
    labels = untrained.flat_labels(words, "polnear")
    assert len(labels) == 20
    assert set(labels) <= set(LABELS)


def test_no_cue_is_found_where_none_is_likely(untrained, words):
    assert tagger.find(untrained, words, 1.01) == []


def test_a_piece_goes_on_in_the_next_sentence_but_not_in_the_next_paragraph(untrained, words):
    with torch.no_grad():
        untrained.flat.bias[LABELS.index("I-content")] = 99.0
    words.starts[12] = 1  # a sentence
    labels = untrained.flat_labels(words, "polnear")
    assert [i for i, label in enumerate(labels) if label == "B-content"] == [0, 4, 16]
    assert set(labels) == {"B-content", "I-content"}


def test_a_low_threshold_finds_every_word(untrained, words):
    found = tagger.find(untrained, words, 0.0)
    assert [f.head for f in found] == list(range(20))
    assert all(0 <= f.statement <= 1 and 0 <= f.attitude <= 1 for f in found)
    assert all(0 <= first < last <= 20 for f in found for _, first, last in f.roles)
