"""Rate limits: per key or address, told in headers, shared through a real Redis, and still there without it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.app import build_app
from service.problems import Problem
from service.security.keys import make
from service.security.rate_limits import charge
from service.settings import Settings
from tests.formats.hand_made import HandMade
from tests.service.redis_server import RedisServer, new_server


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = new_server(tmp_path)
    server.start()
    yield server
    server.stop()


def application(**settings: str | int) -> Flask:
    """Without models, for what is counted comes before them: a request that is let through is answered 503."""
    return build_app(Settings(**{"rate_limit": "3/minute", **settings}), engine=None)  # type: ignore[arg-type]


def ask(client: FlaskClient, address: str = "192.0.2.1", **headers: str) -> TestResponse:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/v1/model", headers=headers, environ_base={"REMOTE_ADDR": address})


def statuses(client: FlaskClient, times: int, address: str = "192.0.2.1", **headers: str) -> list[int]:
    return [ask(client, address, **headers).status_code for _ in range(times)]


def test_requests_beyond_the_limit_are_refused_and_told_when_to_try_again() -> None:
    client = application().test_client()
    assert statuses(client, 3) == [503, 503, 503]
    refused = ask(client)
    assert refused.status_code == 429
    problem = json.loads(refused.data)
    assert problem["type"] == "/problems/rate-limited"
    assert re.fullmatch(r"The address 192\.0\.2\.1 may send 3 per 1 minute; try again in \d+ s\.", problem["detail"]), (
        problem["detail"]
    )
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_every_answer_tells_the_limit_and_what_is_left() -> None:
    client = application(rate_limit="3/minute;100/hour").test_client()
    for left in (2, 1, 0, 0):
        headers = ask(client).headers
        assert headers["RateLimit-Policy"].startswith('"3 per 1 minute";q=3;w=60')
        assert re.match(rf'"3 per 1 minute";r={left};t=[1-9]\d?\b', headers["RateLimit"]), headers["RateLimit"]


def test_health_and_pages_are_never_refused_and_never_counted() -> None:
    client = application().test_client()
    for path in ("/healthz", "/", "/openapi.json", "/metrics") * 3:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "RateLimit" not in answer.headers
    assert statuses(client, 3) == [503, 503, 503]


def test_each_address_has_its_own_count() -> None:
    client = application().test_client()
    assert statuses(client, 4, "192.0.2.1")[-1] == 429
    assert statuses(client, 1, "192.0.2.2") == [503]


def test_the_addresses_of_one_subscriber_have_one_count() -> None:
    client = application().test_client()
    assert [ask(client, f"2001:db8::{n}").status_code for n in range(4)] == [503, 503, 503, 429]
    assert ask(client, "2001:db8:0:1::1").status_code == 503


def test_each_key_has_its_own_count_wherever_it_comes_from() -> None:
    (one, one_key), (other, other_key) = make("one", ["quotes"]), make("other", ["quotes"])
    client = application(keys=f"{one_key.record} {other_key.record}").test_client()
    assert [ask(client, f"192.0.2.{n}", X_API_Key=one).status_code for n in range(4)] == [503, 503, 503, 429]
    assert ask(client, X_API_Key=other).status_code == 503
    assert "The key one may send" in json.loads(ask(client, X_API_Key=one).data)["detail"]


def test_whoever_has_no_valid_key_takes_nothing_from_those_who_have() -> None:
    secret, key = make("one", ["quotes"])
    client = application(keys=key.record).test_client()
    assert statuses(client, 5, X_API_Key="quoth_one_guess") == [401] * 5
    assert ask(client, X_API_Key=secret).status_code == 503


def test_a_forged_forwarding_header_gives_no_new_count() -> None:
    client = application().test_client()
    assert [ask(client, X_Forwarded_For=f"198.51.100.{n}").status_code for n in range(4)][-1] == 429


def test_behind_a_proxy_the_address_that_it_saw_is_counted() -> None:
    client = application(trusted_proxies=1).test_client()
    assert [ask(client, X_Forwarded_For=f"203.0.113.{n}, 198.51.100.1").status_code for n in range(4)][-1] == 429
    assert ask(client, X_Forwarded_For="198.51.100.2").status_code == 503


def test_a_body_of_several_articles_is_counted_as_so_many() -> None:
    app = application(rate_limit="10/minute")

    def batch_of(articles: int) -> int:
        with app.test_request_context("/v1/model"):
            app.preprocess_request()
            try:
                charge(articles - 1)
            except Problem as problem:
                return problem.kind.status
            return 200

    # The third, refused as a whole, counts as the one request that it was.
    assert [batch_of(4), batch_of(4), batch_of(4), batch_of(1)] == [200, 200, 429, 200]
    assert ask(app.test_client(), "127.0.0.1").status_code == 503


def test_a_batch_is_answered_as_far_as_the_limit_goes() -> None:
    app = build_app(Settings(rate_limit="3/minute"), HandMade())  # type: ignore[arg-type]
    lines = "".join(json.dumps({"id": str(number), "text": "“Yes,” she said."}) + "\n" for number in range(5))
    with app.test_client().post("/v1/quotes:batch", data=lines, content_type="application/x-ndjson") as answer:
        results = [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]
    assert [result.get("status", 200) for result in results] == [200, 200, 200, 429, 429]


def test_without_a_limit_nothing_is_counted() -> None:
    client = build_app(Settings(), engine=None).test_client()
    assert statuses(client, 50) == [503] * 50
    assert "RateLimit" not in ask(client).headers


def test_replicas_share_their_counts_through_redis(redis_server: RedisServer) -> None:
    here, there = (application(rate_limit_storage=redis_server.url).test_client() for _ in range(2))
    assert statuses(here, 2) + statuses(there, 1) == [503, 503, 503]
    assert statuses(here, 1) + statuses(there, 1) == [429, 429]


def test_without_redis_each_replica_counts_for_itself_until_it_is_back(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    client = application(rate_limit_storage=redis_server.url).test_client()
    assert statuses(client, 1) == [503]
    redis_server.stop()
    assert statuses(client, 4) == [503, 503, 503, 429]
    assert "falling back" in caplog.text
