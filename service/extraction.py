"""The engine as one worker process uses it: one article at a time, and a bounded number of requests that wait."""

from __future__ import annotations

from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from quoth.records import Article

if TYPE_CHECKING:
    from quoth.engine import Engine


class QueueFullError(Exception):
    """As many requests wait as may."""


class Extractor:
    """Hands requests to the engine in turn.

    Inference already uses the cores it was given, so that two articles at once would only slow each other down;
    and a queue without a bound would let every client wait for longer than it will.

    Args:
        engine: what reads the articles.
        queue: how many requests may wait beside the one that the engine works on.
    """

    def __init__(self, engine: Engine, queue: int) -> None:
        self._engine = engine
        self._turn = Lock()
        self._places = BoundedSemaphore(queue + 1)

    @property
    def model(self) -> str:
        """Name and version of what answers."""
        return self._engine.model

    def extract(self, text: str, article_id: str | None) -> Article:
        """The record of the article.

        Raises:
            QueueFullError: at once, when no place is free.
        """
        if not self._places.acquire(blocking=False):
            raise QueueFullError
        try:
            with self._turn:
                return self._engine.extract(text, id=article_id)
        finally:
            self._places.release()
