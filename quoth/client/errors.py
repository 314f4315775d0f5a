"""What can go wrong between the client and the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class QuothError(Exception):
    """There is no record."""


class UnreachableError(QuothError):
    """The service could not be reached, or broke off, as often as it was tried; the cause is the last failure."""


class ProblemError(QuothError):
    """The service answered with a problem document (RFC 9457).

    Args:
        document: the problem document.
        retry_after: seconds after which another try can help, None if it cannot or nobody knows.
    """

    def __init__(self, document: Mapping[str, Any], retry_after: float | None = None) -> None:
        self.status = int(document.get("status", 0))
        self.kind = str(document.get("type", "")).rpartition("/")[2]
        """The last part of the problem's type: invalid-fields, overloaded, …"""
        self.title = str(document.get("title", ""))
        self.detail = str(document.get("detail", ""))
        self.errors: list[dict[str, Any]] = list(document.get("errors", ()))
        """The fields that were wrong: `field`, `message` and perhaps `allowed`."""
        self.request_id = str(document.get("request_id", ""))
        """The id of the request in the service's log."""
        self.retry_after = retry_after
        super().__init__(f"{self.status} {self.title}: {self.detail}")
