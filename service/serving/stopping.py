"""Whether this worker was told to stop: what is under way is finished, and nothing new is begun."""

from __future__ import annotations

_stopping = False


def stop() -> None:
    """Says so; called from a signal handler."""
    global _stopping
    _stopping = True


def is_stopping() -> bool:
    """Whether `stop` was called in this process."""
    return _stopping
