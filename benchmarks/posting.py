"""What locust runs for benchmarks.load: a client that posts articles with hardly a sentence in common."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

from locust import FastHttpUser, constant_throughput, events, task
from locust.env import Environment

from benchmarks.unlike import numbered

ARTICLE = Path(__file__).parent / "articles" / "strait_talks.txt"
#: Articles a second that one client posts at most; "" for as many as are answered.
RATE = os.environ.get("QUOTH_LOAD_RATE", "")
#: The file that failures are written to, one on each line.
FAILURES = Path(os.environ.get("QUOTH_LOAD_FAILURES", os.devnull))
ACCEPTED, REFUSED = "accepted", "refused"

_numbers = itertools.count()


@events.quitting.add_listener  # type: ignore[untyped-decorator]
def tell_failures(environment: Environment, **_: object) -> None:
    """Writes down what failed, and how often."""
    found = environment.stats.errors.values()
    FAILURES.write_text("".join(f"{each.occurrences} × {each.error}\n" for each in found), encoding="utf-8")


class Newsroom(FastHttpUser):
    """A client that waits for each answer before it posts the next article."""

    text = ARTICLE.read_bytes().decode("utf-8")
    network_timeout = 300.0
    connection_timeout = 60.0
    if RATE:
        wait_time = constant_throughput(float(RATE))

    @task
    def post(self) -> None:
        """One article; a refusal for lack of room is counted apart and is no failure."""
        article = {"text": numbered(self.text, next(_numbers))}
        with self.client.post("/v1/quotes", json=article, name=ACCEPTED, catch_response=True) as response:
            if response.status_code == 503:
                response.request_meta["name"] = REFUSED
                response.success()
