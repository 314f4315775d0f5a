"""Selection: what is left out takes everything along that points at it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quoth.records import Article, Content, Quote, Span, Speaker, SpeakerReference
from service.selection import Selection, select


def quote(id: str, **changes: object) -> Quote:
    content = Content("Yes", (Span(0, 3, "Yes"),))
    speakers = (SpeakerReference("s_1", "Marsh", "person", None, None),)
    return replace(Quote(id, "direct", "statement", None, 0.9, content, None, None, speakers), **changes)  # type: ignore[arg-type]


def speaker(id: str, *quotes: str) -> Speaker:
    return Speaker(id, id, "person", None, None, (), (), quotes)


OUTER = quote("q_outer", form="indirect", act="attitude", confidence=0.6)
INNER = quote("q_inner", within="q_outer", confidence=0.8)
OTHER = quote("q_other", form="mixed")
ARTICLE = Article(
    "a", "m", "en", (OUTER, INNER, OTHER), (speaker("s_1", "q_outer", "q_inner"), speaker("s_2", "q_other")), ()
)


@pytest.mark.parametrize(
    ("selection", "kept"),
    [
        (Selection(), ["q_outer", "q_inner", "q_other"]),
        (Selection(forms=frozenset({"direct"})), ["q_inner"]),
        (Selection(forms=frozenset({"direct", "mixed"})), ["q_inner", "q_other"]),
        (Selection(acts=frozenset({"attitude"})), ["q_outer"]),
        (Selection(min_confidence=0.8), ["q_inner", "q_other"]),
        (Selection(acts=frozenset({"attitude"}), min_confidence=0.7), []),
    ],
)
def test_only_wanted_quotes_stay(selection: Selection, kept: list[str]) -> None:
    selected = select(ARTICLE, selection)
    assert [quote.id for quote in selected.quotes] == kept
    assert [id for speaker in selected.speakers for id in speaker.quotes] == kept


def test_nothing_changes_when_everything_is_wanted() -> None:
    assert select(ARTICLE, Selection()) is ARTICLE


def test_a_quote_whose_outer_quote_is_left_out_stands_alone() -> None:
    (inner, _) = select(ARTICLE, Selection(forms=frozenset({"direct", "mixed"}))).quotes
    assert inner == replace(INNER, within=None)


def test_a_quote_whose_outer_quote_stays_points_at_it() -> None:
    inner = select(ARTICLE, Selection(forms=frozenset({"direct", "indirect"}))).quotes[1]
    assert inner.within == "q_outer"


def test_a_speaker_without_any_quote_left_goes_out() -> None:
    selected = select(ARTICLE, Selection(forms=frozenset({"mixed"})))
    assert [speaker.id for speaker in selected.speakers] == ["s_2"]
