"""How other packages' entities are counted beside ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.evaluate import f1, main, renamed


def test_entities_in_the_classes_of_ontonotes_count_as_those_of_worldwide_newswire() -> None:
    gold = {(0, 0, 1, "LOC"), (0, 2, 4, "MISC"), (0, 5, 6, "NORP"), (0, 7, 8, "PERSON")}
    found = {(0, 0, 1, "GPE"), (0, 2, 4, "LAW"), (0, 5, 6, "LANGUAGE"), (0, 7, 8, "PERSON"), (0, 9, 10, "CARDINAL")}
    assert renamed(found) == gold
    assert f1(gold, renamed(found)) == 100


def test_our_own_classes_stay_what_they_are() -> None:
    ours = {(0, 0, 1, name) for name in ("PERSON", "ORG", "LOC", "NORP", "FAC", "DATE", "MONEY", "PRODUCT", "MISC")}
    assert renamed(ours) == ours


@pytest.mark.parametrize(("option", "name"), [("--ud", "missing.conllu"), ("--ner", "empty")])
def test_files_that_are_not_there_are_named(option: str, name: str, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit):
        main(["--models", str(tmp_path), option, str(tmp_path / name)])
    assert str(tmp_path / name) in capsys.readouterr().err
