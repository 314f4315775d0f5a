"""The command `quoth archive`, with real Ray: killed and gone on with, and how it complains."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from quoth import cli
from quoth.archive.extraction import Extraction
from quoth.archive.inputs import find
from quoth.archive.manifest import Settings, begin_or_continue, parts
from quoth.archive.output import Output
from quoth.cli.status import CANNOT_START, SOME_FAILED
from quoth.engine import Engine

PATIENCE = 600.0  # seconds
WRITTEN = ("quotes", "records", "failures")


def command(archive: Path, output: Path) -> list[str]:
    options = ("--part", "2", "--workers", "1", "--format", "parquet", "--format", "records")
    return [sys.executable, "-m", "quoth.cli", "archive", str(archive), str(output), *options]


def written(output: Path) -> dict[str, bytes]:
    return {
        f"{folder}/{path.name}": path.read_bytes() for folder in WRITTEN for path in sorted((output / folder).iterdir())
    }


def test_a_run_that_was_killed_goes_on_and_writes_what_an_undisturbed_one_does(
    archive: Path, tmp_path: Path, engine: Engine
) -> None:
    settings = Settings(part=2, formats=("parquet", "records"))
    undisturbed = Output(str(tmp_path / "undisturbed"))
    begin_or_continue(undisturbed, find([str(archive)], outside=undisturbed.path), settings, engine.model)
    for part in parts(undisturbed):
        Extraction(undisturbed, settings, engine).work(part)

    output, deadline = tmp_path / "out", time.monotonic() + PATIENCE
    with subprocess.Popen(command(archive, output), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while not any((output / "_run" / "done").glob("*")) and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.kill()
    kept = {path: path.stat().st_mtime_ns for path in (output / "_run" / "done").iterdir()}
    assert kept

    again = subprocess.run(command(archive, output), capture_output=True, check=False, text=True, timeout=PATIENCE)
    assert again.returncode == SOME_FAILED, again.stderr
    assert written(output) == written(Path(undisturbed.url))
    assert {path: path.stat().st_mtime_ns for path in kept} == kept, "a part that was done was done again"
    assert "2  failures, see" in again.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "xml"], "--format xml: is none of parquet, jsonl, records"),
        (["--carry", "speaker"], "--carry speaker: the table of quotes has a column of that name"),
        (["missing.jsonl"], "missing.jsonl: no such file or folder"),
        (["--models", "."], "it has no resources.json"),
    ],
)
def test_a_run_that_cannot_begin_says_why_and_writes_nothing(
    options: list[str],
    said: str,
    archive: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["archive", str(archive), *options, "out"]) == CANNOT_START
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("address", ["127.0.0.1:9", "ray://head:10001", "head"])
def test_a_cluster_that_is_not_there_is_named_at_once(
    address: str, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["archive", str(archive), str(tmp_path / "out"), "--address", address]) == CANNOT_START
    assert f"--address {address}: " in capsys.readouterr().err


@pytest.mark.parametrize(("name", "extra"), [("archive", "quoth[archive]"), ("report", "quoth[report]")])
def test_without_its_extra_the_command_names_it(
    name: str, extra: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quoth.cli.extras.find_spec", lambda _: None)
    arguments = ["archive", "in.jsonl", "out"] if name == "archive" else ["report", "out"]
    assert cli.main(arguments) == CANNOT_START
    assert extra in capsys.readouterr().err
