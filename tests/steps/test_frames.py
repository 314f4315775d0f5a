"""Frames: each way in which the news reports speech comes out as the right pieces in the right form."""

import pytest

from quoth.layers import Piece
from quoth.parsing import parse_of
from quoth.speech import syntax
from quoth.speech.utterances import utterances
from quoth.steps import frames, marks


@pytest.fixture(scope="module")
def frames_of(engine):
    """A function from a text to its frames, as (source, cue, contents, form) in the text's own words."""

    def run(text):
        parse = parse_of(engine.parse(text))
        quotations = marks.pair(parse.text, parse.paragraphs)
        found = frames.join(parse, quotations, syntax.find(parse, quotations))

        def words(piece):
            return None if piece is None else text[piece.start : piece.end]

        return [
            (words(f.source), words(f.cue), [words(p) for p in f.content], f.form)
            for f in found
            if f.act == "statement"
        ]

    return run


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“The border stays open,” Brandt said.",
            ("Brandt", "said", ["“The border stays open,”"], "direct"),
        ),
        (
            "Brandt said that the border would stay open.",
            ("Brandt", "said", ["that the border would stay open"], "indirect"),
        ),
        (
            "According to Brandt, the border will stay open.",
            ("Brandt", "According to", ["the border will stay open"], "indirect"),
        ),
        (
            "The border will stay open, the foreign ministry said.",
            ("the foreign ministry", "said", ["The border will stay open"], "indirect"),
        ),
        (
            "Brandt said the government would “exhaust every method” to keep the border open.",
            (
                "Brandt",
                "said",
                ["the government would “exhaust every method” to keep the border open"],
                "mixed",
            ),
        ),
        (
            "“The border stays open,” he said. “Nobody should doubt it.”",
            ("he", "said", ["“The border stays open,”", "“Nobody should doubt it.”"], "direct"),
        ),
        (
            "The border will stay open, Brandt said, adding, “Nobody should doubt it.”",
            ("Brandt", "adding", ["“Nobody should doubt it.”"], "direct"),
        ),
        (
            "“The border stays open,” she said in a tweet.",
            ("she", "said", ["“The border stays open,”"], "direct"),
        ),
        (
            "Brandt told reporters, “The border stays open.”",
            ("Brandt", "told", ["“The border stays open.”"], "direct"),
        ),
        (
            "Brandt and Arrieta agreed on the need to keep the border open.",
            ("Brandt and Arrieta", "agreed", ["on the need to keep the border open"], "indirect"),
        ),
        (
            "From Brandt: “The border stays open.”",
            ("Brandt", None, ["“The border stays open.”"], "direct"),
        ),
        (
            "Brandt: “The border stays open.”",
            ("Brandt", None, ["“The border stays open.”"], "direct"),
        ),
        (
            "“The border stays open.” – Ilse Brandt",
            ("Ilse Brandt", None, ["“The border stays open.”"], "direct"),
        ),
        (
            "Brandt urged the two sides to keep the border open.",
            ("Brandt", "urged", ["to keep the border open"], "indirect"),
        ),
    ],
)
def test_each_way_of_reporting_gives_its_pieces(frames_of, text, expected):
    assert expected in frames_of(text)


def test_a_quotation_that_is_a_paragraph_of_its_own_is_a_quote_without_cue(frames_of):
    found = frames_of("“The border stays open,” Brandt said.\n\n“Nobody should doubt our resolve in this matter.”")
    assert (None, None, ["“Nobody should doubt our resolve in this matter.”"], "direct") in found


def test_a_quote_over_several_paragraphs_is_a_record_a_paragraph(frames_of):
    found = frames_of(
        "“The border stays open.\n\n“The port stays open as well.\n\n“Nobody should doubt it,” Brandt said."
    )
    assert [contents for _, _, contents, _ in found] == [
        ["“The border stays open."],
        ["“The port stays open as well."],
        ["“Nobody should doubt it,”"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The ministers watched the film “The Long Border” on Monday.",
        "The so-called “green corridor” runs along the river.",
        "Traffic moved along the “green corridor” on Monday.",
    ],
)
def test_titles_and_scare_quotes_are_nobodys_quote(frames_of, text):
    assert frames_of(text) == []


def test_a_quote_inside_a_reported_quote_is_a_record_of_its_own(frames_of):
    text = "Brandt and Arrieta agreed to keep the border open, according to Deputy Minister Lena Holt."
    found = frames_of(text)
    assert (
        "Deputy Minister Lena Holt",
        "according to",
        ["Brandt and Arrieta agreed to keep the border open"],
        "indirect",
    ) in found
    assert ("Brandt and Arrieta", "agreed", ["to keep the border open"], "indirect") in found


def test_paragraphs_before_the_one_with_the_cue_have_its_speaker(engine):
    text = "“The border is open.\n\n“So is the port.\n\n“Nobody should doubt it,” Foreign Minister Ilse Brandt said."
    assert [[s.name for s in quote.speakers] for quote in engine.extract(text).quotes] == [["Ilse Brandt"]] * 3


def test_an_utterance_belongs_to_the_cue_that_it_is_the_content_of(engine):
    text = "Holt asked, “Why should we pay?” Brandt replied that nobody should."
    parse = parse_of(engine.parse(text))
    quotations = marks.pair(parse.text, parse.paragraphs)

    def piece(kind, words, cue):
        start = text.index(words)
        return Piece(kind, start, start + len(words), parse.words_in(text.index(cue), text.index(cue) + 1)[0])

    asked = [piece("cue", "asked", "asked"), piece("content", "“Why should we pay?”", "asked")]
    replied = [piece("cue", "replied", "replied"), piece("content", "that nobody should", "replied")]
    found = frames.join(parse, quotations, (*asked, *replied, *utterances(parse, quotations)))
    assert [(text[f.cue.start : f.cue.end], text[f.content[0].start : f.content[-1].end]) for f in found if f.cue] == [
        ("asked", "“Why should we pay?”"),
        ("replied", "that nobody should"),
    ]


def test_a_preposition_alone_is_nobodys_words(engine):
    text = "The offer came, Holt said, from Brandt."
    parse = parse_of(engine.parse(text))

    def piece(kind, words):
        start = text.index(words)
        return Piece(kind, start, start + len(words), parse.words_in(text.index("said"), text.index("said") + 1)[0])

    said = (piece("source", "Holt"), piece("cue", "said"))
    assert frames.join(parse, (), (*said, piece("content", "from"))) == ()
    assert len(frames.join(parse, (), (*said, piece("content", "from Brandt")))) == 1


@pytest.mark.parametrize(
    ("text", "inner", "outer"),
    [
        (
            "“The border is open,” Holt said in a speech, according to the agency.",
            "“The border is open,”",
            "“The border is open,” Holt said in a speech",
        ),
        ("“The border is open,” according to the agency, Holt said.", "“The border is open,”", "“The border is open,”"),
    ],
)
def test_whoever_is_named_last_reports_that_it_was_said(engine, text, inner, outer):
    parse = parse_of(engine.parse(text))
    quotations = marks.pair(parse.text, parse.paragraphs)

    def piece(kind, words, cue):
        start = text.index(words)
        return Piece(kind, start, start + len(words), parse.words_in(text.index(cue), text.index(cue) + 1)[0])

    said = [piece("source", "Holt", "said"), piece("cue", "said", "said"), piece("content", inner, "said")]
    told = [piece("source", "the agency", "according"), piece("cue", "according to", "according")]
    told.append(piece("content", inner, "according"))
    found = frames.join(parse, quotations, (*said, *told))
    contents = {text[f.cue.start : f.cue.end]: text[f.content[0].start : f.content[-1].end] for f in found if f.cue}
    assert contents == {"said": inner, "according to": outer}
    within = {text[f.cue.start : f.cue.end]: f.within is not None for f in found if f.cue}
    assert within == {"said": inner != outer, "according to": False}
