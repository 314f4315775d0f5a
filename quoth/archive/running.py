"""Parts in, the tally of each out as it is done: Ray Data maps the engine over actors that load it once."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quoth import heap
from quoth.archive.errors import ArchiveError
from quoth.archive.extraction import Extraction, Tally
from quoth.archive.manifest import Manifest, Settings, parts
from quoth.archive.output import MANIFEST, Output
from quoth.archive.plan import Part
from quoth.engine import model_name as name_of_models
from quoth.packages.folder import BUNDLED_MODELS, check

if TYPE_CHECKING:
    from ray.data import Dataset

    from quoth.engine import Engine

MEMORY = 1.0e9
"""Bytes that an actor with its engine is reckoned to need: more actors than fit are not started."""

OBJECT_STORE = 100_000_000  # bytes; the articles do not go through it, only the numbers of parts
CONNECTING = 10.0  # seconds in which the head of a cluster must answer
STARTS = 3  # times that Ray is started before it is given up
INIT_DEATHS = 20  # actors that may die, one after the other, while they load the engine

# Set before Ray is imported: it is to report nothing to its makers, and not to warn on standard error of what it does
# itself (its actors' constructor arguments lie in the object store).
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")


def model_name(models: str | None) -> str:
    """The name that an engine with these models (None: the bundled ones) will give itself, without loading it.

    Raises:
        UnusableModelsError: if it is no folder of models.
    """
    folder = BUNDLED_MODELS if models is None else Path(models)
    check(folder)
    return name_of_models(folder)


class Worker:
    """An actor: an engine, loaded once, that works on part after part.

    What keeps it from working is part of its answer, so that the run can end with that alone.
    """

    def __init__(self, output_url: str, models: str | None) -> None:
        self._problem: str | None = None
        heap.keep_one()
        try:
            output = Output(output_url)
            self._extraction = Extraction(output, *_prepared(output, models))
            self._parts = list(parts(output))
        except (ArchiveError, OSError) as error:
            self._problem = f"{socket.gethostname()}: {error}"

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """Work on the part whose number is under `item`; its tally is under `tally`, or the problem under `problem`."""
        if self._problem is None:
            try:
                return {"tally": self._extraction.work(self._parts[row["item"]]).as_json(), "problem": None}
            except (ArchiveError, OSError) as error:
                self._problem = f"{socket.gethostname()}: {error}"
        return {"tally": None, "problem": self._problem}


def _prepared(output: Output, models: str | None) -> tuple[Settings, Engine]:
    """The settings that the run was begun with, and the engine.

    Raises:
        ArchiveError: the machine does not see the output, or has another model than the run was begun with.
    """
    from quoth.engine import Engine

    try:
        manifest = Manifest.from_json(output.read(MANIFEST))
    except FileNotFoundError:
        raise ArchiveError(
            f"does not see {output.url}; on a cluster, INPUT and OUTPUT must be on storage that all machines share"
        ) from None
    engine = Engine(models, threads=1)
    if engine.model != manifest.model:
        raise ArchiveError(
            f"has the model {engine.model}, the run was begun with {manifest.model}; "
            "install the same Quoth on all machines"
        )
    return manifest.settings, engine


@contextmanager
def ray_cluster(address: str | None, workers: int | None) -> Iterator[int]:
    """Ray, on this machine or at the address of a cluster; yields how many actors to run, at most.

    `workers` None: one for each processor that there is now.

    Raises:
        ArchiveError: there is no cluster at that address, or none of its machines has the memory for an actor.
    """
    import ray

    if address is not None and address != "auto":
        _check_reachable(address)
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    local: dict[str, Any] = {
        "num_cpus": workers or processors,
        "include_dashboard": False,
        "object_store_memory": OBJECT_STORE,
    }
    # "local" rather than None, for which Ray would join whatever cluster it finds.
    _start(address or "local", {} if address else local)
    try:
        nodes: list[dict[str, Any]] = ray.nodes()  # type: ignore[no-untyped-call]
        resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
        most = max((node["Resources"].get("memory", 0) for node in nodes if node["Alive"]), default=0)
        if most < MEMORY:
            raise ArchiveError(
                f"no machine has the memory for an engine: {most / 1e9:.1f} GB are free, {MEMORY / 1e9:.1f} GB needed"
            )
        yield workers or max(1, int(resources.get("CPU", 1)))
    finally:
        ray.shutdown()


def _start(address: str, options: dict[str, Any]) -> None:
    """Start Ray, or join it.

    Raises:
        ArchiveError: there is none to join, or it does not start.
    """
    import ray

    for attempt in range(1, STARTS + 1):
        try:
            ray.init(address, logging_level=logging.ERROR, log_to_driver=False, **options)
            return
        except (ConnectionError, ValueError) as error:
            raise ArchiveError(f"no Ray cluster at {address}: {error}") from error
        except Exception as error:  # Ray raises no other when a busy machine takes it over 30 s to start
            ray.shutdown()
            if attempt == STARTS:
                raise ArchiveError(f"Ray does not start: {error}") from error


def _check_reachable(address: str) -> None:
    """See that something listens at HOST:PORT: Ray itself would try for minutes.

    Raises:
        ArchiveError: nothing does, or it is no such address.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise ArchiveError(f"--address {address}: is neither HOST:PORT of the head of a Ray cluster nor auto")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECTING).close()
    except (OSError, OverflowError) as error:
        raise ArchiveError(f"--address {address}: no Ray cluster answers there ({error})") from error


def run(output: Output, waiting: Sequence[Part], models: str | None, workers: int) -> Iterator[Tally]:
    """Work on parts with at most so many actors, on the Ray that is running; the tally of each part as it is done.

    Raises:
        ArchiveError: a machine cannot work, for want of the output, of the model, or of storage.
    """
    import ray
    from ray.data import ActorPoolStrategy

    numbers = [part.number for part in waiting]
    _quiet()
    dataset: Dataset = ray.data.from_items(numbers, override_num_blocks=len(numbers)).map(
        Worker,  # type: ignore[arg-type]  # Ray takes the class of a callable, its types say a callable
        fn_constructor_args=(output.path, models),
        # One waits while another is worked on: an actor that asks for its next part loses time on a busy machine.
        compute=ActorPoolStrategy(min_size=1, max_size=workers, initial_size=workers, max_tasks_in_flight_per_actor=2),
        num_cpus=1,
        memory=MEMORY,
    )
    try:
        for row in dataset.iter_rows():
            if row["problem"] is not None:
                raise ArchiveError(f"the run has stopped: {row['problem']}")
            yield Tally.from_json(row["tally"])
    except ray.exceptions.RayError as error:
        raise ArchiveError(f"the run has stopped: {error}") from error


def _quiet() -> None:
    from ray.data import DataContext

    context = DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.raise_original_map_exception = True
    context.max_consecutive_actor_init_deaths = INIT_DEATHS
    logging.getLogger("ray.data").setLevel(logging.ERROR)
