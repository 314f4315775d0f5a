"""What hangs on a possible cue: complements by their construction, subjects own and shared, whole noun phrases."""

from pathlib import Path

import pytest

from quoth.language.grammar import complements, noun_phrase, subject
from quoth.layers import Parse, Word

PARSES = Path(__file__).parent / "parses"


def load(name):
    """The parse in parses/NAME.conllu, its words one space apart."""
    rows = [line.split("\t") for line in (PARSES / f"{name}.conllu").read_text(encoding="utf-8").splitlines()]
    words, at = [], 0
    for i, (_, form, lemma, upos, xpos, feats, head, deprel) in enumerate(rows):
        words.append(Word(i, at, at + len(form), form, lemma.lower(), upos, xpos, feats, int(head) - 1, deprel, 0))
        at += len(form) + 1
    return Parse(" ".join(word.text for word in words), tuple(words), ((0, len(words)),), ())


def index(parse, form):
    return next(word.index for word in parse.words if word.text == form)


def phrase(parse, words):
    return " ".join(parse.words[i].text for i in words)


def found(name, cue):
    parse = load(name)
    return {c.construction: phrase(parse, c.words) for c in complements(parse, index(parse, cue))}


def test_an_infinitive_after_an_addressee_is_told_from_one_without():
    assert found("urged", "urged") == {"object": "the envoys", "object+infinitive": "to talk"}


def test_a_cue_inserted_into_what_it_reports_has_the_clause_around_it():
    assert found("inserted", "said")["inserted"] == "Talks failed ."


def test_a_preposition_that_introduces_content_names_the_construction():
    assert found("added", "warned") == {"of": "of delays"}
    assert found("added", "adding") == {"clause": "that talks continue"}


@pytest.mark.parametrize(
    ("name", "cue", "expected"),
    [
        ("urged", "urged", "Brandt"),
        ("inserted", "said", "ministry"),
        ("added", "adding", "Brandt"),
        ("passive", "announced", "ministry"),
        ("relative", "said", "Brandt"),
    ],
)
def test_the_subject_is_found_where_it_is_shared_an_agent_or_a_relative_pronouns_noun(name, cue, expected):
    parse = load(name)
    assert parse.words[subject(parse, index(parse, cue))].text == expected


def test_a_subject_that_is_ruled_out_is_not_taken():
    parse = load("urged")
    assert subject(parse, index(parse, "urged"), lambda i: i != 0) is None


def test_a_noun_phrase_leaves_out_the_branch_that_holds_the_cue():
    parse = load("relative")
    assert phrase(parse, noun_phrase(parse, 0, without=index(parse, "said"))) == "Brandt"


def test_a_noun_phrase_leaves_out_the_preposition_before_it():
    parse = load("passive")
    assert phrase(parse, noun_phrase(parse, index(parse, "ministry"))) == "the ministry"
