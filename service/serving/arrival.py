"""Bytes from a connection in, and whether what has arrived of a request is enough to begin with it out."""

from __future__ import annotations

import re

#: Bytes of a body that are gathered before the request is handed to a thread; longer ones are read as they come.
LARGEST_GATHERED = 1_048_576
#: Bytes of a request's head that are gathered; a longer one is refused by gunicorn's own limits, which are lower.
LARGEST_HEAD = 65_536

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
# A body of unknown length, or one that the client does not send before it is told to go on.
_READ_AS_IT_COMES = re.compile(rb"^(?:transfer-encoding|expect)[ \t]*:", re.IGNORECASE | re.MULTILINE)


class Arrival:
    """What has arrived of one request.

    It only decides when a thread is worth its while; what the request says, gunicorn's parser reads anew and strictly.

    Args:
        deadline: when all of it has to be there, on the clock of `time.monotonic`.
    """

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.data = bytearray()
        self.whole = False
        """Whether head and body are there."""
        self.ready = False
        """Whether a thread can begin: all is there, or the rest is to be read as it comes."""
        self._end: int | None = None

    def add(self, piece: bytes) -> None:
        """Takes what came next."""
        searched = max(0, len(self.data) - len(_END_OF_HEAD) + 1)
        self.data += piece
        if self._end is None:
            self._look_for_head(searched)
        if self._end is not None and len(self.data) >= self._end:
            self.whole = self.ready = True

    def _look_for_head(self, searched: int) -> None:
        at = self.data.find(_END_OF_HEAD, searched)
        if at < 0:
            self.ready = len(self.data) > LARGEST_HEAD
            return
        head = bytes(self.data[: at + 2])
        length = _LENGTH.search(head)
        body = int(length[1]) if length else 0
        if _READ_AS_IT_COMES.search(head) or body > LARGEST_GATHERED:
            self.ready = True
        else:
            self._end = at + len(_END_OF_HEAD) + body
