"""What the service's tests share: the application around the real engine, one without, and articles to post."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quoth.engine import Engine
from service.app import build_app, create_app
from service.settings import Settings

ARTICLES = Path(__file__).parent / "articles"


@pytest.fixture(scope="session")
def wire() -> Callable[[str], str]:
    """A function that loads one of tests/service/articles by name, as in `wire("ferry_row")`."""
    return lambda name: (ARTICLES / f"{name}.txt").read_bytes().decode("utf-8")


@pytest.fixture(scope="session")
def app(engine: Engine) -> Flask:
    """The application as it is served, with the real engine."""
    return create_app(engine=engine)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application with the real engine."""
    return app.test_client()


@pytest.fixture(scope="session")
def bare_app() -> Flask:
    """The application before its models are loaded, which is enough for whatever is refused before they are asked."""
    return build_app(Settings(), engine=None)


@pytest.fixture
def bare(bare_app: Flask) -> FlaskClient:
    """A client of the application without models."""
    return bare_app.test_client()
