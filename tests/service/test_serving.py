"""Clients that are slow, broken or gone, and a worker that dies: none of them is another client's matter."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.problems import ProblemSchema
from service.serving.arrival import LARGEST_GATHERED, LARGEST_HEAD, Arrival
from tests.service.engines import eventually
from tests.service.running import Server, running

READ_TIMEOUT = 3
STREAMS = 2
POST = b"POST /v1/quotes HTTP/1.1\r\nHost: quoth\r\nContent-Type: application/json\r\n"


def arrived(*pieces: bytes) -> Arrival:
    """A request of which these pieces have come."""
    arrival = Arrival(0)
    for piece in pieces:
        arrival.add(piece)
    return arrival


@given(st.data())
def test_a_request_is_whole_when_its_last_byte_is_there_however_it_is_cut(data: st.DataObject) -> None:
    body = data.draw(st.binary(max_size=40))
    request = POST + b"Content-length:  %d \r\n\r\n" % len(body) + body
    cuts = sorted(data.draw(st.sets(st.integers(1, len(request) - 1), max_size=6)))
    arrival = Arrival(0)
    for start, end in zip([0, *cuts], [*cuts, len(request)], strict=True):
        assert not arrival.ready
        arrival.add(request[start:end])
    assert arrival.whole
    assert arrival.ready
    assert bytes(arrival.data) == request


@pytest.mark.parametrize(
    ("request_head", "whole"),
    [
        (b"GET / HTTP/1.1\r\nHost: quoth\r\n\r\n", True),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", False),
        (POST + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", False),
        (POST + b"Content-Length: %d\r\n\r\n" % (LARGEST_GATHERED + 1), False),
        (b"x" * (LARGEST_HEAD + 1), False),
    ],
    ids=["no body", "chunked", "expects", "long", "no head"],
)
def test_a_thread_begins_with_what_is_whole_or_is_to_be_read_as_it_comes(request_head: bytes, whole: bool) -> None:
    arrival = arrived(request_head)
    assert arrival.ready
    assert arrival.whole == whole


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\n", POST + b"Content-Length: 9\r\n\r\n12345678"])
def test_no_thread_begins_with_less(sent: bytes) -> None:
    assert not arrived(sent).ready


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The service with one worker that has little patience and few threads."""
    settings = {"QUOTH_READ_TIMEOUT": str(READ_TIMEOUT), "QUOTH_STREAMS": str(STREAMS), "QUOTH_QUEUE": "1"}
    with running(tmp_path_factory.mktemp("serving") / "log", QUOTH_WORKERS="1", **settings) as server:
        yield server


def everything(connection: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65_536):
            found += piece
    return found


def problem(answer: bytes, status: int) -> None:
    """Checks that an answer is a problem document of this status."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), answer
    assert b"\r\nContent-Type: application/problem+json\r\n" in head
    assert not ProblemSchema().validate(json.loads(body))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GARBAGE\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost quoth\r\n\r\n", 400),
        (b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: rot13\r\n\r\n", 501),
        (POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n{}}", 400),
    ],
)
def test_what_is_no_http_is_answered_with_a_problem(server: Server, sent: bytes, status: int) -> None:
    with server.connect() as connection:
        connection.sendall(sent)
        problem(everything(connection), status)


def test_clients_that_send_a_byte_now_and_then_hold_up_nobody(server: Server) -> None:
    # Far more of them than the worker has threads.
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(server.connect()) for _ in range(60)]
        for connection in slow:
            connection.sendall(b"POST /v1/quo")
        for _ in range(3):
            assert server.ask("GET", "/healthz")[0] == 200
            for connection in slow:
                connection.sendall(b"t")
        assert server.extract(text="“Yes,” she said.")["quotes"]
        for connection in slow[:5]:
            problem(everything(connection), 408)


def test_bodies_that_trickle_take_no_more_threads_than_there_are_streams(server: Server) -> None:
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(server.connect()) for _ in range(20)]
        for connection in slow:
            connection.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")
        statuses = sorted(everything(connection)[9:12] for connection in slow)
        assert statuses == [b"408"] * STREAMS + [b"503"] * (20 - STREAMS)
        assert server.extract(text="“Yes,” she said.")["quotes"]


def test_a_client_that_says_nothing_is_let_go(server: Server) -> None:
    with server.connect() as connection:
        assert everything(connection) == b""


def test_a_client_that_does_not_close_its_end_keeps_nobody_waiting(server: Server) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(5):
            connection = stack.enter_context(server.connect())
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: quoth\r\nConnection: close\r\n\r\n")
            assert b"200 OK" in connection.recv(65_536)
        began = time.perf_counter()
        assert server.ask("GET", "/healthz")[0] == 200
        # Waiting for each of them would take gunicorn 2 s.
        assert time.perf_counter() - began < 5


def test_requests_follow_one_another_on_one_connection(server: Server) -> None:
    with server.connect() as connection:
        one = b"GET /healthz HTTP/1.1\r\nHost: quoth\r\n"
        connection.sendall(one + b"\r\n" + one + b"\r\n" + one + b"Connection: close\r\n\r\n")
        assert everything(connection).count(b'"status":"ok"') == 3


def test_an_article_whose_client_hangs_up_is_not_read(server: Server, wire: Callable[[str], str]) -> None:
    long = json.dumps({"text": wire("ferry_row") * 20}).encode()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(server.ask, "POST", "/v1/quotes", long, Content_Type="application/json")
        time.sleep(1)
        with server.connect() as connection:
            connection.sendall(POST + b"X-Request-ID: gone-1\r\nContent-Length: %d\r\n\r\n" % len(long) + long)
        assert eventually(lambda: "/v1/quotes 499" in server.log.read_text())
        assert first.result(120)[0] == 200
    assert "request gone-1" in next(line for line in server.log.read_text().splitlines() if "/v1/quotes 499" in line)


def test_a_batch_of_unknown_length_is_answered_line_by_line_while_it_is_sent(server: Server) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.putrequest("POST", "/v1/quotes:batch")
    connection.putheader("Content-Type", "application/x-ndjson")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    answer = None
    for number in range(3):
        line = json.dumps({"text": "“Yes,” she said.", "id": str(number)}).encode() + b"\n"
        connection.send(b"%x\r\n%s\r\n" % (len(line), line))
        answer = answer or connection.getresponse()
        assert json.loads(answer.readline())["id"] == str(number)
    connection.send(b"0\r\n\r\n")
    assert answer is not None
    assert answer.read() == b""
    # The connection can be used again.
    connection.request("GET", "/healthz")
    assert json.loads(connection.getresponse().read()) == {"status": "ok"}
    connection.close()


def test_a_client_that_reads_only_once_it_has_sent_all_does_not_wait_for_ever(server: Server) -> None:
    wrong = json.dumps({"text": "x" * 3_000} | dict.fromkeys(map(str, range(20)))).encode() + b"\n"
    count = 4_000  # with 3 kB in and out each, more than sockets hold
    head = POST.replace(b"quotes", b"quotes:batch").replace(b"json", b"x-ndjson") + b"Connection: close\r\n"
    with server.connect() as connection:
        connection.sendall(head + b"Content-Length: %d\r\n\r\n" % (len(wrong) * count) + wrong * count)
        assert everything(connection).count(b'"status":422') == count


def test_a_worker_that_dies_is_replaced_and_the_others_go_on(tmp_path: Path, wire: Callable[[str], str]) -> None:
    with running(tmp_path / "log", QUOTH_WORKERS="2") as server:

        def workers() -> list[int]:
            children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
            return [int(child) for child in children.split()]

        assert eventually(lambda: len(workers()) == 2)
        before = workers()
        os.kill(before[0], signal.SIGKILL)
        answered = [server.extract(text=wire("ferry_row"), id=str(number))["id"] for number in range(4)]
        assert answered == ["0", "1", "2", "3"]
        assert eventually(lambda: len(workers()) == 2 and before[0] not in workers())
        assert before[1] in workers()
