"""The engine as one worker process uses it: one thread reads articles, and a bounded number of them waits."""

from __future__ import annotations

import concurrent.futures
import math
import time
from collections.abc import Callable
from contextlib import ExitStack
from threading import BoundedSemaphore, Lock, Thread
from typing import TYPE_CHECKING

from quoth.heap import Upkeep
from quoth.records import Article
from service.inference.batching import Job, Line
from service.inference.errors import ClientGoneError, QueueFullError, TookTooLongError, WaitedTooLongError
from service.observability import metrics

if TYPE_CHECKING:
    from quoth.engine import Engine

#: Seconds after which a request that waits looks again whether its client is still there.
_LOOK_AROUND = 0.5
#: Share of the latest article in the running mean of seconds for one article.
_LATEST = 0.2


def _always() -> bool:
    return True


class Extractor:
    """Hands articles to the engine in turn, from one thread of its own.

    Inference already uses the cores it was given, so that two articles at once would only slow each other down; and a
    queue without a bound would let every client wait for longer than it will. The thread starts with the first
    article, so that an extractor that was made before a process forked works on both sides.

    Args:
        engine: what reads the articles.
        queue: how many articles may wait beside those that the engine works on.
        batch: how many articles the engine may read together.
        batch_wait: seconds to wait for a batch to fill.
        time_limit: seconds that an article may take from when it is handed in until its record is there.
    """

    def __init__(
        self, engine: Engine, queue: int, *, batch: int = 1, batch_wait: float = 0.0, time_limit: float = 120.0
    ) -> None:
        self._engine = engine
        self._limit = time_limit
        self._line = Line(batch, batch_wait)
        self._places = BoundedSemaphore(queue + batch)
        self._starting = Lock()
        self._thread: Thread | None = None
        self._seconds = 0.0
        self._upkeep = Upkeep()

    @property
    def model(self) -> str:
        """Name and version of what answers."""
        return self._engine.model

    @property
    def waiting(self) -> int:
        """How many articles wait for their turn."""
        return len(self._line)

    def extract(self, text: str, article_id: str | None, *, wanted: Callable[[], bool] = _always) -> Article:
        """The record of the article. `wanted` tells whether somebody still waits for it.

        Raises:
            QueueFullError: at once, when no place is free.
            WaitedTooLongError, TookTooLongError: at the time limit.
            ClientGoneError: soon after it is no longer wanted.
        """
        return self.wait(self.submit(text, article_id), wanted=wanted)

    def submit(self, text: str, article_id: str | None, *, patience: float = 0.0) -> Job:
        """Hands an article in; `wait` gives its record.

        Args:
            text: the article.
            article_id: the client's name for it.
            patience: seconds to wait for a place.

        Raises:
            QueueFullError: no place became free.
        """
        if not (self._places.acquire(timeout=patience) if patience > 0 else self._places.acquire(blocking=False)):
            raise QueueFullError(self._seconds_of_line())
        job = Job(text, article_id, time.monotonic() + self._limit)
        counted = ExitStack()
        counted.callback(self._places.release)
        counted.enter_context(metrics.queued())
        job.record.add_done_callback(lambda _: counted.close())
        self._line.join(job)
        self._start()
        return job

    def wait(self, job: Job, *, wanted: Callable[[], bool] = _always) -> Article:
        """The record of an article that was handed in; raises as `extract` does."""
        while True:
            left = job.deadline - time.monotonic()
            concurrent.futures.wait([job.record], timeout=max(0.0, min(left, _LOOK_AROUND)))
            if job.record.done():
                return job.record.result()
            if left <= 0:
                raise WaitedTooLongError(self._seconds_of_line()) if self.give_up(job) else TookTooLongError
            if not wanted():
                self.give_up(job)
                raise ClientGoneError

    def give_up(self, job: Job) -> bool:
        """Whether the article could be taken out of the queue; one that is being read cannot."""
        self._line.leave(job)
        return job.record.cancel()

    def _seconds_of_line(self) -> int:
        """Seconds, rounded up, after which the articles that wait now should be read."""
        return max(1, math.ceil(self._seconds * len(self._line)))

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="engine", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            batch = [job for job in self._line.take() if self._is_due(job)]
            if batch:
                metrics.observe_batch(len(batch))
                began = time.monotonic()
                self._read(batch)
                seconds = (time.monotonic() - began) / len(batch)
                self._seconds += (seconds - self._seconds) * (_LATEST if self._seconds else 1)
                self._upkeep.note(len(batch))

    def _is_due(self, job: Job) -> bool:
        """Whether the job is to be read: somebody waits for it, and will do so for longer."""
        if not job.record.set_running_or_notify_cancel():
            return False
        if time.monotonic() < job.deadline:
            return True
        job.record.set_exception(WaitedTooLongError(self._seconds_of_line()))
        return False

    def _read(self, batch: list[Job]) -> None:
        """Gives every job of the batch its record or its error. Where the batch fails, each article is read alone."""
        if len(batch) > 1:
            try:
                records = self._engine.extract_many([(job.article_id, job.text) for job in batch])
            except Exception:  # noqa: BLE001 (whose fault it is shows below)
                pass
            else:
                for job, record in zip(batch, records, strict=True):
                    job.record.set_result(record)
                return
        for job in batch:
            try:
                job.record.set_result(self._engine.extract(job.text, id=job.article_id))
            except Exception as error:  # noqa: BLE001 (the waiting request raises it)
                job.record.set_exception(error)
