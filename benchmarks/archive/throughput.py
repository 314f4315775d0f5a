"""How fast archives go: `python -m benchmarks.archive.throughput` runs one with 1 and 2 actors and on a cluster.

The cluster is several Ray nodes of one processor each on this machine. All runs must write the same, byte for byte.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.archive.articles import write
from benchmarks.archive.runs import RunFailedError, Watched, differences, processors, started, watch, written

NODE_MEMORY = 1_500_000_000  # bytes that Ray takes each node of the cluster to have
OBJECT_STORE = 100_000_000  # bytes, of each node


@contextlib.contextmanager
def cluster(nodes: int) -> Iterator[str]:
    """A cluster of so many Ray nodes of one processor each, beside a head that works on nothing; gives its address."""
    from ray.cluster_utils import Cluster

    ray = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "object_store_memory": OBJECT_STORE})
    try:
        for _ in range(nodes):
            ray.add_node(num_cpus=1, memory=NODE_MEMORY, object_store_memory=OBJECT_STORE)
        yield str(ray.address)
    finally:
        ray.shutdown()  # type: ignore[no-untyped-call]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive.throughput", description=__doc__)
    parser.add_argument("--articles", type=int, default=2000, metavar="N", help="(default: %(default)s)")
    parser.add_argument("--part", type=int, default=32, metavar="N", help="articles of a part (default: %(default)s)")
    parser.add_argument(
        "--workers", type=int, nargs="*", default=[1, 2], metavar="N", help="actors of the runs on one machine"
    )
    parser.add_argument("--nodes", type=int, default=2, metavar="N", help="of the cluster, 0 for none")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quoth-archive-") as folder:
        archive = Path(folder, "archive.jsonl")
        write(archive, arguments.articles)
        try:
            runs = dict(_runs(Path(folder), archive, arguments))
        except RunFailedError as error:
            sys.stderr.write(f"{parser.prog}: {error}\n")
            return 2
        outputs = [written(Path(folder, name)) for name in runs]
    _print(runs, arguments.articles, arguments.part)
    same = all(not differences(outputs[0], output) for output in outputs)
    print("All runs wrote the same." if same else "THE RUNS DIFFER IN WHAT THEY WROTE.")
    return 0 if same else 1


def _runs(folder: Path, archive: Path, arguments: argparse.Namespace) -> Iterator[tuple[str, Watched]]:
    part = ("--part", str(arguments.part))
    for workers in arguments.workers:
        name = f"{workers} actor" + "s" * (workers != 1)
        with started(archive, folder / name, *part, "--workers", str(workers)) as process:
            yield name, watch(process, folder / name, process.pid)
    if arguments.nodes:
        name = f"{arguments.nodes} nodes"
        with cluster(arguments.nodes) as address:
            options = (*part, "--address", address, "--workers", str(arguments.nodes))
            with started(archive, folder / name, *options) as process:
                yield name, watch(process, folder / name, os.getpid())


def _print(runs: dict[str, Watched], articles: int, part: int) -> None:
    table = Table(title=f"{articles} articles of about 240 words, {processors()} processors", title_justify="left")
    table.add_column("", no_wrap=True)
    for name in runs:
        table.add_column(name, justify="right")

    def rate(run: Watched) -> str:
        left = articles - part
        return f"{left / (run.seconds - run.first_part):.2f}" if left > 0 and run.seconds > run.first_part else "–"

    def memory(run: Watched, share: float) -> str:
        at = [used for seconds, used in run.memory if seconds >= share * run.seconds] or [run.memory[-1][1]]
        return f"{at[0] / 1e6:.0f} MB"

    table.add_row("articles a second, after the first part", *(rate(run) for run in runs.values()))
    table.add_row("articles a second, start included", *(f"{articles / run.seconds:.2f}" for run in runs.values()))
    table.add_row("seconds", *(f"{run.seconds:.0f}" for run in runs.values()))
    table.add_row("seconds until the first part", *(f"{run.first_part:.0f}" for run in runs.values()))
    for share in (0.25, 0.5, 0.75, 0.9):
        table.add_row(f"memory (PSS) after {share:.0%} of the time", *(memory(run, share) for run in runs.values()))
    largest = (f"{max(used for _, used in run.memory) / 1e6:.0f} MB" for run in runs.values())
    table.add_row("memory (PSS) at most", *largest)
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
