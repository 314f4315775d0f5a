"""The service as it is run: gunicorn with its real configuration on a real socket, workers sharing the models."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest

from quoth.engine import Engine
from tests.service.running import Server, running, start


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The service with two workers."""
    with running(tmp_path_factory.mktemp("gunicorn") / "log", QUOTH_WORKERS="2") as server:
        yield server


def test_it_answers_what_the_engine_answers(server: Server, engine: Engine, wire: Callable[[str], str]) -> None:
    for name in ("ferry_row", "flags", "nested"):
        expected = json.loads(json.dumps(engine.extract(wire(name), id=name).as_dict()))
        assert server.extract(text=wire(name), id=name) == expected


def test_requests_that_arrive_together_are_all_answered(server: Server, wire: Callable[[str], str]) -> None:
    expected = server.extract(text=wire("ferry_row"), id="0")["quotes"]
    with ThreadPoolExecutor(8) as pool:
        records = list(pool.map(lambda number: server.extract(text=wire("ferry_row"), id=str(number)), range(8)))
    assert [record["id"] for record in records] == [str(number) for number in range(8)]
    assert all(record["quotes"] == expected for record in records)


def test_problems_come_over_the_socket_as_well(server: Server) -> None:
    status, headers, body = server.ask(
        "POST", "/v1/quotes", b"{", Content_Type="application/json", X_Request_ID="cms-9"
    )
    assert status == 400
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-request-id"] == json.loads(body)["request_id"] == "cms-9"


def test_a_body_of_ten_megabytes_is_refused(server: Server) -> None:
    status, _, body = server.ask("POST", "/v1/quotes", b" " * 10_000_000, Content_Type="application/json")
    assert status == 413
    assert json.loads(body)["type"] == "/problems/too-large"
    assert server.ask("GET", "/readyz")[0] == 200


def test_a_chunked_body_is_read_and_a_long_one_refused(server: Server) -> None:
    for chunk, expected in ((b'{"text": "Yes, she said."}', 200), (b" " * 3_000_000, 413)):
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request(
            "POST", "/v1/quotes", iter([chunk]), {"Content-Type": "application/json"}, encode_chunked=True
        )
        assert connection.getresponse().status == expected
        connection.close()


def test_the_log_has_requests_but_no_text(server: Server) -> None:
    server.ask("GET", "/healthz", X_Request_ID="cms-10")
    server.extract(text="“Nobody shall read this,” Marsh said.")
    log = server.log.read_text()
    assert re.search(r"GET /healthz 200 \d+ ms, request cms-10\n", log)
    assert "POST /v1/quotes 200" in log
    assert "Nobody shall" not in log


def test_sigterm_finishes_what_was_accepted_and_ends_it(tmp_path: Path, wire: Callable[[str], str]) -> None:
    # With more than one thread each, to see that the pool of threads comes up after the fork.
    with running(tmp_path / "log", QUOTH_WORKERS="1", QUOTH_THREADS="2") as server:
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(server.extract, text=wire("ferry_row") * 4, id="last")
            time.sleep(0.3)
            server.process.send_signal(signal.SIGTERM)
            assert answer.result(60)["id"] == "last"
        assert server.process.wait(30) == 0, server.log.read_text()


def test_a_wrong_setting_ends_it_at_once_with_the_reason(tmp_path: Path) -> None:
    refused = start(tmp_path / "log", QUOTH_WORKERS="none")
    assert refused.process.wait(60) == 1
    log = refused.log.read_text()
    assert "Quoth does not start: these environment variables have values that Quoth cannot use:" in log
    assert "QUOTH_WORKERS: Not a valid integer." in log
    assert "Traceback" not in log
