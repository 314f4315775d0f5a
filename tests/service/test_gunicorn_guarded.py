"""The service as it is run in the open: keys, shared limits, logs in JSON, counts of all workers, traces over OTLP."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families

from service.security.keys import make
from tests.service.redis_server import RedisServer, new_server
from tests.service.running import Server, start, wait_until_ready

READER, READER_KEY = make("cms", ["quotes"])
COLLECTOR, COLLECTOR_KEY = make("prometheus", ["metrics"])
TRACE = "0af7651916cd43dd8448eb211c80319c"
LIMIT = 30


@dataclass
class Collector:
    """Receives traces by OTLP over HTTP; `spans` are (trace, name, service)."""

    spans: list[tuple[str, str, str]] = field(default_factory=list)
    address: str = ""

    def receive(self, body: bytes) -> None:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            named = {each.key: each.value.string_value for each in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans += [(span.trace_id.hex(), span.name, named["service.name"]) for span in scope.spans]


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    received = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.receive(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    received.address = f"http://127.0.0.1:{server.server_port}"
    yield received
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = new_server(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, redis_server: RedisServer, collector: Collector
) -> Iterator[Server]:
    """The service with two workers and everything on."""
    folder = tmp_path_factory.mktemp("guarded")
    keys = folder / "keys"
    keys.write_text(f"{READER_KEY.record}\n{COLLECTOR_KEY.record}\n", encoding="utf-8")
    running = start(
        folder / "log",
        QUOTH_WORKERS="2",
        QUOTH_KEYS_FILE=str(keys),
        QUOTH_RATE_LIMIT=f"{LIMIT}/hour",
        QUOTH_RATE_LIMIT_STORAGE=redis_server.url,
        QUOTH_LOG_FORMAT="json",
        QUOTH_TRACES="true",
        OTEL_EXPORTER_OTLP_ENDPOINT=collector.address,
        OTEL_BSP_SCHEDULE_DELAY="100",
    )
    try:
        wait_until_ready(running)
        yield running
    finally:
        running.process.kill()
        running.process.wait(30)


def counts(server: Server, name: str) -> dict[tuple[tuple[str, str], ...], float]:
    """All samples of one name, by their labels."""
    status, _, body = server.ask("GET", "/metrics", X_API_Key=COLLECTOR)
    assert status == 200
    return {
        tuple(sorted(each.labels.items())): each.value
        for family in text_string_to_metric_families(body.decode())
        for each in family.samples
        if each.name == name
    }


def test_an_article_is_read_for_a_key_and_not_without(server: Server, wire: Callable[[str], str]) -> None:
    body = json.dumps({"text": wire("flags")}).encode()
    assert server.ask("POST", "/v1/quotes", body, Content_Type="application/json")[0] == 401
    status, headers, answer = server.ask(
        "POST", "/v1/quotes", body, Content_Type="application/json", Authorization=f"Bearer {READER}"
    )
    assert status == 200, answer
    assert headers["ratelimit-policy"] == f'"{LIMIT} per 1 hour";q={LIMIT};w=3600'
    assert counts(server, "quoth_articles_total") == {(): 1}


def test_metrics_add_up_over_the_workers_and_outlive_them(server: Server) -> None:
    labels = (("method", "GET"), ("route", "/healthz"), ("status", "200"))

    def asked() -> float:
        return counts(server, "quoth_http_requests_total").get(labels, 0)

    before = asked()
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: server.ask("GET", "/healthz")[0], range(40))) == {200}
    # Whichever worker is asked: it tells of both.
    assert [asked() - before for _ in range(6)] == [40] * 6
    workers = [int(pid) for pid in children(server.process.pid)]
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    wait_for(lambda: len(set(children(server.process.pid)) - {str(workers[0])}) == 2)
    assert asked() - before == 40


def test_the_model_is_told_once_for_all_workers(server: Server) -> None:
    assert list(counts(server, "quoth_model_info").values()) == [1]


def test_the_limit_holds_across_the_workers(server: Server) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: server.ask("GET", "/v1/model", X_API_Key=READER)[0], range(LIMIT + 10)))
    assert set(statuses) == {200, 429}
    # One article was read before.
    assert statuses.count(200) <= LIMIT - 1


def test_spans_arrive_from_the_workers(server: Server, collector: Collector) -> None:
    server.ask("GET", "/openapi.json", traceparent=f"00-{TRACE}-b7ad6b7169203331-01")
    wait_for(lambda: (TRACE, "GET /openapi.json", "quoth") in collector.spans)


def test_everything_logged_is_json_and_names_the_key_alone(server: Server) -> None:
    server.ask("GET", "/v1/nothing", X_API_Key=READER, X_Request_ID="last-of-all")
    wait_for(lambda: "last-of-all" in server.log.read_text())
    written = server.log.read_text()
    lines = [json.loads(line) for line in written.splitlines()]
    assert {"gunicorn.error", "service.access"} <= {line["logger"] for line in lines}
    last = next(line for line in lines if line["request_id"] == "last-of-all")
    assert (last["key"], last["status"], last["path"]) == ("cms", 404, "/v1/nothing")
    assert READER not in written


def test_it_ends_leaving_no_counts_behind(server: Server) -> None:
    pattern = f"quoth-counts-{server.process.pid}-*"
    folders = [*Path("/dev/shm").glob(pattern), *Path("/tmp").glob(pattern)]
    assert len(folders) == 1
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0
    assert not folders[0].exists()


def test_an_open_address_given_to_gunicorn_itself_is_refused_too(tmp_path: Path) -> None:
    refused = start(tmp_path / "log", GUNICORN_CMD_ARGS="--bind 0.0.0.0:0")
    assert refused.process.wait(90) == 1
    log = refused.log.read_text()
    assert "Quoth does not start: other machines can reach 0.0.0.0:0, and it has no API keys." in log
    assert "Traceback" not in log


def children(process: int) -> list[str]:
    """Process ids of the living children of a process."""
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def wait_for(condition: Callable[[], bool]) -> None:
    """Returns once the condition holds; fails after 20 seconds."""
    for _ in range(200):
        if condition():
            return
        time.sleep(0.1)
    assert condition()
