"""An article's record in, one row for each of its quotes out: what the table of quotes holds."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from quoth.archive.sources import Columns, Entry
from quoth.records import Article, Quote

JOINT = "; "
"""What stands between the speakers of one quote in the columns that are plain text."""

Row = dict[str, Any]

_OFFSET = pa.int64()
_SPEAKER = pa.struct([(name, pa.string()) for name in ("id", "name", "kind", "role", "affiliation")])
_SPAN = pa.struct([("start", _OFFSET), ("end", _OFFSET)])
_QUOTE_COLUMNS = (
    ("quote", pa.string()),
    ("within", pa.string()),
    ("form", pa.string()),
    ("act", pa.string()),
    ("confidence", pa.float64()),
    ("speaker", pa.string()),
    ("kind", pa.string()),
    ("role", pa.string()),
    ("affiliation", pa.string()),
    ("speakers", pa.list_(_SPEAKER)),
    ("content", pa.string()),
    ("content_spans", pa.list_(_SPAN)),
    ("source", pa.string()),
    ("source_start", _OFFSET),
    ("source_end", _OFFSET),
    ("cue", pa.string()),
    ("cue_lemma", pa.string()),
    ("cue_start", _OFFSET),
    ("cue_end", _OFFSET),
)

OWN = ("article", "date", *(name for name, _ in _QUOTE_COLUMNS))
"""The columns that no column of the archive can be carried over as."""


def schema(columns: Columns) -> pa.Schema:
    """The columns of the table of quotes and their types. Offsets count code points of the article."""
    carried = [(name, pa.string()) for name in columns.carry]
    return pa.schema([("article", pa.string()), ("date", pa.string()), *carried, *_QUOTE_COLUMNS])


def rows(article: Article, entry: Entry) -> Iterator[Row]:
    """One row for each quote of an article, in the order of the text."""
    for quote in article.quotes:
        yield {"article": article.id, "date": entry.date, **entry.carried, **_quote_cells(quote)}


def record(article: Article, entry: Entry) -> dict[str, Any]:
    """The article's whole record, and under `metadata` what the archive said of the article."""
    return {**article.as_dict(), "metadata": {"date": entry.date, **entry.carried}}


def parquet(table: Sequence[Row], columns: Columns) -> bytes:
    """A Parquet file of rows."""
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(table), schema=schema(columns)), stream, compression="zstd")
    return stream.getvalue()


def _quote_cells(quote: Quote) -> Row:
    speakers, source, cue = quote.speakers, quote.source, quote.cue
    return {
        "quote": quote.id,
        "within": quote.within,
        "form": quote.form,
        "act": quote.act,
        "confidence": quote.confidence,
        "speaker": _joined(speaker.name for speaker in speakers),
        "kind": _joined(speaker.kind for speaker in speakers),
        "role": _joined(speaker.role for speaker in speakers),
        "affiliation": _joined(speaker.affiliation for speaker in speakers),
        "speakers": [{name: getattr(speaker, name) for name in _SPEAKER.names} for speaker in speakers],
        "content": quote.content.text,
        "content_spans": [{"start": span.start, "end": span.end} for span in quote.content.spans],
        "source": source and source.text,
        "source_start": source and source.start,
        "source_end": source and source.end,
        "cue": cue and cue.text,
        "cue_lemma": cue and cue.lemma,
        "cue_start": cue and cue.start,
        "cue_end": cue and cue.end,
    }


def _joined(parts: Iterable[str | None]) -> str | None:
    """The parts in the order of the speakers, empty where one lacks; None where all do."""
    texts = [part or "" for part in parts]
    return JOINT.join(texts) if any(texts) else None
