"""A file of the archive in, its articles out, from any place in it: text, JSON Lines and Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from quoth.archive.errors import ArchiveError
from quoth.archive.inputs import InputFile, location

_ROWS_AT_ONCE = 256
"""Rows of a Parquet file that are decoded together."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns (of Parquet) or fields (of JSON Lines) that are read.

    `carry` are taken over into the output as they are.
    """

    id: str = "id"
    text: str = "text"
    date: str = "date"
    carry: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in its file: `at`, a byte of JSON Lines or a row of Parquet; `row`, counted from 1."""

    at: int
    row: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the archive has it. `id` None: the record gets one made from the text."""

    row: int
    id: str | None
    text: str
    date: str | None = None
    carried: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadEntry:
    """A row that holds no article, and why."""

    row: int
    id: str | None
    reason: str


class Source(Protocol):
    """An open file of articles."""

    def places(self) -> Iterator[Place]:
        """Where each article stands, in order."""

    def read(self, start: Place, count: int) -> Iterator[Entry | BadEntry]:
        """`count` articles from a place on. To read onwards is quick, to go back may mean to start again."""

    def close(self) -> None:
        """Let go of the file."""


def open_source(file: InputFile, columns: Columns) -> Source:
    """The file, open.

    Raises:
        ArchiveError: it is no such file, or has no column of texts.
    """
    if file.kind == "text":
        return TextSource(file)
    return (JsonLinesSource if file.kind == "jsonl" else ParquetSource)(file, columns)


class TextSource:
    """A file of plain text in UTF-8: one article."""

    def __init__(self, file: InputFile) -> None:
        self._file = file

    def places(self) -> Iterator[Place]:
        """The one place there is."""
        yield Place(0, 1)

    def read(self, start: Place, count: int) -> Iterator[Entry | BadEntry]:
        """The one article."""
        del count
        filesystem, path = location(self._file.url)
        try:
            yield Entry(start.row, self._file.id, filesystem.cat_file(path).decode("utf-8"))
        except UnicodeDecodeError as error:
            reason = f"not UTF-8 (byte 0x{error.object[error.start]:02x} at offset {error.start}); convert it first"
            yield BadEntry(start.row, self._file.id, reason)

    def close(self) -> None:
        """Nothing is kept open."""


class JsonLinesSource:
    """JSON Lines in UTF-8, one object a line, blank lines skipped; compressed where the name ends in .gz."""

    def __init__(self, file: InputFile, columns: Columns) -> None:
        self._columns = columns
        filesystem, path = location(file.url)
        self._stream = filesystem.open(path, "rb", compression="gzip" if file.url.lower().endswith(".gz") else None)

    def places(self) -> Iterator[Place]:
        """The byte (of the uncompressed file) and the number of each line that is not blank."""
        at = 0
        for number, line in enumerate(self._stream, start=1):
            if line.strip():
                yield Place(at, number)
            at += len(line)

    def read(self, start: Place, count: int) -> Iterator[Entry | BadEntry]:
        """The articles of `count` lines."""
        self._stream.seek(start.at)
        number, left = start.row, count
        while left and (line := self._stream.readline()):
            if line.strip():
                yield self._entry(number, line)
                left -= 1
            number += 1

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def _entry(self, number: int, line: bytes) -> Entry | BadEntry:
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            return BadEntry(number, None, f"no JSON: {error}")
        if not isinstance(values, dict):
            return BadEntry(number, None, f"no JSON object but {json.dumps(values)[:40]}")
        return entry(number, values, self._columns)


class ParquetSource:
    """A Parquet file, one article a row."""

    def __init__(self, file: InputFile, columns: Columns) -> None:
        self._columns = columns
        filesystem, path = location(file.url)
        self._stream = filesystem.open(path, "rb")
        try:
            self._file = pq.ParquetFile(self._stream)
        except pa.ArrowException as error:
            self._stream.close()
            raise ArchiveError(f"{file.url}: no Parquet file ({error})") from error
        there = self._file.schema_arrow.names
        missing = [name for name in (columns.text, *columns.carry) if name not in there]
        if missing:
            self._stream.close()
            raise ArchiveError(f"{file.url}: has no column {missing[0]!r}; it has {', '.join(there)}")
        self._names = [name for name in (columns.id, columns.text, columns.date, *columns.carry) if name in there]
        self._rows: Iterator[Mapping[str, Any]] = iter(())
        self._next = -1

    def places(self) -> Iterator[Place]:
        """The number of each row."""
        return (Place(row, row + 1) for row in range(self._file.metadata.num_rows))

    def read(self, start: Place, count: int) -> Iterator[Entry | BadEntry]:
        """The articles of `count` rows."""
        if not 0 <= self._next <= start.at:
            self._next, groups = self._group_of(start.at)
            self._rows = self._decoded(groups)
        for _ in range(start.at - self._next):
            next(self._rows)
        self._next = start.at
        for row in range(start.at, start.at + count):
            values = next(self._rows)
            self._next = row + 1
            yield entry(row + 1, values, self._columns)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._stream.close()

    def _group_of(self, row: int) -> tuple[int, list[int]]:
        """The first row of the row group that `row` is in, and the numbers of that group and all after it."""
        first, groups = 0, self._file.metadata.num_row_groups
        for group in range(groups):
            size = self._file.metadata.row_group(group).num_rows
            if row < first + size:
                return first, list(range(group, groups))
            first += size
        raise IndexError(row)

    def _decoded(self, groups: list[int]) -> Iterator[Mapping[str, Any]]:
        for batch in self._file.iter_batches(_ROWS_AT_ONCE, row_groups=groups, columns=self._names):
            yield from batch.to_pylist()


def entry(row: int, values: Mapping[str, Any], columns: Columns) -> Entry | BadEntry:
    """The article that a row's values are."""
    id = values.get(columns.id)
    if id is not None and not isinstance(id, str):
        if isinstance(id, bool) or not isinstance(id, int):
            return BadEntry(row, None, f"{columns.id!r} is {_shown(id)}, not a text or a whole number")
        id = str(id)
    text = values.get(columns.text)
    if not isinstance(text, str):
        there = columns.text in values
        what = f"is {_shown(text)}, not a text" if there else f"is missing; there is {', '.join(values)}"
        return BadEntry(row, id, f"{columns.text!r} {what}")
    carried = {name: as_text(values.get(name)) for name in columns.carry}
    return Entry(row, id, text, as_text(values.get(columns.date)), carried)


def as_text(value: object) -> str | None:
    """A value as it is carried over: texts as they are, dates and times in ISO 8601, all else as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=str)


def _shown(value: object) -> str:
    return f"{as_text(value) or 'null'}"[:40]
