"""The folder in which workers keep the counts that /metrics adds up: made by the first process, gone when it ends."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path

# What prometheus_client looks at when it is imported, which must be later.
_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_PREFIX = "quoth-counts-"
_SECONDS_TO_LOCK = 60


def open_folder(parent: str | None) -> Path:
    """Makes a folder in `parent` (None: that of temporary files) that only this user can read, and names it to workers.

    Asked again by the same process, it gives the same folder; a process that replaces another gets its own. Folders of
    processes that were killed are removed.
    """
    ours = f"{_PREFIX}{os.getpid()}-"
    known = Path(os.environ.get(_VARIABLE, ""))
    if known.name.startswith(ours) and known.is_dir():
        return known
    folder = Path(tempfile.mkdtemp(prefix=ours, dir=parent))
    # Held for as long as this process or a worker lives.
    _lock(folder)
    _sweep(folder.parent)
    os.environ[_VARIABLE] = str(folder)
    return folder


def forget(worker: int) -> None:
    """Drops what a worker that has ended, given by its process id, had under way; what it has counted stays."""
    # Not before open_folder has been called.
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker)  # type: ignore[no-untyped-call]


def remove_folder(folder: Path) -> None:
    """Removes the folder, all processes having ended."""
    shutil.rmtree(folder, ignore_errors=True)


def _sweep(parent: Path) -> None:
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime < _SECONDS_TO_LOCK:
                # Perhaps not locked yet.
                continue
            os.close(_lock(folder))
        except OSError:
            # In use, another user's, or gone.
            continue
        remove_folder(folder)


def _lock(folder: Path) -> int:
    """A descriptor that holds the folder's lock; raises an OSError if another process has it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
