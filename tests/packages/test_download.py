"""Downloads from a mirror on this machine: what is fetched, what goes on where it stopped, what is refused and why."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quoth.engine import Engine
from quoth.packages.download import PART, DownloadError, Mirror, download
from quoth.packages.folder import INDEX, Model, UnusableModelsError, check
from tests.packages.mirror import PACKAGE, UNNEEDED, VERSION, Served, files, whole

NER = f"ner/{PACKAGE}.pt"
SAYING = "“The border stays open,” Foreign Minister Ilse Brandt of Norway said. She added that the port would follow."


def fetch(folder: Path, served: Served) -> list[tuple[str, int, int | None]]:
    """Fill a folder; what the watcher was told."""
    told: list[tuple[str, int, int | None]] = []

    def watch(model: Model, received: int, total: int | None) -> None:
        told.append((f"{model.processor}/{model.package}.pt", received, total))

    download(folder, served.mirror, watch)
    return told


def test_the_engine_answers_from_a_downloaded_folder_as_from_the_bundled_one(downloaded: Path, engine: Engine) -> None:
    answer = Engine(downloaded).extract(SAYING)
    assert answer.quotes
    assert answer.quotes == engine.extract(SAYING).quotes
    assert answer.model != engine.model


def test_only_what_the_engine_needs_is_fetched(tmp_path: Path, mirror: Served) -> None:
    fetch(tmp_path, mirror)
    assert files(tmp_path) == whole()
    assert UNNEEDED not in {name.partition("/")[0] for name, _ in mirror.asked}
    check(tmp_path, checksums=True)


def test_the_watcher_is_told_how_far_each_model_is(tmp_path: Path, mirror: Served) -> None:
    told = [(received, total) for name, received, total in fetch(tmp_path, mirror) if name == NER]
    size = (tmp_path / "en" / NER).stat().st_size
    assert told[0] == (0, size)
    assert told[-1] == (size, size)
    assert told == sorted(told)


def test_what_is_there_and_sound_is_not_fetched_again(folder: Path, mirror: Served) -> None:
    (folder / "en" / NER).write_bytes(b"something else")
    fetch(folder, mirror)
    assert mirror.asked == [(NER, None)]
    check(folder, checksums=True)


def test_a_connection_that_breaks_is_made_again_and_goes_on(tmp_path: Path, mirror: Served) -> None:
    mirror.breaks[NER] = [1 << 19, 1 << 20]
    fetch(tmp_path, mirror)
    assert [header for name, header in mirror.asked if name == NER] == [None, f"bytes={1 << 19}-", f"bytes={1 << 20}-"]
    check(tmp_path, checksums=True)


def test_a_download_that_broke_off_leaves_no_half_model_and_goes_on_next_time(tmp_path: Path, mirror: Served) -> None:
    mirror.breaks[NER] = [1 << 20, 1 << 20]
    with pytest.raises(DownloadError, match="The same command goes on where it stopped"):
        fetch(tmp_path, mirror)
    assert f"en/{NER}" not in files(tmp_path)
    assert (tmp_path / "en" / f"{NER}{PART}").stat().st_size == 1 << 20
    with pytest.raises(UnusableModelsError, match=r"if a download into it broke off, `quoth models download --to"):
        Engine(tmp_path)
    mirror.asked.clear()
    fetch(tmp_path, mirror)
    assert mirror.asked[0] == (NER, f"bytes={1 << 20}-")
    assert files(tmp_path) == whole()
    check(tmp_path, checksums=True)


def test_a_server_that_cannot_go_on_is_asked_for_the_whole_file(tmp_path: Path, mirror: Served) -> None:
    mirror.ranges = False
    mirror.breaks[NER] = [1 << 20]
    fetch(tmp_path, mirror)
    assert files(tmp_path) == whole()
    check(tmp_path, checksums=True)


@pytest.mark.parametrize("length", [1000, 50_000_000])
def test_the_rest_of_another_file_is_thrown_away(tmp_path: Path, mirror: Served, length: int) -> None:
    part = tmp_path / "en" / f"{NER}{PART}"
    part.parent.mkdir(parents=True)
    part.write_bytes(bytes(length))
    fetch(tmp_path, mirror)
    assert [header for name, header in mirror.asked if name == NER] == [f"bytes={length}-", None]
    check(tmp_path, checksums=True)


def test_a_damaged_file_is_named_with_both_checksums_and_not_kept(tmp_path: Path, mirror: Served) -> None:
    mirror.damaged.add(NER)
    wanted = mirror.index()["en"]["ner"][PACKAGE]["md5"]
    with pytest.raises(DownloadError, match=rf"{NER} is damaged: its MD5 is \w+, and resources\.json says {wanted}"):
        fetch(tmp_path, mirror)
    assert not [path for path in files(tmp_path) if path.startswith("en/ner") or path == INDEX]


def test_a_file_that_the_server_has_not_is_named(tmp_path: Path, mirror: Served) -> None:
    mirror.missing.add(NER)
    with pytest.raises(DownloadError, match=rf"/{NER} answered 404 Not Found"):
        fetch(tmp_path, mirror)
    assert INDEX not in files(tmp_path)


def test_a_server_that_is_gone_is_named_with_the_ways_around(tmp_path: Path) -> None:
    with pytest.raises(
        DownloadError, match=r"/resources_1\.15\.0\.json cannot be fetched: .*Connection refused.*HTTPS_PROXY"
    ):
        download(tmp_path / "models", Mirror("http://127.0.0.1:1", "default", VERSION), lambda *_: None)
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize("address", ["example.org", "ftp://127.0.0.1", "http://"])
def test_what_is_no_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(DownloadError, match="is no address that can be fetched from"):
        download(tmp_path, Mirror(address, "default", VERSION), lambda *_: None)


def test_an_index_that_is_none_is_refused(tmp_path: Path, mirror: Served) -> None:
    wrong = Mirror(f"{mirror.address}/stanza-en/resolve/v{VERSION}/models/ner", "default", VERSION)
    with pytest.raises(DownloadError, match="404"):
        download(tmp_path, wrong, lambda *_: None)


def test_a_pattern_of_models_is_checked(tmp_path: Path, mirror: Served) -> None:
    with pytest.raises(DownloadError, match=r"\{filename\} may stand open in it"):
        download(tmp_path, Mirror(mirror.address, mirror.address + "/{file}", VERSION), lambda *_: None)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, mirror: Served) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DownloadError, match=r"cannot be written: Not a directory; name another folder with --to"):
        fetch(tmp_path / "file" / "models", mirror)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_named(tmp_path: Path, mirror: Served) -> None:
    (tmp_path / "en" / "tokenize").mkdir(parents=True)
    (tmp_path / "en" / "tokenize" / f"{PACKAGE}.pt{PART}").symlink_to("/dev/full")
    with pytest.raises(DownloadError, match="No space left on device"):
        fetch(tmp_path, mirror)


def test_the_command_downloads_and_tells_how_to_use_the_folder(tmp_path: Path, mirror: Served) -> None:
    environment = {**os.environ, "STANZA_RESOURCES_URL": mirror.address, "STANZA_RESOURCES_VERSION": VERSION}
    command = [sys.executable, "-m", "quoth.cli", "models", "download", "--to", str(tmp_path / "new")]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    assert f"quoth extract --models {tmp_path / 'new'}" in done.stdout
    assert f"ner/{PACKAGE}" in done.stderr
    mirror.missing.add(NER)
    (tmp_path / "new" / "en" / NER).unlink()
    failed = subprocess.run(command, env=environment, capture_output=True, check=False, text=True)
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert "Traceback" not in failed.stderr
    assert failed.stderr.splitlines()[-1].startswith(f"quoth: {mirror.address}")
