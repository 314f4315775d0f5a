"""Who may ask what: keys and scopes, open paths, addresses, pages of other origins, and what browsers are told."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest
import yaml
from flask.testing import FlaskClient

from quoth.engine import Engine
from service.app import build_app
from service.security.exposure import reachable
from service.security.keys import make
from service.settings import Settings, SettingsError

READER, READER_KEY = make("cms-berlin", ["quotes"])
COLLECTOR, COLLECTOR_KEY = make("prometheus", ["metrics"])
RECORDS = f"{READER_KEY.record} {COLLECTOR_KEY.record}"


@pytest.fixture(scope="module")
def guarded(engine: Engine) -> FlaskClient:
    """A client of a service with two keys: one that reads articles, one that collects metrics."""
    return build_app(Settings(keys=RECORDS), engine).test_client()


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("headers", [bearer(READER), {"Authorization": f"bearer  {READER}"}, {"X-API-Key": READER}])
def test_a_key_may_come_in_either_header(
    guarded: FlaskClient, wire: Callable[[str], str], headers: dict[str, str]
) -> None:
    answer = guarded.post("/v1/quotes", json={"text": wire("flags")}, headers=headers)
    assert answer.status_code == 200
    assert answer.get_json()["model"]


@pytest.mark.parametrize(
    ("headers", "challenge"),
    [
        ({}, 'Bearer realm="Quoth"'),
        ({"Authorization": "Basic cXVvdGg6"}, 'Bearer realm="Quoth"'),
        (bearer(READER[:-1]), 'Bearer realm="Quoth", error="invalid_token"'),
        ({"X-API-Key": "quoth_nobody_x"}, 'Bearer realm="Quoth", error="invalid_token"'),
    ],
)
@pytest.mark.parametrize("path", ["/v1/quotes", "/v1/model", "/v1/nothing-here", "/metrics"])
def test_without_a_valid_key_nothing_is_answered_but_how_to_send_one(
    guarded: FlaskClient, path: str, headers: dict[str, str], challenge: str
) -> None:
    answer = guarded.open(path, method="POST" if path == "/v1/quotes" else "GET", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == challenge
    problem = json.loads(answer.data)
    assert problem["type"] == "/problems/key-required"
    assert problem["detail"].endswith("Send it as `Authorization: Bearer KEY` or as `X-API-Key: KEY`.")
    assert "quoth_nobody" not in answer.text


def test_the_key_is_asked_for_before_the_body_is_looked_at(guarded: FlaskClient) -> None:
    assert guarded.post("/v1/quotes", data="{", content_type="text/plain").status_code == 401


def test_a_key_without_the_scope_is_refused_and_told_which_one_it_takes(guarded: FlaskClient) -> None:
    answer = guarded.get("/metrics", headers=bearer(READER))
    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Quoth", error="insufficient_scope", scope="metrics"'
    problem = json.loads(answer.data)
    assert problem["type"] == "/problems/scope-missing"
    assert problem["detail"] == "The key cms-berlin has the scopes quotes; this needs metrics."
    assert guarded.get("/metrics", headers=bearer(COLLECTOR)).status_code == 200
    assert guarded.get("/v1/model", headers=bearer(COLLECTOR)).status_code == 403


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/readyz", "/docs", "/openapi.json", "/quoth.js", "/problems", "/desk/desk.js"]
)
def test_health_pages_and_documentation_need_no_key(guarded: FlaskClient, path: str) -> None:
    with guarded.get(path) as answer:
        assert answer.status_code == 200


def test_the_log_names_the_key_and_never_holds_it(guarded: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        guarded.get("/v1/model", headers=bearer(READER) | {"X-Request-ID": "cms-4"})
        guarded.get("/v1/model", headers=bearer(READER + "x"))
    assert caplog.messages[0].endswith(" ms, request cms-4, key cms-berlin")
    assert "key" not in caplog.messages[1]
    assert READER.rpartition("_")[2] not in caplog.text


def test_the_description_says_what_needs_which_scope(guarded: FlaskClient) -> None:
    document = guarded.get("/openapi.json").get_json()
    assert set(document["components"]["securitySchemes"]) == {"bearer", "header"}
    needed = {
        path: operation.get("security")
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in {"get", "post"}
    }
    assert needed["/v1/quotes"] == needed["/v1/model"] == [{"bearer": ["quotes"]}, {"header": ["quotes"]}]
    assert needed["/metrics"] == [{"bearer": ["metrics"]}, {"header": ["metrics"]}]
    assert needed["/healthz"] is needed["/readyz"] is None


def test_the_description_of_a_service_without_keys_says_that_none_is_needed() -> None:
    document = build_app(Settings(), engine=None).test_client().get("/openapi.json").get_json()
    assert {} in document["paths"]["/v1/quotes"]["post"]["security"]
    assert yaml.safe_dump(document["paths"]["/v1/quotes"]["post"]["responses"]["401"]).count("WWW-Authenticate") == 1


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0:8000", "[::]:8000", ":8000", "192.0.2.7:80", "quoth.example:8000", "8000", "fd://3", "127.0.0.1.evil:80"],
)
def test_without_keys_it_does_not_start_where_others_can_reach_it(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("QUOTH_BIND", f"127.0.0.1:1,{address}")
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment()
    assert str(refusal.value).startswith(f"other machines can reach {address}, and it has no API keys.")
    assert "QUOTH_KEYS_FILE" in str(refusal.value)
    assert Settings.from_environment(allow_anonymous=True).bind.endswith(address)
    assert Settings.from_environment(keys=RECORDS).bind.endswith(address)


def test_addresses_of_this_machine_alone_need_no_keys() -> None:
    assert not reachable(["127.0.0.1:8000", "127.8.8.8", "localhost:1", "[::1]:8000", "::1:8000", "unix:/run/q.sock"])


ORIGIN = "https://cms.example"


def preflight(client: FlaskClient, origin: str, path: str = "/v1/quotes") -> dict[str, str]:
    answer = client.options(
        path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type",
        },
    )
    assert answer.status_code == 200
    return dict(answer.headers)


def test_pages_of_other_origins_may_not_ask_unless_they_are_listed() -> None:
    closed = build_app(Settings(keys=RECORDS), engine=None).test_client()
    assert "Access-Control-Allow-Origin" not in preflight(closed, ORIGIN)
    assert "Access-Control-Allow-Origin" not in closed.get("/v1/model", headers={"Origin": ORIGIN}).headers


def test_pages_of_listed_origins_may_ask_and_read_even_refusals() -> None:
    client = build_app(Settings(keys=RECORDS, cors_origins=f"https://a.example, {ORIGIN}"), engine=None).test_client()
    allowed = preflight(client, ORIGIN)
    assert allowed["Access-Control-Allow-Origin"] == ORIGIN
    assert "POST" in allowed["Access-Control-Allow-Methods"]
    assert allowed["Access-Control-Allow-Headers"].lower() == "authorization, content-type"
    assert "Access-Control-Allow-Credentials" not in allowed
    refused = client.post("/v1/quotes", headers={"Origin": ORIGIN})
    assert refused.status_code == 401
    assert refused.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Origin" in refused.headers["Vary"]


@pytest.mark.parametrize(
    "origin",
    ["https://cms.example.evil", "http://cms.example", "https://cmsxexample", "null", "https://cms.example:444"],
)
def test_an_origin_like_a_listed_one_is_another(origin: str) -> None:
    client = build_app(Settings(cors_origins=ORIGIN), engine=None).test_client()
    assert "Access-Control-Allow-Origin" not in preflight(client, origin)


def test_metrics_are_not_for_pages_of_any_origin() -> None:
    client = build_app(Settings(cors_origins="*"), engine=None).test_client()
    assert preflight(client, ORIGIN)["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in preflight(client, ORIGIN, "/metrics")


@pytest.mark.parametrize("path", ["/", "/docs", "/healthz", "/openapi.json", "/nothing", "/desk/desk.js", "/quoth.js"])
def test_every_answer_tells_browsers_to_be_careful(bare: FlaskClient, path: str) -> None:
    with bare.get(path) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if path == "/quoth.js" else "same-origin")


def test_the_page_of_an_article_may_use_its_own_style_and_nothing_else(
    client: FlaskClient, wire: Callable[[str], str]
) -> None:
    answer = client.post("/v1/quotes?format=html", json={"text": wire("flags")})
    policy = answer.headers["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src" not in policy
