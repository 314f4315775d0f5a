"""How far a long run is: a bar with rate and time left on a terminal, a line now and then in a log."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

from quoth.cli.status import complain

LINE_EVERY = 60.0  # seconds between two lines in a log
RATE_OVER = 900.0  # seconds that the rate and the time left are reckoned from

Advance = Callable[[int], None]
"""Called with the number of articles that are done now and were not before."""


@contextlib.contextmanager
def bar(total: int, *, done: int = 0) -> Iterator[Advance]:
    """A bar on standard error, which should be a terminal; `done` of the `total` articles were done before."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class RateColumn(TextColumn):
        def render(self, task: Task) -> Text:
            return Text("" if task.speed is None else f"{task.speed:.2f} articles/s")

    columns = (BarColumn(), MofNCompleteColumn(), RateColumn(""), TimeRemainingColumn(elapsed_when_finished=True))
    with Progress(*columns, console=Console(stderr=True), speed_estimate_period=RATE_OVER) as progress:
        task = progress.add_task("articles", total=total, completed=done)
        yield lambda articles: progress.advance(task, articles)


@contextlib.contextmanager
def lines(total: int, *, done: int = 0) -> Iterator[Advance]:
    """A line on standard error at most once a minute, for logs."""
    began = last = time.monotonic()
    finished = done

    def advance(articles: int) -> None:
        nonlocal finished, last
        finished += articles
        now = time.monotonic()
        if now - last >= LINE_EVERY and finished > done:
            last = now
            rate = (finished - done) / (now - began)
            left = (total - finished) / rate
            complain(f"{finished} of {total} articles, {rate:.2f} articles/s, {left / 60:.0f} minutes left")

    yield advance


def shown(total: int, *, done: int = 0) -> contextlib.AbstractContextManager[Advance]:
    """The bar where standard error is a terminal, lines elsewhere."""
    return (bar if sys.stderr.isatty() else lines)(total, done=done)


def silent() -> contextlib.AbstractContextManager[Advance]:
    """Nothing is shown."""
    return contextlib.nullcontext(lambda _: None)
