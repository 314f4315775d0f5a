"""The folder that `quoth archive` writes in, its quotes out, one after the other, as far as a report reads them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq

from quoth.archive.errors import ArchiveError
from quoth.archive.output import DONE, QUOTES, QUOTES_JSONL, RECORDS, Output

_COLUMNS = ["article", "date", "form", "speakers"]


@dataclass(frozen=True, slots=True)
class ReportedQuote:
    """A quote as a report sees it: its article, that article's date as the archive has it, its form, and its speakers
    by name (None: they have none) and kind.
    """

    article: str
    date: str | None
    form: str
    speakers: tuple[tuple[str | None, str], ...]


def quotes(output: Output) -> Iterator[ReportedQuote]:
    """The quotes of the parts that are done, those of one article one after the other.

    Raises:
        ArchiveError: the folder holds no run, or nothing of it is done yet.
    """
    done = [name.removesuffix(".json") for name in output.names(DONE)]
    if not done:
        raise ArchiveError(f"{output.url}: holds no run of quoth archive of which a part is done")
    there = output.names()
    for part in done:
        if QUOTES in there:
            table = pq.read_table(io.BytesIO(output.read(f"{QUOTES}/{part}.parquet")), columns=_COLUMNS)
            yield from map(_of_row, table.to_pylist())
        elif QUOTES_JSONL in there:
            yield from map(_of_row, _lines(output, f"{QUOTES_JSONL}/{part}.jsonl"))
        else:
            for record in _lines(output, f"{RECORDS}/{part}.jsonl"):
                shared = {"article": record["id"], "date": record["metadata"]["date"]}
                yield from (_of_row({**quote, **shared}) for quote in record["quotes"])


def _lines(output: Output, name: str) -> Iterator[dict[str, Any]]:
    return map(json.loads, output.read(name).splitlines())


def _of_row(row: dict[str, Any]) -> ReportedQuote:
    speakers = tuple((speaker["name"], speaker["kind"]) for speaker in row["speakers"])
    return ReportedQuote(row["article"], row["date"], row["form"], speakers)
