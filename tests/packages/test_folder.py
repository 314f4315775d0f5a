"""Folders of models as the engine, the service and `quoth models list` judge them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from quoth import cli
from quoth.engine import Engine
from quoth.packages.folder import (
    BUNDLED_MODELS,
    INDEX,
    LANGUAGE,
    OWN,
    PROCESSORS,
    UnusableModelsError,
    check,
    read_index,
)
from tests.packages.mirror import PACKAGE


def change(folder: Path, edit: Any) -> None:
    """Have `edit` change the English part of resources.json."""
    index = read_index(folder)
    edit(index[LANGUAGE])
    (folder / INDEX).write_text(json.dumps(index), encoding="utf-8")


def states(printed: str) -> dict[str, str]:
    """The last word of each line of a list by its first."""
    rows = [line.split() for line in printed.splitlines() if line.startswith("  ")]
    return {row[0]: row[-1] for row in rows}


def test_the_bundled_models_are_complete_and_sound() -> None:
    check(BUNDLED_MODELS, checksums=True)


def test_a_processor_without_a_model_is_named(folder: Path) -> None:
    change(folder, lambda english: english["packages"]["default"].pop("ner"))
    with pytest.raises(UnusableModelsError, match=r"has no model for ner in its default package; the engine needs tok"):
        Engine(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "en" / "ner" / f"{PACKAGE}.pt").unlink()
    with pytest.raises(UnusableModelsError, match=rf"lacks en/ner/{PACKAGE}\.pt; `quoth models download --to"):
        Engine(folder)


@pytest.mark.parametrize("length", [0, 10_000])
def test_a_file_that_was_cut_short_is_named(folder: Path, length: int) -> None:
    path = folder / "en" / "lemma" / f"{PACKAGE}.pt"
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(UnusableModelsError, match=rf"other bytes than its checksums say in en/lemma/{PACKAGE}\.pt"):
        Engine(folder)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of links to the bundled models, to be spoilt."""
    for path in BUNDLED_MODELS.rglob("*.*"):
        link = tmp_path / path.relative_to(BUNDLED_MODELS)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path)
    return tmp_path


@pytest.mark.parametrize("file", ["encoder/model.safetensors", "encoder/tokenizer.json", "quote/quoth.pt"])
def test_the_encoder_and_the_tagger_are_missed_where_they_are_listed(own: Path, file: str) -> None:
    (own / "en" / file).unlink()
    with pytest.raises(UnusableModelsError, match=rf"lacks en/{re.escape(file)}; `quoth"):
        Engine(own)


@pytest.mark.parametrize("file", ["encoder/model.safetensors", "quote/quoth.pt"])
def test_a_damaged_encoder_or_tagger_is_named(own: Path, file: str) -> None:
    (own / "en" / file).unlink()
    (own / "en" / file).write_bytes(b"x")
    with pytest.raises(UnusableModelsError, match=rf"checksums say in en/{re.escape(file)}; `quoth"):
        Engine(own)


@pytest.mark.parametrize(
    ("content", "said"), [("{", "is damaged"), ("[]", "no models for English"), ("{}", "no models")]
)
def test_an_index_that_is_none_is_refused(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / INDEX).write_text(content)
    with pytest.raises(UnusableModelsError, match=said):
        Engine(tmp_path)


def test_a_model_whose_name_leads_elsewhere_is_refused(folder: Path) -> None:
    def lead_elsewhere(english: dict[str, Any]) -> None:
        english["ner"] = {"../../x": {"md5": ""}}
        english["packages"]["default"]["ner"] = "../../x"

    change(folder, lead_elsewhere)
    with pytest.raises(UnusableModelsError, match="no file names: ner/"):
        check(folder)


def test_the_list_tells_the_state_of_every_model(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", "list", str(folder)]) == 0
    bundled, other, _ = capsys.readouterr().out.split("\n\n")
    assert set(states(bundled)) == {*PROCESSORS, *OWN, "in"}
    assert {states(bundled)[name] for name in OWN} == {"sound"}
    assert {states(bundled)[name] for name in PROCESSORS} == {states(other)[name] for name in PROCESSORS} == {"sound"}
    (folder / "en" / "ner" / f"{PACKAGE}.pt").unlink()
    (folder / "en" / "mwt" / f"{PACKAGE}.pt").write_bytes(b"x")
    (folder / "en" / "sentiment").mkdir()
    (folder / "en" / "sentiment" / "old.pt").write_bytes(b"x")
    assert cli.main(["models", "list", str(folder)]) == 1
    spoilt = states(capsys.readouterr().out.split("\n\n")[1])
    assert [spoilt[name] for name in ("ner", "mwt", "sentiment", "pos")] == ["missing", "damaged", "unlisted", "sound"]


def test_a_folder_that_is_none_is_complained_of_and_the_others_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["models", "list", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert str(BUNDLED_MODELS) in out
    assert err.startswith(f"quoth: {tmp_path} is no Stanza model folder")
