"""What a hostile text can cost: counts of words, sentences and runs that reach the models, whatever is posted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stanza.models.common.doc import Document

from quoth.layers import Parse
from quoth.segmentation import LONGEST_RUN, LONGEST_SENTENCE, LONGEST_TOKEN, MOST_MARKS, bounded, readable
from quoth.steps import marks


def tokenized(*words: str | tuple[str, ...]) -> Any:
    """A document of one sentence as the tokenizer leaves it; several words in brackets are those of one token."""
    tokens: list[dict[str, Any]] = []
    at, number = 0, 0
    for word in words:
        parts = (word,) if isinstance(word, str) else word
        text = "".join(parts)
        if len(parts) > 1:
            ids = tuple(range(number + 1, number + len(parts) + 1))
            tokens.append({"id": ids, "text": text, "start_char": at, "end_char": at + len(text)})
        for part in parts:
            number += 1
            tokens.append({"id": number, "text": part, "start_char": at, "end_char": at + len(text)})
        at += len(text) + 1
    return Document([tokens], text=" ".join(word if isinstance(word, str) else "".join(word) for word in words))


def cut(*words: str | tuple[str, ...]) -> Any:
    """The document, bounded."""
    (document,) = bounded([tokenized(*words)])
    return document


def test_a_text_of_200_000_characters_without_a_full_stop_is_cut_into_sentences_of_bounded_length() -> None:
    document = cut(*["border"] * 29_000)
    lengths = [len(sentence.words) for sentence in document.sentences]
    assert sum(lengths) == 29_000
    assert max(lengths) <= LONGEST_SENTENCE


def test_50_000_quotation_marks_are_one_word() -> None:
    document = cut("said", *["“", '"', "”", "'", "‘"] * 10_000, "she")
    assert [word.text for word in document.iter_words()][::2] == ["said", "she"]
    assert document.num_words == 3
    heap = document.sentences[0].words[1]
    assert len(heap.text) <= LONGEST_TOKEN
    assert (heap.start_char, heap.end_char) == (5, 5 + 2 * 50_000 - 1)


def test_marks_as_news_has_them_stay_what_they_are() -> None:
    words = ["“", "No", "”", *["*"] * (MOST_MARKS - 1), "she"]
    assert [word.text for word in cut(*words).iter_words()] == words


def test_what_stands_beside_a_heap_of_marks_keeps_its_words_and_offsets() -> None:
    document = cut("He", ("do", "n't"), *["."] * 40, ("can", "not"), "x" * 500)
    (sentence,) = document.sentences
    assert [word.text for word in sentence.words] == ["He", "do", "n't", "." * 40, "can", "not", "x" * LONGEST_TOKEN]
    assert [word.id for word in sentence.words] == list(range(1, 8))
    assert [token.id for token in sentence.tokens] == [(1,), (2, 3), (4,), (5, 6), (7,)]
    assert [document.text[token.start_char : token.end_char] for token in sentence.tokens] == [
        "He",
        "don't",
        " ".join("." * 40),
        "cannot",
        "x" * 500,
    ]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "“", ".", "said", ("do", "n't"), ("“", "’"), "x" * 90]), min_size=1, max_size=600)
)
def test_whatever_the_tokenizer_finds_is_bounded_and_in_order(words: list[str | tuple[str, ...]]) -> None:
    document = cut(*words)
    reached = 0
    for sentence in document.sentences:
        assert 1 <= len(sentence.words) <= LONGEST_SENTENCE
        assert [word.id for word in sentence.words] == list(range(1, len(sentence.words) + 1))
        for token in sentence.tokens:
            assert reached <= token.start_char < token.end_char
            reached = token.end_char
            assert all(len(word.text) <= LONGEST_TOKEN for word in token.words)
    assert reached == len(document.text)


@pytest.mark.parametrize(
    "text", ["x" * 200_000, "a-" * 100_000, "\u200b" * 200_000, "\x00" * 200_000, "مرحبا" * 40_000]
)
def test_no_run_without_white_space_is_longer_than_the_tokenizer_bears(text: str) -> None:
    seen = readable(text)
    assert len(seen) == len(text)
    assert max(map(len, seen.split())) < LONGEST_RUN
    changed = sum(before != after for before, after in zip(text, seen, strict=True))
    assert changed == len(text) // LONGEST_RUN


def test_a_text_as_news_has_it_is_seen_as_it_is() -> None:
    text = "“See https://example.org/" + "a" * 300 + ",” she\u00a0said.\r\n\u2028Hé!"
    assert readable(text) == text
    assert readable("a\ud800b") == "a\ufffdb"


@pytest.mark.parametrize(
    "text",
    ['"' * 50_000, "“" * 50_000, "“”‘’'\"«»" * 6_000, "“a " * 25_000 + "b” " * 25_000, "“‘" * 25_000 + "’”" * 25_000],
)
def test_the_pairing_of_marks_looks_at_each_one_a_bounded_number_of_times(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = 0
    opens, closes, is_double = marks._opens, marks._closes, marks._is_double

    def count(step: Any) -> Any:
        def counted(*arguments: Any) -> Any:
            nonlocal looked
            looked += 1
            return step(*arguments)

        return counted

    for name, step in (("_opens", opens), ("_closes", closes), ("_is_double", is_double)):
        monkeypatch.setattr(marks, name, count(step))
    found = marks.pair(text, Parse(text, (), (), ()).paragraphs)
    assert looked <= 12 * len(text)
    assert len(found) <= len(text)
    depth = [0] * len(found)
    for number, quotation in enumerate(found):
        depth[number] = 0 if quotation.parent is None else depth[quotation.parent] + 1
    assert max(depth, default=0) < marks._DEEPEST
