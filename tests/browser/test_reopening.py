"""A record that was downloaded before is opened again at the review desk; files that are none are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.test_corrections import correct, downloaded, select
from tests.formats.reading import article_record, article_text


def reopen(page: Page, content: object, name: str = "accord.json") -> None:
    """Choose a file with this content, which is written as JSON unless it is text."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    if not page.locator("#reopen").is_visible():
        page.get_by_text("Read another article").click()
    with page.expect_file_chooser() as chooser:
        page.click("#reopen")
    chooser.value.set_files({"name": name, "mimeType": "application/json", "buffer": text.encode()})


def plain(name: str) -> dict[str, Any]:
    """The record of an article as the desk downloads it where nothing was corrected."""
    record: dict[str, Any] = json.loads(json.dumps(article_record(name).as_dict()))
    return record | {"text": article_text(name), "corrections": []}


@pytest.fixture
def corrected(accord: Page) -> dict[str, Any]:
    """A record with corrections of every kind."""
    correct(accord, "q_03")
    accord.get_by_label("Teresa Valdoro", exact=True).check()
    accord.get_by_label("Driss Benhaddou", exact=True).uncheck()
    accord.get_by_role("button", name="Cue: remove").click()
    correct(accord, "q_04")
    accord.get_by_role("button", name="What is said: end one word earlier").click()
    accord.locator(".key[data-quote=q_05]").click()
    accord.get_by_role("button", name="Not a quote").click()
    accord.get_by_role("button", name="Edit Rui Salgado").click()
    accord.get_by_role("textbox", name="Role").fill("chief spokesman")
    accord.get_by_role("button", name="Save").click()
    accord.locator(".cue[data-quote=q_10]").hover()
    select(accord, "sardine war")
    accord.locator(".cue[data-quote=q_09]").hover()
    accord.get_by_role("button", name="Add it as a quote").click()
    accord.get_by_text("Somebody else").click()
    accord.locator("#record .speaker-form").get_by_role("textbox", name="Name").fill("Ines Duval")
    accord.get_by_role("button", name="Add the speaker").click()
    return downloaded(accord)


def test_a_record_is_opened_as_it_was_left(desk: Page, corrected: dict[str, Any]) -> None:
    desk.reload()
    reopen(desk, corrected)
    expect(desk.locator("#unsaved")).to_have_text(f"{len(corrected['corrections'])} corrections")
    expect(desk.locator("#speakers")).to_contain_text("Ines Duval")
    assert downloaded(desk) == corrected


def test_offsets_behind_an_emoji_hold(read: Callable[[str], Page]) -> None:
    page = read(article_text("odd_marks"))
    correct(page, "q_05")
    page.get_by_role("button", name="Source: begin one word later").click()
    record = downloaded(page)
    page.reload()
    reopen(page, record)
    assert page.locator(".source[data-quote=q_05]").inner_text() == "Finance Ministry"
    assert downloaded(page) == record


def test_corrections_go_on_from_the_record(desk: Page, corrected: dict[str, Any]) -> None:
    desk.reload()
    reopen(desk, corrected)
    desk.locator(".cue[data-quote=q_10]").hover()
    select(desk, "sardine")
    desk.locator(".cue[data-quote=q_09]").hover()
    desk.get_by_role("button", name="Add it as a quote").click()
    expect(desk.locator("#unsaved")).to_contain_text("not yet downloaded")
    again = downloaded(desk)
    added = {entry["id"] for entry in (*again["quotes"], *again["speakers"]) if "_added_" in entry["id"]}
    assert added == {"q_added_1", "s_added_2", "q_added_3"}
    assert len(again["corrections"]) == len(corrected["corrections"]) + 1


def test_a_quote_that_is_given_back_takes_its_mention_along(desk: Page, accord: Page) -> None:
    correct(accord, "q_03")
    accord.get_by_label("Teresa Valdoro", exact=True).check()
    accord.get_by_label("Driss Benhaddou", exact=True).uncheck()
    record = downloaded(accord)
    accord.reload()
    reopen(accord, record)
    correct(accord, "q_03")
    accord.get_by_label("Driss Benhaddou", exact=True).check()
    accord.get_by_label("Teresa Valdoro", exact=True).uncheck()
    assert downloaded(accord) == plain("fisheries_accord")


def change(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """A change of one entry of a record: "quotes.0.form"."""

    def edit(record: dict[str, Any]) -> None:
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
        at: Any = record
        for step in steps:
            at = at[step]
        at[last] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda record: record.pop("text"), "it has quotes, but not the article"),
        (lambda record: record.pop("corrections"), "it has no list of corrections"),
        (change("quotes.0.form", "loud"), 'quotes[0].form is "loud"; it should be direct, mixed or indirect'),
        (change("quotes.1.confidence", "high"), 'quotes[1].confidence is "high"; it should be a number from 0 to 1'),
        (change("quotes.1.within", "q_99"), "quotes[1].within is"),
        (change("quotes.0.speakers.0.id", "s_x"), "it should be a list of speakers who are among the record’s"),
        (change("quotes.0.content.spans", []), "quotes[0].content.spans is []"),
        (change("quotes.0.content.spans.0.start", -1), "quotes[0].content.spans[0] says"),
        (
            change("quotes.0.source.text", "Nobody"),
            "quotes[0].source says “Nobody”, and the article in the file says “",
        ),
        (change("quotes.1.id", "q_01"), "two of its quotes have the same id"),
        (change("speakers.0", None), "speakers[0] is no entry with fields"),
        (change("speakers.0.kind", "robot"), 'speakers[0].kind is "robot"'),
        (change("corrections", [{"quote": "q_01"}]), "corrections[0] does not tell what was corrected"),
        (
            change("corrections", [{"quote": "q_0", "field": "act", "found": "x"}]),
            "corrections[0] is of q_0, which is not",
        ),
        (change("corrections", [{"quote": "q_01", "field": "form", "found": 1}]), "as found, quotes[0].form is 1"),
        (change("text", "Another article."), "and the article in the file says nothing there"),
    ],
)
def test_a_record_that_does_not_fit_is_refused_with_the_place(
    desk: Page, edit: Callable[[dict[str, Any]], None], said: str
) -> None:
    record = plain("fisheries_accord")
    edit(record)
    reopen(desk, record)
    expect(desk.locator("#problem")).to_contain_text("accord.json cannot be opened: ")
    expect(desk.locator("#problem")).to_contain_text(said)
    expect(desk.locator("#results")).to_be_hidden()


@pytest.mark.parametrize("content", ["", "“We are closer,” she said.", "[]", "null", "17"])
def test_a_file_that_is_no_record_is_refused(desk: Page, content: str) -> None:
    reopen(desk, content, "notes.txt")
    expect(desk.locator("#problem")).to_have_text(
        "notes.txt cannot be opened: it is no JSON. A record that was downloaded here is called NAME.json."
    )


def test_corrections_that_are_not_downloaded_are_not_lost_to_a_file(accord: Page) -> None:
    correct(accord, "q_03")
    accord.get_by_role("button", name="Cue: remove").click()

    def refuse(dialog: Dialog) -> None:
        dialog.dismiss()

    accord.on("dialog", refuse)
    reopen(accord, plain("odd_marks"))
    expect(accord.locator("#unsaved")).to_have_text("1 correction, not yet downloaded")


def test_pasted_html_is_read_as_html(read: Callable[[str], Page]) -> None:
    paragraphs = article_text("fisheries_accord").strip().split("\n\n")
    body = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    page = read(f"<article><figure><figcaption>A harbour.</figcaption></figure>\n{body}</article>")
    expect(page.locator("#summary")).to_have_text("10 quotes by 6 speakers")
    record = downloaded(page)
    assert record["text"] == "\n\n".join(paragraphs)
    assert "harbour." not in page.locator("#article p").first.inner_text()


def test_a_text_that_only_mentions_markup_stays_a_text(read: Callable[[str], Page]) -> None:
    text = "“Put it into <p> and </p>,” the editor said."
    assert downloaded(read(text))["text"] == text
