"""gunicorn's readers of a chunked body, changed to give what has come and not to wait for all that was asked for."""

from __future__ import annotations

import io
from collections.abc import Iterator

from gunicorn.http.body import Body, ChunkedReader


class PromptReader(ChunkedReader):
    """Reads chunks; `read` waits for the first byte only."""

    parser: Iterator[bytes] | None
    buf: io.BytesIO

    def read(self, size: int) -> bytes:
        """At least one byte and at most `size`; none at the end of the body."""
        while self.parser and not self.buf.tell():
            piece = next(self.parser, None)
            if piece is None:
                self.parser = None
                break
            self.buf.write(piece)
        found = self.buf.getvalue()
        self.buf = io.BytesIO()
        self.buf.write(found[size:])
        return found[:size]


class PromptBody(Body):
    """A body with `read1`, as binary files have it, beside `read`."""

    buf: io.BytesIO

    def read1(self, size: int) -> bytes:
        """At least one byte and at most `size`; none at the end of the body."""
        there = self.buf.tell()
        found: bytes = self.read(min(size, there)) if there else self._read_reader(size)
        return found
