"""What all tests share: the real engine, loaded once, and the articles of tests/articles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, settings

from quoth.engine import Engine

# A slow machine, or the first tables of Unicode that Hypothesis makes there, are no failure.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# Threads that wait for one another make small models slower, on a busy machine by far.
torch.set_num_threads(1)

ARTICLES = Path(__file__).parent / "articles"


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The engine with the bundled models, on one thread."""
    return Engine(threads=1)


@pytest.fixture(scope="session")
def article() -> Callable[[str], str]:
    """A function that loads one of the articles by name, as in `article("border_closure")`."""

    def load(name: str) -> str:
        return (ARTICLES / f"{name}.txt").read_bytes().decode("utf-8")

    return load
