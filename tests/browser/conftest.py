"""What the tests in a real browser share: the service with records made by hand, Chromium, and pages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from quoth.engine import Engine
from service.app import build_app
from service.settings import Settings
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.watching import until
from tests.formats.hand_made import HandMade
from tests.formats.reading import article_record, article_text

PAGES = Path(__file__).parent / "pages"


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """These tests need a browser: they run when their folder is named, and not with all the others."""
    return None if any("browser" in argument for argument in config.args) else True


class Quiet(WSGIRequestHandler):
    """Answers without a line on the terminal for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application on a free port, until the block ends; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def hand_made() -> HandMade:
    return HandMade()


@pytest.fixture(scope="session")
def service(hand_made: HandMade) -> Iterator[str]:
    """Address of the service."""
    app = build_app(Settings(access_log=False, max_characters=50_000), hand_made)  # type: ignore[arg-type]
    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def real_service(engine: Engine) -> Iterator[str]:
    """Address of a service that answers with the bundled models."""
    with serving(build_app(Settings(access_log=False), engine)) as address:
        yield address


@pytest.fixture(scope="session")
def site(service: str) -> Iterator[str]:
    """Address of another site, under a strict policy, whose pages embed the component."""
    app = Flask("site", static_folder=PAGES, static_url_path="/static")

    @app.get("/<name>.html")
    def page(name: str) -> tuple[str, dict[str, str]]:
        source = (PAGES / f"{name}.html").read_text(encoding="utf-8").replace("SERVICE", service)
        policy = f"default-src 'none'; script-src 'self' {service}; connect-src 'self'; img-src data:"
        return source, {"Content-Security-Policy": policy}

    @app.get("/records/<name>.json")
    def record(name: str) -> dict[str, Any]:
        return article_record(name).as_dict()

    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).is_file():
        pytest.fail(f"there is no browser at {CHROMIUM}; on Debian: apt-get install chromium (or set CHROMIUM)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A new profile; a test may ask for `@pytest.mark.parametrize("context", [{...}], indirect=True)`."""
    options = {"viewport": {"width": 1360, "height": 900}, **getattr(request, "param", {})}
    context = chromium.new_context(**options)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which no script may fail and no policy be broken."""
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    expected = "Failed to load resource: the server responded with a status of 4"
    assert [complaint for complaint in complaints if not complaint.startswith(expected)] == []


@pytest.fixture
def desk(page: Page, service: str) -> Page:
    """The review desk, empty."""
    page.goto(service)
    return page


@pytest.fixture
def read(desk: Page) -> Callable[[str], Page]:
    """A function that has the desk read a text and waits until it is drawn."""

    def read(text: str) -> Page:
        desk.fill("#text", text)
        desk.click("text=Find the quotes")
        until(desk, "performance.getEntriesByName('quoth-draw').length > 0")
        return desk

    return read


@pytest.fixture
def accord(read: Callable[[str], Page]) -> Page:
    """The desk with the quotes of the fisheries accord."""
    return read(article_text("fisheries_accord"))
