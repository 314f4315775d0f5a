"""Bodies and answers that are compressed, and how much may come of a body."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import RequestEntityTooLarge

from service.app import build_app
from service.content_coding import inflated
from service.problems import Problem
from service.settings import Settings
from tests.service.engines import WatchedEngine, as_engine


@pytest.fixture(scope="module")
def client_of_watched() -> FlaskClient:
    """A client of an application whose engine reads nothing."""
    return build_app(Settings(), as_engine(WatchedEngine())).test_client()


def in_pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.integers(1, 50))
def test_what_was_compressed_comes_out_however_it_is_cut(members: list[bytes], size: int) -> None:
    compressed = b"".join(map(gzip.compress, members))
    assert b"".join(inflated(in_pieces(compressed, size), 2_000)) == b"".join(members)


def test_a_bomb_is_never_inflated_beyond_the_bound() -> None:
    pieces: list[int] = []

    def inflate() -> None:
        pieces.extend(map(len, inflated([gzip.compress(bytes(100_000_000))], 1_000_000)))

    with pytest.raises(RequestEntityTooLarge):
        inflate()
    assert max(pieces) <= 65_536
    assert sum(pieces) <= 1_000_000


@pytest.mark.parametrize(
    "body", [b"", b"{}", gzip.compress(b"{}")[:-1], gzip.compress(b"{}") + b"x", zlib.compress(b"{}")]
)
def test_what_is_not_gzip_is_refused(body: bytes) -> None:
    with pytest.raises(Problem) as refusal:
        list(inflated([body], 1_000))
    assert refusal.value.kind.slug == "malformed-coding"


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZip", "identity"])
def test_an_article_may_come_compressed(client_of_watched: FlaskClient, coding: str) -> None:
    body = b'{"text": "one"}' if coding == "identity" else gzip.compress(b'{"text": "one"}')
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    assert client_of_watched.post("/v1/quotes", data=body, headers=headers).get_json()["id"] == "one"


def test_a_compressed_body_over_the_bound_is_too_large(bare: FlaskClient) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = bare.post("/v1/quotes", data=gzip.compress(b" " * 3_000_000), headers=headers)
    assert answer.status_code == 413
    assert "2,465,536 bytes" in json.loads(answer.data)["detail"]


@pytest.mark.parametrize("accepted", ["gzip", "br", "zstd"])
def test_a_long_answer_is_compressed_as_the_client_accepts_it(client_of_watched: FlaskClient, accepted: str) -> None:
    plain = client_of_watched.get("/openapi.json")
    assert "Content-Encoding" not in plain.headers
    answer = client_of_watched.get("/openapi.json", headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == accepted
    assert "Accept-Encoding" in answer.vary
    assert len(answer.data) < len(plain.data) / 2
    if accepted == "gzip":
        assert gzip.decompress(answer.data) == plain.data


def test_a_short_answer_is_not(client_of_watched: FlaskClient) -> None:
    answer = client_of_watched.post("/v1/quotes", json={"text": "one"}, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
