"""What one article costs: `python -m benchmarks.latency` starts the real service and measures time and memory.

The service runs under gunicorn as with `make serve`, but with one worker and one thread, on a free loopback port.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
ARTICLE = Path(__file__).parent / "articles" / "strait_talks.txt"
HOST = "127.0.0.1"

LONGEST_MEDIAN = 1.0  # seconds, for an article of 500 words
LARGEST_RSS = 1.5e9  # bytes, all processes of the service
LONGEST_START = 20.0  # seconds until /readyz says yes

PATIENCE = 180.0  # seconds after which a service that is not ready, or an answer that has not come, is given up
POLL = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Memory:
    """What processes hold of the machine's memory, in bytes, summed.

    `rss` counts a page that several of them share once for each, `pss` in shares, `uss` not at all.
    """

    processes: int
    rss: int
    pss: int
    uss: int


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: the process that was started, its port, and how long it took to be ready, in seconds."""

    process: subprocess.Popen[bytes]
    port: int
    start: float


class ServiceFailedError(RuntimeError):
    """The service did not start, or did not answer; the message holds what it logged."""


@contextlib.contextmanager
def running_service() -> Iterator[Service]:
    """The service, ready; stopped again at the end.

    Raises:
        ServiceFailedError: it ended or was not ready in time.
    """
    port = _free_port()
    environment = {
        **os.environ,
        "QUOTH_BIND": f"{HOST}:{port}",
        "QUOTH_WORKERS": "1",
        "QUOTH_THREADS": "1",
        "QUOTH_LOG_LEVEL": "warning",
        "QUOTH_ACCESS_LOG": "false",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "service.app:create_app()"]
    with tempfile.TemporaryFile() as log:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            while not _is_ready(port):
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    log.seek(0)
                    raise ServiceFailedError(f"the service did not start:\n{log.read().decode(errors='replace')}")
                time.sleep(POLL)
            yield Service(process, port, time.perf_counter() - began)
        finally:
            _stop(process)


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


def memory(root: int) -> Memory:
    """What a process and all below it hold, read from /proc (Linux)."""
    tree = _family(root)
    rss = pss = uss = 0
    for pid in tree:
        fields = {}
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]:
            name, kilobytes, *_ = line.split()
            fields[name.rstrip(":")] = int(kilobytes) * 1024
        rss += fields["Rss"]
        pss += fields["Pss"]
        uss += fields["Private_Clean"] + fields["Private_Dirty"]
    return Memory(len(tree), rss, pss, uss)


def processor_time(root: int) -> float:
    """Seconds that processors have worked for a process and all below it so far, read from /proc (Linux)."""
    ticks = 0
    for pid in _family(root):
        user, system = _stat(Path(f"/proc/{pid}"))[11:13]
        ticks += int(user) + int(system)
    return ticks / os.sysconf("SC_CLK_TCK")


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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    with contextlib.closing(connection):
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False


def _family(root: int) -> list[int]:
    """A process and all below it."""
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):  # it has ended meanwhile
                below.setdefault(int(_stat(folder)[1]), []).append(int(folder.name))
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(below.get(found[-1], []))
    return found


def _stat(folder: Path) -> list[str]:
    """The fields of a process's stat file from the third on: state, parent, …; the second may hold any character."""
    return (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=40)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
