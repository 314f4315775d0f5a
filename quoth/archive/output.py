"""The folder that a run writes: whole files only, each there under its name at once or not at all."""

from __future__ import annotations

import os
from typing import cast
from uuid import uuid4

from quoth.archive.inputs import location

RUN = "_run"  # readers of Parquet folders pass over names that begin with an underscore
MANIFEST = f"{RUN}/manifest.json"
INPUTS = f"{RUN}/inputs.jsonl"
PLAN = f"{RUN}/plan.jsonl"
DONE = f"{RUN}/done"
WORKING = f"{RUN}/working"
QUOTES = "quotes"
QUOTES_JSONL = "quotes-jsonl"  # a folder of its own: readers of Parquet folders take every file in one for Parquet
RECORDS = "records"
FAILURES = "failures"
SUMMARY = "summary.json"


def part_name(number: int) -> str:
    """The name, without ending, of all the files of a part."""
    return f"part-{number:06d}"


class Output:
    """A folder by path or URL. All names are relative to it."""

    def __init__(self, url: str) -> None:
        """Makes nothing yet.

        Raises:
            ArchiveError: there is no such storage.
        """
        self.url = url
        self._filesystem, self._root = location(url)

    @property
    def path(self) -> str:
        """The folder's full URL."""
        return cast(str, self._filesystem.unstrip_protocol(self._root))

    def write(self, name: str, data: bytes) -> None:
        """Write a file. A reader sees the one before, or this one, never a piece of it.

        Raises:
            OSError: the storage refuses.
        """
        temporary = self._at(f"{WORKING}/{uuid4().hex}")
        for path in (temporary, self._at(name)):
            self._filesystem.makedirs(path.rpartition("/")[0], exist_ok=True)
        with self._filesystem.open(temporary, "wb") as stream:
            stream.write(data)
            if "file" in self._filesystem.protocol:
                stream.flush()
                os.fsync(stream.fileno())  # else a loss of power could keep the name and lose what is under it
        self._filesystem.mv(temporary, self._at(name))

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            FileNotFoundError: there is none of that name.
        """
        return cast(bytes, self._filesystem.cat_file(self._at(name)))

    def remove(self, name: str) -> None:
        """Remove a file or a folder; nothing happens where there is none."""
        if self._filesystem.exists(self._at(name)):
            self._filesystem.rm(self._at(name), recursive=True)

    def names(self, folder: str = "") -> list[str]:
        """What is in a folder, sorted; nothing where there is no such folder."""
        self._filesystem.invalidate_cache()
        try:
            found = self._filesystem.ls(self._at(folder), detail=False)
        except FileNotFoundError:
            return []
        return sorted(path.rstrip("/").rpartition("/")[2] for path in found)

    def done(self) -> set[int]:
        """The numbers of the parts that are done."""
        return {int(name.removeprefix("part-").removesuffix(".json")) for name in self.names(DONE)}

    def _at(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}" if name else self._root
