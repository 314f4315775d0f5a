"""The figures of a report: who, how often, in which form, when, and beside whom."""

from __future__ import annotations

from collections import Counter

import pytest

from quoth.report.figures import Figures, figures
from quoth.report.quotes import ReportedQuote

ABE = ("Shinzo Abe", "person")
MINISTRY = ("Foreign Ministry", "organization")
OFFICIAL = ("senior official", "unnamed")
NOBODY = (None, "unnamed")


def quote(
    article: str, *speakers: tuple[str | None, str], form: str = "direct", on: str | None = None
) -> ReportedQuote:
    return ReportedQuote(article, on, form, speakers)


def found(*quotes: ReportedQuote) -> Figures:
    return figures(lambda: quotes)


def test_speakers_are_ranked_by_their_quotes_with_the_forms_of_each() -> None:
    answer = found(quote("a", MINISTRY), quote("a", ABE), quote("b", ABE, form="mixed"), quote("b", OFFICIAL))
    assert answer.speakers == [
        ("Shinzo Abe", Counter(direct=1, mixed=1)),
        ("Foreign Ministry", Counter(direct=1)),
    ]


def test_a_joint_quote_counts_for_each_of_its_speakers_and_once_in_all() -> None:
    answer = found(quote("a", ABE, MINISTRY))
    assert [name for name, _ in answer.speakers] == ["Foreign Ministry", "Shinzo Abe"]
    assert (answer.quotes, answer.kinds.total(), answer.kinds["person"]) == (1, 1, 1)


def test_quotes_without_a_named_speaker_are_a_share_of_their_period() -> None:
    answer = found(
        quote("a", ABE, on="2024-05-01"),
        quote("a", OFFICIAL, on="2024-05-01"),
        quote("a", NOBODY, ABE, on="2024-05-01"),
        quote("a", on="2024-05-01T09:30:00Z"),
        quote("b", ABE, on="2024-05-03"),
    )
    assert answer.unnamed == [("2024-05-01", 0.5), ("2024-05-03", 0.0)]


@pytest.mark.parametrize(
    ("last", "periods"),
    [
        ("2024-02-02", ["2024-01-31", "2024-02-01", "2024-02-02"]),
        ("2024-04-30", ["2024-01", "2024-02", "2024-03", "2024-04"]),
        ("2029-01-01", ["2024", "2025", "2026", "2027", "2028", "2029"]),
    ],
)
def test_time_goes_by_days_months_or_years_and_leaves_no_gap(last: str, periods: list[str]) -> None:
    answer = found(quote("a", ABE, on="2024-01-31"), quote("b", ABE, on=last))
    assert [period for period, _ in answer.periods] == periods
    assert sum(forms.total() for _, forms in answer.periods) == 2


def test_what_is_no_date_is_counted_as_undated() -> None:
    answer = found(quote("a", ABE), quote("b", ABE, on="last Tuesday"), quote("c", ABE, on="2024-05-01"))
    assert answer.undated == 2


def test_pairs_count_the_articles_that_quote_both() -> None:
    answer = found(quote("a", ABE), quote("a", MINISTRY), quote("a", ABE), quote("b", MINISTRY, ABE), quote("c", ABE))
    assert answer.pairs == [(("Foreign Ministry", "Shinzo Abe"), 2)]


def test_of_no_quotes_all_figures_are_empty() -> None:
    assert found() == Figures()
