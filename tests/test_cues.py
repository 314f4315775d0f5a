"""The cue lexicon: the word's own counts first, those of its like where it is rare, no guess for what it never saw."""

from quoth.speech.cues import CueLexicon, bundled_cues

LEXICON = CueLexicon(
    [
        ("say", "clause", 100, 95, 0),
        ("hope", "clause", 40, 0, 38),
        ("build", "object", 100, 0, 0),
        ("announce", "object", 20, 12, 0),
        ("build", "clause", 2, 0, 0),
    ]
)


def test_a_frequent_cue_has_nearly_its_own_share():
    assert LEXICON.chance("say", "clause").statement > 0.9
    assert LEXICON.chance("build", "object").either < 0.05


def test_an_attitude_is_told_from_a_statement():
    chance = LEXICON.chance("hope", "clause")
    assert chance.attitude > 0.8
    assert chance.statement < 0.1


def test_a_cue_in_a_new_construction_takes_after_itself_and_the_construction():
    assert 0.3 < LEXICON.chance("announce", "clause").statement < 0.9


def test_an_unknown_word_with_a_clause_is_likelier_a_cue_than_with_an_object():
    assert LEXICON.chance("opine", "clause").either > LEXICON.chance("opine", "object").either


def test_a_quotation_goes_to_a_verb_of_speech_rather_than_to_any_verb():
    assert LEXICON.speaks("say") > 0.8
    assert LEXICON.speaks("build") < 0.1
    assert LEXICON.speaks("opine") < 0.2


def test_the_bundled_lexicon_knows_the_commonest_cues():
    lexicon = bundled_cues()
    assert lexicon.chance("say", "clause").statement > 0.6
    assert lexicon.chance("believe", "clause").attitude > lexicon.chance("believe", "clause").statement
