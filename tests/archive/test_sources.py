"""Files of the archive: the articles that are read, from any place on, and what is wrong with those that are not."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.archive.errors import ArchiveError
from quoth.archive.inputs import find
from quoth.archive.plan import plan
from quoth.archive.sources import BadEntry, Columns, Entry, Source, as_text, entry, open_source


def opened(path: Path, columns: Columns | None = None) -> Source:
    [file] = find([str(path)], outside="file:///elsewhere")
    return open_source(file, columns or Columns())


def as_parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=2)
    return path


def as_gzip(path: Path, archive: Path) -> Path:
    path.write_bytes(gzip.compress(archive.read_bytes()))
    return path


@pytest.fixture(params=["jsonl", "gz", "parquet"])
def source(request: pytest.FixtureRequest, tmp_path: Path, archive: Path, rows: list[dict[str, Any]]) -> Any:
    make: dict[str, Callable[[], Path]] = {
        "jsonl": lambda: archive,
        "gz": lambda: as_gzip(tmp_path / "archive.jsonl.gz", archive),
        "parquet": lambda: as_parquet(tmp_path / "archive.parquet", rows),
    }
    with closing(opened(make[request.param](), Columns(carry=("desk",)))) as made:
        yield made


def test_every_article_is_read_with_what_is_carried(source: Source, rows: list[dict[str, Any]]) -> None:
    places = list(source.places())
    found = list(source.read(places[0], len(places)))
    assert [each.id for each in found] == [row["id"] for row in rows]
    first = found[0]
    assert isinstance(first, Entry)
    assert (first.text, first.date, first.carried) == (rows[0]["text"], "2024-05-01", {"desk": "world"})
    assert [type(each) for each in found] == [Entry] * 5 + [BadEntry]


def test_reading_can_begin_anywhere_forwards_and_backwards(source: Source, rows: list[dict[str, Any]]) -> None:
    places = list(source.places())
    for start, count in [(1, 2), (3, 1), (5, 1), (0, 3), (4, 2), (4, 1)]:
        wanted = [row["id"] for row in rows[start : start + count]]
        assert [each.id for each in source.read(places[start], count)] == wanted


def test_a_line_is_numbered_as_an_editor_numbers_it(archive: Path) -> None:
    with closing(opened(archive)) as source:
        assert [place.row for place in source.places()] == [1, 2, 3, 5, 6, 7]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"text": ', "no JSON"),
        (b"[1, 2]", "no JSON object but [1, 2]"),
        (b"[" * 100_000, "no JSON"),
        (b'{"text": "\xff"}', "no JSON"),
        (b'{"id": 1.5, "text": "A."}', "'id' is 1.5, not a text or a whole number"),
        (b'{"id": "a", "text": 7}', "'text' is 7, not a text"),
        (b'{"id": "a", "body": "A."}', "'text' is missing; there is id, body"),
    ],
)
def test_a_line_that_is_no_article_tells_why_and_the_next_is_read(line: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(line + b'\n{"id": 7, "text": "A."}')
    with closing(opened(path)) as source:
        bad, good = source.read(next(source.places()), 2)
    assert isinstance(bad, BadEntry)
    assert said in bad.reason
    assert good == Entry(2, "7", "A.")


def test_a_text_that_is_not_utf_8_tells_where(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("Le ministre a été bref.".encode("latin-1"))
    with closing(opened(tmp_path / "latin.txt")) as source:
        [bad] = source.read(next(source.places()), 1)
    assert bad == BadEntry(1, "latin", "not UTF-8 (byte 0xe9 at offset 14); convert it first")


def test_a_parquet_file_without_the_column_names_those_it_has(tmp_path: Path) -> None:
    path = as_parquet(tmp_path / "archive.parquet", [{"id": "a", "body": "A."}])
    with pytest.raises(ArchiveError, match="has no column 'text'; it has id, body"):
        opened(path)


def test_what_only_calls_itself_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "archive.parquet").write_bytes(b"id,text\n")
    with pytest.raises(ArchiveError, match="no Parquet file"):
        opened(tmp_path / "archive.parquet")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("a", "a"),
        (date(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 5, 1, 12, tzinfo=UTC), "2024-05-01T12:00:00+00:00"),
        (7, "7"),
        (["é", None], '["é", null]'),
        (b"a", "\"b'a'\""),
    ],
)
def test_values_are_carried_as_texts(value: object, text: str | None) -> None:
    assert as_text(value) == text


@given(st.dictionaries(st.sampled_from(["id", "text", "date", "desk"]), st.one_of(st.text(), st.integers(), st.none())))
def test_whatever_a_row_holds_it_is_an_entry_or_a_reason(values: dict[str, object]) -> None:
    found = entry(1, values, Columns(carry=("desk",)))
    assert isinstance(found, Entry) == isinstance(values.get("text"), str)


@pytest.mark.parametrize("size", [1, 2, 4, 5, 7, 20])
def test_parts_hold_every_article_once_in_order(size: int, tmp_path: Path, archive: Path) -> None:
    (tmp_path / "z.txt").write_text("A.", encoding="utf-8")
    (tmp_path / "zz.txt").write_text("B.", encoding="utf-8")
    files = find([str(archive), str(tmp_path / "z.txt"), str(tmp_path / "zz.txt")], outside="file:///elsewhere")
    parts = list(plan(files, Columns(), size))
    assert [part.number for part in parts] == list(range(len(parts)))
    assert all(part.articles == size for part in parts[:-1])
    found = []
    for piece in (piece for part in parts for piece in part.slices):
        with closing(open_source(piece.file, Columns())) as source:
            found += [each.id for each in source.read(piece.start, piece.count)]
    assert found == ["harbour_dues", "border_closure", "blank", "fisheries_accord", "two_brothers", "bare", "z", "zz"]


def test_an_archive_of_which_no_article_can_be_read_is_refused(archive: Path) -> None:
    files = find([str(archive)], outside="file:///elsewhere")
    with pytest.raises(ArchiveError, match=r"none of the first 4 .* row 1: 'body' is missing.*--text-column"):
        next(plan(files, Columns(text="body"), 4))


def test_a_compressed_file_that_breaks_off_is_refused(tmp_path: Path, archive: Path) -> None:
    whole = as_gzip(tmp_path / "archive.jsonl.gz", archive)
    whole.write_bytes(whole.read_bytes()[:-20])
    with pytest.raises(ArchiveError, match="cannot be read"):
        list(plan(find([str(whole)], outside="file:///elsewhere"), Columns(), 2))
