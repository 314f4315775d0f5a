"""Why an article was not read in, the problem that its client is answered out."""

from __future__ import annotations

from service.inference import ClientGoneError, QueueFullError, TookTooLongError, WaitedTooLongError
from service.inference.errors import NotExtractedError
from service.problems import CLIENT_GONE, OVERLOADED, TOOK_TOO_LONG, Problem
from service.settings import Settings


def refusal(error: NotExtractedError, settings: Settings) -> Problem:
    """The problem, with Retry-After where another try can help."""
    soon = {"Retry-After": str(error.seconds)}
    if isinstance(error, QueueFullError):
        return Problem(OVERLOADED, f"{settings.places} articles are already here; try again shortly.", headers=soon)
    if isinstance(error, WaitedTooLongError):
        detail = f"The article's turn did not come within {settings.time_limit} s; try again later."
        return Problem(OVERLOADED, detail, headers=soon)
    if isinstance(error, TookTooLongError):
        return Problem(TOOK_TOO_LONG, f"The article was not read within {settings.time_limit} s; send a shorter one.")
    if isinstance(error, ClientGoneError):
        return Problem(CLIENT_GONE, "The client hung up before the article was read.")
    raise AssertionError(f"{type(error).__name__} has no problem of its own")
