"""Whether kills leave a trace: `python -m benchmarks.archive.chaos` kills runs at random and compares what they wrote.

Each run has its driver, or one of its actors, killed with SIGKILL some times, at moments drawn by chance; a driver is
started again at once, while processes of the one before may still be about. In the end the output must be that of a
run that nobody disturbed, byte for byte.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.archive.articles import write
from benchmarks.archive.runs import RunFailedError, actors, check, clear, differences, kill, started, written


@dataclass(slots=True)
class Kills:
    """Who was killed in a run, and how long it took in all, in seconds."""

    drivers: int = 0
    actors: int = 0
    seconds: float = 0.0


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive.chaos", description=__doc__)
    parser.add_argument("--runs", type=int, default=10, metavar="N", help="(default: %(default)s)")
    parser.add_argument("--kills", type=int, default=5, metavar="N", help="in each run (default: %(default)s)")
    parser.add_argument("--articles", type=int, default=200, metavar="N", help="(default: %(default)s)")
    parser.add_argument("--part", type=int, default=8, metavar="N", help="articles of a part (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="(default: %(default)s)")
    parser.add_argument(
        "--every", type=float, default=25.0, metavar="SECONDS", help="between kills, on average (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the chance (default: %(default)s)")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    options = ("--part", str(arguments.part), "--workers", str(arguments.workers))
    table = Table(title=f"{arguments.articles} articles, parts of {arguments.part}", title_justify="left")
    for heading in ("run", "drivers killed", "actors killed", "seconds", "files that differ"):
        table.add_column(heading, justify="right")
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="quoth-chaos-") as folder:
        archive = Path(folder, "archive.jsonl")
        write(archive, arguments.articles)
        try:
            undisturbed = disturbed(archive, Path(folder, "undisturbed"), options, 0, arguments.every, chance)
            wanted = written(Path(folder, "undisturbed"))
            table.add_row("undisturbed", "0", "0", f"{undisturbed.seconds:.0f}", f"– (of {len(wanted)})")
            for number in range(arguments.runs):
                output = Path(folder, f"run-{number}")
                kills = disturbed(archive, output, options, arguments.kills, arguments.every, chance)
                different = differences(wanted, written(output))
                wrong += bool(different)
                found = (number + 1, kills.drivers, kills.actors, f"{kills.seconds:.0f}", len(different))
                table.add_row(*map(str, found))
        except RunFailedError as error:
            sys.stderr.write(f"{parser.prog}: {error}\n")
            return 2
    Console().print(table)
    return 1 if wrong else 0


def disturbed(
    archive: Path, output: Path, options: tuple[str, ...], kills: int, every: float, chance: random.Random
) -> Kills:
    """Run an archive to its end, through so many kills.

    Raises:
        RunFailedError: it ended in another way than by being killed.
    """
    done, began, stragglers = Kills(), time.monotonic(), list[psutil.Process]()
    status = None
    while status is None:
        with started(archive, output, *options) as process:
            while status is None and process.poll() is None:
                left = kills - done.drivers - done.actors
                with contextlib.suppress(subprocess.TimeoutExpired):
                    status = process.wait(chance.uniform(0, 2 * every) if left > 0 else None)
                    break
                victims = actors(process.pid)
                if victims and chance.random() < 0.5:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        chance.choice(victims).kill()
                        done.actors += 1
                else:
                    stragglers += kill(process)
                    done.drivers += 1
    check(status, output)
    clear(stragglers)
    done.seconds = time.monotonic() - began
    return done


if __name__ == "__main__":
    sys.exit(main())
