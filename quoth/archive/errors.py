"""What keeps an archive from being run."""

from __future__ import annotations


class ArchiveError(Exception):
    """A run cannot start or go on; the message says what is wrong, where, and what would be right."""
