"""UTF-16 offsets: for any text, the slice in UTF-16 units says what the slice in code points says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.records import Article, Content, Cue, Quote, Span, Speaker, SpeakerReference
from service.offsets import Utf16Offsets, in_utf16

texts = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("🇯🇵𝔗é“\u0301\u200d\uffff\U00010000"), min_size=1
)


@st.composite
def slices(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text, and where a stretch of it starts and ends."""
    text = draw(texts)
    start = draw(st.integers(0, len(text)))
    return text, start, draw(st.integers(start, len(text)))


@settings(deadline=None)
@given(slices())
def test_a_slice_in_units_says_what_the_slice_in_code_points_says(chosen: tuple[str, int, int]) -> None:
    text, start, end = chosen
    offsets = Utf16Offsets(text)
    units = text.encode("utf-16-le")
    assert units[2 * offsets[start] : 2 * offsets[end]].decode("utf-16-le") == text[start:end]


@settings(deadline=None)
@given(texts)
def test_the_last_offset_is_the_length_in_units(text: str) -> None:
    assert Utf16Offsets(text)[len(text)] == len(text.encode("utf-16-le")) // 2


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), min_size=1))
def test_without_wide_characters_the_offsets_stay(text: str) -> None:
    offsets = Utf16Offsets(text)
    assert [offsets[at] for at in range(len(text) + 1)] == list(range(len(text) + 1))


@settings(deadline=None)
@given(slices())
def test_every_span_of_an_article_moves(chosen: tuple[str, int, int]) -> None:
    text, start, end = chosen
    span = Span(start, end, text[start:end])
    reference = SpeakerReference("s_1", None, "unnamed", None, None)
    quote = Quote(
        "q_1", "direct", "statement", None, 0.5, Content(span.text, (span, span)),
        Cue(start, end, span.text, "say"), span, (reference,),
    )  # fmt: skip
    bare = Quote("q_2", "direct", "statement", None, 0.5, Content(span.text, (span,)), None, None, ())
    speaker = Speaker("s_1", None, "unnamed", None, None, (), (span,), ("q_1",))
    moved = in_utf16(Article("a", "m", "en", (quote, bare), (speaker,), ()), text)

    units = text.encode("utf-16-le")
    first, second = moved.quotes
    assert first.cue is not None
    assert first.source is not None
    found: list[Span | Cue] = [
        *first.content.spans,
        first.cue,
        first.source,
        *second.content.spans,
        *moved.speakers[0].mentions,
    ]
    assert len(found) == 6
    assert {units[2 * stretch.start : 2 * stretch.end].decode("utf-16-le") for stretch in found} == {span.text}
    assert second.cue is None
    assert second.source is None
