"""gunicorn's threaded worker, which spends a thread on a client only once its request has arrived.

gunicorn reads requests in the threads that answer them, so that a few clients that send a byte a second hold up
everybody, and it waits in its event loop for clients to close. Here the event loop gathers each request, with a
deadline, and hands it to a thread when it is whole. Bodies that are long or of unknown length are read in threads, but
in no more of them than `streams`. What goes wrong before the application is asked is answered as problem details too.
"""

from __future__ import annotations

import contextlib
import json
import re
import selectors
import socket
import time
import uuid
from functools import partial
from http import HTTPStatus
from traceback import format_tb
from typing import Any

from gunicorn import http
from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import (
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.workers.gthread import TConn, ThreadWorker

from service.observability.request_ids import HEADER as REQUEST_ID_HEADER
from service.problems import (
    BAD_REQUEST,
    CONTENT_TYPE,
    INTERNAL_ERROR,
    OVERLOADED,
    REQUEST_TIMEOUT,
    Kind,
    Problem,
    document,
)
from service.serving import stopping
from service.serving.arrival import Arrival
from service.serving.bodies import PromptBody, PromptReader
from service.serving.connection import PatientSocket

#: Bytes that a worker holds of requests which are not whole yet.
LARGEST_HOLD = 67_108_864
#: Seconds that a connection lingers after the answer, so that the client can read it before the connection is gone.
LINGER = 2.0

_PIECE = 65_536
# Pieces that are read and thrown away of what a client goes on sending after its answer.
_MOST_DISCARDED = 256
_READ = selectors.EVENT_READ
_SOON = {"Retry-After": "1"}
_STATUS = {
    LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
}


class Connection(TConn):
    """A connection and what has arrived on it; `worker` closes it without waiting for the client."""

    def __init__(self, worker: PatientWorker, sock: PatientSocket, client: Any, server: Any) -> None:
        super().__init__(worker.cfg, sock, client, server)
        self.worker = worker
        self.arrival = Arrival(0)
        self.streaming = False
        self.closing_at = 0.0

    def close(self, graceful: bool = False) -> None:
        """Closes it, `graceful` once the client has had time to read the answer."""
        if graceful:
            self.worker.linger(self)
        else:
            super().close()


class PatientWorker(ThreadWorker):
    """The worker; `configured` makes one with other settings."""

    read_timeout = 30.0
    streams = 4

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # In the order of their deadlines, as all are given the same time.
        self._arriving: dict[Connection, None] = {}
        self._lingering: dict[Connection, None] = {}
        self._held = 0
        self._streaming = 0

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stops once what is under way is finished."""
        stopping.stop()
        super().handle_exit(sig, frame)

    # What happens to a connection, in this order.

    def accept(self, listener: Any) -> None:
        """Takes a new connection from the listener."""
        try:
            accepted, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        sock = PatientSocket(fileno=accepted.detach())
        self.enqueue_req(Connection(self, sock, client, listener.getsockname()))

    def enqueue_req(self, conn: Connection) -> None:
        """Gathers the connection's next request; gunicorn calls it for new connections and for kept ones."""
        if self.cfg.is_ssl:
            super().enqueue_req(conn)
            return
        conn.sock.deadline = None
        conn.sock.setblocking(False)
        conn.arrival = Arrival(time.monotonic() + self.read_timeout)
        self._arriving[conn] = None
        if conn.parser is not None:
            self._add(conn, conn.parser.unreader.take_buffered())
        if self._gather(conn):
            self.poller.register(conn.sock, _READ, partial(self._on_more, conn))

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Lets the application answer, in a thread."""
        if isinstance(req.body.reader, ChunkedReader):
            req.body = PromptBody(PromptReader(req, req.unreader))
        return super().handle_request(req, conn)

    def finish_request(self, conn: Connection, fs: Any) -> None:
        """Takes the connection back from a thread."""
        if conn.streaming:
            conn.streaming = False
            self._streaming -= 1
        super().finish_request(conn, fs)

    def linger(self, conn: Connection) -> None:
        """Ends our side, and closes the connection when the client does so or `LINGER` is over."""
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
            self.poller.register(conn.sock, _READ, partial(self._on_lingering, conn))
        except OSError:
            conn.close()
            return
        conn.closing_at = time.monotonic() + LINGER
        self._lingering[conn] = None
        self.nr_conns += 1

    def murder_pending(self) -> None:
        """Gives up what has not arrived in time; gunicorn calls it about once a second."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [c for c in self._arriving if c.arrival.deadline <= now or not (self.alive or c.arrival.data)]:
            self.poller.unregister(conn.sock)
            self._forget(conn)
            if conn.arrival.data:
                limit = f"{self.read_timeout:g} s"
                self._refuse(
                    conn, Problem(REQUEST_TIMEOUT, f"The request was not here within {limit}; send it at once.")
                )
            else:
                self._drop(conn)
        for conn in [c for c in self._lingering if c.closing_at <= now]:
            self._end_lingering(conn)

    def handle_error(self, req: Any, client: PatientSocket, addr: Any, exc: BaseException) -> None:  # noqa: ARG002
        """Answers a request that gunicorn refuses, or whose answer failed outside the application; in a thread."""
        if isinstance(exc, ParseException):
            # Only the kind of error: what is no HTTP may be an article.
            self.log.warning("refused what is no HTTP request: %s", type(exc).__name__)
            _send(client, _refusal(exc))
        else:
            self.log.error("%s outside the application\n%s", type(exc).__name__, "".join(format_tb(exc.__traceback__)))
            _send(client, Problem(INTERNAL_ERROR, "The request could not be answered; the error has been logged."))

    # How the parts of this are done.

    def _on_more(self, conn: Connection, _: Any) -> None:
        self.poller.unregister(conn.sock)
        if self._gather(conn):
            self.poller.register(conn.sock, _READ, partial(self._on_more, conn))

    def _gather(self, conn: Connection) -> bool:
        """Reads what is there. Whether there is more to wait for; if not, the connection has been passed on."""
        try:
            while not conn.arrival.ready:
                if self._held > LARGEST_HOLD:
                    self._forget(conn)
                    self._refuse(
                        conn, Problem(OVERLOADED, "Too many requests are arriving; try again shortly.", headers=_SOON)
                    )
                    return False
                piece = conn.sock.recv(_PIECE)
                if not piece:
                    self._forget(conn)
                    self._drop(conn)
                    return False
                self._add(conn, piece)
        except BlockingIOError:
            return True
        except OSError:
            self._forget(conn)
            self._drop(conn)
            return False
        self._forget(conn)
        self._hand_over(conn)
        return False

    def _hand_over(self, conn: Connection) -> None:
        if not conn.arrival.whole:
            if self._streaming >= self.streams:
                self._refuse(
                    conn, Problem(OVERLOADED, "Too many long requests are arriving; try again shortly.", headers=_SOON)
                )
                return
            conn.streaming = True
            self._streaming += 1
        if conn.parser is None:
            conn.parser = http.get_parser(self.cfg, conn.sock, conn.client)
            conn.initialized = True
        conn.parser.unreader.unread(bytes(conn.arrival.data))
        conn.data_ready = True
        conn.sock.deadline = time.monotonic() + self.read_timeout
        super().enqueue_req(conn)

    def _add(self, conn: Connection, piece: bytes) -> None:
        self._held += len(piece)
        conn.arrival.add(piece)

    def _forget(self, conn: Connection) -> None:
        """The connection no longer arrives."""
        del self._arriving[conn]
        self._held -= len(conn.arrival.data)

    def _refuse(self, conn: Connection, problem: Problem) -> None:
        with contextlib.suppress(OSError):
            _send(conn.sock, problem)
        self.nr_conns -= 1
        conn.close(graceful=True)

    def _drop(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()

    def _on_lingering(self, conn: Connection, _: Any) -> None:
        try:
            for _ in range(_MOST_DISCARDED):
                if not conn.sock.recv(_PIECE):
                    break
            self._end_lingering(conn)
        except BlockingIOError:
            pass
        except OSError:
            self._end_lingering(conn)

    def _end_lingering(self, conn: Connection) -> None:
        del self._lingering[conn]
        self.poller.unregister(conn.sock)
        self._drop(conn)


def configured(read_timeout: float, streams: int) -> type[PatientWorker]:
    """The worker with these settings, for gunicorn.conf.py.

    Args:
        read_timeout: seconds that a request may take to arrive, and a long one to be read.
        streams: requests whose bodies may be read as they come, at the same time.
    """
    return type("PatientWorker", (PatientWorker,), {"read_timeout": read_timeout, "streams": streams})


def _refusal(error: ParseException) -> Problem:
    status = _STATUS.get(type(error), HTTPStatus.BAD_REQUEST)
    name = re.sub("(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()
    kind = Kind(BAD_REQUEST.slug, status, BAD_REQUEST.title, BAD_REQUEST.description)
    return Problem(kind, f"This is no HTTP request that can be read ({name}); send HTTP/1.1 (RFC 9112).")


def _send(sock: PatientSocket, problem: Problem) -> None:
    """Sends the problem as the answer to a request of which nothing is known."""
    request_id = uuid.uuid4().hex
    body = json.dumps(document(problem, instance="", request_id=request_id)).encode()
    status = HTTPStatus(problem.kind.status)
    headers = {
        "Content-Type": CONTENT_TYPE,
        "Content-Length": str(len(body)),
        "Connection": "close",
        REQUEST_ID_HEADER: request_id,
        "X-Content-Type-Options": "nosniff",
        **problem.headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    sock.sendall(f"HTTP/1.1 {status.value} {status.phrase}\r\n{head}\r\n".encode("ascii") + body)
