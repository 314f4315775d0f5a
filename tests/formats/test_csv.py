"""The CSV format: read back by the csv module, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from quoth.records import Article, Content
from service.formats.csv import COLUMNS, harmless, render
from tests.formats.reading import article_record, article_text

TEXT = article_text("fisheries_accord")
RECORD = article_record("fisheries_accord")


def rows(record: Article) -> list[dict[str, str]]:
    """The rows as a strict reader of RFC 4180 reads them."""
    return list(csv.DictReader(io.StringIO(render(record, TEXT), newline=""), strict=True))


def test_there_is_one_row_for_each_quote_and_one_cell_for_each_column() -> None:
    table = list(csv.reader(io.StringIO(render(RECORD, TEXT), newline=""), strict=True))
    assert tuple(table[0]) == COLUMNS
    assert [row[1] for row in table[1:]] == [quote.id for quote in RECORD.quotes]
    assert {len(row) for row in table} == {len(COLUMNS)}


def test_lines_end_as_rfc_4180_has_them() -> None:
    rendered = render(RECORD, TEXT)
    assert rendered.endswith("\r\n")
    assert rendered.count("\r\n") == rendered.count("\n") == len(RECORD.quotes) + 1


def test_offsets_in_cells_lead_back_to_the_words() -> None:
    for row in rows(RECORD):
        spans = [tuple(map(int, span.split("-"))) for span in row["content_spans"].split("; ")]
        assert " ".join(TEXT[start:end] for start, end in spans) == row["content"]


def test_several_speakers_stand_in_the_same_order_in_every_cell() -> None:
    row = rows(RECORD)[7]
    assert row["speakers"] == "Teresa Valdoro; Driss Benhaddou"
    assert row["affiliations"] == "Portugal; Morocco"
    assert row["within"] == "q_07"


def test_quotes_commas_and_line_breaks_survive() -> None:
    words = 'He said, "no",\r\nand then:\n“yes”'
    quote = RECORD.quotes[0]
    record = replace(RECORD, quotes=(replace(quote, content=Content(words, quote.content.spans)),))
    assert rows(record)[0]["content"] == words


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_no_cell_is_a_formula(words: str) -> None:
    quote = RECORD.quotes[0]
    record = replace(RECORD, id=words, quotes=(replace(quote, content=Content(words, quote.content.spans)),))
    row = rows(record)[0]
    assert row["article"] == row["content"] == f"'{words}"


def test_other_cells_stay_as_they_are() -> None:
    assert harmless("minus five, he said") == "minus five, he said"
    assert harmless("") == ""
