"""Whether memory stays flat: `python -m benchmarks.soak` has the service read 10,000 articles, alone and in batches.

Four clients share the articles: two post each by itself, two in batches. The promise: every article is answered,
no worker dies, and at the end none holds a tenth more memory than after the first 500 articles.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.serving import Service, ServiceFailedError, resident, running_service
from benchmarks.unlike import numbered
from quoth.client import Client, Posting, ProblemError, QuothError

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.txt"))
SETTLED = 500  # articles after which a worker has allocated what it needs
MOST_GROWTH = 0.10
CLIENTS = 2  # of each kind


class Articles:
    """Numbered articles of different lengths, each drawn by one client only; counts what came of them."""

    def __init__(self, count: int) -> None:
        self._numbers = iter(range(count))
        self._texts = [path.read_bytes().decode("utf-8") for path in ARTICLES]
        self._lock = threading.Lock()
        self.answered = 0
        self.failed: list[str] = []

    def draw(self) -> Iterator[Posting]:
        """The articles that are left."""
        while True:
            with self._lock:
                number = next(self._numbers, None)
            if number is None:
                return
            lines = self._texts[number % len(self._texts)].splitlines(keepends=True)
            # From a short piece of news to the whole article.
            text = "".join(lines[: 2 + number % max(1, len(lines) - 1)])
            yield Posting(text=numbered(text, number), id=str(number))

    def note(self, posting: Posting, result: object) -> None:
        """Counts what came of an article."""
        with self._lock:
            if getattr(result, "id", None) == posting.id:
                self.answered += 1
            else:
                self.failed.append(f"{posting.id}: {result}")


def one_by_one(client: Client, articles: Articles) -> None:
    """Posts each article by itself."""
    for posting in articles.draw():
        try:
            articles.note(posting, client.extract(posting.text or "", id=posting.id))
        except ProblemError as error:
            articles.note(posting, error)


def in_batches(client: Client, articles: Articles) -> None:
    """Posts the articles in batches of 50."""
    drawn, posted = itertools.tee(articles.draw())
    for posting, result in zip(posted, client.extract_many(drawn, together=50), strict=True):
        articles.note(posting, result)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, metavar="N", help="default: %(default)s")
    parser.add_argument("--settled", type=int, default=SETTLED, metavar="N", help="compare with after so many")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="default: %(default)s")
    arguments = parser.parse_args(argv)
    articles = Articles(arguments.articles)
    began = time.perf_counter()
    try:
        with running_service(QUOTH_WORKERS=str(arguments.workers)) as service:
            settled, end = _soak(service, articles, arguments.settled)
    except (ServiceFailedError, QuothError) as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return 2
    lasted = time.perf_counter() - began
    table = Table(
        title=f"{articles.answered} articles answered, {len(articles.failed)} not, in {lasted:.0f} s",
        title_justify="left",
    )
    for heading in ("worker", f"after {arguments.settled}", "at the end", "growth", f"limit {MOST_GROWTH:.0%}"):
        table.add_column(heading, justify="right", no_wrap=True)
    kept = not articles.failed and settled.keys() == end.keys()
    for worker in sorted(settled.keys() | end.keys()):
        before, after = settled.get(worker, 0), end.get(worker, 0)
        growth = after / before - 1 if before else 0.0
        fine = bool(before and after) and growth <= MOST_GROWTH
        kept &= fine
        verdict = "ok" if fine else "OVER" if before and after else "DIED"
        table.add_row(str(worker), f"{before / 1e6:.0f} MB", f"{after / 1e6:.0f} MB", f"{growth:+.1%}", verdict)
    Console().print(table)
    for failure in articles.failed[:10]:
        sys.stdout.write(f"failed: {failure}\n")
    return 0 if kept else 1


def _soak(service: Service, articles: Articles, settled_after: int) -> tuple[dict[int, int], dict[int, int]]:
    """Bytes that each worker holds once it has settled, and at the end."""
    settled: dict[int, int] = {}
    with contextlib.ExitStack() as clients, ThreadPoolExecutor(2 * CLIENTS) as pool:
        # A connection of its own for each, since one stays with the worker that took it.
        under_way = [
            pool.submit(post, clients.enter_context(Client(service.url)), articles)
            for post in (one_by_one, in_batches) * CLIENTS
        ]
        while not all(each.done() for each in under_way):
            if not settled and articles.answered >= settled_after:
                settled = _memory(service)
            time.sleep(0.2)
        for each in under_way:
            each.result()
    return settled or _memory(service), _memory(service)


def _memory(service: Service) -> dict[int, int]:
    return {pid: resident(pid) for pid in service.workers()}


if __name__ == "__main__":
    sys.exit(main())
