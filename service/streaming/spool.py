"""A body in as it comes, its bytes out as they are asked for; what is not asked for yet waits on disk.

A client that sends a long body and only then reads the answer would otherwise wait for the service, which waits for the
client to read. So a thread takes in whatever the client sends, and memory stays flat.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from threading import Condition, Thread

_PIECE = 65_536


class FullError(Exception):
    """There is no room on disk for what comes. No OSError: that would be the client's connection."""


class Spool:
    """Bytes on their way from one thread to another.

    Args:
        pieces: what is to be taken in; iterated in a thread of its own.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (it is closed by the thread that writes it)
        self._written = 0
        self._read = 0
        self._ended = False
        self._closed = False
        self._error: Exception | None = None
        self._changed = Condition()
        self._thread = Thread(target=self._take_in, args=(pieces,), name="spool", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """Whether all has been taken in."""
        return self._ended

    def read(self, *, wait: float) -> bytes | None:
        """The next bytes, b"" at the end; None if there are none within `wait` seconds.

        Raises:
            Exception: what taking them in has raised, once all that came before has been read.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._written > self._read, timeout=wait)
            there = self._written - self._read
            if not there:
                if self._error is not None:
                    raise self._error
                return b"" if self._ended else None
            piece = os.pread(self._file.fileno(), min(there, _PIECE), self._read)
        self._read += len(piece)
        return piece

    def close(self) -> None:
        """Takes in and gives out no more; what is on disk is gone once the thread has seen it."""
        with self._changed:
            self._closed = True
            if self._ended:
                self._file.close()

    def _keep(self, piece: bytes) -> None:
        kept = 0
        try:
            while kept < len(piece):
                kept += os.write(self._file.fileno(), piece[kept:])
        except OSError as error:
            raise FullError from error

    def _take_in(self, pieces: Iterable[bytes]) -> None:
        error: Exception | None = None
        try:
            for piece in pieces:
                if self._closed:
                    break
                self._keep(piece)
                with self._changed:
                    self._written += len(piece)
                    self._changed.notify()
        except Exception as caught:  # noqa: BLE001 (the reader raises it)
            error = caught
        with self._changed:
            self._ended, self._error = True, error
            if self._closed:
                self._file.close()
            self._changed.notify()
