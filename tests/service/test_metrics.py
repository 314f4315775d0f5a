"""GET /metrics: what is counted, under which labels, and that nothing a client sends makes a new series."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from quoth.engine import Engine
from service.app import build_app
from service.observability import metrics, worker_counts
from service.observability.observed_engine import ObservedEngine
from service.settings import Settings


def sample(client: FlaskClient, name: str, **labels: str) -> float:
    """The value of one sample; 0 where there is none yet."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    found = [
        each.value
        for family in text_string_to_metric_families(answer.text)
        for each in family.samples
        if each.name == name and each.labels == labels
    ]
    assert len(found) <= 1
    return found[0] if found else 0.0


@pytest.fixture
def growth(bare: FlaskClient) -> Callable[..., Callable[[], float]]:
    """`growth(name, **labels)` gives a function that tells by how much the sample has grown since."""

    def watch(name: str, **labels: str) -> Callable[[], float]:
        before = sample(bare, name, **labels)
        return lambda: sample(bare, name, **labels) - before

    return watch


def test_requests_are_counted_and_timed_by_route_and_status(bare: FlaskClient, growth) -> None:
    refused = growth("quoth_http_requests_total", method="POST", route="/v1/quotes", status="415")
    lived = growth("quoth_http_requests_total", method="GET", route="/healthz", status="200")
    timed = growth("quoth_http_request_duration_seconds_count", route="/v1/quotes")
    for _ in range(2):
        bare.post("/v1/quotes", data="text", content_type="text/plain")
    bare.get("/healthz")
    assert (refused(), lived(), timed()) == (2, 1, 2)


def test_refusals_are_counted_by_kind(bare: FlaskClient, growth) -> None:
    counts = [growth("quoth_problems_total", kind=kind) for kind in ("not-ready", "malformed-json", "not-found")]
    bare.post("/v1/quotes", json={"text": "“So be it,” she said."})
    bare.post("/v1/quotes", data="{", content_type="application/json")
    bare.get("/nowhere")
    assert [count() for count in counts] == [1, 1, 1]


def test_a_refused_key_is_counted(growth) -> None:
    count = growth("quoth_problems_total", kind="key-required")
    guarded = build_app(Settings(keys="a:quotes:" + "0" * 64), engine=None).test_client()
    guarded.get("/v1/model")
    assert count() == 1


def test_articles_characters_and_quotes_are_counted(client: FlaskClient, wire: Callable[[str], str], growth) -> None:
    articles, characters = growth("quoth_articles_total"), growth("quoth_characters_total")
    forms = {form: growth("quoth_quotes_total", form=form) for form in ("direct", "mixed", "indirect")}
    read = growth("quoth_reading_duration_seconds_sum")
    text = wire("ferry_row")
    record = client.post("/v1/quotes", json={"text": text}).get_json()
    assert articles() == 1
    assert characters() == len(text)
    found = [quote["form"] for quote in record["quotes"]]
    assert len(found) > 2
    assert {form: count() for form, count in forms.items()} == {form: found.count(form) for form in forms}
    assert read() > 0


def test_articles_read_together_are_counted_each(engine: Engine, wire: Callable[[str], str], growth) -> None:
    articles, characters = growth("quoth_articles_total"), growth("quoth_characters_total")
    times = growth("quoth_reading_duration_seconds_count")
    texts = [wire("ferry_row"), wire("flags")]
    records = ObservedEngine(engine).extract_many([("a", texts[0]), ("b", texts[1])])
    assert [record.id for record in records] == ["a", "b"]
    assert (articles(), characters(), times()) == (2, sum(map(len, texts)), 1)


def test_the_queue_is_as_deep_as_what_is_in_it(bare: FlaskClient) -> None:
    empty = sample(bare, "quoth_queue_depth")
    with metrics.queued(), metrics.queued():
        assert sample(bare, "quoth_queue_depth") == empty + 2
    assert sample(bare, "quoth_queue_depth") == empty


def test_batches_are_counted_by_size(growth) -> None:
    of_two, all_batches = growth("quoth_batch_size_bucket", le="2.0"), growth("quoth_batch_size_count")
    metrics.observe_batch(2)
    metrics.observe_batch(5)
    assert (of_two(), all_batches()) == (1, 2)


def test_requests_under_way_are_counted_while_they_are(bare: FlaskClient) -> None:
    # The one that asks is under way itself.
    assert sample(bare, "quoth_http_requests_in_progress", route="/metrics") == 1
    assert sample(bare, "quoth_http_requests_in_progress", route="/healthz") == 0


def test_the_model_is_named(client: FlaskClient, engine: Engine) -> None:
    version = engine.model.partition("+")[0].removeprefix("quoth-")
    assert sample(client, "quoth_model_info", version=version, model=engine.model) == 1


def test_nothing_that_a_client_sends_makes_a_new_series(bare: FlaskClient, growth) -> None:
    unknown = growth("quoth_http_requests_total", method="other", route="none", status="404")
    for number in range(3):
        bare.open(f"/secret-{number}?x={number}", method=f"FETCH{number}")
    assert unknown() == 3
    text = bare.get("/metrics").text
    assert "secret" not in text
    assert "FETCH" not in text


def test_the_folder_of_counts_is_one_for_each_first_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "quoth-counts-1-of-another-process"))
    folder = worker_counts.open_folder(str(tmp_path))
    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o777 == 0o700
    assert worker_counts.open_folder(str(tmp_path)) == folder
    worker_counts.remove_folder(folder)
    assert not folder.exists()


def test_folders_of_killed_processes_are_removed_and_no_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    living = worker_counts.open_folder(str(tmp_path))
    killed, starting, unrelated = (tmp_path / name for name in ("quoth-counts-1-a", "quoth-counts-2-b", "other"))
    for folder in (killed, starting, unrelated):
        folder.mkdir()
    for folder in (living, killed, unrelated):
        os.utime(folder, (0, 0))
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    worker_counts.open_folder(str(tmp_path))
    assert [folder.exists() for folder in (living, starting, unrelated, killed)] == [True, True, True, False]


def test_the_description_of_the_answer_is_true(bare: FlaskClient) -> None:
    documented = bare.get("/openapi.json").get_json()["paths"]["/metrics"]["get"]["responses"]["200"]
    assert list(documented["content"]) == [bare.get("/metrics").mimetype]
    assert json.dumps(documented)
