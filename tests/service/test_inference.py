"""The queue in front of the engine: turns, batches, deadlines, clients that hang up, articles that fail."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from quoth.engine import Engine
from quoth.records import Article
from service.inference import ClientGoneError, Extractor, QueueFullError, TookTooLongError, WaitedTooLongError
from service.inference.batching import LARGEST_BATCH
from tests.service.engines import WatchedEngine, as_engine, eventually


@pytest.fixture
def busy() -> Iterator[WatchedEngine]:
    """An engine that does not come to an end before its gate is opened."""
    engine = WatchedEngine(blocked=True)
    yield engine
    engine.gate.set()


def test_articles_take_turns_in_the_order_in_which_they_came(busy: WatchedEngine) -> None:
    extractor = Extractor(as_engine(busy), queue=8)
    jobs = [extractor.submit(f"article {number}", None) for number in range(8)]
    busy.gate.set()
    assert [extractor.wait(job).id for job in jobs] == [f"article {number}" for number in range(8)]
    assert busy.batches == [[f"article {number}"] for number in range(8)]


def test_what_waits_while_the_engine_reads_is_read_together(busy: WatchedEngine) -> None:
    extractor = Extractor(as_engine(busy), queue=8, batch=4)
    jobs = [extractor.submit("first", None)]
    assert busy.entered.wait(30)
    jobs += [extractor.submit(f"article {number}", None) for number in range(6)]
    busy.gate.set()
    assert [extractor.wait(job).id for job in jobs] == ["first", *(f"article {number}" for number in range(6))]
    assert [len(batch) for batch in busy.batches] == [1, 4, 2]


def test_a_batch_that_waits_to_fill_takes_what_comes_meanwhile() -> None:
    engine = WatchedEngine()
    extractor = Extractor(as_engine(engine), queue=8, batch=3, batch_wait=30)
    jobs = [extractor.submit(f"article {number}", None) for number in range(3)]
    assert [extractor.wait(job).id for job in jobs] == ["article 0", "article 1", "article 2"]
    assert engine.batches == [["article 0", "article 1", "article 2"]]


def test_a_long_article_holds_up_no_batch(busy: WatchedEngine) -> None:
    extractor = Extractor(as_engine(busy), queue=8, batch=4)
    jobs = [extractor.submit("first", None)]
    assert busy.entered.wait(30)
    jobs += [extractor.submit(text, None) for text in ("short", "x" * LARGEST_BATCH, "brief", "small")]
    busy.gate.set()
    for job in jobs:
        extractor.wait(job)
    assert [len(batch) for batch in busy.batches] == [1, 1, 1, 2]


def test_an_article_has_the_same_record_alone_and_in_a_batch(engine: Engine, wire: Callable[[str], str]) -> None:
    names = ["ferry_row", "flags", "nested"]
    assert engine.extract_many([(name, wire(name)) for name in names]) == [
        engine.extract(wire(name), id=name) for name in names
    ]


def test_an_article_that_fails_harms_no_other_of_its_batch(busy: WatchedEngine) -> None:
    extractor = Extractor(as_engine(busy), queue=8, batch=4)
    first = extractor.submit("first", None)
    assert busy.entered.wait(30)
    jobs = {text: extractor.submit(text, None) for text in ("one", "hostile", "three")}
    busy.gate.set()
    assert extractor.wait(first).id == "first"
    assert extractor.wait(jobs["one"]).id == "one"
    assert extractor.wait(jobs["three"]).id == "three"
    with pytest.raises(ValueError, match="hostile"):
        extractor.wait(jobs["hostile"])


def test_beyond_the_places_there_is_none_and_each_one_comes_back(busy: WatchedEngine) -> None:
    extractor = Extractor(as_engine(busy), queue=2)
    jobs = [extractor.submit(f"article {number}", None) for number in range(3)]
    with pytest.raises(QueueFullError) as refusal:
        extractor.submit("one too many", None)
    assert refusal.value.seconds >= 1
    busy.gate.set()
    for job in jobs:
        extractor.wait(job)
    again = [extractor.submit(f"article {number}", None) for number in range(3)]
    assert [extractor.wait(job).id for job in again] == ["article 0", "article 1", "article 2"]


def test_who_is_patient_gets_the_next_place(busy: WatchedEngine) -> None:
    extractor = Extractor(as_engine(busy), queue=0)
    extractor.submit("first", None)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(lambda: extractor.wait(extractor.submit("second", None, patience=30)))
        busy.gate.set()
        assert second.result(30).id == "second"


def test_an_article_whose_turn_does_not_come_in_time_is_never_read(busy: WatchedEngine) -> None:
    extractor = Extractor(as_engine(busy), queue=1, time_limit=0.2)
    first = extractor.submit("first", None)
    assert busy.entered.wait(30)
    with pytest.raises(WaitedTooLongError):
        extractor.extract("second", None)
    assert extractor.waiting == 0
    # Its place is free again, though the engine still reads the first.
    third = extractor.submit("third", None)
    with pytest.raises(TookTooLongError):
        extractor.wait(first)
    assert extractor.give_up(third)
    busy.gate.set()
    assert eventually(lambda: not extractor.waiting)
    assert busy.texts == ["first"]


def test_the_engine_drops_what_is_over_time_when_it_comes_to_it(busy: WatchedEngine) -> None:
    extractor = Extractor(as_engine(busy), queue=2, time_limit=0.05)
    extractor.submit("first", None)
    assert busy.entered.wait(30)
    late = extractor.submit("late", None)
    assert not late.record.done()
    assert eventually(lambda: late.deadline < time.monotonic())
    busy.gate.set()
    with pytest.raises(WaitedTooLongError):
        late.record.result(30)
    assert busy.texts == ["first"]


def test_an_article_of_a_client_that_hung_up_leaves_the_queue(busy: WatchedEngine) -> None:
    extractor = Extractor(as_engine(busy), queue=1)
    extractor.submit("first", None)
    assert busy.entered.wait(30)
    with pytest.raises(ClientGoneError):
        extractor.extract("second", None, wanted=lambda: False)
    assert extractor.waiting == 0
    third = extractor.submit("third", None)
    busy.gate.set()
    assert extractor.wait(third).id == "third"
    assert busy.texts == ["first", "third"]


def test_an_engine_that_times_out_itself_is_no_time_limit() -> None:
    class TimingOut:
        model = "timing out"

        def extract(self, text: str, *, id: str | None = None) -> Article:
            raise TimeoutError("the engine's own")

    with pytest.raises(TimeoutError, match="the engine's own"):
        Extractor(as_engine(TimingOut()), queue=0).extract("article", None)
