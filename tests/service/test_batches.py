"""POST /v1/quotes:batch: a line in, a line out, in order; what is wrong with one line is no other line's matter."""

from __future__ import annotations

import errno
import gzip
import io
import json
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import EXCLUDE

from quoth.engine import Engine
from service.app import build_app
from service.problems import ProblemSchema
from service.serving import stopping
from service.settings import Settings
from tests.service.engines import WatchedEngine, as_engine, eventually

LINES = "application/x-ndjson"


def lines(*articles: Any) -> bytes:
    """The articles, a line for each; what is no dictionary goes in as it is."""
    return b"\n".join(each if isinstance(each, bytes) else json.dumps(each).encode() for each in articles)


def post(client: FlaskClient, body: bytes, **headers: str) -> list[dict[str, Any]]:
    """The results of a batch that is accepted."""
    sent = {"Content-Type": LINES} | {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.post("/v1/quotes:batch", data=body, headers=sent, buffered=True)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == LINES
    assert not answer.data or answer.data.endswith(b"\n")
    return [json.loads(line) for line in answer.data.splitlines()]


def watched(engine: WatchedEngine, **settings: Any) -> FlaskClient:
    """A client of an application around this engine."""
    return build_app(Settings(**settings), as_engine(engine)).test_client()


@pytest.fixture
def client_of_watched() -> FlaskClient:
    """A client of an application whose engine reads nothing."""
    return watched(WatchedEngine())


def test_each_line_gets_the_record_that_the_article_gets_alone(
    client: FlaskClient, engine: Engine, wire: Callable[[str], str]
) -> None:
    names = ("ferry_row", "flags", "nested")
    results = post(client, lines(*({"text": wire(name), "id": name} for name in names)))
    assert results == [json.loads(json.dumps(engine.extract(wire(name), id=name).as_dict())) for name in names]


def test_lines_have_the_same_options_as_a_single_article(client: FlaskClient, wire: Callable[[str], str]) -> None:
    article = {"text": wire("flags"), "options": {"forms": ["direct"], "offsets": "utf16"}}
    (result,) = post(client, lines(article))
    assert result == client.post("/v1/quotes", json=article).get_json()


def test_a_wrong_line_gets_a_problem_with_its_number_and_harms_no_other(client_of_watched: FlaskClient) -> None:
    body = lines({"text": "one"}, b"not JSON", b"", b"  \t\r", {"id": "5"}, b"[]", b"\xff", {"text": "eight"})
    results = post(client_of_watched, body)
    assert [result.get("line") for result in results] == [None, 2, 5, 6, 7, None]
    assert [result["id"] for result in results if "line" not in result] == ["one", "eight"]
    problems = [result for result in results if "line" in result]
    assert [problem["status"] for problem in problems] == [400, 422, 422, 400]
    assert problems[0]["detail"].startswith("The line is not JSON: line 1, column 1")
    assert problems[1]["errors"][0]["field"] == "/text"
    for problem in problems:
        assert problem["instance"] == "/v1/quotes:batch"
        assert not ProblemSchema(unknown=EXCLUDE).validate(problem)


def test_an_article_that_the_engine_fails_on_is_one_line_among_others(
    client_of_watched: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    results = post(client_of_watched, lines({"text": "one"}, {"text": "hostile secret"}, {"text": "three"}))
    assert [result.get("status") for result in results] == [None, 500, None]
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text + json.dumps(results)


def test_an_empty_batch_has_no_results(client_of_watched: FlaskClient) -> None:
    assert post(client_of_watched, b"") == []
    assert post(client_of_watched, b"\n\n \n") == []


def test_a_line_that_is_too_long_is_skipped_without_being_kept() -> None:
    client = watched(WatchedEngine(), max_characters=10)
    body = lines({"text": "short"}, b'{"text": "' + b"x" * 500_000 + b'"}', {"text": "x" * 11}, {"text": "end"})
    results = post(client, body)
    assert [result.get("status") for result in results] == [None, 413, 413, None]
    assert results[1]["detail"] == "The line has more than 65,656 bytes, the most that is accepted."
    assert results[2]["detail"] == "/text: Has 11 characters; at most 10 are accepted."


def test_html_and_gzip_are_taken_here_as_well(client_of_watched: FlaskClient) -> None:
    body = gzip.compress(lines({"html": "<p>one</p><script>no</script>"}, {"text": "two"}))
    results = post(client_of_watched, body, Content_Encoding="gzip")
    assert [result["id"] for result in results] == ["one", "two"]
    assert [result.get("text") for result in results] == ["one", None]


def test_what_is_cut_off_ends_with_a_problem(client_of_watched: FlaskClient) -> None:
    body = gzip.compress(lines({"text": "one"}, {"text": "two"}) + b"\n")[:-9]
    results = post(client_of_watched, body, Content_Encoding="gzip")
    assert results[-1]["status"] == 400
    assert results[-1]["type"] == "/problems/malformed-coding"


def test_a_body_beyond_the_bound_is_read_up_to_it() -> None:
    body = lines(*({"text": f"article {number}"} for number in range(10_000)))
    results = post(watched(WatchedEngine(), max_batch_bytes=100_000), body)
    assert results[-1]["status"] == 413
    assert results[-1]["line"] == len(results)
    assert 0 < len(results) < 10_000


def test_no_more_is_begun_than_is_about_to_be_answered() -> None:
    engine = WatchedEngine()
    client = watched(engine, queue=16, batch=1)
    body = lines(*({"text": f"article {number}"} for number in range(10_000)))
    answer = client.post("/v1/quotes:batch", data=body, headers={"Content-Type": LINES}, buffered=False)
    results = answer.iter_encoded()
    for number in range(1, 101):
        assert json.loads(next(results))["id"] == f"article {number - 1}"
        assert len(engine.texts) <= number + 2
    answer.close()


class Trickle(io.BytesIO):
    """A body that comes line by line, each after the result of the one before it has been seen."""

    def __init__(self, articles: int) -> None:
        super().__init__()
        self.seen = Event()
        self.seen.set()
        self._lines = iter([lines({"text": str(number)}) + b"\n" for number in range(articles)])

    def read1(self, size: int | None = -1, /) -> bytes:
        assert self.seen.wait(30)
        self.seen.clear()
        return next(self._lines, b"")


def test_a_client_may_wait_for_each_result_before_it_sends_the_next_article(client_of_watched: FlaskClient) -> None:
    body = Trickle(3)
    answer = client_of_watched.post(
        "/v1/quotes:batch", input_stream=body, headers={"Content-Type": LINES}, buffered=False
    )
    found = []
    for result in answer.iter_encoded():
        found.append(json.loads(result)["id"])
        body.seen.set()
    assert found == ["0", "1", "2"]
    answer.close()


@pytest.fixture
def busy() -> Iterator[WatchedEngine]:
    """An engine that does not come to an end before its gate is opened."""
    engine = WatchedEngine(blocked=True)
    yield engine
    engine.gate.set()


def test_lines_that_find_no_room_in_time_are_refused_one_by_one(busy: WatchedEngine) -> None:
    app = build_app(Settings(queue=0, time_limit=1), as_engine(busy))
    extractor = app.extensions["quoth"].extractor
    extractor.submit("somebody else's", None)
    assert busy.entered.wait(30)
    results = post(app.test_client(), lines({"text": "one"}, {"text": "two"}))
    assert [result["status"] for result in results] == [503, 503]
    assert [result["line"] for result in results] == [1, 2]
    assert all(result["retry_after"] >= 1 for result in results)
    assert busy.texts == ["somebody else's"]


def test_more_batches_than_are_set_are_refused_at_once(busy: WatchedEngine) -> None:
    client = watched(busy, streams=1)
    first = client.post("/v1/quotes:batch", data=lines({"text": "a"}), headers={"Content-Type": LINES}, buffered=False)
    second = client.post("/v1/quotes:batch", data=lines({"text": "b"}), headers={"Content-Type": LINES})
    assert second.status_code == 503
    assert second.headers["Retry-After"] == "5"
    busy.gate.set()
    first.close()
    assert [result["id"] for result in post(client, lines({"text": "c"}))] == ["c"]


def test_a_client_that_hangs_up_frees_the_place_of_what_was_begun(busy: WatchedEngine) -> None:
    app = build_app(Settings(queue=4, batch=1), as_engine(busy))
    answer = app.test_client().post(
        "/v1/quotes:batch",
        data=lines(*({"text": str(number)} for number in range(9))),
        headers={"Content-Type": LINES},
        buffered=False,
    )
    results = answer.iter_encoded()
    busy.gate.set()
    next(results)
    answer.close()
    assert eventually(lambda: not app.extensions["quoth"].extractor.waiting)
    assert len(busy.texts) <= 3


def test_a_service_that_stops_tells_from_which_line_to_send_again(
    client_of_watched: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "_stopping", True)
    (result,) = post(client_of_watched, lines({"text": "one"}, {"text": "two"}))
    assert result["type"] == "/problems/stopping"
    assert result["line"] == 1
    assert result["retry_after"] == 5


@pytest.mark.parametrize("function", ["write", "open"])
def test_a_full_disk_is_the_services_failure_and_no_places_are_lost(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, function: str
) -> None:
    client = watched(WatchedEngine(), streams=1)

    def fail(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    body = lines({"text": "one"})
    with monkeypatch.context() as full:
        if function == "write":
            full.setattr("service.streaming.spool.os.write", fail)
            (result,) = post(client, body)
            assert result["status"] == 500
        else:
            full.setattr("service.streaming.spool.tempfile.TemporaryFile", fail)
            assert client.post("/v1/quotes:batch", data=body, headers={"Content-Type": LINES}).status_code == 500
    assert "OSError" in caplog.text
    assert [result["id"] for result in post(client, body)] == ["one"]


def test_each_article_counts_towards_the_limit_of_the_client() -> None:
    client = watched(WatchedEngine(), rate_limit="3/day")
    results = post(client, lines(*({"text": str(number)} for number in range(5))))
    assert [result.get("status") for result in results] == [None, None, None, 429, 429]


@pytest.mark.parametrize("media_type", ["", "application/json", "text/plain", f"{LINES}; charset=latin-1"])
def test_another_media_type_is_refused(client_of_watched: FlaskClient, media_type: str) -> None:
    answer = client_of_watched.post("/v1/quotes:batch", data=b"{}", headers={"Content-Type": media_type})
    assert answer.status_code == 415
    assert json.loads(answer.data)["errors"][0]["allowed"] == [LINES]


def test_a_client_that_does_not_take_lines_is_told_so(client_of_watched: FlaskClient) -> None:
    headers = {"Content-Type": LINES, "Accept": "application/json"}
    assert client_of_watched.post("/v1/quotes:batch", data=b"{}", headers=headers).status_code == 406


def test_without_models_no_batch_is_begun(bare: FlaskClient) -> None:
    assert bare.post("/v1/quotes:batch", data=b"{}", headers={"Content-Type": LINES}).status_code == 503
