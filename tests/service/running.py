"""Starts the service as it is run, under gunicorn with its real configuration, and talks to it over a socket."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 180


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer to one request."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> socket.socket:
        """A connection to it on which nothing has been sent."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def extract(self, **fields: Any) -> dict[str, Any]:
        """The record that the service answers."""
        body = json.dumps(fields).encode()
        status, headers, answer = self.ask("POST", "/v1/quotes", body, Content_Type="application/json")
        assert status == 200, answer
        assert headers["content-type"] == "application/json"
        record: dict[str, Any] = json.loads(answer)
        return record


def start(log: Path, **settings: str) -> Server:
    """The service with these settings (QUOTH_…=…) on a free port; it is not ready yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    environment |= {"QUOTH_BIND": f"127.0.0.1:{port}"} | settings
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "service.app:create_app()"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    return Server(process, port, log)


def wait_until_ready(server: Server) -> None:
    """Returns when the service answers articles."""
    for _ in range(SECONDS_TO_START * 10):
        assert server.process.poll() is None, server.log.read_text()
        try:
            if server.ask("GET", "/readyz")[0] == 200:
                return
        except ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"not ready after {SECONDS_TO_START} seconds:\n{server.log.read_text()}")


@contextlib.contextmanager
def running(log: Path, **settings: str) -> Iterator[Server]:
    """The service with these settings, ready; killed in the end."""
    server = start(log, **settings)
    try:
        wait_until_ready(server)
        yield server
    finally:
        server.process.kill()
        server.process.wait(30)
