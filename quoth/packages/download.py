"""Stanza's official English package: a folder in, the same folder with every model that the engine needs out.

Stanza's own download keeps what it received under its final name before it compares checksums, waits for ever on a
server that hangs and cannot go on where it broke off. Here a model bears its name only when its checksum fits.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import requests

from quoth.packages.folder import INDEX, LANGUAGE, Model, UnusableModelsError, md5, needed_models, state_of

PART = ".part"
"""What the name of a file ends in while it is being downloaded."""

_TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two pieces of an answer
_PIECE = 1 << 16  # bytes; less than one is lost where a connection breaks
_NOTHING_LEFT = 416  # what a server answers that is asked to go on behind the end of a file


class DownloadError(OSError):
    """A package that could not be fetched; the message says why and what to do."""


class Watcher(Protocol):
    """Is told how far a model is."""

    def __call__(self, model: Model, received: int, total: int | None) -> None:
        """`received` bytes of `total`, which is None where the server does not say."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """Where a package comes from.

    `resources` is the address below which resources_VERSION.json stands. `models` is that of a model's file, with
    {resources_version}, {lang} and {filename} left open, or "default" for the one that resources.json names.
    """

    resources: str
    models: str
    version: str

    @classmethod
    def official(cls) -> Mirror:
        """Stanza's own, or what STANZA_RESOURCES_URL, STANZA_MODEL_URL and STANZA_RESOURCES_VERSION name."""
        from stanza.resources.common import DEFAULT_MODEL_URL, DEFAULT_RESOURCES_URL, DEFAULT_RESOURCES_VERSION

        return cls(DEFAULT_RESOURCES_URL, DEFAULT_MODEL_URL, DEFAULT_RESOURCES_VERSION)

    @property
    def index_url(self) -> str:
        """The address of resources.json."""
        return f"{self.resources.rstrip('/')}/resources_{self.version}.json"

    def model_url(self, index: dict[str, Any], model: Model) -> str:
        """The address of a model's file; `index` is what resources.json says.

        Raises:
            DownloadError: the pattern leaves something else open.
        """
        pattern = str(index.get("url")) if self.models.lower() == "default" else self.models
        filename = model.path.relative_to(LANGUAGE).as_posix()
        try:
            return pattern.format(resources_version=self.version, lang=LANGUAGE, filename=filename)
        except (KeyError, IndexError, ValueError) as error:
            raise DownloadError(
                f"{pattern!r} is no address of models: only {{resources_version}}, {{lang}} and {{filename}} "
                "may stand open in it"
            ) from error


def download(folder: Path, mirror: Mirror, watch: Watcher) -> list[Model]:
    """Fetch what the folder has not yet, or has damaged; resources.json comes last. Returns all models of the package.

    What was broken off goes on where it stopped. Proxies are taken from the environment (HTTPS_PROXY).

    Raises:
        DownloadError: the folder cannot be written, the network fails, or what came is not what was announced.
    """
    with requests.Session() as session:
        content = _index(session, mirror.index_url)
        index = json.loads(content)
        try:
            models = needed_models(index, mirror.index_url)
        except UnusableModelsError as error:
            raise DownloadError(str(error)) from error
        with _writing(folder):
            for model in models:
                if state_of(model, folder) != "sound":
                    _model(session, mirror.model_url(index, model), model, folder / model.path, watch)
            whole = folder / f"{INDEX}{PART}"
            whole.write_bytes(content)
            whole.replace(folder / INDEX)
    return models


def _index(session: requests.Session, url: str) -> bytes:
    with _reaching(url):
        answer = session.get(url, timeout=_TIMEOUT)
        answer.raise_for_status()
        content = answer.content
    try:
        known = isinstance(json.loads(content)[LANGUAGE], dict)
    except (ValueError, TypeError, KeyError):
        known = False
    if not known:
        raise DownloadError(f"{url} is no resources.json of Stanza's with English models")
    return content


def _model(session: requests.Session, url: str, model: Model, target: Path, watch: Watcher) -> None:
    """Fetch one model: go on with what is there of it, and once more from the start if that does not fit."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + PART)
    begun = part.exists() and part.stat().st_size > 0
    _rest(session, url, model, part, watch)
    if begun and md5(part) != model.md5:
        part.unlink()
        _rest(session, url, model, part, watch)
    received = md5(part)
    if received != model.md5:
        part.unlink()
        raise DownloadError(
            f"{url} is damaged: its MD5 is {received}, and {INDEX} says {model.md5}; nothing is kept of it"
        )
    part.replace(target)


def _rest(session: requests.Session, url: str, model: Model, part: Path, watch: Watcher) -> None:
    """Bring a part to its full length; a connection that breaks is made again as long as that brings more."""
    with part.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DownloadError(f"another download is writing {part}; wait for its end") from None
        while True:
            before = file.tell()
            try:
                with _reaching(url):
                    _append(session, url, model, file, watch)
                return
            except DownloadError:
                if file.tell() <= before:
                    raise


def _append(session: requests.Session, url: str, model: Model, file: BinaryIO, watch: Watcher) -> None:
    size = file.tell()
    # Unpacked on the way, bytes would not be counted as the server counts them.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={size}-"} if size else {})
    with session.get(url, headers=headers, stream=True, timeout=_TIMEOUT) as answer:
        if answer.status_code == _NOTHING_LEFT and size:
            return
        answer.raise_for_status()
        if size and answer.status_code != requests.codes.partial_content:
            file.seek(0)
            file.truncate()
            size = 0
        length = answer.headers.get("Content-Length", "")
        total = size + int(length) if length.isdigit() else None
        watch(model, size, total)
        for piece in answer.iter_content(_PIECE):
            file.write(piece)
            file.flush()
            size += len(piece)
            watch(model, size, total)


@contextmanager
def _reaching(url: str) -> Iterator[None]:
    """Turns what can go wrong on the network into a `DownloadError` that says what to do."""
    try:
        yield
    except requests.HTTPError as error:
        raise DownloadError(f"{url} answered {error.response.status_code} {error.response.reason}") from error
    except ValueError as error:  # requests' errors of wrong addresses are such, too
        raise DownloadError(f"{url} is no address that can be fetched from: {error}") from error
    except requests.RequestException as error:
        raise DownloadError(
            f"{url} cannot be fetched: {_reason(error)}. Without a way to it, set HTTPS_PROXY, name a mirror with "
            "STANZA_RESOURCES_URL and STANZA_MODEL_URL, or copy a folder that was downloaded elsewhere. "
            "The same command goes on where it stopped"
        ) from error


def _reason(error: BaseException) -> str:
    """The innermost cause, which is the one that people can act upon: Connection refused, not Max retries exceeded."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return str(error) or type(error).__name__


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Makes the folder, and turns what the disk refuses into a `DownloadError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except DownloadError:
        raise
    except OSError as error:
        where = error.filename or folder
        raise DownloadError(
            f"{where} cannot be written: {error.strerror or error}; name another folder with --to"
        ) from error
