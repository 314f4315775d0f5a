"""Answers compressed as the client accepts it: gzip, Brotli or Zstandard (RFC 9110, 8.4.1)."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress

#: What is worth it; streams of results are left as they are, so that none waits in a compressor for the next.
MEDIA_TYPES = (
    "application/json",
    "application/ld+json",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/plain",
)
SMALLEST = 1_000
"""Bytes below which an answer is not compressed."""


def register(app: Flask) -> None:
    """Compresses the application's answers."""
    app.config["COMPRESS_MIMETYPES"] = list(MEDIA_TYPES)
    app.config["COMPRESS_MIN_SIZE"] = SMALLEST
    # Favourite first, where a client accepts several alike.
    app.config["COMPRESS_ALGORITHM"] = ["zstd", "br", "gzip"]
    Compress(app)
