"""Typography puts marks, datelines and capitals into a sentence and leaves its tree right."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("stanza")

from training.corpora import Sentence, Token, Word, conllu_lines, read_conllu
from training.tokenizer import apart, labelled
from training.typography import (
    attribution,
    augmented,
    capitals,
    curl_apostrophes,
    dateline,
    enclose,
    exclaimed,
    fragment,
    has_marks,
    misspaced,
    nested,
    reported,
    restyle,
)


def word(form: str, head: int, relation: str, upos: str = "NOUN", xpos: str = "NN", lemma: str = "") -> Word:
    return Word(form, lemma or form.lower(), upos, xpos, "_", head, relation)


@pytest.fixture
def talks() -> Sentence:
    """We don't fear talks."""
    dont = Token("don't", (word("do", 3, "aux", "AUX", "VBP"), word("n't", 3, "advmod", "PART", "RB", "not")))
    return Sentence(
        (
            Token("We", (word("We", 3, "nsubj", "PRON", "PRP"),)),
            dont,
            Token("fear", (word("fear", -1, "root", "VERB", "VBP"),)),
            Token("talks", (word("talks", 3, "obj", "NOUN", "NNS", "talk"),), False),
            Token(".", (word(".", 3, "punct", "PUNCT", "."),)),
        )
    )


def assert_tree(sentence: Sentence) -> None:
    words = sentence.words
    assert [w.head < 0 for w in words].count(True) == 1
    for index in range(len(words)):
        seen = set()
        while index >= 0:
            assert index not in seen, "cycle"
            seen.add(index)
            index = words[index].head


def test_marks_put_in_hang_on_the_head_of_what_they_enclose(talks: Sentence) -> None:
    quoted = enclose(talks, 2, 4, ("“", "”"))
    assert quoted is not None
    assert quoted.text == "We don't “fear talks”."
    opening, closing = [w for w in quoted.words if w.deprel == "punct" and w.lemma == '"']
    assert quoted.words[opening.head].form == quoted.words[closing.head].form == "fear"
    assert (opening.xpos, closing.xpos) == ("``", "''")
    assert_tree(quoted)


def test_a_span_with_two_heads_cannot_be_enclosed(talks: Sentence) -> None:
    assert enclose(talks, 0, 2, ("“", "”")) is None


def test_restyling_changes_marks_and_nothing_else(talks: Sentence) -> None:
    quoted = enclose(talks, 2, 4, ('"', '"'))
    assert quoted is not None
    single = restyle(quoted, ("‘", "’"))
    assert single.text == "We don't ‘fear talks’."
    assert [w.lemma for w in single.words if w.xpos in {"``", "''"}] == ["'", "'"]
    assert [w.head for w in single.words] == [w.head for w in quoted.words]


def test_apostrophes_curl_in_tokens_and_words_but_not_in_lemmas(talks: Sentence) -> None:
    curly = curl_apostrophes(talks)
    assert curly.tokens[1].form == "don’t"
    assert [(w.form, w.lemma) for w in curly.tokens[1].words] == [("do", "do"), ("n’t", "not")]


def test_a_reported_sentence_is_the_complement_of_its_verb(talks: Sentence) -> None:
    for seed in range(40):
        result = reported(talks, random.Random(seed))
        assert result is not None
        assert_tree(result)
        assert has_marks(result)
        fear = next(w for w in result.words if w.form == "fear")
        assert fear.deprel == "ccomp"
        assert result.words[fear.head].deprel == "root"


def test_exclamations_are_one_sentence_with_one_root() -> None:
    for seed in range(60):
        sentence = exclaimed(random.Random(seed))
        assert_tree(sentence)
        _, labels = labelled([sentence])
        assert labels.strip().count("2") == 1


def test_a_dateline_hangs_on_the_root_and_opens_a_paragraph(talks: Sentence) -> None:
    for seed in range(20):
        dated = dateline(talks, random.Random(seed))
        assert_tree(dated)
        assert dated.opens
        assert dated.text.endswith("We don't fear talks.")


def test_capitals_drop_the_period_and_keep_lemmas(talks: Sentence) -> None:
    headline = capitals(talks)
    assert headline.text == "WE DON'T FEAR TALKS"
    assert [w.lemma for w in headline.words] == [w.lemma for w in talks.words[:-1]]


def test_lost_spaces_leave_tokens_as_they_are(talks: Sentence) -> None:
    quoted = enclose(talks, 2, 4, ("“", "”"))
    assert quoted is not None
    for seed in range(20):
        assert [t.form for t in misspaced(quoted, random.Random(seed)).tokens] == [t.form for t in quoted.tokens]


def test_fragments_never_end_in_the_middle_of_a_token(talks: Sentence) -> None:
    for seed in range(30):
        result = fragment(talks, random.Random(seed))
        if result is not None:
            assert_tree(result)
            assert "don't" in [t.form for t in result.tokens]


def test_augmentation_keeps_every_sentence_and_is_the_same_for_the_same_seed(talks: Sentence) -> None:
    first = list(augmented([talks] * 50, random.Random(1)))
    assert first == list(augmented([talks] * 50, random.Random(1)))
    assert first.count(talks) >= 50
    assert len(first) > 60


def test_labels_mark_ends_of_tokens_of_sentences_and_of_tokens_of_two_words(talks: Sentence) -> None:
    text, labels = labelled([talks, talks])
    assert text == "We don't fear talks. We don't fear talks.\n"
    assert labels == "01" + "0" + "00003" + "0" + "0001" + "0" + "000012" + "0" + labels[21:]
    assert labels[21:] == labels[:20] + "\n"


def test_apart_makes_do_and_n_t_two_tokens(talks: Sentence) -> None:
    parted = apart(talks)
    assert [token.form for token in parted.tokens] == ["We", "do", "n't", "fear", "talks", "."]
    assert parted.text == talks.text
    assert parted.words == talks.words


def test_an_attribution_counts_its_heads_from_the_offset() -> None:
    for seed in range(30):
        said, tokens = attribution(random.Random(seed), 10)
        words = [w for t in tokens for w in t.words]
        assert words[said - 10].deprel == "root"
        assert all(w.head < 0 or 10 <= w.head < 10 + len(words) for w in words)


def test_conllu_survives_writing_and_reading(talks: Sentence, tmp_path) -> None:
    path = tmp_path / "one.conllu"
    path.write_text("\n".join(conllu_lines(talks)) + "\n", encoding="utf-8")
    assert read_conllu(path)[0].tokens == talks.tokens


def test_quotations_inside_quotations_may_end_together(talks: Sentence) -> None:
    rng = random.Random(3)
    copies = [copy for copy in (nested(talks, rng) for _ in range(60)) if copy is not None]
    for copy in copies:
        assert_tree(copy)
        assert has_marks(copy)
    texts = {"".join(token.form + " " * token.space for token in copy.tokens).strip() for copy in copies}
    assert "“We don't ‘fear talks.’”" in texts
    assert any(text.endswith("’.”") for text in texts)
    assert nested(copies[0], rng) is None
