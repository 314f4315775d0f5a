"""A folder of Stanza models in, the models that the engine needs of it out, each with its file's state.

Stanza's layout is resources.json, which names for each processor a package, its MD5 checksum and the models that it
depends on (word vectors, character models), and LANGUAGE/PROCESSOR/PACKAGE.pt for each of them. Beside these, a folder
of Quoth's own lists its encoder and its quote tagger, under keys that Stanza does not read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

LANGUAGE = "en"
PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse", "ner")
"""What the engine needs beside its own processor, `quote`."""
INDEX = "resources.json"
OWN = {
    "encoder": (
        "encoder/model.safetensors",
        "encoder/config.json",
        "encoder/tokenizer.json",
        "encoder/tokenizer_config.json",
    ),
    "quote_tagger": ("quote/quoth.pt",),
}
"""Quoth's own models by their keys in resources.json: files below LANGUAGE, the checksum being the first one's."""

BUNDLED_MODELS = Path(__file__).parents[1] / "models"
"""The folder of the bundled models."""

State = Literal["sound", "missing", "damaged"]

_PLAIN = re.compile(r"\w[\w.+-]*/\w[\w.+-]*")


class UnusableModelsError(OSError):
    """A folder of models that the engine cannot run with; the message says what it lacks and what would be right."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model that resources.json names: its processor (or "pretrain", "forward_charlm", "encoder", …), package and
    checksum.
    """

    processor: str
    package: str
    md5: str

    @property
    def path(self) -> Path:
        """Where the file with the checksum stands, seen from the folder."""
        return self.paths[0]

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where all its files stand, seen from the folder."""
        files = OWN.get(self.processor, (f"{self.processor}/{self.package}.pt",))
        return tuple(Path(LANGUAGE, file) for file in files)


def read_index(folder: Path) -> dict[str, Any]:
    """What resources.json says.

    Raises:
        UnusableModelsError: if there is none, or it is not Stanza's.
    """
    path = folder / INDEX
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnusableModelsError(
            f"{folder} is no Stanza model folder: it has no {INDEX}. Give the folder that holds {INDEX} and "
            f"{LANGUAGE}/; if a download into it broke off, {_remedy(folder)}"
        ) from None
    except OSError as error:
        raise UnusableModelsError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise UnusableModelsError(f"{path} is damaged ({error}); {_remedy(folder)}") from error
    if not isinstance(index, dict) or not isinstance(index.get(LANGUAGE), dict):
        raise UnusableModelsError(f"{path} names no models for English ({LANGUAGE!r})")
    return index


def needed_models(index: dict[str, Any], where: str) -> list[Model]:
    """The models of the default package that the engine needs of Stanza's, with those that they depend on, each once.

    Args:
        index: what resources.json says.
        where: how error messages call it.

    Raises:
        UnusableModelsError: if a processor has no model there.
    """
    english = index[LANGUAGE]
    chosen = english.get("packages", {}).get("default", {})
    lacking = [name for name in PROCESSORS if chosen.get(name) not in english.get(name, {})]
    if lacking:
        raise UnusableModelsError(
            f"{where} has no model for {', '.join(lacking)} in its default package; "
            f"the engine needs {', '.join(PROCESSORS)}"
        )
    names = [(name, chosen[name]) for name in PROCESSORS]
    for name, package in tuple(names):
        names += [(each["model"], each["package"]) for each in english[name][package].get("dependencies", [])]
    return _models(english, names, where)


def all_models(folder: Path) -> list[Model]:
    """The models that the engine takes from a folder: Stanza's, and of Quoth's own those that resources.json lists.

    Raises:
        UnusableModelsError: if a processor has no model there, or resources.json is not Stanza's.
    """
    index, where = read_index(folder), str(folder / INDEX)
    english = index[LANGUAGE]
    own = [(name, package) for name in OWN for package in english.get(name, {})]
    return needed_models(index, where) + _models(english, own, where)


def _models(english: dict[str, Any], names: Sequence[tuple[str, str]], where: str) -> list[Model]:
    strange = [f"{name}/{package}" for name, package in names if not _PLAIN.fullmatch(f"{name}/{package}")]
    if strange:
        raise UnusableModelsError(f"{where} names models that are no file names: {', '.join(strange)}")
    try:
        return [Model(name, package, english[name][package]["md5"]) for name, package in dict.fromkeys(names)]
    except KeyError as missing:
        raise UnusableModelsError(f"{where} needs a model that it does not list: {missing}") from None


def state_of(model: Model, folder: Path) -> State:
    """Whether the model's files are there and the checksum is what resources.json says. Reads that whole file."""
    if not all((folder / path).is_file() for path in model.paths):
        return "missing"
    return "sound" if md5(folder / model.path) == model.md5 else "damaged"


def md5(path: Path) -> str:
    """The checksum of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def check(folder: Path, *, checksums: bool = False) -> None:
    """See that the engine can run with a folder: that no file is missing and, if asked for, that all are sound.

    Raises:
        UnusableModelsError: with every file that is wrong.
    """
    models = all_models(folder)
    missing = [path for model in models for path in model.paths if not (folder / path).is_file()]
    damaged = [model.path for model in models if state_of(model, folder) == "damaged"] if checksums else []
    faults = [
        f"{verb} {', '.join(map(str, wrong))}"
        for verb, wrong in (("lacks", missing), ("has other bytes than its checksums say in", damaged))
        if wrong
    ]
    if faults:
        raise UnusableModelsError(f"{folder} {' and '.join(faults)}; {_remedy(folder)}")


def _remedy(folder: Path) -> str:
    if folder == BUNDLED_MODELS:
        return "install Quoth anew"
    return f"`quoth models download --to {folder}` fetches what is wrong of Stanza's official package"
