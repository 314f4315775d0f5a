"""Mentions: the variants of one name come out as one entity, different people and bodies as different ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.language.names import acronym_of, close, same_full_name, short_form, spelled_by, tokens
from quoth.layers import Parse
from quoth.steps import mentions


@pytest.fixture(scope="module")
def entities_of(engine):
    """A function from a text to its entities by name."""
    from quoth.parsing import parse_of

    def run(text):
        found = mentions.find(parse_of(engine.parse(text)))
        return {entity.name: entity for entity in found.entities}

    return run


def test_variants_of_a_persons_name_are_one_entity_under_the_fullest(entities_of):
    found = entities_of(
        "Prime Minister Anna Brandt spoke in Oslo on Monday. Brandt said talks would go on. "
        "Mrs. Brandt also met reporters, and Brandt's aides agreed."
    )
    people = [entity for entity in found.values() if entity.kind == "person"]
    assert [entity.name for entity in people] == ["Anna Brandt"]
    assert len(people[0].mentions) == 4


def test_two_people_of_one_surname_are_kept_apart(entities_of):
    found = entities_of("Anna Brandt met Peter Brandt in Vienna. Anna Brandt said Peter Brandt had called her.")
    people = {entity.name for entity in found.values() if entity.kind == "person"}
    assert people == {"Anna Brandt", "Peter Brandt"}


def test_a_title_is_no_part_of_the_name_but_shows_the_gender(entities_of):
    found = entities_of("Mrs. Ilse Marek arrived on Friday. Foreign Minister Ilse Marek said she was pleased.")
    assert "Ilse Marek" in found
    assert found["Ilse Marek"].gender == "f"


def test_an_acronym_belongs_to_the_body_that_it_shortens(entities_of):
    found = entities_of(
        "The World Trade Organization (WTO) met in Geneva on Monday. The WTO said that talks would go on until Friday."
    )
    body = found["World Trade Organization"]
    assert body.kind == "organization"
    assert "WTO" in body.aliases


def test_every_mention_is_a_slice_of_the_text(entities_of):
    text = "Anna Brandt met Luis Ortega of the World Bank in Madrid.\nOrtega said “yes”."
    for entity in entities_of(text).values():
        for mention in entity.mentions:
            assert text[mention.start : mention.end].strip()


def test_an_empty_parse_has_no_mentions():
    assert mentions.find(Parse("", (), (), ())).entities == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Anna Brandt", "Anna Maria Brandt", True),
        ("M. K. Sorensen", "MK Sorensen", True),
        ("Anna Brandt", "Anna Brandtt", True),
        ("Anna Brandt", "Peter Brandt", False),
        ("Omar El-Khatib", "Omar Khatib", True),
    ],
)
def test_full_names_are_compared_part_by_part(one, other, same):
    assert same_full_name(tokens(one), tokens(other)) is same


def test_a_surname_fits_a_full_name_better_than_a_first_name():
    full = tokens("Anna Brandt")
    assert short_form("brandt", full) > short_form("anna", full) > 0 == short_form("vale", full)


@pytest.mark.parametrize(
    ("short", "name"), [("WTO", "World Trade Organization"), ("IMF", "International Monetary Fund")]
)
def test_an_acronym_is_known_by_its_initials(short, name):
    assert acronym_of(short, name)
    assert not acronym_of(short, "World Bank")


def test_a_short_form_of_other_letters_is_spelled_by_its_name():
    assert spelled_by("Interpol", "International Criminal Police Organization")
    assert not spelled_by("Interpol", "Universal Postal Union")


@given(st.text(), st.text())
def test_any_two_strings_can_be_compared(one, other):
    close(one, other)
    acronym_of(one, other) if one else None
    if tokens(one) and tokens(other):
        same_full_name(tokens(one), tokens(other))
        short_form(tokens(one)[0], tokens(other))
