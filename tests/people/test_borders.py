"""Borders of names: what a tagger cut apart or short comes out whole, and what it took too much of without that."""

import pytest

from quoth.people.naming import mended
from tests.people.written import parse


def names(found):
    return [name.text for name in mended(found).names]


def test_neighbouring_parts_of_one_persons_name_are_one_name():
    found = parse("Minister/PROPN Ana/PROPN Sofía/PROPN Marek/PROPN spoke/VERB", (1, 2, "PERSON"), (2, 4, "PERSON"))
    assert names(found) == ["Ana Sofía Marek"]


def test_a_surname_that_the_tree_joins_to_a_given_name_belongs_to_the_name():
    found = parse("President/PROPN Ana/PROPN Marek/PROPN/flat/1 spoke/VERB", (1, 2, "PERSON"))
    assert names(found) == ["Ana Marek"]


def test_a_misspelled_title_is_no_part_of_the_name():
    found = parse("Presedent/PROPN Ana/PROPN Marek/PROPN spoke/VERB", (0, 3, "PERSON"))
    assert names(found) == ["Ana Marek"]


def test_a_title_that_can_be_a_given_name_does_not_cut_a_name_in_two():
    found = parse("Ivo/PROPN Sultan/PROPN Marek/PROPN Brandt/PROPN spoke/VERB", (0, 4, "PERSON"))
    assert names(found) == ["Ivo Sultan Marek Brandt"]


@pytest.mark.parametrize(
    ("written", "name", "whole"),
    [
        ("the/DET Fisheries/PROPN/compound/2 Ministry/PROPN said/VERB", (2, 3), "Fisheries Ministry"),
        ("the/DET Joint/PROPN Chiefs/NOUN of/ADP Staff/NOUN said/VERB", (1, 3), "Joint Chiefs of Staff"),
        ("The/DET Council/PROPN Monday/PROPN warned/VERB", (1, 3), "Council"),
    ],
)
def test_a_bodys_name_is_neither_cut_short_nor_run_into_the_day(written, name, whole):
    assert names(parse(written, (*name, "ORG"))) == [whole]


def test_two_bodies_joined_by_and_are_two_names():
    found = parse("the/DET EU/PROPN and/CCONJ African/PROPN Union/PROPN agreed/VERB", (1, 5, "ORG"))
    assert names(found) == ["EU", "African Union"]
