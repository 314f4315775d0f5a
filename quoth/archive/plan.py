"""Input files in, parts out: which articles are answered and written together."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, count, islice

from quoth.archive.errors import ArchiveError
from quoth.archive.inputs import InputFile
from quoth.archive.sources import BadEntry, Columns, Place, open_source

_TRIED = 10
"""Articles at the start of the archive of which one at least must be readable."""


@dataclass(frozen=True, slots=True)
class Slice:
    """`count` articles of one file, one after the other."""

    file: InputFile
    start: Place
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """Articles that are answered and written as one: all of a part, or nothing of it."""

    number: int
    slices: tuple[Slice, ...]

    @property
    def articles(self) -> int:
        """How many articles there are, good and bad."""
        return sum(each.count for each in self.slices)


def plan(files: Iterable[InputFile], columns: Columns, size: int) -> Iterator[Part]:
    """The parts of an archive, of `size` articles each, the last one maybe shorter. Reads JSON Lines through once.

    Raises:
        ArchiveError: a file cannot be read, or none of the archive's first articles can.
    """
    pieces = chain.from_iterable(_places(file, columns) for file in files)
    for number in count():
        slices: list[Slice] = []
        for file, place in islice(pieces, size):
            if slices and slices[-1].file is file:
                slices[-1] = Slice(file, slices[-1].start, slices[-1].count + 1)
            else:
                slices.append(Slice(file, place, 1))
        if not slices:
            return
        if number == 0 and slices[0].count > 1:
            _try(slices[0], columns)
        yield Part(number, tuple(slices))


def _places(file: InputFile, columns: Columns) -> Iterator[tuple[InputFile, Place]]:
    try:
        with closing(open_source(file, columns)) as source:
            yield from ((file, place) for place in source.places())
    except (OSError, EOFError, zlib.error) as error:
        raise ArchiveError(f"{file.url}: cannot be read: {error}") from error


def _try(first: Slice, columns: Columns) -> None:
    with closing(open_source(first.file, columns)) as source:
        entries = list(source.read(first.start, min(first.count, _TRIED)))
    bad = [each for each in entries if isinstance(each, BadEntry)]
    if len(bad) == len(entries):
        raise ArchiveError(
            f"{first.file.url}: none of the first {len(bad)} articles can be read; row {bad[0].row}: {bad[0].reason}. "
            "--id-column and --text-column say where they stand"
        )
