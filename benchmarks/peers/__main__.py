"""Quoth beside its peers: `python -m benchmarks.peers` runs all of them on the same articles, taking turns.

Systems: Quoth; Quoth as it was by rules alone, where this is a clone that has that revision; textacy over spaCy's small
English model; and the nearest subject of a reporting verb, a rule in a few lines over Quoth's parse. Each has a process
of its own and one thread. Accuracy is measured on an annotated set (--gold, or QUOTH_GOLD) with the set's own scorer,
or, where there is none, on a few articles of our own.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import accuracy
from benchmarks.peers import gold
from benchmarks.peers.adapters import SYSTEMS
from benchmarks.peers.curve import seconds_by_length, seconds_for
from benchmarks.peers.processes import (
    FIRST_RULES,
    Answering,
    System,
    SystemFailedError,
    earlier_quoth,
    loaded,
)

LENGTHS = (100, 300, 1000, 3000, 10_000, 20_000)  # words
COUNTS = (1, 10, 100, 1000, 10_000)  # articles


@dataclass(slots=True)
class Run(accuracy.Run):
    """What a system said, in how many seconds, and the bytes (RSS) that its process holds at the end."""

    memory: int = 0


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--gold", type=Path, default=accuracy.GOLD, metavar="DIR", help="(default: %(default)s)")
    parser.add_argument("--systems", nargs="+", choices=[*SYSTEMS, "first-rules"], metavar="SYSTEM", help="only these")
    parser.add_argument("--lengths", type=int, nargs="*", default=LENGTHS, metavar="WORDS", help="of one article")
    parser.add_argument("--counts", type=int, nargs="*", default=COUNTS, metavar="N", help="of articles")
    parser.add_argument("--workers", type=int, nargs="*", default=(1, 2), metavar="N", help="processes of one system")
    arguments = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="quoth-peers-") as folder:
        systems = _systems(arguments.systems, Path(folder))
        try:
            with loaded(systems) as answering:
                _accuracy(console, answering, arguments.gold)
                if arguments.lengths:
                    _lengths(console, answering, arguments.lengths)
            if arguments.counts:
                _counts(console, systems, arguments.counts, arguments.workers)
        except SystemFailedError as error:
            sys.stderr.write(f"{parser.prog}: {error}; peers need: pip install 'quoth[peers]'\n")
            return 2
    return 0


def _systems(wanted: Sequence[str] | None, folder: Path) -> list[System]:
    systems = [System(name, name) for name in SYSTEMS if wanted is None or name in wanted]
    if wanted is None or "first-rules" in wanted:
        package = earlier_quoth(FIRST_RULES, folder)
        if package is None:
            sys.stderr.write(f"there is no revision {FIRST_RULES} here: the first rules are left out\n")
        else:
            systems.insert(1, System("first rules", "quoth", package))
    return systems


def answers(systems: Sequence[Answering], texts: Mapping[str, str]) -> list[Run]:
    """What each system answers to each article. Article by article all take their turn, each time another one first."""
    runs = [Run() for _ in systems]
    for number, (name, text) in enumerate(texts.items()):
        for turn in range(len(systems)):
            which = (number + turn) % len(systems)
            systems[which].send(name, text)
            answer = systems[which].receive()
            runs[which].records[name] = answer
            runs[which].seconds.append(answer["seconds"])
    for system, run in zip(systems, runs, strict=True):
        run.memory = system.memory()
    return runs


def _accuracy(console: Console, systems: Sequence[Answering], folder: Path) -> None:
    scorer = None
    with contextlib.suppress(FileNotFoundError):
        scorer = accuracy.load_scorer(folder)
    texts = accuracy.texts(folder) if scorer else gold.articles()
    runs = answers(systems, texts)
    figures = [scorer.figures(run.records) if scorer else gold.figures(run.records) for run in runs]
    where = f"of {folder}" if scorer else "of our own"
    table = _table(f"{len(texts)} annotated articles {where}, one thread; figures in percent", systems)
    for row in dict.fromkeys(name for each in figures for name in each):
        table.add_row(row, *(accuracy.percent(each.get(row)) for each in figures))
    table.add_section()
    table.add_row("seconds an article", *(run.printed_seconds() for run in runs))
    table.add_row("seconds to load", *(f"{system.start:.1f}" for system in systems))
    table.add_row("memory (RSS)", *(f"{run.memory / 1e6:.0f} MB" for run in runs))
    console.print(table)


def _lengths(console: Console, systems: Sequence[Answering], lengths: Sequence[int]) -> None:
    table = _table("Seconds for one article", systems)
    for words, seconds in seconds_by_length(systems, lengths):
        table.add_row(f"{words} words", *(f"{each:.2f}" for each in seconds))
    table.add_section()
    table.add_row("memory (RSS) after", *(f"{system.memory() / 1e6:.0f} MB" for system in systems))
    console.print(table)


def _counts(console: Console, systems: Sequence[System], counts: Sequence[int], workers: Sequence[int]) -> None:
    table = Table(title="Seconds for many articles of about 240 words, loading not counted", title_justify="left")
    table.add_column("", no_wrap=True)
    for count in counts:
        table.add_column(f"{count} articles", justify="right")
    for system in systems:
        for number in workers:
            with loaded([system] * number) as processes:
                seconds = [seconds_for(processes, count) for count in counts]
            name = f"{system.name}, {number} process" + "es" * (number != 1)
            table.add_row(name, *(f"{each:.1f}" for each in seconds))
    console.print(table)


def _table(title: str, systems: Sequence[Answering]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("", no_wrap=True)
    for each in systems:
        table.add_column(each.system.name, justify="right")
    return table


if __name__ == "__main__":
    sys.exit(main())
