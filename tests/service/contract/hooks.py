"""What schemathesis cannot know of the service: how a batch of lines is sent."""

from __future__ import annotations

import json
from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def send_lines(_: schemathesis.SerializationContext, value: Any) -> bytes:
    """A made-up value: bytes and strings as they are, the items of an array as lines, all else as one line."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return "\n".join(json.dumps(item) for item in (value if isinstance(value, list) else [value])).encode()
