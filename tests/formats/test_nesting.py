"""Walking through a text with overlapping stretches: always balanced, always the whole text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.formats.nesting import Stretch, paragraphs, walk

TEXT = "abcdefghijklmnopqrstuvwxyz"
STRETCHES = st.lists(
    st.tuples(st.integers(0, 25), st.integers(1, 26), st.integers(0, 2)).filter(lambda s: s[0] < s[1]), max_size=8
)


@given(STRETCHES, st.integers(0, 12), st.integers(13, 26))
def test_every_step_is_balanced_and_every_stretch_covers_its_text(
    places: list[tuple[int, int, int]], start: int, end: int
) -> None:
    stretches = [Stretch(first, last, str(number), rank) for number, (first, last, rank) in enumerate(places)]
    opened: list[Stretch] = []
    covered = {stretch.name: "" for stretch in stretches}
    said = ""
    for step in walk(TEXT, start, end, stretches):
        if step.do == "open" and step.stretch:
            opened.append(step.stretch)
        elif step.do == "close":
            assert opened.pop() is step.stretch
        else:
            said += step.text
            for stretch in opened:
                covered[stretch.name] += step.text
    assert not opened
    assert said == TEXT[start:end]
    for stretch in stretches:
        assert covered[stretch.name] == TEXT[max(stretch.start, start) : min(stretch.end, end)]


@given(st.text(st.sampled_from("ab \t\n\r\u2028"), max_size=40))
def test_paragraphs_hold_all_that_is_not_white_space(text: str) -> None:
    parts = [text[start:end] for start, end in paragraphs(text)]
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part.strip() for part in parts)


def test_blank_lines_part_paragraphs_and_single_line_ends_only_where_there_are_none() -> None:
    def parts(text: str) -> list[str]:
        return [text[start:end] for start, end in paragraphs(text)]

    assert parts("One\nline.\r\n \r\nTwo.\n") == ["One\nline.", "Two."]
    assert parts("\nOne.\nTwo.\n") == ["One.", "Two."]
    assert parts(" \n ") == []
