"""A part of the archive in; its quotes, records and failures written, and what they come to returned."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from quoth.archive.journal import DEATHS, Journal
from quoth.archive.manifest import Settings
from quoth.archive.output import DONE, FAILURES, QUOTES, QUOTES_JSONL, RECORDS, Output, part_name
from quoth.archive.plan import Part, Slice
from quoth.archive.rows import parquet, record, rows
from quoth.archive.sources import BadEntry, Entry, Source, open_source
from quoth.heap import Upkeep
from quoth.records import Article, Kind
from quoth.rendering import json_line

if TYPE_CHECKING:
    from quoth.engine import Engine

NAMED: frozenset[Kind] = frozenset({"person", "organization"})
"""Kinds of speakers that a reader can tell from others by their names."""

BATCH = 8
"""Articles that go through the models together."""


@dataclass(slots=True)
class Tally:
    """What articles came to: how many, of them failures, quotes by form, and quotes by the name of a person or body."""

    articles: int = 0
    failures: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    speakers: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add what other articles came to."""
        self.articles += other.articles
        self.failures += other.failures
        self.forms += other.forms
        self.speakers += other.speakers

    def as_json(self) -> bytes:
        """The tally as it is written."""
        plain = {name: getattr(self, name) for name in ("articles", "failures", "forms", "speakers")}
        return json.dumps(plain, ensure_ascii=False).encode() + b"\n"

    @staticmethod
    def from_json(data: bytes) -> Tally:
        """The tally as it was written."""
        plain: dict[str, Any] = json.loads(data)
        return Tally(plain["articles"], plain["failures"], Counter(plain["forms"]), Counter(plain["speakers"]))


@dataclass(frozen=True, slots=True)
class Failure:
    """A row of the archive that was not answered: its file, its row or line there from 1, its id if known, and why."""

    file: str
    row: int
    article: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Read:
    file: str
    entry: Entry


class Extraction:
    """Works on parts, one after the other; keeps the file open that the last one came from."""

    def __init__(self, output: Output, settings: Settings, engine: Engine) -> None:
        self._output, self._settings, self._engine = output, settings, engine
        self._source: Source | None = None
        self._source_url = ""
        self._upkeep = Upkeep()

    def work(self, part: Part) -> Tally:
        """Answer a part's articles and write what comes of them; once it returns, the part is done.

        Raises:
            OSError: the storage of input or output fails. The part can be worked on again.
        """
        failures: list[Failure] = []
        readable = [each for piece in part.slices for each in self._read(piece, failures)]
        journal = Journal(self._output, part.number)
        answered: list[tuple[Article, Entry]] = []
        for first in range(0, len(readable), BATCH):
            answered += self._answer(first, readable[first : first + BATCH], journal, failures)
        tally = _tally(part, answered, failures)
        self._write(part.number, answered, failures)
        self._output.write(f"{DONE}/{part_name(part.number)}.json", tally.as_json())
        journal.close()
        self._upkeep.note(len(answered))
        return tally

    def _read(self, piece: Slice, failures: list[Failure]) -> Iterator[_Read]:
        """The articles of a slice that can be answered."""
        url, row = piece.file.url, piece.start.row
        try:
            for each in self._open(piece).read(piece.start, piece.count):
                row = each.row
                reason = each.reason if isinstance(each, BadEntry) else self._unreadable(each)
                if reason is not None:
                    failures.append(Failure(url, row, each.id, reason))
                elif isinstance(each, Entry):
                    yield _Read(url, each)
        except pa.ArrowException as error:
            self._source_url = ""
            rest = range(row, piece.start.row + piece.count)
            failures += (Failure(url, each, None, f"the file is damaged here: {error}") for each in rest)

    def _open(self, piece: Slice) -> Source:
        if self._source is None or self._source_url != piece.file.url:
            if self._source is not None:
                self._source.close()
            self._source, self._source_url = open_source(piece.file, self._settings.columns), piece.file.url
        return self._source

    def _unreadable(self, entry: Entry) -> str | None:
        if not entry.text.strip():
            return "the text is empty"
        if len(entry.text) > (most := self._settings.max_characters):
            return f"the text has {len(entry.text)} characters; --max-characters allows {most}"
        for value in (entry.text, entry.id, entry.date, *entry.carried.values()):
            try:
                (value or "").encode()
            except UnicodeEncodeError as error:
                return f"half of a surrogate pair, U+{ord(error.object[error.start]):04X}, at character {error.start}"
        return None

    def _answer(
        self, first: int, batch: Sequence[_Read], journal: Journal, failures: list[Failure]
    ) -> list[tuple[Article, Entry]]:
        """The records of articles that stand in the part from `first` on: of all together, else of each by itself."""
        if journal.begin(first, len(batch)):
            try:
                articles = self._engine.extract_many([(each.entry.id, each.entry.text) for each in batch])
                return [(article, each.entry) for article, each in zip(articles, batch, strict=True)]
            except Exception as error:  # noqa: BLE001 (whatever one article does to the engine, the others are answered)
                reason = f"the engine failed: {type(error).__name__}: {error}"
        else:
            reason = f"{DEATHS} processes died over it"
        if len(batch) == 1:
            failures.append(Failure(batch[0].file, batch[0].entry.row, batch[0].entry.id, reason))
            return []
        singles = (self._answer(first + i, [each], journal, failures) for i, each in enumerate(batch))
        return [found for single in singles for found in single]

    def _write(self, number: int, answered: Sequence[tuple[Article, Entry]], failures: Sequence[Failure]) -> None:
        name = part_name(number)
        table = [row for article, entry in answered for row in rows(article, entry)]
        if "parquet" in self._settings.formats:
            self._output.write(f"{QUOTES}/{name}.parquet", parquet(table, self._settings.columns))
        if "jsonl" in self._settings.formats:
            self._output.write(f"{QUOTES_JSONL}/{name}.jsonl", "".join(map(json_line, table)).encode())
        if "records" in self._settings.formats:
            lines = "".join(json_line(record(article, entry)) for article, entry in answered)
            self._output.write(f"{RECORDS}/{name}.jsonl", lines.encode())
        if failures:
            lines = "".join(json_line(asdict(failure)) for failure in failures)
            self._output.write(f"{FAILURES}/{name}.jsonl", lines.encode())


def _tally(part: Part, answered: Sequence[tuple[Article, Entry]], failures: Sequence[Failure]) -> Tally:
    quotes = [quote for article, _ in answered for quote in article.quotes]
    return Tally(
        articles=part.articles,
        failures=len(failures),
        forms=Counter(quote.form for quote in quotes),
        speakers=Counter(
            speaker.name
            for quote in quotes
            for speaker in quote.speakers
            if speaker.name is not None and speaker.kind in NAMED
        ),
    )
