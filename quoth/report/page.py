"""A run's output in, its report out: one page of HTML that needs nothing beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from quoth.archive.manifest import Manifest
from quoth.archive.output import MANIFEST, Output
from quoth.archive.summary import total
from quoth.records import FORMS, KINDS
from quoth.report import plots
from quoth.report.figures import NOT_FOUND, Figures, figures
from quoth.report.quotes import quotes


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with all that says the same to those who do not see it."""

    id: str
    title: str
    says: str
    svg: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def page(output: Output) -> str:
    """The report of a run, finished or not, as HTML.

    Raises:
        ArchiveError: the folder holds no run, or nothing of it is done yet.
    """
    found = figures(lambda: quotes(output))
    environment = Environment(
        loader=PackageLoader("quoth.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    tally = total(output)
    return environment.get_template("report.html").render(
        run=Manifest.from_json(output.read(MANIFEST)),
        output=output.url,
        tally=tally,
        found=found,
        forms=FORMS,
        plots=[*_plots(found)] if found.quotes else [],
    )


def _plots(found: Figures) -> list[Plot]:
    drawn = [_kinds(found)]
    if found.speakers:
        drawn.insert(0, _speakers(found))
    if found.periods:
        drawn += (_time(found), _unnamed(found))
    if found.pairs:
        drawn.append(_pairs(found))
    return drawn


def _speakers(found: Figures) -> Plot:
    first, counts = found.speakers[0]
    return Plot(
        "speakers",
        "Who is quoted",
        f"The {len(found.speakers)} most quoted speakers. {first} leads with {_number(counts.total(), 'quote')}.",
        plots.by_form("speakers", found.speakers),
        ("Speaker", *FORMS, "all"),
        [_by_form(name, forms) for name, forms in found.speakers],
    )


def _kinds(found: Figures) -> Plot:
    kinds = [(kind, found.kinds[kind]) for kind in (*KINDS, NOT_FOUND)]
    anonymous = (found.kinds["unnamed"] + found.kinds[NOT_FOUND]) / found.quotes
    return Plot(
        "kinds",
        "Named and unnamed sources",
        f"Quotes by the kind of their speaker. {anonymous:.0%} have no named speaker.",
        plots.bars("kinds", kinds),
        ("Kind of speaker", "quotes", "share"),
        [(kind, f"{count}", f"{count / found.quotes:.1%}") for kind, count in kinds],
    )


def _time(found: Figures) -> Plot:
    period, counts = max(found.periods, key=lambda each: each[1].total())
    without = f" {_number(found.undated, 'quote')} without a date not among them." if found.undated else ""
    return Plot(
        "time",
        "Over time",
        f"Quotes by the date of their article, most of them, {counts.total()}, in {period}.{without}",
        plots.over_time("time", found.periods),
        ("Period", *FORMS, "all"),
        [_by_form(name, forms) for name, forms in found.periods],
    )


def _unnamed(found: Figures) -> Plot:
    period, share = max(found.unnamed, key=lambda each: each[1])
    return Plot(
        "unnamed",
        "Unnamed sources over time",
        f"Which share of the quotes has no named speaker; the largest, {share:.0%}, in {period}.",
        plots.share_over_time("unnamed", found.unnamed),
        ("Period", "share"),
        [(period, f"{share:.1%}") for period, share in found.unnamed],
    )


def _pairs(found: Figures) -> Plot:
    (first, second), articles = found.pairs[0]
    rows = [(f"{one} and {other}", count) for (one, other), count in found.pairs]
    return Plot(
        "pairs",
        "Who is quoted beside whom",
        f"Speakers by the number of articles that quote both; most often {first} and {second}, "
        f"in {_number(articles, 'article')}.",
        plots.bars("pairs", rows),
        ("Speakers", "articles"),
        [(names, f"{count}") for names, count in rows],
    )


def _by_form(name: str, forms: Counter[str]) -> tuple[str, ...]:
    return (name, *(f"{forms[form]}" for form in FORMS), f"{forms.total()}")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
