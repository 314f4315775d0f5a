"""A mirror of Stanza's models on this machine: the bundled models in the layout and under names of the official ones.

As in Stanza's own resources.json, packages are called otherwise than the language's other packages, models depend on
vectors, the default package holds processors that the engine does not need, and `url` is a pattern.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from quoth.packages.download import Mirror
from quoth.packages.folder import BUNDLED_MODELS, INDEX, PROCESSORS, read_index

VERSION = "1.15.0"
PACKAGE = "combined"
UNNEEDED = "sentiment"


@dataclass
class Served:
    """A running mirror, and what is wrong with it. Files are called as in {filename}: "ner/combined.pt"."""

    address: str
    missing: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    breaks: dict[str, list[int]] = field(default_factory=dict)
    """Offsets in a file at which connections break, one after the other."""
    ranges: bool = True
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """What was asked for: file and the header Range."""

    @property
    def mirror(self) -> Mirror:
        return Mirror(self.address, "default", VERSION)

    def index(self) -> dict[str, Any]:
        """The mirror's resources.json: the bundled one under official names."""
        names = dict.fromkeys((*PROCESSORS, UNNEEDED), PACKAGE)
        english: dict[str, Any] = {"lang_name": "English", "packages": {"default": names}}
        bundled = read_index(BUNDLED_MODELS)["en"]
        for processor in (*PROCESSORS, "pretrain"):
            for entry in bundled.get(processor, {}).values():
                needed = [{**each, "package": PACKAGE} for each in entry.get("dependencies", [])]
                english[processor] = {
                    PACKAGE: {"md5": entry["md5"], "dependencies": needed},
                    "other": {"md5": "0" * 32},
                }
        english[UNNEEDED] = {PACKAGE: {"md5": "0" * 32}}
        url = f"{self.address}/stanza-{{lang}}/resolve/v{{resources_version}}/models/{{filename}}"
        return {"url": url, "en": english, "english": {"alias": "en"}}

    def content(self, filename: str) -> bytes | None:
        """The bytes of a model, None where there is none."""
        processor, _, package = filename.partition("/")
        if filename in self.missing or package != f"{PACKAGE}.pt":
            return None
        (path,) = (BUNDLED_MODELS / "en" / processor).glob("*.pt")
        content = path.read_bytes()
        return content[:-1] + bytes([content[-1] ^ 1]) if filename in self.damaged else content


class Server(ThreadingHTTPServer):
    """Serves what `served` says."""

    served: Served


class Handler(BaseHTTPRequestHandler):
    """Answers for its server."""

    server: Server

    def do_GET(self) -> None:
        before = f"/stanza-en/resolve/v{VERSION}/models/"
        if self.path == f"/resources_{VERSION}.json":
            self.send(200, json.dumps(self.server.served.index()).encode())
        elif self.path.startswith(before):
            self.model(self.path.removeprefix(before))
        else:
            self.send_error(404)

    def model(self, filename: str) -> None:
        wanted = self.headers["Range"]
        self.server.served.asked.append((filename, wanted))
        content = self.server.served.content(filename)
        if content is None:
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and self.server.served.ranges else 0
        if start >= len(content):
            self.send_error(416)
            return
        breaks = self.server.served.breaks.get(filename)
        self.send(206 if start else 200, content[start:], breaks.pop(0) - start if breaks else None)

    def send(self, status: int, content: bytes, sent: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:sent])

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Served]:
    """A mirror on a free port, until the block ends."""
    with Server(("127.0.0.1", 0), Handler) as server:
        server.served = Served(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.served
        finally:
            server.shutdown()
            thread.join()


def files(folder: Path) -> set[str]:
    """What a folder holds, by paths seen from it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def whole() -> set[str]:
    """What a complete download holds."""
    with serving() as served:
        known = served.index()["en"]
    return {INDEX} | {f"en/{name}/{PACKAGE}.pt" for name in (*PROCESSORS, "pretrain") if name in known}
