"""Quotation marks: what is a quotation, where it ends, and how much work a page full of marks makes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.layers import Parse
from quoth.steps import marks


def pair(text: str) -> list[str]:
    return [text[q.start : q.end] for q in quotations(text)]


def quotations(text):
    return marks.pair(text, Parse(text, (), (), ()).paragraphs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We go,” he said. “We stay.”", ["“We go,”", "“We stay.”"]),
        ('"We go," he said. "We stay."', ['"We go,"', '"We stay."']),
        ("‘We go,’ he said.", ["‘We go,’"]),
        ("'We go,' he said, 'and don't stay.'", ["'We go,'", "'and don't stay.'"]),
        ("« We go », he said.", ["« We go »"]),
        ("``We go,'' he said.", ["``We go,''"]),
        ("„We go“, he said.", ["„We go“"]),
        ('“We go," he said.', ['“We go,"']),
        ("”We go,” he said.", ["”We go,”"]),
        ("“We go,“ he said.", ["“We go,“"]),
        ("“We go“ he said.", ["“We go“"]),
        ('He said,"We go."', ['"We go."']),
        ("“We go,”he said.", ["“We go,”"]),
        ("the ministers’ plan and the envoy's reply in the '90s", []),
        ("the ‘ministers’ plan’ of May", ["‘ministers’ plan’"]),
    ],
)
def test_each_kind_of_mark_pairs_with_its_partner(text, expected):
    assert pair(text) == expected


def test_a_quotation_inside_a_quotation_has_it_for_parent():
    found = quotations("“The envoy told me, ‘Go home,’ and I went,” she said.")
    assert [q.parent for q in found] == [None, 0]


def test_a_quotation_left_open_ends_with_its_paragraph_and_the_next_one_continues_it():
    text = "“We met in May.\n\n“We parted in June.\n\n“We wrote,” he said."
    found = quotations(text)
    assert [text[q.start : q.end] for q in found] == ["“We met in May.", "“We parted in June.", "“We wrote,”"]
    assert [q.continues for q in found] == [None, 0, 1]
    assert [q.closing for q in found] == ["", "", "”"]


def test_a_closing_mark_alone_ends_what_the_paragraph_before_left_open():
    text = "“We met in May.\n\nWe parted in June,” he said."
    found = quotations(text)
    assert text[found[1].start : found[1].end] == "We parted in June,”"
    assert found[1].continues == 0


def test_an_opening_mark_too_many_leaves_the_closing_mark_to_the_first():
    assert pair("“We are done with “isms of every kind,” he said.") == ["“We are done with “isms of every kind,”"]


@given(st.text(alphabet="“”\"‘’' ab.,\n", max_size=60))
def test_any_arrangement_of_marks_gives_nested_spans_of_the_text(text):
    found = quotations(text)
    for q in found:
        assert 0 <= q.start < q.end <= len(text)
        assert text.startswith(q.opening, q.start) and text[: q.end].endswith(q.closing)
        if q.parent is not None:
            outer = found[q.parent]
            assert outer.start <= q.start and q.end <= outer.end
    assert [q.start for q in found] == sorted(q.start for q in found)


@pytest.mark.parametrize("unit", ['"', "“", "“a ", "‘a ", "“a” ", "‘“", "'a "])
def test_a_page_of_marks_makes_work_in_proportion_to_its_length(unit, monkeypatch):
    steps = 0
    closes = marks._closes

    def counted(*args):
        nonlocal steps
        steps += 1
        return closes(*args)

    monkeypatch.setattr(marks, "_closes", counted)
    found = quotations(unit * 5_000)
    assert steps <= 10_000
    assert len(found) <= 10_000
