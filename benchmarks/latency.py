"""What one article costs: `python -m benchmarks.latency` starts the real service and measures time and memory.

The service runs under gunicorn as with `make serve`, but with one worker and one thread, on a free loopback port.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.serving import HOST, PATIENCE, ServiceFailedError, memory, processor_time, running_service

ARTICLE = Path(__file__).parent / "articles" / "strait_talks.txt"

LONGEST_MEDIAN = 0.4  # seconds, for an article of 500 words
LARGEST_RSS = 1.2e9  # bytes, all processes of the service
LONGEST_START = 20.0  # seconds until /readyz says yes


def latencies(port: int, text: str, requests: int) -> tuple[list[float], int]:
    """Seconds from sending the article to the last byte of the answer, for each request; and how many quotes it had.

    Raises:
        ServiceFailedError: an answer was not 200.
    """
    body = json.dumps({"text": text}).encode()
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    seconds, quotes = [], 0
    with contextlib.closing(connection):
        for _ in range(requests):
            began = time.perf_counter()
            connection.request("POST", "/v1/quotes", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer = response.read()
            seconds.append(time.perf_counter() - began)
            if response.status != http.HTTPStatus.OK:
                raise ServiceFailedError(f"{response.status}: {answer.decode(errors='replace')}")
            quotes = len(json.loads(answer)["quotes"])
    return seconds, quotes


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--article", type=Path, default=ARTICLE, metavar="FILE", help="the article that is posted")
    parser.add_argument("--requests", type=int, default=40, metavar="N", help="how often (default: %(default)s)")
    parser.add_argument("--warm-up", type=int, default=5, metavar="N", help="uncounted first (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="end with status 1 where a limit is not kept")
    arguments = parser.parse_args(argv)
    text = arguments.article.read_bytes().decode("utf-8")
    try:
        with running_service() as service:
            idle = memory(service.process.pid)
            latencies(service.port, text, arguments.warm_up)
            worked = processor_time(service.process.pid)
            seconds, quotes = latencies(service.port, text, max(2, arguments.requests))
            worked = (processor_time(service.process.pid) - worked) / len(seconds)
            used = memory(service.process.pid)
    except ServiceFailedError as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return 2

    median = statistics.median(seconds)
    table = Table(
        title=f"{len(text.split())} words, {quotes} quotes, {len(seconds)} requests; 1 worker, 1 torch thread",
        title_justify="left",
    )
    for heading in ("", "measured", "limit", ""):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    rows: list[tuple[str, str, str, bool | None]] = [
        ("latency, median", f"{median:.3f} s", f"{LONGEST_MEDIAN:.1f} s", median < LONGEST_MEDIAN),
        ("latency, 95th percentile", f"{statistics.quantiles(seconds, n=20, method='inclusive')[-1]:.3f} s", "", None),
        ("latency, shortest and longest", f"{min(seconds):.3f} to {max(seconds):.3f} s", "", None),
        ("processor time an article, all processes", f"{worked:.3f} s", "", None),
        ("words a second", f"{len(text.split()) / median:.0f}", "", None),
        ("start to ready", f"{service.start:.1f} s", f"{LONGEST_START:.0f} s", service.start < LONGEST_START),
        ("memory before the first request (RSS)", f"{idle.rss / 1e6:.0f} MB", "", None),
        (
            f"memory after the last (RSS, {used.processes} processes)",
            f"{used.rss / 1e6:.0f} MB",
            f"{LARGEST_RSS / 1e6:.0f} MB",
            used.rss < LARGEST_RSS,
        ),
        ("the same, shared pages in shares (PSS)", f"{used.pss / 1e6:.0f} MB", "", None),
        ("the same, private pages alone (USS)", f"{used.uss / 1e6:.0f} MB", "", None),
    ]
    for name, measured, limit, kept in rows:
        table.add_row(name, measured, limit, "" if kept is None else "ok" if kept else "OVER")
    Console().print(table)
    return 1 if arguments.check and any(kept is False for *_, kept in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
