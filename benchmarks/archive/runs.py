"""Runs of `quoth archive` as processes of their own: started, watched, and what they wrote compared."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
ACTOR = "ray::MapWorker"
"""How Ray names the process of an actor."""

WRITTEN = ("quotes", "records", "failures")
"""The folders that are compared."""

_LOOK_EVERY, _MEMORY_EVERY = 1.0, 10.0
"""How many seconds pass between two looks at a run, and at the memory of its processes."""


@dataclass(slots=True)
class Watched:
    """What a run cost: seconds from start to end, seconds until its first part was done, and the proportional set size
    (bytes) of all its processes, each with the seconds since the start.
    """

    seconds: float = 0.0
    first_part: float = 0.0
    memory: list[tuple[float, float]] = field(default_factory=list)


class RunFailedError(RuntimeError):
    """A run did not end as it should; the message holds what it printed."""


@contextlib.contextmanager
def started(archive: Path, output: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A run of `quoth archive`, killed if it has not ended. Its messages go to a file beside the output."""
    command = [sys.executable, "-m", "quoth.cli", "archive", str(archive), str(output), "--format", "parquet"]
    with output.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "--format", "records", "--carry", "section", *options], cwd=ROOT, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        clear(kill(process))


def kill(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Kill a run's first process alone. Ray's end when the one that started them is gone: gives those, still alive."""
    family = family_of(process.pid)
    process.kill()
    process.wait()
    return family


def clear(processes: Sequence[psutil.Process]) -> None:
    """Wait until processes have ended; kill those that have not after a while."""
    _, left_over = psutil.wait_procs(processes, timeout=20)
    for left in left_over:
        with contextlib.suppress(psutil.NoSuchProcess):
            left.kill()


def watch(process: subprocess.Popen[bytes], output: Path, root: int) -> Watched:
    """What a run costs until it ends; `root` is the process above all that work for it.

    To add up the memory of all processes takes time from them, so that it is done once in `_MEMORY_EVERY` seconds.

    Raises:
        RunFailedError: it failed.
    """
    watched, began = Watched(), time.monotonic()
    while process.poll() is None:
        time.sleep(_LOOK_EVERY)
        now = time.monotonic() - began
        if not watched.memory or now >= watched.memory[-1][0] + _MEMORY_EVERY:
            watched.memory.append((now, sum(_memory(each) for each in family_of(root))))
        if not watched.first_part and any((output / "_run" / "done").glob("*.json")):
            watched.first_part = now
    watched.seconds = time.monotonic() - began
    check(process.returncode, output)
    return watched


def check(status: int | None, output: Path) -> None:
    """See that a run ended well: with 0, or with 1, which tells of bad articles.

    Raises:
        RunFailedError: it did not.
    """
    if status not in (0, 1) or not (output / "summary.json").is_file():
        raise RunFailedError(f"the run ended with {status}:\n{output.with_suffix('.log').read_text(errors='replace')}")


def family_of(root: int) -> list[psutil.Process]:
    """A process and all below it, as far as they live."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(root)
        return [process, *process.children(recursive=True)]
    return []


def actors(root: int) -> list[psutil.Process]:
    """The processes of the actors that work below a process."""
    found = []
    for process in family_of(root):
        with contextlib.suppress(psutil.Error):
            if " ".join(process.cmdline()).startswith(ACTOR):
                found.append(process)
    return found


def written(output: Path) -> dict[str, bytes]:
    """What a run wrote, by file: all of it but its own notes."""
    paths = sorted(path for folder in WRITTEN for path in (output / folder).glob("*"))
    return {str(path.relative_to(output)): path.read_bytes() for path in paths}


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> Sequence[str]:
    """The files in which two outputs differ."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _memory(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss)
    except (psutil.Error, OSError):
        return 0.0


def processors() -> int:
    """How many processors there are for us."""
    return len(os.sched_getaffinity(0))
