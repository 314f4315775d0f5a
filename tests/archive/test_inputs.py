"""INPUT arguments: which files they stand for, and what is said of those that stand for none."""

from __future__ import annotations

from pathlib import Path

import pytest

from quoth.archive.errors import ArchiveError
from quoth.archive.inputs import InputFile, find

ELSEWHERE = "file:///elsewhere"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "deeper/a.txt", "wire.jsonl", "wire.ndjson.gz", "table.parquet", "notes.md"):
        path = tmp_path / "archive" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return tmp_path / "archive"


def names(files: list[InputFile]) -> list[str]:
    return [file.url.rpartition("/archive/")[2] for file in files]


def test_a_folder_stands_for_all_files_in_it_and_below_whose_ending_is_known(folder: Path) -> None:
    found = find([str(folder)], outside=ELSEWHERE)
    assert names(found) == ["a.txt", "b.txt", "deeper/a.txt", "table.parquet", "wire.jsonl", "wire.ndjson.gz"]
    assert [file.kind for file in found] == ["text"] * 3 + ["parquet", "jsonl", "jsonl"]


def test_a_text_s_id_is_its_path_from_the_folder_without_ending(folder: Path) -> None:
    assert [file.id for file in find([str(folder)], outside=ELSEWHERE)][:3] == ["a", "b", "deeper/a"]
    assert [file.id for file in find([str(folder / "b.txt")], outside=ELSEWHERE)] == ["b"]


def test_a_glob_and_a_url_stand_for_files_and_each_file_counts_once(folder: Path) -> None:
    found = find([f"{folder}/*.txt", f"file://{folder}/a.txt"], outside=ELSEWHERE)
    assert names(found) == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.jsonl", "no such file"),
        ("*.csv", "no files there"),
        ("notes.md", "should end in .txt, .jsonl"),
        ("zip://a.txt::b.zip", "chained"),
        ("nowhere://bucket/a.jsonl", "nowhere"),
    ],
)
def test_what_stands_for_no_article_is_refused_with_the_reason(
    folder: Path, name: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(ArchiveError, match=said):
        find([name], outside=ELSEWHERE)


def test_what_is_to_be_written_is_not_read(folder: Path) -> None:
    with pytest.raises(ArchiveError, match="name an OUTPUT outside of it"):
        find([str(folder)], outside=f"file://{folder}/deeper")
