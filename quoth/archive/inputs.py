"""INPUT arguments in, the files that they stand for out: paths, folders, globs and fsspec URLs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal, cast

import fsspec

from quoth.archive.errors import ArchiveError

Kind = Literal["text", "jsonl", "parquet"]

KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonl.gz": "jsonl",
    ".ndjson.gz": "jsonl",
    ".parquet": "parquet",
}
"""What a file is, by the end of its name."""

_MAGIC = frozenset("*?[")
_CHANGED = ("ETag", "etag", "mtime", "LastModified", "updated")  # under which the storages tell that a file has changed


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of the archive: its full URL, what it is, its bytes, its time of change (None where the storage tells
    none), and for a text file the id of its article.
    """

    url: str
    kind: Kind
    size: int
    modified: str | None
    id: str | None = None


def find(names: Iterable[str], *, outside: str) -> list[InputFile]:
    """The files that INPUT arguments stand for, in order: those of each argument sorted, each file once.

    An argument is a file, a folder (all files in it and below whose ending is known) or a glob; it may be a URL of any
    storage that fsspec knows. The id of a text file is its path from the folder that was named, or its name, without
    ending. No file may lie in the folder of the URL `outside`, that of the output.

    Raises:
        ArchiveError: an argument stands for no file, for one of which the ending is unknown, or for what is written.
    """
    files: dict[str, InputFile] = {}
    for name in names:
        for file in _files(name):
            if file.url.startswith(f"{outside.rstrip('/')}/"):
                raise ArchiveError(f"{name}: holds {outside}, which is to be written; name an OUTPUT outside of it")
            files.setdefault(file.url, file)
    return list(files.values())


def location(name: str) -> tuple[fsspec.AbstractFileSystem, str]:
    """The storage that a path or URL speaks of, and the path in it.

    Raises:
        ArchiveError: there is no such storage, or what it needs is not installed.
    """
    if "::" in name:
        raise ArchiveError(f"{name}: chained URLs (::) are not read; unpack the files first")
    try:
        filesystem, path = fsspec.url_to_fs(name)
    except (ImportError, ValueError) as error:
        raise ArchiveError(f"{name}: {error}") from error
    return filesystem, cast(str, path)


def _files(name: str) -> list[InputFile]:
    filesystem, path = location(name)
    try:
        if _MAGIC & set(name) and not filesystem.exists(path):
            found, base = filesystem.glob(path, detail=True), None
        elif filesystem.isdir(path):
            found, base = filesystem.find(path, detail=True), path
        else:
            found, base = {path: filesystem.info(path)}, None
    except FileNotFoundError:
        raise ArchiveError(f"{name}: no such file or folder") from None
    except OSError as error:
        raise ArchiveError(f"{name}: {error.strerror or error}") from error
    files = []
    for each, details in sorted(cast("Mapping[str, Mapping[str, Any]]", found).items()):
        kind = _kind(each)
        if details["type"] == "file" and kind:
            files.append(_file(filesystem, each, kind, details, base))
        elif details["type"] == "file" and base is None:
            raise ArchiveError(f"{each}: what it is cannot be told by its name; it should end in {', '.join(KINDS)}")
    if not files:
        raise ArchiveError(f"{name}: no files there that end in {', '.join(KINDS)}")
    return files


def _file(
    filesystem: fsspec.AbstractFileSystem, path: str, kind: Kind, details: Mapping[str, Any], base: str | None
) -> InputFile:
    modified = next((details[key] for key in _CHANGED if key in details), None)
    name = PurePosixPath(path)
    id = str((name.relative_to(base) if base is not None else PurePosixPath(name.name)).with_suffix(""))
    return InputFile(
        url=filesystem.unstrip_protocol(path),
        kind=kind,
        size=int(details["size"]),
        modified=None if modified is None else str(modified),
        id=id.encode("utf-8", "replace").decode() if kind == "text" else None,
    )


def _kind(path: str) -> Kind | None:
    return next((kind for ending, kind in KINDS.items() if path.lower().endswith(ending)), None)
