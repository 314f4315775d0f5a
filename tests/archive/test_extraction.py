"""Parts: what is written of them, what fails and why, and that a part done twice is there once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from quoth.archive.extraction import Extraction, Tally
from quoth.archive.inputs import find
from quoth.archive.journal import DEATHS, Journal
from quoth.archive.manifest import Settings, begin_or_continue, parts
from quoth.archive.output import DONE, Output
from quoth.archive.rows import schema
from quoth.archive.sources import Columns
from quoth.archive.summary import finish
from quoth.engine import Engine
from quoth.records import Article
from tests.archive.conftest import write

SETTINGS = Settings(columns=Columns(carry=("desk",)), formats=("parquet", "jsonl", "records"), part=4)


class Stumbling:
    """The engine, but for articles that hold a word: over those it stumbles."""

    def __init__(self, engine: Engine, word: str) -> None:
        self.engine, self.word, self.model = engine, word, engine.model

    def extract_many(self, articles: Sequence[tuple[str | None, str]]) -> list[Article]:
        if any(self.word in text for _, text in articles):
            raise IndexError("no such token")
        return self.engine.extract_many(articles)


def worked(engine: Any, archive: Path, output: Output, settings: Settings = SETTINGS) -> list[Tally]:
    begin_or_continue(output, find([str(archive)], outside=output.path), settings, engine.model)
    extraction = Extraction(output, settings, engine)
    return [extraction.work(part) for part in parts(output)]


def lines(output: Output, folder: str) -> list[dict[str, Any]]:
    return [json.loads(line) for name in output.names(folder) for line in output.read(f"{folder}/{name}").splitlines()]


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output(str(tmp_path / "out"))


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, engine: Engine, rows: list[dict[str, Any]]) -> Output:
    """The output of the whole archive, left as it is by the tests."""
    folder = tmp_path_factory.mktemp("finished")
    output = Output(str(folder / "out"))
    worked(engine, write(folder / "archive.jsonl", rows), output)
    return output


def test_rows_and_records_say_what_the_engine_says(
    engine: Engine, finished: Output, rows: list[dict[str, Any]]
) -> None:
    records = lines(finished, "records")
    good = [row for row in rows if len(row.get("text", "")) > 1]
    texts = {row["id"]: row["text"] for row in good}
    for row, record in zip(good, records, strict=True):
        assert record.pop("metadata") == {"date": row["date"], "desk": "world"}
        assert record == json.loads(json.dumps(engine.extract(row["text"], id=row["id"]).as_dict()))
    table = pq.read_table(f"{finished.url}/quotes")
    assert table.schema.equals(schema(SETTINGS.columns))
    quotes = [(record["id"], quote) for record in records for quote in record["quotes"]]
    found = table.to_pylist()
    assert [(row["article"], row["quote"]) for row in found] == [(article, quote["id"]) for article, quote in quotes]
    for row, (_, quote) in zip(found, quotes, strict=True):
        text = texts[row["article"]]
        assert " ".join(text[span["start"] : span["end"]] for span in row["content_spans"]) == row["content"]
        assert row["speakers"] == quote["speakers"]
        assert (row["speaker"] or "").split("; ") == [speaker["name"] or "" for speaker in quote["speakers"]] or [""]
        assert row["cue"] is None or text[row["cue_start"] : row["cue_end"]] == row["cue"]


def test_json_lines_hold_the_same_rows_as_parquet(finished: Output) -> None:
    assert lines(finished, "quotes-jsonl") == pq.read_table(f"{finished.url}/quotes").to_pylist()


def test_articles_that_cannot_be_read_go_to_the_failures_with_the_reason(
    engine: Engine, archive: Path, output: Output
) -> None:
    with archive.open("a", encoding="utf-8") as more:
        more.write('{"id": "half", "text": "Say \\ud83d."}\n{"id": "long", "text": "' + "A. " * 1000 + '"}\n')
    tallies = worked(engine, archive, output, Settings(part=8, max_characters=2500))
    failures = lines(output, "failures")
    assert {failure["article"]: failure["reason"] for failure in failures} == {
        "blank": "the text is empty",
        "bare": "'text' is missing; there is id, date",
        "half": "half of a surrogate pair, U+D83D, at character 4",
        "long": "the text has 3000 characters; --max-characters allows 2500",
    }
    assert {failure["article"]: failure["row"] for failure in failures} == {"blank": 3, "bare": 7, "half": 8, "long": 9}
    assert (tallies[0].articles, tallies[0].failures) == (8, 4)


def test_one_article_that_the_engine_stumbles_over_costs_no_other(
    engine: Engine, archive: Path, output: Output
) -> None:
    worked(Stumbling(engine, "Tammsalu"), archive, output)
    assert {record["id"] for record in lines(output, "records")} == {
        "border_closure",
        "fisheries_accord",
        "two_brothers",
    }
    reasons = {failure["article"]: failure["reason"] for failure in lines(output, "failures")}
    assert reasons["harbour_dues"] == "the engine failed: IndexError: no such token"


def test_a_part_that_is_done_twice_leaves_the_same_files(engine: Engine, finished: Output) -> None:
    before = {path: path.read_bytes() for path in Path(finished.url).rglob("*") if path.is_file()}
    finished.remove(f"{DONE}/part-000000.json")
    Extraction(finished, SETTINGS, engine).work(next(parts(finished)))
    assert {path: path.read_bytes() for path in Path(finished.url).rglob("*") if path.is_file()} == before


def test_an_article_over_which_processes_die_is_given_up_and_the_others_are_answered(
    engine: Engine, archive: Path, output: Output
) -> None:
    begin_or_continue(output, find([str(archive)], outside=output.path), SETTINGS, engine.model)
    for at in [(0, 3)] * DEATHS + [(1, 1)] * DEATHS:  # whoever begins and does not close has died
        assert Journal(output, 0).begin(*at)
    Extraction(output, SETTINGS, engine).work(next(parts(output)))
    assert {record["id"] for record in lines(output, "records")} == {"harbour_dues", "fisheries_accord"}
    reasons = {failure["article"]: failure["reason"] for failure in lines(output, "failures")}
    assert reasons["border_closure"] == f"{DEATHS} processes died over it"


def test_the_summary_counts_what_was_written_and_clears_what_it_worked_with(finished: Output, tmp_path: Path) -> None:
    output = Output(str(tmp_path / "copy"))
    shutil.copytree(finished.url, output.url)
    tally = finish(output)
    summary = json.loads(output.read("summary.json"))
    found = [quote for record in lines(output, "records") for quote in record["quotes"]]
    assert (summary["articles"], summary["failures"], summary["quotes"]["all"]) == (6, 2, len(found))
    assert summary["quotes"]["direct"] == sum(quote["form"] == "direct" for quote in found) == tally.forms["direct"]
    top = summary["speakers"][0]
    named = [speaker["name"] for quote in found for speaker in quote["speakers"]]
    assert top["quotes"] == named.count(top["name"]) == max(named.count(name) for name in tally.speakers)
    assert "working" not in output.names("_run")


def test_a_file_is_there_whole_or_not_at_all(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    output.write("a/b.json", b"before")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        output.write("a/b.json", b"after")
    assert output.read("a/b.json") == b"before"
    assert output.names("a") == ["b.json"]
