"""How commands end: their exit statuses, and how they complain."""

from __future__ import annotations

import sys

DONE, SOME_FAILED, CANNOT_START = 0, 1, 2
INTERRUPTED, PIPE_CLOSED = 130, 141  # what a shell reports of a process that SIGINT or SIGPIPE ended


def complain(message: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(f"quoth: {message}\n")
