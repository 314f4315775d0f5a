"""How often the engine is right: `python -m benchmarks.accuracy` scores it on an annotated set, beside other systems.

The set is a folder with articles/NAME.txt and NAME.json; the scorer, score.py, lies in it or beside it. Where there is
peers/SYSTEM.jsonl, it is what another system answered, each line in the scorer's format and with the seconds it took.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from quoth.attribution import attribute
from quoth.engine import Engine
from quoth.packages.folder import LANGUAGE
from quoth.parsing import parse_of
from quoth.records import Article
from quoth.speech import syntax

GOLD = Path(os.environ.get("QUOTH_GOLD", Path(__file__).parents[1] / ".." / "shared" / "gold")).resolve()

Figures = dict[str, float]
"""A system's figures, in percent, by name."""

COLUMNS = {
    "words strict F1": ("words", "strict", "f1"),
    "words lenient F1": ("words", "lenient", "f1"),
    "records F1": ("records", "f1"),
    "quoted strict": ("quoted", "strict"),
    "direct recall": ("recall by form", "direct"),
    "mixed recall": ("recall by form", "mixed"),
    "indirect recall": ("recall by form", "indirect"),
    "speaker strict": ("matched", "speaker strict"),
    "role lenient": ("matched", "role lenient"),
    "affiliation lenient": ("matched", "affiliation lenient"),
}
"""Each figure of the table, and where the scorer's answer has it."""


class Scorer:
    """The score.py of an annotated set."""

    def __init__(self, gold: Path, module: Any) -> None:
        self._gold, self._module = gold, module

    def figures(self, predictions: Mapping[str, Mapping[str, Any]]) -> Figures:
        """The figures of a system that answered `predictions`, records by article id."""
        scored, _ = self._module.score(self._gold, predictions)
        found = {}
        for name, keys in COLUMNS.items():
            value = scored
            for key in keys:
                value = value[key]
            found[name] = float(value or 0)
        return found

    def errors(self, predictions: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """One line for each thing that `predictions` have wrong."""
        _, errors = self._module.score(self._gold, predictions)
        return list(errors)


def load_scorer(gold: Path) -> Scorer:
    """The scorer that lies in an annotated set's folder, or in the folder above.

    Raises:
        FileNotFoundError: neither has one.
    """
    path = next((path for path in (gold / "score.py", gold.parent / "score.py") if path.is_file()), None)
    if path is None:
        raise FileNotFoundError(f"there is no {gold / 'score.py'}; name an annotated set with --gold or QUOTH_GOLD")
    spec = importlib.util.spec_from_file_location("quoth_gold_score", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Scorer(gold, module)


def texts(gold: Path) -> dict[str, str]:
    """The annotated set's articles by id."""
    paths = sorted((gold / "articles").glob("*.txt"))
    return {path.stem: path.read_bytes().decode("utf-8") for path in paths if (gold / f"{path.stem}.json").is_file()}


def answers(engine: Engine, gold: Path) -> Iterator[Article]:
    """What the engine says to each article of the annotated set."""
    for name, text in texts(gold).items():
        yield engine.extract(text, id=name)


def first_rules(engine: Engine, gold: Path) -> Iterator[Article]:
    """What the tree and the cue lexicon alone say, in place of the quote tagger; everything else is the engine's."""
    for name, text in texts(gold).items():
        quotes, speakers = attribute(parse_of(engine.parse(text)), syntax.find)
        yield Article(name, engine.model, LANGUAGE, quotes, speakers, ())


def peers(gold: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The other systems: each one's name, and its records by article id."""
    for path in sorted((gold / "peers").glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines if line.strip()]
        yield path.stem, {record["id"]: record for record in records}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument(
        "--gold", type=Path, default=GOLD, metavar="DIR", help="the annotated set (default: %(default)s)"
    )
    parser.add_argument("--models", type=Path, metavar="DIR", help="a folder of models in place of the bundled ones")
    parser.add_argument("--errors", action="store_true", help="print each error of the engine before the table")
    arguments = parser.parse_args()
    try:
        scorer = load_scorer(arguments.gold)
    except FileNotFoundError as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return 2

    engine = Engine(arguments.models, threads=1)
    engine.extract("Warm-up, he said.")
    began = time.perf_counter()
    ours = {answer.id: answer.as_dict() for answer in answers(engine, arguments.gold)}
    seconds = (time.perf_counter() - began) / max(1, len(ours))
    if arguments.errors:
        print("\n".join(scorer.errors(ours)), end="\n\n")

    systems: list[tuple[str, Figures, float | None]] = [(engine.model, scorer.figures(ours), seconds)]
    began = time.perf_counter()
    rules = {answer.id: answer.as_dict() for answer in first_rules(engine, arguments.gold)}
    systems.append(("first rules", scorer.figures(rules), (time.perf_counter() - began) / max(1, len(rules))))
    for name, records in peers(arguments.gold):
        timed = [record["seconds"] for record in records.values() if record.get("seconds") is not None]
        systems.append((name, scorer.figures(records), sum(timed) / len(timed) if timed else None))
    _print(systems, len(ours))
    return 0


def _print(systems: list[tuple[str, Figures, float | None]], count: int) -> None:
    table = Table(title=f"{count} annotated articles, figures in percent", title_justify="left")
    table.add_column("", no_wrap=True)
    for name, _, _ in systems:
        table.add_column(name, justify="right")
    for row in COLUMNS:
        table.add_row(row, *(f"{figures[row]:.1f}" for _, figures, _ in systems))
    table.add_section()
    table.add_row("seconds an article", *("" if each is None else f"{each:.2f}" for _, _, each in systems))
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
