"""A connection that no client can hold for longer than it was given, and what a view may ask of it."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Mapping
from typing import Any

#: Seconds that one write may take, or one read where no deadline is nearer.
LONGEST_PAUSE = 30.0


class PatientSocket(socket.socket):
    """A socket that never waits for ever: reads end at `deadline`, which lies on the clock of `time.monotonic`.

    Raises:
        TimeoutError: from `recv`, at the deadline; from `recv` and `sendall` after `LONGEST_PAUSE`.
    """

    deadline: float | None = None

    def setblocking(self, flag: bool, /) -> None:
        """Waits for at most `LONGEST_PAUSE` where a plain socket would wait for ever."""
        self.settimeout(LONGEST_PAUSE if flag else 0)

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """What has come, as soon as there is any."""
        if self.deadline is not None and self.gettimeout() != 0:
            seconds = min(self.deadline - time.monotonic(), LONGEST_PAUSE)
            if not _readable(self, max(0.0, seconds)):
                raise TimeoutError("the client has not sent its request in time")
        return super().recv(size, flags)


def give_time(environ: Mapping[str, Any], seconds: float) -> None:
    """Lets the rest of the request take so many seconds from now, where a `PatientSocket` serves it."""
    connection = environ.get("gunicorn.socket")
    if isinstance(connection, PatientSocket):
        connection.deadline = time.monotonic() + seconds


def stop_reading(environ: Mapping[str, Any]) -> None:
    """Takes the rest of the request for its end, so that no thread goes on waiting for it."""
    connection = environ.get("gunicorn.socket")
    if isinstance(connection, PatientSocket):
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RD)


def is_connected(environ: Mapping[str, Any]) -> bool:
    """Whether the client is still there, as far as can be known; one that has ended its side counts as gone."""
    connection = environ.get("gunicorn.socket")
    if not isinstance(connection, PatientSocket):
        return True
    try:
        return not _readable(connection, 0) or socket.socket.recv(connection, 1, socket.MSG_PEEK) != b""
    except OSError:
        return False


def _readable(connection: socket.socket, seconds: float) -> bool:
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
