"""The quotes of a run in, the figures of a report out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, groupby

from quoth.archive.extraction import NAMED
from quoth.records import KINDS
from quoth.report.quotes import ReportedQuote

SPEAKERS = 20
"""Speakers that a report shows."""

PAIRED = 200
"""Speakers, the most quoted ones, of whom it is counted who is quoted beside whom."""

PAIRS = 15
"""Pairs that a report shows."""

DAYS, MONTHS = 62, 48
"""Up to so many days the time goes by days, up to so many months by months, beyond by years."""

NOT_FOUND = "not found"
"""Stands for the kind of the speaker of a quote that has none."""


@dataclass(slots=True)
class Figures:
    """What a report shows. Periods are "2024-05-01", "2024-05" or "2024", all of one length, without gaps, in order."""

    quotes: int = 0
    undated: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    speakers: list[tuple[str, Counter[str]]] = field(default_factory=list)
    periods: list[tuple[str, Counter[str]]] = field(default_factory=list)
    unnamed: list[tuple[str, float]] = field(default_factory=list)
    pairs: list[tuple[tuple[str, str], int]] = field(default_factory=list)


def figures(quotes: Callable[[], Iterable[ReportedQuote]]) -> Figures:
    """The figures of the quotes that `quotes()` gives. It is called twice and gives the same each time.

    `unnamed` is, by period, which share of the quotes has no named speaker: none of a person, a body or a group.
    """
    found = Figures()
    by_speaker: dict[str, Counter[str]] = {}
    by_day: dict[date, Counter[str]] = {}
    unnamed: Counter[date] = Counter()
    for quote in quotes():
        found.quotes += 1
        found.forms[quote.form] += 1
        kinds = {kind for _, kind in quote.speakers} or {NOT_FOUND}
        found.kinds[next(kind for kind in (*KINDS, NOT_FOUND) if kind in kinds)] += 1
        for name in _names(quote):
            by_speaker.setdefault(name, Counter())[quote.form] += 1
        if (day := _day(quote.date)) is None:
            found.undated += 1
        else:
            by_day.setdefault(day, Counter())[quote.form] += 1
            unnamed[day] += kinds <= {"unnamed", NOT_FOUND}
    ranked = sorted(by_speaker.items(), key=lambda each: (-each[1].total(), each[0]))
    found.speakers = ranked[:SPEAKERS]
    found.pairs = _pairs(quotes(), {name for name, _ in ranked[:PAIRED]})
    found.periods, found.unnamed = _over_time(by_day, unnamed)
    return found


def _names(quote: ReportedQuote) -> list[str]:
    return [name for name, kind in quote.speakers if name is not None and kind in NAMED]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _pairs(quotes: Iterable[ReportedQuote], among: set[str]) -> list[tuple[tuple[str, str], int]]:
    """Who is quoted in the same articles, and in how many."""
    articles: Counter[tuple[str, str]] = Counter()
    for _, together in groupby(quotes, key=lambda quote: quote.article):
        names = {name for quote in together for name in _names(quote)} & among
        articles.update(combinations(sorted(names), 2))
    return sorted(articles.items(), key=lambda each: (-each[1], each[0]))[:PAIRS]


def _over_time(
    by_day: dict[date, Counter[str]], unnamed: Counter[date]
) -> tuple[list[tuple[str, Counter[str]]], list[tuple[str, float]]]:
    if not by_day:
        return [], []
    first, last = min(by_day), max(by_day)
    length = 10 if (last - first).days <= DAYS else 7 if (last.year - first.year) * 12 <= MONTHS else 4
    forms: dict[str, Counter[str]] = {period: Counter() for period in _periods(first, last, length)}
    without_name: Counter[str] = Counter()
    for day, counts in by_day.items():
        forms[day.isoformat()[:length]] += counts
        without_name[day.isoformat()[:length]] += unnamed[day]
    shares = [(period, without_name[period] / counts.total()) for period, counts in forms.items() if counts]
    return list(forms.items()), shares


def _periods(first: date, last: date, length: int) -> Iterator[str]:
    """All periods from one day to another, those included, in which nothing was said among them."""
    days = (date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))
    return (period for period, _ in groupby(day.isoformat()[:length] for day in days))
