"""JSON Pointers (RFC 6901), and names of the client's own cut to a length that fits an error message."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 80


def pointer(path: Iterable[str | int]) -> str:
    """The JSON Pointer of a path of names and indices; "" is the whole document.

    Example:
        >>> pointer(["options", "forms", 0])
        '/options/forms/0'
    """
    return "".join("/" + shortened(str(step)).replace("~", "~0").replace("/", "~1") for step in path)


def shortened(name: str) -> str:
    """The name, cut where it is longer than 80 characters, so that no answer repeats a whole article."""
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
