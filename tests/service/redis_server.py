"""A real redis-server on a port of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

_SECONDS_TO_START = 20
HOW_TO_INSTALL = "there is no redis-server on PATH; on Debian and Ubuntu: apt-get install redis-server"


@dataclass
class RedisServer:
    """Redis on 127.0.0.1, which can be stopped and started again on the same port."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What QUOTH_RATE_LIMIT_STORAGE takes."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Starts it, and returns once it answers."""
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
        )
        with redis.Redis(port=self.port) as client:
            for _ in range(_SECONDS_TO_START * 20):
                try:
                    client.ping()
                except redis.ConnectionError:
                    time.sleep(0.05)
                else:
                    return
        raise AssertionError("redis-server does not answer")

    def stop(self) -> None:
        """Ends it."""
        if self.process:
            self.process.kill()
            self.process.wait(30)


def new_server(folder: Path) -> RedisServer:
    """A Redis that is not yet started; where none is installed, a failure in CI and a skip elsewhere."""
    if not shutil.which("redis-server"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HOW_TO_INSTALL)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return RedisServer(probe.getsockname()[1], folder)
