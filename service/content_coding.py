"""Pieces of a body in, pieces of what it says out: gzip undone, with a bound on what comes of it (RFC 9110, 8.4)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import IO

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from service.pointers import shortened
from service.problems import MALFORMED_CODING, UNSUPPORTED_MEDIA_TYPE, FieldError, Problem

CODINGS = ("gzip", "identity")

_PIECE = 65_536
_GZIP = 16 + zlib.MAX_WBITS


def is_compressed(request: Request) -> bool:
    """Whether the body is compressed.

    Raises:
        Problem: 415, if it is so by another coding than gzip.
    """
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding in {"identity", ""}:
        return False
    if coding in {"gzip", "x-gzip"}:
        return True
    message = f"The Content-Encoding is {shortened(coding)}; it must be gzip, or the body not compressed."
    headers = {"Accept-Encoding": ", ".join(CODINGS)}
    raise Problem(UNSUPPORTED_MEDIA_TYPE, message, [FieldError("Content-Encoding", message, CODINGS)], headers)


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """What the stream has, in pieces, each as soon as it is there if the stream has `read1`."""
    read = getattr(stream, "read1", stream.read)
    while piece := read(_PIECE):
        yield piece


def inflated(compressed: Iterable[bytes], most: int) -> Iterator[bytes]:
    """What the gzip data say, never more than `most` bytes of it, and never more than a piece of it in memory.

    Raises:
        RequestEntityTooLarge: it says more.
        Problem: 400, if it is not gzip or ends too early.
    """
    inflater = zlib.decompressobj(_GZIP)
    empty = True
    for piece in compressed:
        while piece or not empty:
            if inflater.eof:  # another member follows
                inflater = zlib.decompressobj(_GZIP)
            try:
                found = inflater.decompress(piece, _PIECE)
            except zlib.error as error:
                raise Problem(MALFORMED_CODING, f"The body is declared as gzip but is not ({error}).") from None
            most -= len(found)
            if most < 0:
                raise RequestEntityTooLarge
            if found:
                yield found
            piece = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            # A full piece can mean that more is to come even though all input has been taken.
            empty = inflater.eof or len(found) < _PIECE
    if not inflater.eof:
        raise Problem(MALFORMED_CODING, "The gzip data of the body end too early.")
