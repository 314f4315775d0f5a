"""API keys: made, kept as hashes, and found again; `python -m service.security.keys --help` makes one.

A key is `quoth_ID_SECRET`. ID names its holder and may be logged; SECRET is 256 random bits. A record of it is one
line, `ID:SCOPES:HASH`, with HASH the SHA-256 of the whole key. A slow hash (scrypt, argon2) makes guessing dear where
people choose what is guessed; 256 random bits cannot be guessed, and a slow hash would let anybody keep the service
busy with wrong keys.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import re
import secrets
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PREFIX = "quoth"
QUOTES = "quotes"
METRICS = "metrics"
SCOPES = (QUOTES, METRICS)

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_HASH = re.compile(r"[0-9a-f]{64}")
_BYTES_OF_SECRET = 32
# Compared with where no key has the id, so that such a request takes as long as any other.
_NO_HASH = "0" * 64


class KeyRecordError(ValueError):
    """A record of a key that cannot be used; the message says which one and why, without repeating it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as the service knows it: `id` for the log, what it may do, and the hash in hexadecimal digits."""

    id: str
    scopes: frozenset[str]
    hash: str

    @property
    def record(self) -> str:
        """The line that `parse` reads."""
        return f"{self.id}:{','.join(sorted(self.scopes))}:{self.hash}"


def make(id: str, scopes: Iterable[str]) -> tuple[str, Key]:
    """A new key for a holder: the key itself, which is stored nowhere, and what the service keeps of it.

    Raises:
        KeyRecordError: the id or a scope is none.
    """
    secret = f"{PREFIX}_{id}_{secrets.token_urlsafe(_BYTES_OF_SECRET)}"
    return secret, _checked(id, frozenset(scopes), _digest(secret), "the new key")


def parse(text: str) -> dict[str, Key]:
    """The keys of records that stand apart by white space, by their ids; `#` begins a comment up to the line's end.

    Raises:
        KeyRecordError: a record is malformed, or two have one id.
    """
    keys: dict[str, Key] = {}
    for line, content in enumerate(text.splitlines(), start=1):
        for record in content.partition("#")[0].split():
            key = _read(record, f"line {line}")
            if key.id in keys:
                raise KeyRecordError(f"line {line}: there are two keys with the id {key.id}; give each its own.")
            keys[key.id] = key
    return keys


def read_file(file: Path) -> dict[str, Key]:
    """The keys of a file of records, by their ids.

    Raises:
        OSError: the file cannot be read.
        KeyRecordError: it is not UTF-8, a record is malformed, or there is none: that would shut everybody out.
    """
    try:
        keys = parse(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise KeyRecordError("the file is not UTF-8 text.") from None
    if not keys:
        raise KeyRecordError("the file holds no key; `python -m service.security.keys ID` makes one.")
    return keys


def find(presented: str, keys: Mapping[str, Key]) -> Key | None:
    """The key that a client presents, if there is such a one; takes the same time for a wrong secret as for a right."""
    prefix, _, rest = presented.partition("_")
    id = rest.partition("_")[0]
    known = keys.get(id) if prefix == PREFIX else None
    same = hmac.compare_digest(_digest(presented), known.hash if known else _NO_HASH)
    return known if same else None


def _read(record: str, place: str) -> Key:
    fields = record.split(":")
    if len(fields) != 3:
        raise KeyRecordError(f"{place}: a record must read ID:SCOPES:HASH.")
    id, scopes, digest = fields
    return _checked(id, frozenset(scopes.split(",")), digest, place)


def _checked(id: str, scopes: frozenset[str], digest: str, place: str) -> Key:
    if not _ID.fullmatch(id):
        raise KeyRecordError(f"{place}: an id must be 1 to 32 small letters, digits and hyphens, as in cms-berlin.")
    if not scopes or not scopes <= set(SCOPES):
        raise KeyRecordError(f"{place}: the scopes of {id} must be among {', '.join(SCOPES)}, separated by commas.")
    if not _HASH.fullmatch(digest):
        raise KeyRecordError(f"{place}: the hash of {id} must be 64 hexadecimal digits in small letters.")
    return Key(id, scopes, digest)


def _digest(presented: str) -> str:
    return hashlib.sha256(presented.encode("utf-8", "surrogateescape")).hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Prints a new key and its record; 2 if the id or a scope is none."""
    parser = argparse.ArgumentParser(prog="python -m service.security.keys", description="Makes an API key.")
    parser.add_argument("id", help="names the holder in the service's log: small letters, digits, hyphens")
    parser.add_argument(
        "--scopes", default=QUOTES, help=f"what it may do, of {', '.join(SCOPES)}, with commas (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    try:
        secret, key = make(options.id, options.scopes.split(","))
    except KeyRecordError as error:
        parser.error(str(error))
    sys.stdout.write(f"{secret}\n{key.record}\n")
    sys.stderr.write(
        "The first line is the key, for the client; it is shown this once.\n"
        "The second is its record, for the file that QUOTH_KEYS_FILE names.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
