"""<quoth-quotes> in a page of another site: its own article marked from a record, under a strict policy."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import until, violations
from tests.formats.reading import article_record

MARKED = ["q_01", "q_02", "q_03", "q_04", "q_05", "q_06", "q_07", "q_08", "q_09"]


@pytest.fixture
def embedded(page: Page, site: str) -> Page:
    """The page of another site, once its quotes are marked."""
    page.add_init_script("addEventListener('quoth-ready', (event) => (window.ready = event.detail))")
    page.goto(f"{site}/embedded.html")
    until(page, "window.ready")
    return page


def words(page: Page, part: str, quote: str) -> str:
    marks: list[str] = page.evaluate(
        """([part, quote]) => {
             const marks = document.querySelectorAll(`.quoth-${part}[data-quoth-quote=${quote}]`);
             return Array.from(marks, (mark) => mark.textContent);
           }""",
        [part, quote],
    )
    return " ".join("".join(marks).split())


def test_quotes_are_found_in_a_page_whose_white_space_marks_and_elements_differ(embedded: Page) -> None:
    assert embedded.evaluate("window.ready") == {"marked": MARKED, "missing": ["q_10"]}
    assert words(embedded, "content", "q_01").endswith(
        "a quarrel over fishing rights that kept trawlers in port for eleven weeks"
    )
    assert words(embedded, "content", "q_02").endswith("would fit on one sheet of paper.")


def test_short_words_are_marked_where_they_attribute_and_not_where_else_they_occur(embedded: Page) -> None:
    assert words(embedded, "source", "q_03") == "He"
    before = embedded.locator(".quoth-source[data-quoth-quote=q_03]").evaluate(
        "(mark) => mark.previousSibling.textContent"
    )
    assert before.rstrip().endswith("was more cautious.")
    assert embedded.locator("aside mark").count() == 0


def test_the_pages_own_elements_stay(embedded: Page) -> None:
    expect(embedded.get_by_role("link", name="fishing rights")).to_have_attribute("href", "/fish.html")
    assert embedded.locator("em").inner_text() == "one sheet"


def test_a_quote_pointed_at_lights_up_and_names_its_speaker(embedded: Page) -> None:
    embedded.locator(".quoth-cue[data-quoth-quote=q_03]").hover()
    card = embedded.locator("quoth-quotes .card")
    expect(card).to_contain_text("Driss Benhaddou, Foreign Minister, Morocco")
    assert embedded.locator(".quoth-on.quoth-content").get_attribute("data-quoth-quote") == "q_03"
    embedded.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_quote_is_reached_and_told_by_keyboard(embedded: Page) -> None:
    mark = embedded.locator(".quoth-content[data-quoth-quote=q_05][tabindex='0']")
    mark.focus()
    expect(embedded.locator("quoth-quotes .card")).to_contain_text("Amina Lazrak")
    assert mark.get_attribute("aria-label") == "Quote: Amina Lazrak, head of the delegation, Morocco"


def test_a_speakers_button_leaves_only_their_quotes(embedded: Page) -> None:
    embedded.get_by_role("button", name="Driss Benhaddou (3)").click()
    shown: list[str] = embedded.evaluate(
        """() => {
             const marks = document.querySelectorAll(".quoth-content:not(.quoth-off)");
             return [...new Set(Array.from(marks, (mark) => mark.dataset.quothQuote))];
           }"""
    )
    assert shown == ["q_03", "q_04", "q_08"]


def test_attributes_choose_and_removal_leaves_the_article_as_it_was(embedded: Page) -> None:
    embedded.evaluate("document.querySelector('quoth-quotes').setAttribute('forms', 'direct')")
    until(embedded, "window.ready.marked.length === 3")
    article: str = embedded.evaluate(
        """() => {
             const element = document.querySelector("quoth-quotes");
             const article = element.firstElementChild;
             element.remove();
             return article.innerHTML;
           }"""
    )
    assert "mark" not in article
    assert "fit on <em>one sheet</em> of paper." in article


def test_a_record_can_be_given_by_script(page: Page, site: str) -> None:
    page.goto(f"{site}/plain.html")
    record: dict[str, Any] = article_record("fisheries_accord").as_dict()
    marked: dict[str, Any] = page.evaluate(
        """async (record) => {
             await customElements.whenDefined("quoth-quotes");
             const element = Object.assign(document.createElement("quoth-quotes"), { record });
             element.setAttribute("for", "story");
             const ready = new Promise((done) => element.addEventListener("quoth-ready", ({ detail }) => done(detail)));
             document.body.append(element);
             return ready;
           }""",
        record,
    )
    assert marked["marked"] == ["q_05", "q_06"]


def test_axe_finds_nothing_in_the_page(embedded: Page) -> None:
    assert violations(embedded) == []
