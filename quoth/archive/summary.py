"""What a whole run came to: the tallies of its parts, added up and shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from quoth.archive.extraction import Tally
from quoth.archive.output import DONE, FAILURES, SUMMARY, WORKING, Output
from quoth.records import FORMS

if TYPE_CHECKING:
    from rich.console import RenderableType

TOP = 10
"""Speakers that a summary names."""


def total(output: Output) -> Tally:
    """What all the parts that are done came to."""
    tally = Tally()
    for name in output.names(DONE):
        tally.add(Tally.from_json(output.read(f"{DONE}/{name}")))
    return tally


def finish(output: Output) -> Tally:
    """Write the summary of a run all parts of which are done, and clear away what it worked with."""
    tally = total(output)
    quotes = {"all": tally.forms.total()} | {form: tally.forms[form] for form in FORMS}
    plain = {
        "articles": tally.articles,
        "failures": tally.failures,
        "quotes": quotes,
        "speakers": [{"name": name, "quotes": count} for name, count in _top(tally)],
    }
    output.write(SUMMARY, json.dumps(plain, ensure_ascii=False, indent=2).encode() + b"\n")
    output.remove(WORKING)
    return tally


def shown(tally: Tally, output: Output) -> RenderableType:
    """The summary as a table for the terminal."""
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    table.add_row(f"{tally.articles}", "articles")
    where = f", see {output.url}/{FAILURES}" if tally.failures else ""
    table.add_row(f"{tally.failures}", f"failures{where}")
    table.add_row(f"{tally.forms.total()}", "quotes")
    for form in FORMS:
        table.add_row(f"{tally.forms[form]}", f"  {form}")
    for name, quotes in _top(tally):
        table.add_row(f"{quotes}", f"  {name}", style="cyan")
    return table


def _top(tally: Tally) -> list[tuple[str, int]]:
    return sorted(tally.speakers.items(), key=lambda each: (-each[1], each[0]))[:TOP]
