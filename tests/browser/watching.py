"""Looks at a page: waits until something holds of it, and asks axe what is wrong with it."""

from __future__ import annotations

import time

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

PATIENCE = 20.0
"""Seconds until a wait is given up."""


def until(page: Page, expression: str) -> None:
    """Waits until the JavaScript expression is true.

    Playwright's own wait evaluates a string inside the page, which the page's policy forbids.
    """
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(expression):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not true after {PATIENCE:.0f} seconds: {expression}")
        page.wait_for_timeout(20)


def violations(page: Page) -> list[str]:
    """One line for each element that breaks a rule of axe, with the rule's impact."""
    # Until the transitions have ended, colours are on their way from one to the other.
    page.wait_for_timeout(200)
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['impact']}: {rule['id']}: {node['html'][:200]}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
