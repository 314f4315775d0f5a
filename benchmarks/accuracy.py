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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.calibration import Judged, expected_error
from quoth.attribution import attribute
from quoth.engine import Engine
from quoth.packages.folder import LANGUAGE
from quoth.parsing import parse_of
from quoth.processor import QUOTE
from quoth.records import Article, Quote, Speaker
from quoth.speech import syntax

GOLD = Path(os.environ.get("QUOTH_GOLD", Path(__file__).parents[1] / ".." / "shared" / "gold")).resolve()

Attributed = tuple[tuple[Quote, ...], tuple[Speaker, ...]]

Figures = dict[str, float]
"""A system's figures, in percent, by name; those of what it does not tell are left out."""

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

FIELDS = {"role lenient": "role", "affiliation lenient": "affiliation"}
"""Figures of what some systems tell of no speaker, and the speakers' fields that would have it."""


@dataclass(slots=True)
class Run:
    """What a system said to the annotated set: records by article id, and the seconds of each as far as is known."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def printed_seconds(self) -> str:
        """Seconds an article as tables print them."""
        return f"{sum(self.seconds) / len(self.seconds):.2f}" if self.seconds else "–"


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
            if value is not None and (name not in FIELDS or _tells(predictions, FIELDS[name])):
                found[name] = float(value)
        return found

    def errors(self, predictions: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """One line for each thing that `predictions` have wrong."""
        _, errors = self._module.score(self._gold, predictions)
        return list(errors)

    def verdicts(self, predictions: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], bool]]:
        """Each quote of `predictions`, and whether it is right as `quoth.steps.confidence` says."""
        score = self._module
        for name, text, annotated in score.load(self._gold):
            quotes = predictions[name]["quotes"] if name in predictions else ()
            spans = [[(span["start"], span["end"]) for span in quote["content"]["spans"]] for quote in quotes]
            wanted = [score.words_of(text, record["content_spans"]) for record in annotated]
            pairs = score.match(wanted, [score.words_of(text, each) for each in spans])
            partners = {number: annotated[i]["speakers"] for i, number in pairs}
            for number, quote in enumerate(quotes):
                names = [speaker["name"] for speaker in quote["speakers"]]
                yield quote, number in partners and score.same_speakers(partners[number], names)

    def judged(self, predictions: Mapping[str, Mapping[str, Any]]) -> list[Judged]:
        """The statements of `predictions`: the confidence of each, and whether it is right."""
        verdicts = self.verdicts(predictions)
        return [Judged(quote["confidence"], right) for quote, right in verdicts if quote["act"] == "statement"]


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


def runs(engine: Engine, gold: Path) -> tuple[Run, Run]:
    """What the engine says to the annotated set; and what its first rules say: the tree and the cue lexicon in place of
    the quote tagger, everything else the engine's. Both read the same parse.
    """
    ours, rules = Run(), Run()
    for name, text in texts(gold).items():
        began = time.perf_counter()
        document = engine.parse(text)
        document.text = text
        parsing = time.perf_counter() - began
        for run, attributed in ((ours, _by_engine), (rules, _by_first_rules)):
            began = time.perf_counter()
            quotes, speakers = attributed(engine, document)
            run.seconds.append(parsing + time.perf_counter() - began)
            run.records[name] = Article(name, engine.model, LANGUAGE, quotes, speakers, ()).as_dict()
    return ours, rules


def _by_engine(engine: Engine, document: Any) -> Attributed:
    document = engine.pipeline.process(document, processors=QUOTE)
    return document.quotes, document.speakers


def _by_first_rules(_: Engine, document: Any) -> Attributed:
    return attribute(parse_of(document), syntax.find)


def peers(gold: Path) -> Iterator[tuple[str, Run]]:
    """The other systems by name."""
    for path in sorted((gold / "peers").glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines if line.strip()]
        seconds = [record["seconds"] for record in records if record.get("seconds") is not None]
        yield path.stem, Run({record["id"]: record for record in records}, seconds)


def percent(value: float | None) -> str:
    """A figure as tables print it; None, for what a system does not tell, is a dash."""
    return "–" if value is None else f"{value:.1f}"


def _tells(predictions: Mapping[str, Mapping[str, Any]], name: str) -> bool:
    """Whether any speaker has the field."""
    return any(
        speaker.get(name)
        for record in predictions.values()
        for quote in record["quotes"]
        for speaker in quote.get("speakers") or ()
    )


def options(program: str, description: str | None) -> argparse.ArgumentParser:
    """The options of a command that has the engine read an annotated set."""
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument(
        "--gold", type=Path, default=GOLD, metavar="DIR", help="the annotated set (default: %(default)s)"
    )
    parser.add_argument("--models", type=Path, metavar="DIR", help="a folder of models in place of the bundled ones")
    return parser


def main() -> int:
    """Print the table."""
    parser = options("python -m benchmarks.accuracy", __doc__)
    parser.add_argument("--errors", action="store_true", help="print each error of the engine before the table")
    arguments = parser.parse_args()
    try:
        scorer = load_scorer(arguments.gold)
    except FileNotFoundError as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return 2

    engine = Engine(arguments.models, threads=1)
    engine.extract("Warm-up, he said.")
    ours, rules = runs(engine, arguments.gold)
    if arguments.errors:
        print("\n".join(scorer.errors(ours.records)), end="\n\n")
    _print(scorer, {engine.model: ours, "first rules": rules, **dict(peers(arguments.gold))})
    if judged := scorer.judged(ours.records):
        print(f"Expected calibration error of confidence: {expected_error(judged):.3f}")
    return 0


def _print(scorer: Scorer, systems: Mapping[str, Run]) -> None:
    count = len(next(iter(systems.values())).records)
    table = Table(title=f"{count} annotated articles, figures in percent", title_justify="left")
    table.add_column("", no_wrap=True)
    for name in systems:
        table.add_column(name, justify="right")
    figures = [scorer.figures(run.records) for run in systems.values()]
    for row in COLUMNS:
        table.add_row(row, *(percent(each.get(row)) for each in figures))
    table.add_section()
    table.add_row("seconds an article", *(run.printed_seconds() for run in systems.values()))
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
