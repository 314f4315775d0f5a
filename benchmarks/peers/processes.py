"""The systems as processes: each answers one article at a time, and none while another does."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]

FIRST_RULES = "a55da03"
"""The last revision of Quoth that found quotes by rules alone."""


@dataclass(frozen=True, slots=True)
class System:
    """A system by the name it is shown under and its adapter; `package` is a folder with another quoth, or None."""

    name: str
    adapter: str
    package: Path | None = None


class SystemFailedError(RuntimeError):
    """A system's process has ended; the message tells of which."""


class Answering:
    """A system's process, loaded."""

    def __init__(self, system: System) -> None:
        """Waits until it is loaded; `start` is the seconds that it took.

        Raises:
            SystemFailedError: it could not be loaded.
        """
        self.system = system
        # -P and PYTHONPATH: another quoth comes before the one of this tree.
        path = os.pathsep.join(map(str, [*filter(None, [system.package]), ROOT]))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "benchmarks.peers.answering", system.adapter],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
            encoding="utf-8",
        )
        self.start = float(self._receive()["start"])

    def send(self, id: str, text: str) -> None:
        """Give it an article; `receive` is to follow."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"id": id, "text": text}) + "\n")
        self._process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """The answer to the article: id, seconds, quotes.

        Raises:
            SystemFailedError: there is none.
        """
        return self._receive()

    def memory(self) -> int:
        """Bytes that its process holds (RSS)."""
        return int(psutil.Process(self._process.pid).memory_info().rss)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemFailedError(f"{self.system.name} has ended with status {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextlib.contextmanager
def loaded(systems: Sequence[System]) -> Iterator[list[Answering]]:
    """The systems, each in its process.

    Raises:
        SystemFailedError: one could not be loaded.
    """
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(contextlib.closing(Answering(system))) for system in systems]


def earlier_quoth(revision: str, folder: Path) -> Path | None:
    """A folder with the package quoth as it was at a revision; None where this is no clone that has it."""
    command = ["git", "-C", str(ROOT), "archive", "--format=tar", revision, "quoth"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder
