"""Whether confidence is a share of right answers: `python -m benchmarks.reliability` scores it on an annotated set.

The set is that of `benchmarks.accuracy`. What makes a quote right is said in `quoth.steps.confidence`; statements alone
are counted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.accuracy import load_scorer, options, texts
from benchmarks.calibration import Judged, bins, expected_error
from quoth.engine import Engine


def main() -> int:
    """Print the table."""
    parser = options("python -m benchmarks.reliability", __doc__)
    arguments = parser.parse_args()
    try:
        scorer = load_scorer(arguments.gold)
    except FileNotFoundError as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return 2
    engine = Engine(arguments.models, threads=1)
    records = {name: engine.extract(text, id=name).as_dict() for name, text in texts(arguments.gold).items()}
    judged = scorer.judged(records)
    if not judged:
        sys.stderr.write(f"{parser.prog}: the engine found no statement in the articles of {arguments.gold}\n")
        return 2
    _print(judged, len(records))
    return 0


def _print(judged: Sequence[Judged], articles: int) -> None:
    table = Table(box=box.MARKDOWN)
    for column in ("confidence", "statements", "mean confidence", "share right"):
        table.add_column(column, justify="right")
    for each in bins(judged):
        figures = (f"{each.confidence:.3f}", f"{each.right:.3f}")
        table.add_row(f"{each.low:.1f} to {each.high:.1f}", str(len(each.judged)), *figures)
    mean = sum(each.confidence for each in judged) / len(judged)
    right = sum(each.right for each in judged) / len(judged)
    table.add_row("all", str(len(judged)), f"{mean:.3f}", f"{right:.3f}")
    console = Console(highlight=False)
    console.print(f"{len(judged)} statements in {articles} annotated articles", table)
    console.print(f"Expected calibration error: {expected_error(judged):.3f}")


if __name__ == "__main__":
    sys.exit(main())
