"""Annotated quotes as the training reads them."""

import pytest

from training import attributions

TEXT = "Ada Holt said talks go on. It is believed that they fail."


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "text" / "nobody_read_it.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "attributions" / "one_a.ann").write_text(
        "T1\tSource 0 8\tAda Holt\n"
        "T2\tCue 9 13\tsaid\n"
        "T3\tContent 20 25;14 19\tgo on\nbroken over lines talks\n"
        "T4\tAttribution 9 13\tsaid\n"
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n"
        "T5\tCue 33 41\tbelieved\n"
        "T6\tContent 42 56\tthat they fail\n"
        "T7\tAttribution-no-source 33 41\tbelieved\n"
        "E2\tAttribution-no-source:T7 Cue:T5 Content:T6\n",
        encoding="utf-8",
    )
    return tmp_path


def test_quotes_with_and_without_a_source_are_read(corpus):
    (article,) = attributions.polnear_articles(corpus)
    assert article.text == TEXT
    with_source, without = article.quotes
    assert with_source.source == ((0, 8),)
    assert with_source.contents == ((20, 25), (14, 19))
    assert without.source == ()
    assert [TEXT[start:end] for start, end in without.cue + without.contents] == ["believed", "that they fail"]
