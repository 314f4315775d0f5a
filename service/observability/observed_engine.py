"""The engine with everything it reads counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quoth.records import Article
from service.observability import metrics

if TYPE_CHECKING:
    from quoth.engine import Engine


class ObservedEngine:
    """An engine that counts what it reads; in all else it is the engine that it was made from."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metrics.observe_model(engine.model)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def extract(self, text: str, *, id: str | None = None) -> Article:
        """As `Engine.extract`."""
        with metrics.reading():
            record = self._engine.extract(text, id=id)
        metrics.observe_article(text, record)
        return record

    def extract_many(self, articles: Sequence[tuple[str | None, str]]) -> list[Article]:
        """As `Engine.extract_many`."""
        with metrics.reading():
            records = self._engine.extract_many(articles)
        for (_, text), record in zip(articles, records, strict=True):
            metrics.observe_article(text, record)
        return records
