"""What a part was at when its process died: so that an article that kills every process is passed over in the end."""

from __future__ import annotations

import contextlib
import json

from quoth.archive.output import WORKING, Output, part_name

DEATHS = 3
"""Processes that may die over the same articles before these are taken one by one, or a single one is given up."""


class Journal:
    """The deaths of one part's processes, by the articles they were at: (first, count), counted within the part."""

    def __init__(self, output: Output, part: int) -> None:
        """Reads what the processes before wrote; who was at some articles and wrote no more has died over them."""
        self._output = output
        self._name = f"{WORKING}/{part_name(part)}.json"
        self._deaths: dict[str, int] = {}
        with contextlib.suppress(FileNotFoundError):
            before = json.loads(output.read(self._name))
            self._deaths = before["deaths"]
            self._deaths[before["at"]] = self._deaths.get(before["at"], 0) + 1

    def begin(self, first: int, count: int) -> bool:
        """Write down that some articles are begun. False: too many have died over them, leave them alone."""
        at = f"{first}+{count}"
        if self._deaths.get(at, 0) >= DEATHS:
            return False
        self._output.write(self._name, json.dumps({"at": at, "deaths": self._deaths}).encode())
        return True

    def close(self) -> None:
        """The part is done: forget it."""
        self._output.remove(self._name)
