"""Engines for tests of what is around an engine: they read nothing, and let a test see and decide what happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from typing import TYPE_CHECKING, cast

from quoth.records import Article

if TYPE_CHECKING:
    from quoth.engine import Engine


class WatchedEngine:
    """Notes the texts that it is given together, and fails on those that hold "hostile".

    While `gate` is not set it waits with each; `entered` tells that it has begun.
    """

    model = "watched"

    def __init__(self, *, blocked: bool = False) -> None:
        self.batches: list[list[str]] = []
        self.entered = Event()
        self.gate = Event()
        if not blocked:
            self.gate.set()

    def extract(self, text: str, *, id: str | None = None) -> Article:
        return self.extract_many([(id, text)])[0]

    def extract_many(self, articles: Sequence[tuple[str | None, str]]) -> list[Article]:
        self.batches.append([text for _, text in articles])
        self.entered.set()
        assert self.gate.wait(30)
        if any("hostile" in text for _, text in articles):
            raise ValueError("hostile")
        return [Article(id or text, self.model, "en", (), (), ()) for id, text in articles]

    @property
    def texts(self) -> list[str]:
        """All texts in the order in which they were read."""
        return [text for batch in self.batches for text in batch]


def as_engine(engine: object) -> Engine:
    """The object, for a checker of types."""
    return cast("Engine", engine)


def eventually(holds: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether something comes to hold within so many seconds."""
    pause = Event()
    for _ in range(int(seconds * 100)):
        if holds():
            return True
        pause.wait(0.01)
    return holds()
