"""What a run was begun with: refuses to go on with anything else, and keeps the plan that it goes on with."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2s
from typing import Any, Literal

from quoth.archive.errors import ArchiveError
from quoth.archive.inputs import InputFile
from quoth.archive.output import INPUTS, MANIFEST, PLAN, RUN, Output
from quoth.archive.plan import Part, Slice, plan
from quoth.archive.sources import Columns, Place

Format = Literal["parquet", "jsonl", "records"]
FORMATS: tuple[Format, ...] = ("parquet", "jsonl", "records")

LAYOUT = 1
"""Raised when an older OUTPUT can no longer be gone on with."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The arguments that decide what is written. `part` counts articles, `max_characters` code points."""

    columns: Columns = field(default_factory=Columns)
    formats: tuple[Format, ...] = ("parquet",)
    part: int = 64
    max_characters: int = 200_000


@dataclass(frozen=True, slots=True)
class Manifest:
    """A run: its settings, its model, the fingerprint of its input files, and how many articles and parts it has."""

    settings: Settings
    model: str
    inputs: str
    articles: int
    parts: int
    layout: int = LAYOUT

    def as_json(self) -> bytes:
        """The manifest as it is written."""
        return json.dumps(dataclasses.asdict(self), indent=2).encode() + b"\n"

    @staticmethod
    def from_json(data: bytes) -> Manifest:
        """The manifest as it was written."""
        plain: dict[str, Any] = json.loads(data)
        settings = plain.pop("settings")
        columns = settings.pop("columns")
        return Manifest(
            Settings(
                Columns(**{**columns, "carry": tuple(columns["carry"])}),
                **{**settings, "formats": tuple(settings["formats"])},
            ),
            **plain,
        )


def begin_or_continue(output: Output, files: Sequence[InputFile], settings: Settings, model: str) -> Manifest:
    """The manifest and the plan of a run: those in the folder where it was begun with the same, new ones otherwise.

    Raises:
        ArchiveError: the folder holds another run, or something else.
    """
    there = output.names()
    if MANIFEST.rpartition("/")[2] in output.names(RUN):
        manifest = Manifest.from_json(output.read(MANIFEST))
        _check_same(manifest, output, files, settings, model)
        return manifest
    if there and there != [RUN]:
        raise ArchiveError(f"{output.url}: holds {there[0]} and no run of quoth archive; name a new or empty folder")
    numbers = {file.url: number for number, file in enumerate(files)}
    lines, articles = [], 0
    for part in plan(files, settings.columns, settings.part):
        slices = [(numbers[each.file.url], each.start.at, each.start.row, each.count) for each in part.slices]
        lines.append(json.dumps(slices))
        articles += part.articles
    if not lines:
        raise ArchiveError(f"{files[0].url}: holds no articles")
    output.write(INPUTS, b"".join(_line(file) for file in files))
    output.write(PLAN, "\n".join(lines).encode())
    manifest = Manifest(settings, model, _fingerprint(files), articles, len(lines))
    output.write(MANIFEST, manifest.as_json())
    return manifest


def parts(output: Output) -> Iterator[Part]:
    """The parts of a run that was begun."""
    files = [InputFile(**json.loads(line)) for line in output.read(INPUTS).splitlines()]
    for number, line in enumerate(output.read(PLAN).splitlines()):
        slices = (Slice(files[file], Place(at, row), count) for file, at, row, count in json.loads(line))
        yield Part(number, tuple(slices))


def _check_same(manifest: Manifest, output: Output, files: Sequence[InputFile], settings: Settings, model: str) -> None:
    differences = []
    if manifest.layout != LAYOUT:
        differences.append(f"by another version of quoth archive (layout {manifest.layout}, now {LAYOUT})")
    if manifest.model != model:
        differences.append(f"with the model {manifest.model}, now it is {model}")
    differences += (
        f"with {name} {before!r}, now it is {now!r}"
        for (name, before), (_, now) in zip(_arguments(manifest.settings), _arguments(settings), strict=True)
        if before != now
    )
    if manifest.inputs != _fingerprint(files):
        before = set(output.read(INPUTS).splitlines(keepends=True))
        changed = next((file.url for file in files if _line(file) not in before), "a file is gone, or in another place")
        differences.append(f"with other input files, or they have changed since ({changed})")
    if differences:
        raise ArchiveError(
            f"{output.url}: was begun {'; '.join(differences)}. "
            "Give what it was begun with to go on, or name another OUTPUT to begin anew"
        )


def _arguments(settings: Settings) -> Iterator[tuple[str, object]]:
    columns = settings.columns
    yield "--id-column", columns.id
    yield "--text-column", columns.text
    yield "--date-column", columns.date
    yield "--carry", columns.carry
    yield "--format", settings.formats
    yield "--part", settings.part
    yield "--max-characters", settings.max_characters


def _line(file: InputFile) -> bytes:
    return json.dumps(dataclasses.asdict(file)).encode() + b"\n"


def _fingerprint(files: Sequence[InputFile]) -> str:
    digest = blake2s(digest_size=16)
    for file in files:
        digest.update(_line(file))
    return digest.hexdigest()
