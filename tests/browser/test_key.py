"""The review desk of a service that wants API keys: it asks the reader for one, and keeps it no longer than the tab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from service.app import build_app
from service.security.keys import make
from service.settings import Settings
from tests.browser.conftest import serving
from tests.formats.hand_made import HandMade
from tests.formats.reading import article_text

SECRET, KEY = make("desk", ["quotes"])


@pytest.fixture(scope="module")
def guarded(hand_made: HandMade) -> Iterator[str]:
    """Address of a service with one key."""
    with serving(build_app(Settings(access_log=False, keys=KEY.record), hand_made)) as address:  # type: ignore[arg-type]
        yield address


def test_the_desk_asks_for_a_key_and_keeps_it_until_the_tab_is_closed(page: Page, guarded: str) -> None:
    page.goto(guarded)
    field = page.get_by_label("API key")
    expect(field).to_be_hidden()
    page.fill("#text", article_text("fisheries_accord"))
    page.click("text=Find the quotes")
    expect(field).to_be_focused()
    expect(page.locator("#problem")).to_contain_text("This needs an API key.")

    field.fill("quoth_desk_wrong")
    page.click("text=Find the quotes")
    expect(page.locator("#problem")).to_contain_text("The API key is not valid.")

    field.fill(SECRET)
    page.click("text=Find the quotes")
    expect(page.locator("#summary")).to_have_text("10 quotes by 6 speakers")

    page.reload()
    page.fill("#text", article_text("fisheries_accord"))
    page.click("text=Find the quotes")
    expect(page.locator("#summary")).to_have_text("10 quotes by 6 speakers")

    another = page.context.new_page()
    another.goto(guarded)
    expect(another.get_by_label("API key")).to_be_hidden()


def test_a_desk_that_needs_no_key_shows_no_field(desk: Page) -> None:
    expect(desk.get_by_label("API key")).to_be_hidden()
