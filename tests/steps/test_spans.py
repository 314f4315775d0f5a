"""Pieces out of what the quote tagger found."""

import pytest

from quoth.layers import owners
from quoth.parsing import parse_of
from quoth.speech.tagger import Found
from quoth.steps import spans
from quoth.steps.marks import pair


def test_a_run_that_says_nothing_begins_the_one_right_behind_it(engine):
    parse = parse_of(engine.parse("Holt and Brandt agreed on the need to act, he said."))
    on, need, he = (next(w.index for w in parse.words if w.text == text) for text in ("on", "need", "he"))
    assert spans._said(parse, [(on, on + 1), (on + 1, need + 3)]) == [(on, need + 3)]
    assert spans._said(parse, [(on, on + 1), (need, need + 3)]) == [(need, need + 3)]
    assert spans._said(parse, [(need, need + 1), (he - 1, he)]) == [(need, need + 1)]


@pytest.mark.parametrize(("chance", "contents"), [(0.9, ["the promise"]), (0.4, [])])
def test_a_cue_that_the_tagger_is_sure_of_has_the_content_that_syntax_shows(engine, chance, contents):
    text = "Holt reaffirmed the promise."
    parse = parse_of(engine.parse(text))
    found = Found(1, statement=chance, attitude=0.0, roles=(("source", 0, 1),))
    pieces = list(spans._of_cue(parse, found, owners(parse, ()), []))
    assert [text[p.start : p.end] for p in pieces if p.kind == "content"] == contents
    assert [text[p.start : p.end] for p in pieces if p.kind == "source"] == ["Holt"]


def test_the_nearest_source_is_the_cues(engine):
    text = "While Brandt and the ministry hesitated, Holt agreed."
    parse = parse_of(engine.parse(text))
    head = next(w.index for w in parse.words if w.text == "agreed")
    found = Found(head, statement=1.0, attitude=0.0, roles=(("source", 1, 5), ("source", head - 1, head)))
    pieces = spans._of_cue(parse, found, owners(parse, ()), [])
    assert [text[p.start : p.end] for p in pieces if p.kind == "source"] == ["Holt"]


def test_a_participle_right_behind_marks_goes_on_with_who_said_what_stands_in_them(engine):
    text = (
        "Holt said Brandt discussed a letter, in which the minister said the pact was “a farce,” adding, “It must end.”"
    )
    parse = parse_of(engine.parse(text))
    adding = next(w.index for w in parse.words if w.text == "adding")
    found = Found(adding, statement=1.0, attitude=0.0, roles=())
    pieces = spans._of_cue(parse, found, owners(parse, pair(parse.text, parse.paragraphs)), [])
    assert [text[p.start : p.end] for p in pieces if p.kind == "source"] == ["the minister"]


@pytest.mark.parametrize(
    ("text", "source", "cue"),
    [
        ("The Tidings quoted Brandt as saying that the quay would open.", "Brandt", "saying"),
        ("Brandt was quoted as saying that the quay would open.", "Brandt", "quoted as saying"),
    ],
)
def test_of_two_verbs_the_quoted_one_speaks_under_as_saying(engine, text, source, cue):
    parse = parse_of(engine.parse(text))
    saying = next(w.index for w in parse.words if w.text == "saying")
    quoted = next(w.index for w in parse.words if w.text == "quoted")
    first = Found(quoted, statement=1.0, attitude=0.0, roles=(("source", 0, 1),))
    second = Found(saying, statement=1.0, attitude=0.0, roles=(("source", 0, 1),))
    kept = spans._without_verb(parse, [first, second])
    assert (first in kept) == (cue == "saying")
    pieces = list(spans._of_cue(parse, second, owners(parse, ()), []))
    assert [text[p.start : p.end] for p in pieces if p.kind == "cue"] == [cue]
    assert [text[p.start : p.end] for p in pieces if p.kind == "source"] == [source]
