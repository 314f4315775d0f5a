"""The audit of pinned packages: fails on what is known to be vulnerable, and only on that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[1] / ".ci" / "audit.py"
FLAW = {
    "id": "TEST-2026-1",
    "summary": "Lets strangers in.",
    "affected": [
        {
            "package": {"name": "leaky", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.3"}]}],
        }
    ],
}


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """Address of a vulnerability service that knows one vulnerable package."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = json.dumps({"vulns": [FLAW]} if asked["package"]["name"] == "leaky" else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()
    thread.join()


def audit(pins: Path, url: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OSV_URL": url, "XDG_CACHE_HOME": str(pins.parent)}
    command = [sys.executable, str(AUDIT), str(pins)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_vulnerable_package_fails_it_by_name(tmp_path: Path, service: str) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text("leaky==1.2\nsound==4.0\n")
    ran = audit(pins, service)
    assert ran.returncode == 1, ran.stderr
    assert "leaky 1.2: TEST-2026-1, mended in 1.3" in ran.stderr
    assert "sound" not in ran.stderr


def test_sound_packages_pass(tmp_path: Path, service: str) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text("sound==4.0\n")
    ran = audit(pins, service)
    assert ran.returncode == 0, ran.stderr
    assert "1 packages audited, none with a known vulnerability" in ran.stderr


def test_a_service_out_of_reach_is_no_finding_but_is_said(tmp_path: Path) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text("leaky==1.2\n")
    ran = audit(pins, "http://127.0.0.1:9/v1/query")
    assert ran.returncode == 0, ran.stderr
    frame, said, *_, end = ran.stderr.splitlines()
    assert said == "audit: NOT AUDITED: the vulnerability service cannot be reached."
    assert frame == end == "!" * 72


@pytest.mark.parametrize("pins", ["sound\n", "=4.0=\n"])
def test_pins_that_cannot_be_read_fail_it(tmp_path: Path, service: str, pins: str) -> None:
    path = tmp_path / "pins.txt"
    path.write_text(pins)
    ran = audit(path, service)
    assert ran.returncode == 2, ran.stderr
    assert ran.stderr.startswith("audit: FAILED: pip-audit could not audit these pins.")
