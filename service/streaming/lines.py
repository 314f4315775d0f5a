"""Bytes in, lines out, each with its number; a line that is too long is told, not kept."""

from __future__ import annotations

from dataclasses import dataclass

from service.streaming.spool import Spool


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without its line break; `number` counts from 1. `content` is None if it is too long."""

    number: int
    content: bytes | None


class Lines:
    """The lines of a spool.

    Args:
        spool: where the bytes come from.
        longest: how many bytes a line may have; never many more are held in memory.
    """

    def __init__(self, spool: Spool, longest: int) -> None:
        self._spool = spool
        self._longest = longest
        self._begun = bytearray()
        self._too_long = False
        self._searched = 0
        self._number = 0
        self.ended = False
        """Whether there are no more lines."""

    @property
    def number(self) -> int:
        """The number of the line that comes next."""
        return self._number + 1

    def next(self, *, wait: float) -> Line | None:
        """The next line; None if nothing comes for `wait` seconds, or there are none any more.

        Raises:
            Exception: what `Spool.read` raises.
        """
        while not self.ended:
            end = self._begun.find(b"\n", self._searched)
            if end < 0:
                self._searched = len(self._begun)
                self._forget_the_beginning()
                piece = self._spool.read(wait=wait)
                if piece is None:
                    return None
                if piece:
                    self._begun += piece
                    continue
                self.ended = True
                end = len(self._begun)
            line = self._cut(end)
            if line is not None:
                return line
        return None

    def _forget_the_beginning(self) -> None:
        if len(self._begun) > self._longest:
            self._too_long = True
            self._begun.clear()
            self._searched = 0

    def _cut(self, end: int) -> Line | None:
        """The line up to `end`; None if it is blank."""
        content = bytes(self._begun[:end]).strip(b" \t\r")
        too_long = self._too_long or len(content) > self._longest
        del self._begun[: end + 1]
        self._searched = 0
        self._too_long = False
        self._number += 1
        return Line(self._number, None if too_long else content) if content or too_long else None
