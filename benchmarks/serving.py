"""What the benchmarks of the service share: how it is started, and what its processes use (Linux)."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"

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
    """A running service: the process that was started, its port, how long it took to be ready, in seconds, its log."""

    process: subprocess.Popen[bytes]
    port: int
    start: float
    log: IO[bytes]

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{HOST}:{self.port}"

    def logged(self) -> str:
        """What it has logged so far."""
        length = os.fstat(self.log.fileno()).st_size
        return os.pread(self.log.fileno(), length, 0).decode(errors="replace")

    def workers(self) -> list[int]:
        """The ids of its workers, the processes that answer."""
        return [pid for pid in family(self.process.pid) if pid != self.process.pid]


class ServiceFailedError(RuntimeError):
    """The service did not start, or did not answer; the message holds what it logged."""


@contextlib.contextmanager
def running_service(**settings: str) -> Iterator[Service]:
    """The service with these settings (QUOTH_…=…), else one worker, one thread and a log of warnings, on a free port.

    It is ready, and stopped again at the end.

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
        **settings,
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
            yield Service(process, port, time.perf_counter() - began, log)
        finally:
            stop(process)


def memory(root: int) -> Memory:
    """What a process and all below it hold, read from /proc (Linux)."""
    tree = family(root)
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
    for pid in family(root):
        user, system = _stat(Path(f"/proc/{pid}"))[11:13]
        ticks += int(user) + int(system)
    return ticks / os.sysconf("SC_CLK_TCK")


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


def family(root: int) -> list[int]:
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


def resident(pid: int) -> int:
    """Bytes of memory that a process has in use, pages that it shares with others included."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stops a service, kindly if it listens."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=40)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
