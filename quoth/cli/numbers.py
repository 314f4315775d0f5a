"""Numbers on the command line: argument types for argparse that say what would be right."""

from __future__ import annotations

import argparse


def positive(value: str) -> int:
    """A whole number of 1 or more.

    Raises:
        argparse.ArgumentTypeError: it is something else.
    """
    number = int(value) if value.isascii() and value.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number of 1 or more")
    return number
