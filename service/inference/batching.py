"""Waiting articles in, batches out: which of them the engine reads together."""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition

from quoth.records import Article

#: Characters that the articles of a batch may have together. A longer one runs alone: it would hold up the others.
LARGEST_BATCH = 20_000


@dataclass(slots=True, eq=False)
class Job:
    """An article that waits for its record; `deadline` is on the clock of `time.monotonic`."""

    text: str
    article_id: str | None
    deadline: float
    record: Future[Article] = field(default_factory=Future)


class Line:
    """The jobs that wait, first come, first served; any thread may join it, one thread takes from it.

    Args:
        size: how many articles the engine may read together.
        patience: seconds to wait for more articles before a batch that is not full is taken.
    """

    def __init__(self, size: int, patience: float) -> None:
        self._size = size
        self._patience = patience
        self._jobs: deque[Job] = deque()
        self._changed = Condition()

    def __len__(self) -> int:
        return len(self._jobs)

    def join(self, job: Job) -> None:
        """Puts a job at the end."""
        with self._changed:
            self._jobs.append(job)
            self._changed.notify()

    def leave(self, job: Job) -> None:
        """Takes a job out that nobody waits for any more, if it is still here."""
        with self._changed:
            if job in self._jobs:
                self._jobs.remove(job)

    def take(self) -> list[Job]:
        """The next batch, as soon as there is one: at least one job, at most `size`, `LARGEST_BATCH` characters."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs)
            if self._size > 1 and self._patience > 0:
                until = time.monotonic() + self._patience
                self._changed.wait_for(lambda: len(self._jobs) >= self._size, timeout=until - time.monotonic())
            batch: list[Job] = []
            characters = 0
            while self._jobs and len(batch) < self._size:
                characters += len(self._jobs[0].text)
                if batch and characters > LARGEST_BATCH:
                    break
                batch.append(self._jobs.popleft())
            return batch
