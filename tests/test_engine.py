"""The engine as a caller sees it: offsets that hold for any text, stable ids, articles that do not disturb one
another.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import quoth.processor  # noqa: F401  registers the `quote` processor
from quoth.engine import Engine
from quoth.packages.folder import UnusableModelsError
from quoth.segmentation import LONGEST_SENTENCE, LONGEST_TOKEN

SAYING = "“The border stays open,” Foreign Minister Ilse Brandt said. She added that the port would follow."

#: Pieces of news with what text from the wild brings along: marks of all kinds, emoji, combining and bidirectional
#: characters, controls.
FRAGMENTS = st.sampled_from(
    [
        "“The border stays open,” ",
        "Brandt said",
        " that ",
        "the ministry ",
        "“",
        "”",
        '"',
        "‘",
        "’",
        "'",
        ". ",
        ", ",
        "\n\n",
        "\r\n",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\u202e",
        "مرحبا",
        "👩‍🚀",
        "é",
        "e\u0301",
        "\x00",
        "\x0b",
        "\u2028",
        "\ud800",
        "İ",
        "ﬁ",
        "don’t ",
        "U.S.",
        "—",
        "…",
    ]
)


def assert_spans_hold(text, article):
    spans = [span for quote in article.quotes for span in (*quote.content.spans, quote.cue, quote.source) if span]
    spans += [mention for speaker in article.speakers for mention in speaker.mentions]
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
    ids = {quote.id for quote in article.quotes}
    assert len(ids) == len(article.quotes)
    assert {quote.within for quote in article.quotes} <= ids | {None}
    speakers = {speaker.id for speaker in article.speakers}
    for quote in article.quotes:
        assert quote.content.spans
        assert 0 <= quote.confidence <= 1
        assert {speaker.id for speaker in quote.speakers} <= speakers
    for speaker in article.speakers:
        assert speaker.quotes
        assert set(speaker.quotes) <= ids


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FRAGMENTS | st.text(max_size=6), max_size=25).map("".join))
def test_every_span_is_the_slice_that_it_says_for_any_text(engine, text):
    assert_spans_hold(text, engine.extract(text))


@pytest.mark.parametrize("text", ["", " \n\t\u00a0 ", "\ufeff", "\x00", "…", "“", "“”", "a", "\ud800"])
def test_a_text_that_says_nothing_has_no_quotes(engine, text):
    assert engine.extract(text).quotes == ()


def test_the_same_article_has_the_same_ids_alone_and_among_others(engine):
    alone = engine.extract(SAYING)
    among = engine.extract_many([(None, "It rained in the capital."), ("second", SAYING), (None, "")])[1]
    assert among.id == "second"
    assert alone.quotes
    assert [quote.id for quote in among.quotes] == [quote.id for quote in alone.quotes]
    assert [speaker.id for speaker in among.speakers] == [speaker.id for speaker in alone.speakers]


def test_an_article_without_an_id_gets_one_from_its_text(engine):
    assert engine.extract(SAYING).id == engine.extract(SAYING).id
    assert engine.extract(SAYING).id != engine.extract(SAYING + " ").id


def test_a_stanza_document_has_the_quotes_too(engine):
    document = engine.pipeline(SAYING)
    assert document.quotes == engine.extract(SAYING).quotes
    assert document.quotes[0].speakers[0].name == "Ilse Brandt"


def test_a_sentence_without_end_is_cut_and_keeps_its_offsets(engine):
    text = "Brandt said the border and the port and the road " + "and the river, " * 200 + "stay open."
    document = engine.parse(text)
    assert max(len(sentence.words) for sentence in document.sentences) <= LONGEST_SENTENCE
    for word in document.iter_words():
        assert text[word.start_char : word.end_char] == word.text
    assert_spans_hold(text, engine.extract(text))


def test_a_token_without_end_is_cropped_for_the_models_and_whole_in_the_record(engine):
    name = "Brandt" + "x" * 5_000
    text = f"“The border stays open,” {name} said."
    document = engine.parse(text)
    assert max(len(word.text) for word in document.iter_words()) <= LONGEST_TOKEN
    article = engine.extract(text)
    assert_spans_hold(text, article)
    assert article.quotes[0].content.text == "“The border stays open,”"


def test_a_folder_without_models_is_refused_with_what_would_be_right(tmp_path):
    with pytest.raises(UnusableModelsError, match=r"resources\.json"):
        Engine(tmp_path)
