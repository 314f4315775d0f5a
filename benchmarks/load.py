"""What the service does under load: `python -m benchmarks.load` posts an article of 505 words from many clients.

For one and two workers, without and with batches of articles read together, locust plays 1 and 16 clients that each
wait for their answers; then clients that together post four times as much as was answered at the best. The promises:
nothing fails, and under overload what is accepted is answered in the time that the queue before it takes, while the
rest is refused at once.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import posting
from benchmarks.serving import ROOT, ServiceFailedError, running_service

QUEUE = 16
OVERLOAD = 4  # times as many articles as the service can read
OVERLOADING = 160  # clients, enough for that many articles to be on their way while others wait in the queue
ALLOWANCE = 1.5  # times the time that a full queue takes, within which an accepted article is answered
LONGEST_REFUSAL = 2.0  # seconds within which 99 of 100 refusals are there


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one run: answers a second, seconds for each accepted and each refused article, how many failed and
    with what errors.
    """

    rate: float
    accepted: Mapping[float, int]
    refused: Mapping[float, int]
    failed: int
    errors: Sequence[str]

    @property
    def posted(self) -> int:
        """How many articles were posted."""
        return sum(self.accepted.values()) + sum(self.refused.values())


def percentile(seconds: Mapping[float, int], share: float) -> float:
    """The time within which a share of the answers came; `seconds` counts answers by their time."""
    left = share * sum(seconds.values())
    for time in sorted(seconds):
        left -= seconds[time]
        if left <= 0:
            return time
    return max(seconds, default=0.0)


def run(url: str, clients: int, seconds: int, rate: float | None = None) -> Outcome:
    """Has locust post to the service; `rate` is in articles a second of all clients together.

    Raises:
        ServiceFailedError: locust could not run.
    """
    settings = ["--headless", "--json", "--loglevel", "ERROR", "--stop-timeout", "300"]
    crowd = ["--users", str(clients), "--spawn-rate", str(clients), "--run-time", f"{seconds}s", "--host", url]
    command = [sys.executable, "-m", "locust", "--locustfile", posting.__file__, *settings, *crowd]
    environment = {**os.environ, "QUOTH_LOAD_RATE": "" if rate is None else str(rate / clients)}
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as failures:
        environment["QUOTH_LOAD_FAILURES"] = failures.name
        # Locust's status tells of failed requests; they are counted below.
        ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        errors = failures.read().splitlines()
    try:
        entries: list[dict[str, Any]] = json.loads(ran.stdout[ran.stdout.index("[") :])
    except ValueError:
        raise ServiceFailedError(f"locust did not run:\n{ran.stderr}") from None
    times = {entry["name"]: _times(entry) for entry in entries}
    accepted = next((entry for entry in entries if entry["name"] == posting.ACCEPTED), None)
    answered = accepted["num_requests"] - accepted["num_failures"] if accepted else 0
    lasted = accepted["last_request_timestamp"] - accepted["start_time"] if accepted else 0.0
    return Outcome(
        rate=answered / max(lasted, 1e-9),
        accepted=times.get(posting.ACCEPTED, {}),
        refused=times.get(posting.REFUSED, {}),
        failed=sum(entry["num_failures"] for entry in entries),
        errors=errors,
    )


def _times(entry: Mapping[str, Any]) -> dict[float, int]:
    return {float(milliseconds) / 1000: count for milliseconds, count in entry["response_times"].items()}


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="of each run (default: %(default)s)")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 16], metavar="N", help="default: 1 16")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], metavar="N", help="default: 1 2")
    parser.add_argument("--batch", type=int, nargs="+", default=[1, 4], metavar="N", help="default: 1 4")
    arguments = parser.parse_args(argv)
    table = Table(
        title=f"505 words an article, 1 torch thread a worker, {arguments.seconds} s a run", title_justify="left"
    )
    for heading in ("workers", "batch", "clients", "articles/s", "p50", "p95", "p99", "failed", "refused", ""):
        table.add_column(heading, justify="right", no_wrap=True)
    broken: list[str] = []
    try:
        for workers, batch in product(arguments.workers, arguments.batch):
            settings = {"QUOTH_WORKERS": str(workers), "QUOTH_BATCH": str(batch), "QUOTH_QUEUE": str(QUEUE)}
            with running_service(**settings) as service:
                run(service.url, 2 * workers, 5)
                best = 0.0
                for clients in arguments.clients:
                    outcome = run(service.url, clients, arguments.seconds)
                    best = max(best, outcome.rate)
                    broken += _report(table, (workers, batch, clients), outcome, _failures(outcome, refusals=False))
                outcome = run(service.url, OVERLOADING, arguments.seconds, rate=OVERLOAD * best)
                longest = ALLOWANCE * (QUEUE + 2 * batch) * workers / best
                why = [*_failures(outcome, refusals=True), *_overload_failures(outcome, longest)]
                broken += _report(table, (workers, batch, f"{OVERLOAD}×"), outcome, why)
    except ServiceFailedError as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return 2
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    for promise in broken:
        sys.stdout.write(f"broken: {promise}\n")
    return 1 if broken else 0


def _failures(outcome: Outcome, *, refusals: bool) -> list[str]:
    found = [f"{outcome.failed} failed: {'; '.join(outcome.errors)}"] if outcome.failed else []
    if not outcome.accepted:
        found.append("nothing was answered")
    if outcome.refused and not refusals:
        found.append("refused without overload")
    return found


def _overload_failures(outcome: Outcome, longest: float) -> list[str]:
    found = []
    if percentile(outcome.accepted, 0.99) > longest:
        found.append(f"accepted ones took over {longest:.1f} s")
    if not outcome.refused:
        found.append("nothing was refused")
    elif percentile(outcome.refused, 0.99) > LONGEST_REFUSAL:
        found.append(f"99 of 100 refusals took up to {percentile(outcome.refused, 0.99):.1f} s")
    return found


def _report(table: Table, run_: tuple[object, ...], outcome: Outcome, broken: list[str]) -> list[str]:
    """Adds a row; gives the promises that were broken, with the run they are of."""
    times = [f"{percentile(outcome.accepted, share):.2f} s" for share in (0.5, 0.95, 0.99)]
    refused = sum(outcome.refused.values()) / max(outcome.posted, 1)
    counts = [f"{outcome.failed}", f"{refused:.0%}"]
    table.add_row(*map(str, run_), f"{outcome.rate:.2f}", *times, *counts, "BROKEN" if broken else "ok")
    workers, batch, clients = run_
    return [f"{workers} workers, batch {batch}, {clients} clients: {each}" for each in broken]


if __name__ == "__main__":
    sys.exit(main())
