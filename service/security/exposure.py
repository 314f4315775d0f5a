"""Addresses that a server binds to in, those of them that other machines can reach out."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address

_SOCKET_FILE = "unix:"


def reachable(addresses: Iterable[str]) -> list[str]:
    """Which of these addresses, written as gunicorn takes them, are open to more than this machine.

    Example:
        >>> reachable(["127.0.0.1:8000", "[::1]:8000", "unix:/run/quoth.sock", "0.0.0.0:8000"])
        ['0.0.0.0:8000']
    """
    return [address for address in addresses if not address.startswith(_SOCKET_FILE) and not _is_loopback(address)]


def _is_loopback(address: str) -> bool:
    host, _, port = address.rpartition(":")
    host = (host if port.isdigit() else address).strip("[]")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        # A name, or nothing, which means every address.
        return host == "localhost"
