"""The client against the service as it is run, and against servers that refuse, break off or answer nonsense."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from quoth.client import Client, Options, Posting, ProblemError, ReadArticle, UnreachableError
from quoth.client.reading import article as read_article
from quoth.engine import Engine
from quoth.records import Article
from tests.service.running import Server, running

ARTICLES = Path(__file__).parents[1] / "service" / "articles"
NAMES = ("ferry_row", "flags", "nested")


def wire(name: str) -> str:
    return (ARTICLES / f"{name}.txt").read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The service with one worker."""
    with running(tmp_path_factory.mktemp("client") / "log", QUOTH_WORKERS="1", QUOTH_MAX_CHARACTERS="5000") as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    """A client of it."""
    with Client(server.url) as client:
        yield client


def test_a_record_is_what_the_engine_gives(client: Client, engine: Engine) -> None:
    assert client.model() == engine.model
    for name in NAMES:
        assert client.extract(wire(name), id=name) == engine.extract(wire(name), id=name)


@pytest.mark.parametrize("name", NAMES)
def test_json_reads_back_as_the_record_it_was_written_from(engine: Engine, name: str) -> None:
    record = engine.extract(wire(name))
    assert record.quotes
    assert read_article(json.loads(json.dumps(record.as_dict()))) == record


def test_options_are_passed_on(client: Client) -> None:
    record = client.extract(wire("ferry_row"), options=Options(forms={"direct"}, acts={"statement"}))
    assert record.quotes
    assert {(quote.form, quote.act) for quote in record.quotes} == {("direct", "statement")}
    units = wire("flags").encode("utf-16-le")
    for quote in client.extract(wire("flags"), options=Options(offsets="utf16")).quotes:
        for span in quote.content.spans:
            assert units[2 * span.start : 2 * span.end].decode("utf-16-le") == span.text


def test_html_comes_back_with_the_text_that_the_offsets_point_into(client: Client) -> None:
    record = client.extract_html("<p>“We <b>agreed</b>,” Minister Ilse Brandt said.</p>", id="7")
    assert isinstance(record, ReadArticle)
    assert record.text == "“We agreed,” Minister Ilse Brandt said."
    span = record.quotes[0].content.spans[0]
    assert record.text[span.start : span.end] == span.text


def test_many_articles_come_back_in_order_whatever_the_group(client: Client, engine: Engine) -> None:
    postings = [Posting(text=wire(name), id=name) for name in NAMES]
    wanted = [engine.extract(wire(name), id=name) for name in NAMES]
    for together in (1, 2, 100):
        assert list(client.extract_many(postings, together=together)) == wanted
    assert list(client.extract_many([])) == []


def test_a_wrong_article_among_many_is_told_in_its_place(client: Client) -> None:
    results = list(client.extract_many(["“Yes,” she said.", " ", "x" * 5_001, Posting(html="<p>“No,” he said.")]))
    assert [result.status if isinstance(result, ProblemError) else result.id[:2] for result in results] == [
        "a_",
        422,
        413,
        "a_",
    ]
    refused = results[1]
    assert isinstance(refused, ProblemError)
    assert refused.errors[0]["field"] == "/text"
    assert isinstance(results[3], ReadArticle)


def test_a_refusal_says_what_was_wrong(client: Client) -> None:
    with pytest.raises(ProblemError, match=r"422 .*Must not be empty") as refusal:
        client.extract(" ")
    assert refusal.value.kind == "invalid-fields"
    assert refusal.value.request_id
    assert refusal.value.retry_after is None


def test_a_posting_is_text_or_html() -> None:
    for text, html in ((None, None), ("a", "b")):
        with pytest.raises(ValueError, match="either text or html"):
            Posting(text=text, html=html)


Reply = Callable[[BaseHTTPRequestHandler, bytes], None]


class Scripted:
    """A server that answers each request as the next of its replies does, and the last one from then on."""

    def __init__(self, *replies: Reply) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.keys: list[str | None] = []
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                reply = replies[min(len(scripted.asked), len(replies) - 1)]
                scripted.asked.append((self.path, body))
                scripted.keys.append(self.headers["Authorization"])
                reply(self, body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> Scripted:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(30)
        self._server.server_close()

    def client(self, **settings: Any) -> Client:
        """A client that does not take long to try again."""
        return Client(f"http://127.0.0.1:{self._server.server_port}", **{"pause": 0.01} | settings)


def answers(status: int, document: Any, **headers: str) -> Reply:
    """A reply with this JSON."""

    def reply(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def breaks_off(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    """A reply that ends before it has begun."""
    handler.close_connection = True


def record(id: str) -> dict[str, Any]:
    return Article(id, "scripted", "en", (), (), ()).as_dict()


def refusal(status: int, **more: Any) -> dict[str, Any]:
    return {"type": "/problems/overloaded", "title": "Too many", "status": status, "detail": "Wait.", **more}


def batch(*results: dict[str, Any], cut: bool = False) -> Reply:
    """A reply with these lines; `cut` breaks off within the last one."""
    body = b"".join(json.dumps(result).encode() + b"\n" for result in results)

    def reply(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/x-ndjson")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) - 9 if cut else None])
        handler.close_connection = cut

    return reply


def ids(results: Iterator[Article | ProblemError]) -> list[str | int]:
    return [result.status if isinstance(result, ProblemError) else result.id for result in results]


def texts(asked: tuple[str, bytes]) -> list[str]:
    return [json.loads(line)["text"] for line in asked[1].splitlines()]


@pytest.mark.parametrize("failure", [answers(503, refusal(503)), answers(429, refusal(429)), breaks_off])
def test_what_may_pass_is_tried_again(failure: Reply) -> None:
    with Scripted(failure, failure, answers(200, record("7"))) as server, server.client() as client:
        assert client.extract("text").id == "7"
        assert len(server.asked) == 3


def test_no_try_comes_before_the_service_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("quoth.client.retrying.time.sleep", pauses.append)
    replies = (answers(503, refusal(503), Retry_After="7"), answers(503, refusal(503)), answers(200, record("7")))
    with Scripted(*replies) as server, server.client(pause=4) as client:
        client.extract("text")
    assert pauses[0] == 7
    assert 4 <= pauses[1] <= 8


@pytest.mark.parametrize("status", [400, 401, 413, 422, 500, 504])
def test_what_will_not_pass_is_not(status: int) -> None:
    with Scripted(answers(status, refusal(status))) as server, server.client() as client:
        with pytest.raises(ProblemError) as raised:
            client.extract("text")
        assert raised.value.status == status
        assert len(server.asked) == 1


def test_after_so_many_failures_the_last_one_is_told() -> None:
    with Scripted(answers(503, refusal(503))) as server, server.client(retries=2) as client:
        with pytest.raises(ProblemError, match="503"):
            client.extract("text")
        assert len(server.asked) == 3
    with Scripted(breaks_off) as server, server.client(retries=1) as client, pytest.raises(UnreachableError):
        client.extract("text")


def test_a_service_that_asks_for_a_long_pause_is_given_up() -> None:
    reply = answers(503, refusal(503), Retry_After="600")
    with Scripted(reply) as server, server.client() as client, pytest.raises(ProblemError) as raised:
        client.extract("text")
    assert raised.value.retry_after == 600


def test_nobody_there_is_unreachable() -> None:
    with Client("http://127.0.0.1:9", retries=1, pause=0.01) as client, pytest.raises(UnreachableError):
        client.extract("text")


def test_an_error_page_of_a_proxy_is_a_problem_too() -> None:
    reply = answers(502, b"<html>Bad Gateway</html>", Content_Type="text/html")
    with Scripted(reply) as server, server.client() as client, pytest.raises(ProblemError, match="502 Bad Gateway"):
        client.extract("text")


def test_the_key_goes_with_every_request() -> None:
    replies = (answers(200, record("7")), batch(record("8")))
    with Scripted(*replies) as server, server.client(key="k-1") as client:
        client.extract("text")
        assert ids(client.extract_many(["text"])) == ["8"]
        assert server.keys == ["Bearer k-1"] * 2


def test_a_batch_that_breaks_off_goes_on_where_it_broke() -> None:
    replies = (batch(record("0"), record("1"), cut=True), breaks_off, batch(record("1"), record("2")))
    with Scripted(*replies) as server, server.client() as client:
        assert ids(client.extract_many(["a", "b", "c"])) == ["0", "1", "2"]
        assert [texts(asked) for asked in server.asked] == [["a", "b", "c"], ["b", "c"], ["b", "c"]]


def test_an_article_without_room_is_sent_again_with_those_behind_it() -> None:
    full = refusal(503, line=2, retry_after=0)
    replies = (batch(record("0"), full, record("2")), batch(record("1"), record("2")))
    with Scripted(*replies) as server, server.client() as client:
        assert ids(client.extract_many(["a", "b", "c"])) == ["0", "1", "2"]
        assert [texts(asked) for asked in server.asked] == [["a", "b", "c"], ["b", "c"]]


def test_an_article_that_never_finds_room_is_told_and_the_others_go_on() -> None:
    full = refusal(503, line=1, retry_after=0)
    with Scripted(batch(full), batch(full), batch(record("1"))) as server, server.client(retries=1) as client:
        assert ids(client.extract_many(["a", "b"])) == [503, "1"]


def test_a_service_that_stops_in_a_batch_is_asked_again() -> None:
    stops = {**refusal(503, line=2, retry_after=0), "type": "/problems/stopping"}
    with Scripted(batch(record("0"), stops), batch(record("1"))) as server, server.client() as client:
        assert ids(client.extract_many(["a", "b"])) == ["0", "1"]
        assert texts(server.asked[1]) == ["b"]


def test_articles_are_drawn_only_as_they_are_needed() -> None:
    drawn: list[int] = []

    def postings() -> Iterator[str]:
        for number in range(1_000):
            drawn.append(number)
            yield str(number)

    with Scripted(batch(record("a"), record("b"))) as server, server.client() as client:
        results = client.extract_many(postings(), together=2)
        for number in range(1, 7):
            next(results)
            assert len(drawn) <= number + 2
        results.close()  # type: ignore[attr-defined]


def test_line_breaks_within_a_record_do_not_break_it() -> None:
    odd = json.dumps(record("a\u2028b\u0085c\x0bd"), ensure_ascii=False).replace("\\u000b", "\x0b").encode()
    with Scripted(answers(200, odd.replace(b"\x0b", b"\\u000b") + b"\n")) as server, server.client() as client:
        assert ids(client.extract_many(["a"])) == ["a\u2028b\u0085c\x0bd"]
