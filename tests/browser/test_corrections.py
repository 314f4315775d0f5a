"""Corrections at the review desk: what an editor puts right, and the record that they take away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import Dialog, Page, expect

import service
from tests.formats.reading import article_record, article_text

SCHEMA = Path(service.__file__).parent / "static" / "desk" / "corrected-record.schema.json"


def downloaded(page: Page) -> dict[str, Any]:
    """The record that the button downloads, checked against its schema and against its own text."""
    with page.expect_download() as download:
        page.click("text=Download the record")
    record: dict[str, Any] = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(record)
    for span in spans(record):
        assert record["text"][span["start"] : span["end"]] == span["text"]
    return record


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Everything in the record that has a start."""
    if isinstance(value, dict):
        if "start" in value:
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def by_id(entries: list[dict[str, Any]], id: str) -> dict[str, Any]:
    return next(entry for entry in entries if entry["id"] == id)


def correct(page: Page, quote: str) -> None:
    page.locator(f".key[data-quote={quote}]").click()
    page.get_by_role("button", name="Correct").click()


def select(page: Page, words: str) -> None:
    """Selects words of the article as a pointer would."""
    page.evaluate(
        """(words) => {
             const walker = document.createTreeWalker(document.getElementById("article"), NodeFilter.SHOW_TEXT);
             while (walker.nextNode()) {
               const node = walker.currentNode;
               const at = node.data.indexOf(words);
               if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + words.length);
             }
             throw new Error(`not in one text node: ${words}`);
           }""",
        words,
    )


@pytest.mark.parametrize("name", ["fisheries_accord", "odd_marks"])
def test_without_corrections_the_download_is_the_answer_of_the_service_and_the_text(
    read: Callable[[str], Page], name: str
) -> None:
    record = downloaded(read(article_text(name)))
    expected = json.loads(json.dumps(article_record(name).as_dict()))
    assert record.pop("text") == article_text(name)
    assert record.pop("corrections") == []
    assert record == expected


def test_a_quote_goes_to_another_speaker_and_its_source_goes_along(accord: Page) -> None:
    correct(accord, "q_03")
    accord.get_by_label("Teresa Valdoro", exact=True).check()
    accord.get_by_label("Driss Benhaddou", exact=True).uncheck()
    expect(accord.locator("#unsaved")).to_have_text("1 correction, not yet downloaded")
    record = downloaded(accord)
    assert [speaker["name"] for speaker in by_id(record["quotes"], "q_03")["speakers"]] == ["Teresa Valdoro"]
    assert "q_03" in by_id(record["speakers"], "s_valdoro")["quotes"]
    assert "He" in [mention["text"] for mention in by_id(record["speakers"], "s_valdoro")["mentions"]]
    assert "He" not in [mention["text"] for mention in by_id(record["speakers"], "s_benhaddou")["mentions"]]
    assert record["corrections"] == [
        {"quote": "q_03", "field": "speakers", "found": ["s_benhaddou"], "corrected": ["s_valdoro"]}
    ]
    expect(accord.locator("#unsaved")).to_have_text("1 correction")


def test_a_quote_goes_to_somebody_who_was_not_found(accord: Page) -> None:
    correct(accord, "q_10")
    accord.get_by_text("Somebody else").click()
    form = accord.locator("#record .speaker-form")
    form.get_by_role("textbox", name="Name").fill("Ines Duval")
    form.get_by_role("textbox", name="Role").fill("Commissioner")
    accord.get_by_role("button", name="Add the speaker").click()
    record = downloaded(accord)
    added = record["speakers"][-1]
    assert (added["name"], added["role"], added["affiliation"], added["quotes"]) == (
        "Ines Duval",
        "Commissioner",
        None,
        ["q_10"],
    )
    assert [mention["text"] for mention in added["mentions"]] == ["It"]
    assert {"quote": "q_10", "field": "speakers", "found": ["s_commission"], "corrected": [added["id"]]} in record[
        "corrections"
    ]


def test_the_role_of_a_speaker_is_corrected_in_all_their_quotes(accord: Page) -> None:
    accord.get_by_role("button", name="Edit Rui Salgado").click()
    accord.get_by_role("textbox", name="Role").fill("chief spokesman")
    accord.get_by_role("button", name="Save").click()
    expect(accord.locator("#speakers")).to_contain_text("chief spokesman, Portuguese ministry")
    record = downloaded(accord)
    assert by_id(record["quotes"], "q_07")["speakers"][0]["role"] == "chief spokesman"
    assert record["corrections"] == [
        {"speaker": "s_salgado", "field": "role", "found": "spokesman", "corrected": "chief spokesman"}
    ]


def test_a_span_is_moved_word_by_word_from_the_keyboard(accord: Page) -> None:
    correct(accord, "q_04")
    accord.get_by_role("button", name="What is said: begin one word later").focus()
    accord.keyboard.press("Enter")
    assert accord.evaluate("document.activeElement.getAttribute('aria-label')") == "What is said: begin one word later"
    accord.get_by_role("button", name="What is said: end one word earlier").focus()
    accord.keyboard.press("Enter")
    accord.keyboard.press("Enter")
    assert by_id(downloaded(accord)["quotes"], "q_04")["content"]["text"] == "no date had been set for"


def test_a_span_takes_the_words_selected_in_the_article(accord: Page) -> None:
    correct(accord, "q_04")
    select(accord, "Her Moroccan counterpart")
    accord.get_by_role("button", name="Source: use the selected words").click()
    quote = by_id(downloaded(accord)["quotes"], "q_04")
    assert quote["source"]["text"] == "Her Moroccan counterpart"
    assert accord.locator(".source[data-quote=q_04]").inner_text() == "Her Moroccan counterpart"


def test_a_cue_is_taken_away_and_the_form_changed(accord: Page) -> None:
    correct(accord, "q_03")
    accord.get_by_role("button", name="Cue: remove").click()
    accord.get_by_role("combobox", name="Form").select_option("direct")
    record = downloaded(accord)
    assert by_id(record["quotes"], "q_03")["cue"] is None
    assert [correction["field"] for correction in record["corrections"]] == ["form", "cue"]


def test_what_is_no_quote_goes_and_comes_back_by_undo(accord: Page) -> None:
    accord.locator(".key[data-quote=q_05]").click()
    accord.get_by_role("button", name="Not a quote").click()
    record = downloaded(accord)
    assert "q_05" not in [quote["id"] for quote in record["quotes"]]
    assert by_id(record["quotes"], "q_06")["within"] is None
    gone = next(correction for correction in record["corrections"] if correction["quote"] == "q_05")
    assert gone["field"] == "quote" and gone["found"]["id"] == "q_05" and gone["corrected"] is None
    accord.get_by_role("button", name="Undo").click()
    assert downloaded(accord)["corrections"] == []


def test_a_quote_that_was_missed_is_added(accord: Page) -> None:
    # On its way to the words the pointer crosses a quote, and so it does on its way to the button.
    accord.locator(".cue[data-quote=q_10]").hover()
    select(accord, "sardine war")
    accord.locator(".cue[data-quote=q_09]").hover()
    accord.get_by_role("button", name="Add it as a quote").click()
    accord.get_by_label("European Commission", exact=True).check()
    record = downloaded(accord)
    added = record["quotes"][-1]
    assert (added["id"], added["content"]["text"], added["confidence"]) == ("q_added_1", "sardine war", 1)
    assert record["corrections"][0] == {
        "quote": "q_added_1",
        "field": "quote",
        "found": None,
        "corrected": record["corrections"][0]["corrected"],
    }


def test_offsets_of_a_correction_count_code_points_behind_an_emoji(read: Callable[[str], Page]) -> None:
    page = read(article_text("odd_marks"))
    correct(page, "q_05")
    page.get_by_role("button", name="Source: begin one word later").click()
    assert by_id(downloaded(page)["quotes"], "q_05")["source"]["text"] == "Finance Ministry"


def test_leaving_corrections_behind_is_asked_about(accord: Page) -> None:
    correct(accord, "q_03")
    accord.get_by_role("button", name="Cue: remove").click()
    questions: list[str] = []

    def refuse(dialog: Dialog) -> None:
        questions.append(dialog.message)
        dialog.dismiss()

    accord.on("dialog", refuse)
    accord.get_by_text("Read another article").click()
    accord.get_by_text("Find the quotes").click()
    expect(accord.locator("#unsaved")).to_have_text("1 correction, not yet downloaded")
    assert questions == ["Your corrections have not been downloaded. Leave them?"]
