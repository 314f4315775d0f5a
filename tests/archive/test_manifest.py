"""What a run goes on with: the same settings, model and files, and nothing else."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from quoth.archive.errors import ArchiveError
from quoth.archive.inputs import find
from quoth.archive.manifest import Manifest, Settings, begin_or_continue, parts
from quoth.archive.output import MANIFEST, Output
from quoth.archive.plan import plan
from quoth.archive.sources import Columns

SETTINGS = Settings(columns=Columns(carry=("desk",)), formats=("parquet", "records"), part=2)


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output(str(tmp_path / "out"))


def begun(output: Output, archive: Path, settings: Settings = SETTINGS, model: str = "quoth-1") -> Manifest:
    return begin_or_continue(output, find([str(archive)], outside=output.path), settings, model)


def test_a_run_goes_on_with_the_plan_that_it_was_begun_with(output: Output, archive: Path) -> None:
    first = begun(output, archive)
    assert begun(output, archive) == first
    assert (first.articles, first.parts) == (6, 3)
    files = find([str(archive)], outside=output.path)
    assert list(parts(output)) == list(plan(files, SETTINGS.columns, SETTINGS.part))


@pytest.mark.parametrize(
    ("settings", "model", "said"),
    [
        (replace(SETTINGS, part=3), "quoth-1", "with --part 2, now it is 3"),
        (replace(SETTINGS, formats=("jsonl",)), "quoth-1", "--format"),
        (replace(SETTINGS, max_characters=9), "quoth-1", "--max-characters"),
        (replace(SETTINGS, columns=Columns(carry=())), "quoth-1", "--carry"),
        (SETTINGS, "quoth-2", "with the model quoth-1, now it is quoth-2"),
    ],
)
def test_other_arguments_and_another_model_are_refused(
    output: Output, archive: Path, settings: Settings, model: str, said: str
) -> None:
    begun(output, archive)
    with pytest.raises(ArchiveError, match=said):
        begun(output, archive, settings, model)


def test_changed_input_is_refused_and_named(output: Output, archive: Path) -> None:
    begun(output, archive)
    os.utime(archive, (1, 1))
    with pytest.raises(ArchiveError, match=r"have changed since \(file://.*archive.jsonl\)"):
        begun(output, archive)


def test_a_folder_that_holds_something_else_is_refused(output: Output, archive: Path) -> None:
    Path(output.url).mkdir()
    Path(output.url, "thesis.tex").write_text("", encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"holds thesis.tex and no run"):
        begun(output, archive)


def test_a_run_that_was_killed_over_its_plan_begins_anew(output: Output, archive: Path) -> None:
    first = begun(output, archive)
    output.remove(MANIFEST)
    assert begun(output, archive) == first


def test_an_archive_without_articles_is_refused(output: Output, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n\n", encoding="utf-8")
    with pytest.raises(ArchiveError, match="holds no articles"):
        begun(output, tmp_path / "empty.jsonl")
