"""The review desk in Chromium: an article in, its quotes to see, to filter and to go through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quoth.records import Article
from tests.browser.watching import until, violations
from tests.formats.hand_made import HandMade
from tests.formats.reading import article_record, article_text

ACCORD = article_record("fisheries_accord")


def marked(page: Page, part: str, quote: str) -> str:
    """The words of the article that are marked as a part of a quote, letters left out."""
    return str(
        page.evaluate(
            """([part, quote]) => {
                 const pieces = document.querySelectorAll(`#article .${part}[data-quote=${quote}]`);
                 const words = Array.from(pieces, (piece) => {
                   const copy = piece.cloneNode(true);
                   copy.querySelectorAll(".key").forEach((key) => key.remove());
                   return copy.textContent;
                 });
                 return words.join(" ");
               }""",
            [part, quote],
        )
    )


def visible_quotes(page: Page) -> list[str]:
    """Ids of the quotes whose letter is shown, in the order of the text."""
    return list(
        page.evaluate(
            "Array.from(document.querySelectorAll('#article .key:not([hidden])'), (key) => key.dataset.quote)"
        )
    )


def test_a_pasted_article_shows_every_quote_with_its_source_and_its_cue(accord: Page) -> None:
    expect(accord.locator("#summary")).to_have_text("10 quotes by 6 speakers")
    for quote in ACCORD.quotes:
        assert marked(accord, "content", quote.id) == quote.content.text
        assert marked(accord, "source", quote.id) == (quote.source.text if quote.source else "")
        assert marked(accord, "cue", quote.id) == (quote.cue.text if quote.cue else "")


def test_the_article_reads_as_it_was_posted(accord: Page) -> None:
    shown = accord.evaluate(
        """() => { document.querySelectorAll("#article .key").forEach((key) => key.remove());
                   return Array.from(document.querySelectorAll("#article p"), (p) => p.textContent); }"""
    )
    assert shown == article_text("fisheries_accord").strip().split("\n\n")


def test_a_quote_inside_another_stands_inside_its_highlight(accord: Page) -> None:
    assert accord.locator(".content[data-quote=q_05] .content[data-quote=q_06]").count() == 1
    assert accord.locator(".content[data-quote=q_07] .content[data-quote=q_08]").count() == 1


def test_marks_in_odd_places_and_characters_beyond_the_basic_plane_stay_in_step(read: Callable[[str], Page]) -> None:
    page = read(article_text("odd_marks"))
    for quote in article_record("odd_marks").quotes:
        assert marked(page, "content", quote.id) == quote.content.text
        assert marked(page, "cue", quote.id) == (quote.cue.text if quote.cue else "")


def test_a_sample_is_read_at_one_click(desk: Page) -> None:
    desk.click("text=River talks")
    expect(desk.locator("#article")).to_contain_text("Nobody left the table")
    expect(desk.locator("#summary")).to_have_text("No quotes found")


def test_warnings_of_the_service_are_shown(desk: Page, hand_made: HandMade, read: Callable[[str], Page]) -> None:
    text = "Somebody said something somewhere."
    hand_made.records[text] = Article("a_warned", "by-hand", "en", (), (), ("The text may not be English.",))
    expect(read(text).locator("#warnings")).to_have_text("The text may not be English.")


def test_what_an_article_says_is_never_markup(read: Callable[[str], Page]) -> None:
    page = read("<img src=x onerror=alert(1)><script>alert(2)</script> “Hello,” <b>she</b> said.")
    expect(page.locator("#article")).to_contain_text("<b>she</b>")
    assert page.locator("#article img, #article script, #article b").count() == 0


def test_a_refusal_is_told_in_the_words_of_the_service(desk: Page) -> None:
    desk.fill("#text", "word " * 11_000)
    desk.click("text=Find the quotes")
    expect(desk.locator("#problem")).to_contain_text("at most 50,000 are accepted")


def test_a_click_on_a_speaker_shows_only_theirs_and_a_second_one_all_again(accord: Page) -> None:
    speaker = accord.get_by_role("button", name="Driss Benhaddou Foreign Minister, Morocco 3 quotes")
    speaker.click()
    assert visible_quotes(accord) == ["q_03", "q_04", "q_08"]
    expect(accord.locator("#summary")).to_have_text("3 of 10 quotes")
    assert accord.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    accord.keyboard.press("Enter")
    assert len(visible_quotes(accord)) == 10


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (lambda page: page.get_by_role("checkbox", name="Indirect").uncheck(), ["q_02", "q_03", "q_05", "q_06"]),
        (lambda page: page.get_by_role("checkbox", name="Statement").uncheck(), ["q_09"]),
        (lambda page: page.get_by_label("Confidence at least").fill("95"), ["q_01", "q_02", "q_05"]),
    ],
    ids=["form", "act", "confidence"],
)
def test_filters_leave_the_other_quotes_as_plain_text(
    accord: Page, act: Callable[[Page], None], left: list[str]
) -> None:
    act(accord)
    assert visible_quotes(accord) == left
    off = accord.locator("#article .off").first
    assert off.evaluate("(piece) => getComputedStyle(piece).textDecorationLine") == "none"
    accord.get_by_text("Show everything").click()
    expect(accord.locator("#summary")).to_have_text("10 quotes by 6 speakers")
    assert len(visible_quotes(accord)) == 10


def test_pointing_at_any_part_ties_content_cue_and_source_together_and_shows_the_record(accord: Page) -> None:
    accord.locator(".cue[data-quote=q_03]").hover()
    tied = accord.evaluate(
        "Array.from(document.querySelectorAll('.pointed'), (p) => p.classList[0] + ' ' + p.dataset.quote)"
    )
    assert sorted(tied) == ["content q_03", "cue q_03", "source q_03"]
    record = accord.locator("#record")
    for words in ("Quote 3", "mixed", "Driss Benhaddou", "Foreign Minister, Morocco", "He", "said", "91%", "q_03"):
        expect(record).to_contain_text(words)


def test_a_chosen_quote_stays_until_escape_and_leads_to_its_inner_ones(accord: Page) -> None:
    accord.locator(".source[data-quote=q_05]").last.click()
    accord.locator(".content[data-quote=q_01]").first.hover()
    expect(accord.locator("#record")).to_contain_text("Amina Lazrak")
    accord.locator("#record").get_by_role("button", name="Quote 6").click()
    expect(accord.locator("#record")).to_contain_text("Inside")
    accord.keyboard.press("Escape")
    assert accord.locator(".pinned").count() == 0


def test_everything_can_be_done_by_keyboard_alone(desk: Page) -> None:
    focused = "document.activeElement.dataset.quote ?? document.activeElement.id ?? ''"
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.className") == "skip"
    for _ in range(12):
        desk.keyboard.press("Tab")
        if desk.evaluate(focused) == "text":
            break
    desk.keyboard.insert_text(article_text("fisheries_accord"))
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#article .key")
    for _ in range(40):
        desk.keyboard.press("Tab")
        if desk.evaluate(focused) == "q_01":
            break
    for key, quote in (("ArrowRight", "q_02"), ("j", "q_03"), ("End", "q_10"), ("ArrowLeft", "q_09"), ("Home", "q_01")):
        desk.keyboard.press(key)
        assert desk.evaluate(focused) == quote
    expect(desk.locator("#record")).to_contain_text("Teresa Valdoro")
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.dataset.act") == "copy"


def test_a_quote_is_copied_with_its_attribution(context: BrowserContext, accord: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    for quote, copied in (
        ("q_05", "“My minister said to me this morning, ‘Do not come home with half a treaty,’ and I shall not” "
                 "— Amina Lazrak, head of the delegation, Morocco"),
        ("q_08", "that inspectors of both countries would board vessels together "
                 "— Teresa Valdoro, Foreign Minister, Portugal; Driss Benhaddou, Foreign Minister, Morocco (reported)"),
    ):  # fmt: skip
        accord.locator(f".key[data-quote={quote}]").click()
        accord.get_by_role("button", name="Copy the quote").click()
        expect(accord.locator("#status")).to_have_text("Copied with its attribution.")
        assert accord.evaluate("navigator.clipboard.readText()") == copied


def test_nothing_is_asked_of_any_other_host(context: BrowserContext, accord: Page, service: str) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    accord.reload()
    accord.click("text=Island flights")
    accord.wait_for_selector("#article p")
    assert len(asked) > 10
    assert {url for url in asked if not url.startswith((f"{service}/", "blob:"))} == set()


@pytest.mark.parametrize(
    ("label", "ending", "begins"),
    [
        ("W3C Web Annotation", "jsonld", '{"@context": "http://www.w3.org/ns/anno.jsonld"'),
        ("schema.org Quotation", "jsonld", '{"@context": "https://schema.org"'),
        # Without the mark in front, spreadsheets would take the file for another encoding.
        ("CSV", "csv", "\ufeffarticle,quote,"),
        ("HTML page", "html", "<!DOCTYPE html>"),
    ],
)
def test_every_other_format_is_a_download_away(accord: Page, label: str, ending: str, begins: str) -> None:
    accord.get_by_text("Other formats").click()
    with accord.expect_download() as download:
        accord.get_by_role("button", name=label).click()
    assert download.value.suggested_filename == f"fisheries_accord.{ending}"
    assert Path(download.value.path()).read_bytes().decode("utf-8").startswith(begins)


@pytest.mark.parametrize("sample", ["Embassy fence", "Island flights", "River talks"])
def test_the_samples_are_read_with_the_bundled_models(page: Page, real_service: str, sample: str) -> None:
    page.goto(real_service)
    page.click(f"text={sample}")
    until(page, "performance.getEntriesByName('quoth-draw').length > 0")
    assert page.locator("#article .key").count() >= 5
    assert page.locator("#speakers li").count() >= 3
    assert violations(page) == []


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


LIGHT, DARK = "rgb(251, 249, 244)", "rgb(22, 24, 27)"


@pytest.mark.parametrize("context", [{"color_scheme": "dark"}], indirect=True)
def test_colours_follow_the_system_until_the_reader_chooses(desk: Page) -> None:
    assert background(desk) == DARK
    desk.get_by_label("Light").check()
    assert background(desk) == LIGHT
    desk.reload()
    assert background(desk) == LIGHT
    assert desk.get_by_label("Light").is_checked()
    desk.get_by_label("Auto").check()
    assert background(desk) == DARK


@pytest.mark.parametrize(
    "context", [{"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}], indirect=True
)
def test_on_a_phone_nothing_is_wider_than_the_window_and_the_record_covers_no_chosen_quote(accord: Page) -> None:
    assert accord.evaluate("document.documentElement.scrollWidth") <= 360
    accord.locator(".key[data-quote=q_05]").tap()
    sheet = accord.locator("#record").bounding_box()
    key = accord.locator(".key[data-quote=q_05]").bounding_box()
    assert sheet and key and sheet["width"] <= 360
    assert key["y"] >= 0 and key["y"] + key["height"] <= sheet["y"]
    accord.get_by_role("button", name="Close the record").tap()
    expect(accord.locator("#record")).to_be_hidden()


SCHEMES = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
]


@pytest.mark.parametrize("context", SCHEMES, indirect=True, ids=["light", "dark", "phone"])
def test_axe_finds_nothing(desk: Page, read: Callable[[str], Page]) -> None:
    assert violations(desk) == []
    page = read(article_text("fisheries_accord"))
    assert violations(page) == []
    page.locator(".key[data-quote=q_05]").click()
    assert violations(page) == []
    page.get_by_role("button", name="Correct").click()
    page.get_by_role("button", name="Somebody else").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Edit Teresa Valdoro").click()
    page.get_by_text("Other formats").click()
    assert violations(page) == []
