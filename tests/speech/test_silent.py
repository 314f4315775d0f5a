"""What only looks like reported speech: the reporter's own conclusions, things passed on, adjuncts."""

import pytest

from quoth.layers import Frame, Piece
from quoth.parsing import parse_of
from quoth.speech.silent import is_silent


@pytest.fixture(scope="module")
def silent(engine):
    """A function from a text, a cue and what was taken for its content to whether these are nobody's words; `cues` are
    the other cues of the text.
    """

    def run(text, cue, content, *cues):
        parse = parse_of(engine.parse(text))
        heads = {parse.words_in(text.index(one), text.index(one) + 1).start for one in (cue, *cues)}
        start = text.index(content)
        spans = (Piece("content", start, start + len(content)),)
        word = parse.words_in(text.index(cue), text.index(cue) + 1).start
        return is_silent(parse, Frame(spans, None, None, "indirect", "statement", cue_word=word), heads)

    return run


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        (
            "The two ministers met twice on Monday, suggesting that they are worried.",
            "suggesting",
            "that they are worried",
        ),
        (
            "Brandt posted a photo of the ship.",
            "posted",
            "a photo of the ship",
        ),
        ("The authorities have not said how many are missing.", "said", "how many are missing"),
        ("Brandt declined to comment on the ships.", "declined", "to comment on the ships"),
        ("He criticised the decision to send the ships home.", "decision", "to send the ships home"),
        ("The ship, so the captain explained to Brandt, is too old.", "explained", "to Brandt"),
        (
            "Brandt urged Oslo to keep to the limits called for in the treaty.",
            "called",
            "in the treaty",
        ),
    ],
)
def test_conclusions_things_and_adjuncts_are_nobodys_words(silent, text, cue, content):
    assert silent(text, cue, content)


@pytest.mark.parametrize(
    ("text", "cue", "content", "others"),
    [
        (
            "Brandt argued for a new count, suggesting that the old one was wrong.",
            "suggesting",
            "that the old one was wrong",
            ["argued"],
        ),
        ("Brandt has said how many are missing.", "said", "how many are missing", []),
        ("Brandt declined to send the ships home.", "declined", "to send the ships home", []),
        ("He criticised the decision by Oslo to send ships.", "decision", "to send ships", []),
        ("Brandt tweeted that the ships were old.", "tweeted", "that the ships were old", []),
        ("Brandt called for a new count in the north.", "called", "a new count in the north", []),
    ],
)
def test_what_somebody_says_is_not_silent(silent, text, cue, content, others):
    assert not silent(text, cue, content, *others)
