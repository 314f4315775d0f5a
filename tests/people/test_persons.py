"""Persons: which of several people a surname means, and how much work a text full of names can ask for."""

import pytest

from quoth.language.names import same_full_name, short_form
from quoth.people.clusters import MOST
from quoth.people.persons import persons
from tests.people.written import parse


def test_a_surname_takes_up_who_has_the_same_title():
    found = parse(
        "Justice/PROPN Minister/PROPN Ivo/PROPN Marek/PROPN met/VERB Prime/PROPN Minister/PROPN Ana/PROPN Marek/PROPN "
        "/ Justice/PROPN Minister/PROPN Marek/PROPN spoke/VERB",
        (2, 4, "PERSON"),
        (7, 9, "PERSON"),
        (11, 12, "PERSON"),
    )
    assert [len(cluster.names) for cluster in persons(found)] == [2, 1]


def test_a_surname_does_not_take_up_somebodys_relative():
    found = parse(
        "Ivo/PROPN Marek/PROPN thanked/VERB his/PRON father/NOUN Emil/PROPN Marek/PROPN / Marek/PROPN spoke/VERB",
        (0, 2, "PERSON"),
        (5, 7, "PERSON"),
        (7, 8, "PERSON"),
    )
    assert [[name.text for name in cluster.names] for cluster in persons(found)] == [
        ["Ivo Marek", "Marek"],
        ["Emil Marek"],
    ]


@pytest.mark.parametrize("different", [1, 20, 400])
def test_the_comparisons_of_names_grow_with_the_text_alone(different, monkeypatch):
    compared = 0

    def count(step):
        def counted(*arguments):
            nonlocal compared
            compared += 1
            return step(*arguments)

        return counted

    monkeypatch.setattr("quoth.people.persons.same_full_name", count(same_full_name))
    monkeypatch.setattr("quoth.people.persons.short_form", count(short_form))
    people = 800
    letters = "abcdefghijklmnopqrstuvwxyz"
    made = [f"Q{letters[n // 676 % 26]}{letters[n // 26 % 26]}{letters[n % 26]}" for n in range(different)]
    written = " ".join(f"{made[n % different]}x/PROPN {made[n % different]}y/PROPN and/CCONJ" for n in range(people))
    found = persons(parse(written, *((3 * n, 3 * n + 2, "PERSON") for n in range(people))))
    assert sum(len(cluster.names) for cluster in found) == people
    assert compared <= MOST * different  # however often each is named


def test_a_surname_is_not_whom_the_article_calls_by_a_given_name():
    found = parse(
        "Ana/PROPN Marek/PROPN met/VERB Ivo/PROPN Marek/PROPN / Ana/PROPN left/VERB / Marek/PROPN spoke/VERB",
        (0, 2, "PERSON"),
        (3, 5, "PERSON"),
        (5, 6, "PERSON"),
        (7, 8, "PERSON"),
    )
    assert [[name.text for name in cluster.names] for cluster in persons(found)] == [
        ["Ana Marek", "Ana"],
        ["Ivo Marek", "Marek"],
    ]
