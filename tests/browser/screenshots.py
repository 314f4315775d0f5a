"""Takes the pictures of docs/ from a running service: `python -m tests.browser.screenshots http://127.0.0.1:8000`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.watching import until

DOCS = Path(__file__).parents[2] / "docs"
WIDE = {"viewport": {"width": 1360, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}


def main(address: str) -> None:
    """Writes desk-*.png."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = _read(browser, address, "Embassy fence", color_scheme="light", **WIDE)
        _choose(page)
        page.screenshot(path=DOCS / "desk-light.png")
        page.get_by_role("button", name="Correct").click()
        page.screenshot(path=DOCS / "desk-correct.png")
        page = _read(browser, address, "River talks", color_scheme="dark", **WIDE)
        _choose(page)
        page.screenshot(path=DOCS / "desk-dark.png")
        page = _read(browser, address, "River talks", color_scheme="light", **PHONE)
        _choose(page)
        page.screenshot(path=DOCS / "desk-phone.png")
        browser.close()


def _read(browser: Browser, address: str, sample: str, **options: Any) -> Page:
    page = browser.new_context(**options).new_page()
    page.goto(address)
    page.click(f"text={sample}")
    until(page, "performance.getEntriesByName('quoth-draw').length > 0")
    return page


def _choose(page: Page) -> None:
    """Chooses the third quote."""
    page.locator("#article .key >> nth=2").click()
    page.wait_for_timeout(300)


if __name__ == "__main__":
    main(sys.argv[1])
