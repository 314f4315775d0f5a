"""Naming: the names that a tagger finds, with the class that the whole article gives them."""

from quoth.language.phrases import label
from quoth.people.naming import mended
from tests.people.written import parse


def test_a_word_that_is_mostly_a_body_is_no_person_elsewhere():
    found = parse(
        "Aquanor/PROPN grew/VERB / Aquanor/PROPN shrank/VERB / Then/ADV Aquanor/PROPN said/VERB so/ADV",
        (0, 1, "ORG"),
        (2, 3, "ORG"),
        (5, 6, "PERSON"),
    )
    assert [label(name) for name in mended(found).names] == ["org"] * 3


def test_a_surname_stays_a_persons_whatever_else_has_it():
    found = parse(
        "Ana/PROPN Volkov/PROPN / Volkov/PROPN grew/VERB / Volkov/PROPN shrank/VERB / Volkov/PROPN spoke/VERB",
        (0, 2, "PERSON"),
        (2, 3, "ORG"),
        (4, 5, "ORG"),
        (6, 7, "PERSON"),
    )
    assert [label(name) for name in mended(found).names] == ["per", "org", "org", "per"]


def test_before_the_office_of_a_member_stands_a_constituency_or_a_full_name():
    found = parse(
        "The/DET Highmoor/PROPN South/PROPN MP/PROPN met/VERB the/DET Lowmoor/PROPN MLA/PROPN and/CCONJ Ana/PROPN "
        "Marek/PROPN MP/PROPN",
        (1, 4, "ORG"),
        (6, 7, "PERSON"),
        (9, 11, "PERSON"),
    )
    names = [(name.text, label(name)) for name in mended(found).names]
    assert names == [("Highmoor South", "org"), ("Lowmoor", "loc"), ("Ana Marek", "per")]
