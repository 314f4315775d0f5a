"""Whether faults stay where they are: `python -m benchmarks.chaos` kills workers at random, then stops the service.

While 1,000 articles are posted by four clients that try again, a worker is killed (SIGKILL) every few seconds. The
promise: every article gets the record that it gets without any fault. Then the service is told to stop (SIGTERM) while
clients that do not try again post to it: whatever it has begun it answers in full, and it ends by itself.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.serving import HOST, Service, ServiceFailedError, running_service
from quoth.client import Client, QuothError
from quoth.records import Article

ARTICLE = Path(__file__).parent / "articles" / "strait_talks.txt"
CLIENTS = 4
PARTS = 8  # articles that the one is cut into, so that records differ
SECONDS_TO_STOP = 40.0

_OUTSIDE = "not accepted"
_BROKEN = "broken off"


@dataclass(slots=True)
class Killing:
    """What came of the articles that were posted while workers were killed."""

    right: int = 0
    wrong: int = 0
    lost: int = 0
    killed: int = 0


def parts() -> list[str]:
    """Short articles made from the long one."""
    lines = [line for line in ARTICLE.read_bytes().decode("utf-8").splitlines() if line.strip()]
    size = max(1, len(lines) // PARTS)
    return ["\n\n".join(lines[start : start + size]) for start in range(0, len(lines), size)][:PARTS]


def kill_at_random(service: Service, requests: int, pause: float, seed: int) -> Killing:
    """Posts articles while workers are killed, one every `pause` seconds or so."""
    chance = random.Random(seed)
    texts = parts()
    with Client(service.url) as client:
        expected = [client.extract(text) for text in texts]
    found, lock, over = Killing(), threading.Lock(), threading.Event()

    def kill() -> None:
        while not over.wait(pause * chance.uniform(0.5, 1.5)):
            workers = service.workers()
            if workers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(chance.choice(workers), signal.SIGKILL)
                    found.killed += 1

    def post(number: int) -> None:
        record: Article | None = None
        with contextlib.suppress(QuothError):
            record = client.extract(texts[number % len(texts)])
        with lock:
            if record is None:
                found.lost += 1
            elif record == expected[number % len(texts)]:
                found.right += 1
            else:
                found.wrong += 1

    killer = threading.Thread(target=kill)
    with Client(service.url, retries=12, pause=0.2) as client, ThreadPoolExecutor(CLIENTS) as pool:
        killer.start()
        try:
            list(pool.map(post, range(requests)))
        finally:
            over.set()
            killer.join()
    return found


def stop_under_load(service: Service, after: float) -> tuple[Counter[str], int | None]:
    """What became of requests while the service was told to stop, and its exit status (None: it did not end)."""
    outcomes: Counter[str] = Counter()
    lock = threading.Lock()
    texts = parts()

    def post_until_refused(number: int) -> None:
        for text in texts[number % len(texts) :] * 1_000:
            outcome = _post_once(service.port, text)
            with lock:
                outcomes[outcome] += 1
            if outcome in {_OUTSIDE, _BROKEN}:
                return

    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(post_until_refused, number) for number in range(CLIENTS)]
        time.sleep(after)
        service.process.send_signal(signal.SIGTERM)
        for client in clients:
            client.result()
    deadline = time.monotonic() + SECONDS_TO_STOP
    while service.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    return outcomes, service.process.poll()


def _post_once(port: int, text: str) -> str:
    """The status of the answer; or how far the request came, where there is none."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    with contextlib.closing(connection):
        try:
            connection.request("POST", "/v1/quotes", json.dumps({"text": text}), {"Content-Type": "application/json"})
            answer = connection.getresponse()
        except OSError:
            # Refused, or reset while it still waited to be accepted.
            return _OUTSIDE
        try:
            json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return _BROKEN
        return str(answer.status)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--requests", type=int, default=1_000, metavar="N", help="default: %(default)s")
    parser.add_argument("--pause", type=float, default=4.0, metavar="S", help="seconds between kills (default: 4)")
    parser.add_argument("--before-stop", type=float, default=10.0, metavar="S", help="of load (default: 10)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the random choices (default: 1)")
    arguments = parser.parse_args(argv)
    try:
        with running_service(QUOTH_WORKERS="2") as service:
            killing = kill_at_random(service, arguments.requests, arguments.pause, arguments.seed)
        with running_service(QUOTH_WORKERS="2", QUOTH_ACCESS_LOG="true", QUOTH_LOG_LEVEL="info") as service:
            outcomes, status = stop_under_load(service, arguments.before_stop)
            logged = service.logged().count("POST /v1/quotes 200")
    except (ServiceFailedError, QuothError) as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return 2
    answered = outcomes["200"]
    others = {outcome: count for outcome, count in outcomes.items() if outcome not in {"200", _OUTSIDE}}
    rows = [
        ("workers killed", f"{killing.killed}", killing.killed > 0),
        (
            "articles with the right record",
            f"{killing.right} of {arguments.requests}",
            killing.right == arguments.requests,
        ),
        ("articles with another record", f"{killing.wrong}", not killing.wrong),
        ("articles given up after 12 tries", f"{killing.lost}", not killing.lost),
        ("answered in full while it stopped", f"{answered} of {logged} begun", answered == logged > 0),
        ("answered otherwise or broken off", json.dumps(others) if others else "0", not others),
        ("status that it ended with", f"{status}", status == 0),
    ]
    table = Table(title="Workers killed with SIGKILL; then SIGTERM under load", title_justify="left", show_header=False)
    for name, value, kept in rows:
        table.add_row(name, value, "ok" if kept else "BROKEN")
    Console().print(table)
    return 0 if all(kept for *_, kept in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
