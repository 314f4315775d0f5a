"""Why an article that was handed in comes back without a record."""

from __future__ import annotations


class NotExtractedError(Exception):
    """The engine did not read the article, or not to its end.

    Args:
        seconds: how long a client should wait before it tries again.
    """

    def __init__(self, seconds: int = 1) -> None:
        super().__init__()
        self.seconds = seconds


class QueueFullError(NotExtractedError):
    """As many articles wait as may."""


class WaitedTooLongError(NotExtractedError):
    """The article's time was over before its turn came."""


class TookTooLongError(NotExtractedError):
    """The article's time was over while the engine read it."""


class ClientGoneError(NotExtractedError):
    """Nobody waits for the record any more."""
