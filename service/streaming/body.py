"""The body of a batch in, its bytes out, bounded in length and in the time that each line may take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from service.content_coding import inflated, is_compressed, pieces
from service.serving.connection import give_time
from service.settings import Settings


def batch_body(request: Request, settings: Settings) -> Iterator[bytes]:
    """The bytes, decompressed; to be iterated in any thread.

    Raises:
        Problem: 415 at once for another coding than gzip; from the iterator 400, for what is no gzip.
        RequestEntityTooLarge: from the iterator, after `max_batch_bytes`.
        OSError: from the iterator, TimeoutError if no line ends within `time_limit`.
    """
    # Not request.stream, which has the bound of a single article.
    sent = _timed(pieces(request.environ["wsgi.input"]), request.environ, settings.time_limit)
    most = settings.max_batch_bytes
    return inflated(sent, most) if is_compressed(request) else _bounded(sent, most)


def _timed(sent: Iterator[bytes], environ: Mapping[str, Any], seconds: float) -> Iterator[bytes]:
    give_time(environ, seconds)
    for piece in sent:
        if b"\n" in piece:
            give_time(environ, seconds)
        yield piece


def _bounded(sent: Iterator[bytes], most: int) -> Iterator[bytes]:
    for piece in sent:
        most -= len(piece)
        if most < 0:
            raise RequestEntityTooLarge
        yield piece
