"""What stands at the other end of QUOTH_URL in the tests: the real service, and what can stand there in its place."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[3]
SECONDS_TO_START = 120


@contextmanager
def quoth() -> Iterator[str]:
    """Address of a running Quoth: the one that QUOTH_URL names, or one that is started from this source tree."""
    if os.environ.get("QUOTH_URL"):
        yield os.environ["QUOTH_URL"]
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("QUOTH_", "DJANGO_"))}
    environment |= {"QUOTH_BIND": f"127.0.0.1:{port}", "QUOTH_WORKERS": "1"}
    command = [ROOT / ".venv" / "bin" / "gunicorn", "-c", "gunicorn.conf.py", "service.app:create_app()"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            if not _ready(process, f"{address}/readyz"):
                log.seek(0)
                raise RuntimeError(f"the service does not start:\n{log.read().decode()}")
            yield address
        finally:
            process.terminate()
            process.wait(60)


def _ready(process: subprocess.Popen[bytes], url: str) -> bool:
    for _ in range(SECONDS_TO_START * 5):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return True
    return False


@contextmanager
def silence() -> Iterator[str]:
    """Address of something that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """Address of something that answers every article alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
