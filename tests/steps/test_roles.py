"""Roles: the office and what it belongs to, read from titles, appositions and clauses anywhere in an article."""

import pytest

from quoth.layers import Office, Parse, Resolution
from quoth.steps import mentions, resolution, roles


@pytest.fixture(scope="module")
def office_of(engine):
    """A function from a text and a name to the office of that person."""
    from quoth.parsing import parse_of

    def run(text, name):
        parse = parse_of(engine.parse(text))
        resolved = resolution.resolve(parse, (), mentions.find(parse))
        offices = roles.assign(parse, resolved)
        assert len(offices) == len(resolved.entities)
        return dict(zip((entity.name for entity in resolved.entities), offices, strict=True))[name]

    return run


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Norwegian Prime Minister Anna Brandt said so.", Office("Prime Minister", "Norway")),
        ("U.S. President Anna Brandt said so.", Office("President", "United States")),
        ("Anna Brandt, president of the World Bank, said so.", Office("president", "World Bank")),
        ("Anna Brandt, Norway's foreign minister, said so.", Office("foreign minister", "Norway")),
        ("The head of the World Bank, Anna Brandt, said so.", Office("head", "World Bank")),
        ("Former French Finance Minister Anna Brandt said so.", Office("Former Finance Minister", "France")),
        ("Foreign Ministry spokesperson Anna Brandt said so.", Office("spokesperson", "Foreign Ministry")),
        (
            "Anna Brandt, 54, a research fellow at the Geneva-based World Trade Organization, said so.",
            Office("research fellow", "World Trade Organization"),
        ),
        (
            "Anna Brandt, a senior representative for the UN Secretary General, said so.",
            Office("senior representative for the UN Secretary General", "United Nations"),
        ),
        ("Anna Brandt is the director of the World Bank.", Office("director", "World Bank")),
    ],
)
def test_an_office_is_read_wherever_it_stands_beside_the_name(office_of, text, office):
    assert office_of(text, "Anna Brandt") == office


def test_an_ambassador_keeps_the_body_that_she_is_sent_to(office_of):
    found = office_of("U.S. Ambassador to the United Nations Anna Brandt said so.", "Anna Brandt")
    assert found == Office("Ambassador to the United Nations", "United States")


def test_a_minister_keeps_what_the_office_looks_after(office_of):
    found = office_of("The Minister of Foreign Affairs of Norway, Anna Brandt, said so on Monday.", "Anna Brandt")
    assert found.role is not None
    assert found.role.startswith("Minister of Foreign Affairs")


def test_a_current_office_comes_before_a_former_one(office_of):
    text = "Anna Brandt, a former mayor of Oslo, spoke on Monday. Prime Minister Anna Brandt of Norway said so."
    assert office_of(text, "Anna Brandt").role == "Prime Minister"


def test_a_state_office_without_a_country_belongs_to_the_articles(office_of):
    text = "Norway will close its embassy in Rome. Foreign Minister Anna Brandt said so in Oslo on Monday."
    assert office_of(text, "Anna Brandt") == Office("Foreign Minister", "Norway")


def test_a_body_has_the_country_in_its_name_and_no_role(office_of):
    text = "The German Embassy said on Monday that it would close. The German Embassy gave no reason."
    assert office_of(text, "German Embassy") == Office(None, "Germany")


@pytest.mark.parametrize(
    ("text", "office"),
    [
        (
            "Secretary General Anna Brandt of the World Trade Organization said so on Monday.",
            Office("Secretary General", "World Trade Organization"),
        ),
        (
            "The Vice-President of the World Bank, Professor Anna Brandt, said so on Monday.",
            Office("Vice-President", "World Bank"),
        ),
        (
            "Labour Party leader and former Finance Minister Anna Brandt said so on Monday.",
            Office("leader", "Labour Party"),
        ),
        (
            "Anna Brandt, who heads the World Bank, said so on Monday.",
            Office("head", "World Bank"),
        ),
        (
            "Anna Brandt has been named as director of the World Bank, officials said.",
            Office("director", "World Bank"),
        ),
    ],
)
def test_an_office_keeps_its_words_and_leaves_out_those_of_another(office_of, text, office):
    assert office_of(text, "Anna Brandt") == office


def test_everybody_in_a_list_has_the_office_said_before_the_first(office_of):
    text = "The plan was drawn up by former lawmakers Anna Brandt and Karl Vale. Brandt said so on Monday."
    assert office_of(text, "Anna Brandt").role == "former lawmaker"
    assert office_of(text, "Karl Vale").role == "former lawmaker"


def test_a_fuller_name_of_the_same_office_is_kept(office_of):
    text = "Minister Anna Brandt opened the bridge in Norway. Interior Minister Anna Brandt spoke for an hour."
    assert office_of(text, "Anna Brandt") == Office("Interior Minister", "Norway")


def test_a_lead_describes_the_first_person_named_after_it(office_of):
    text = "A fisherman from Norway has caught a giant squid.\n\nAnna Brandt says she was afraid of it."
    assert office_of(text, "Anna Brandt") == Office("fisherman", "Norway")


def test_a_country_that_only_its_capital_stands_for_is_nobodys_affiliation(office_of):
    text = "Foreign Minister Anna Brandt said so in Oslo on Monday. Oslo was covered in snow."
    assert office_of(text, "Anna Brandt") == Office("Foreign Minister", None)


def test_nothing_tells_the_country_where_the_capital_of_another_is_named_more(office_of):
    text = (
        "Foreign Minister Anna Brandt said so in Oslo. Oslo was covered in snow. Oslo’s harbour froze. Trains to Oslo "
        "stopped. A ship from Sweden waited."
    )
    assert office_of(text, "Anna Brandt") == Office("Foreign Minister", None)


def test_a_dateline_shows_the_country_of_a_minister(office_of):
    text = (
        "OSLO — Foreign Minister Anna Brandt met the Swedish president on Monday. "
        "Sweden and Norway will build a bridge, Brandt said."
    )
    assert office_of(text, "Anna Brandt") == Office("Foreign Minister", "Norway")


def test_a_party_belongs_to_no_country_because_of_its_name(office_of):
    text = "The Norwegian Labour Party said on Monday that it would vote against the bill."
    assert office_of(text, "Norwegian Labour Party") == Office(None, None)


def test_a_country_that_only_the_news_is_about_is_not_where_it_is_at_home(office_of):
    text = (
        "Danish boats entered the harbour. Danish nets tore, and a Norwegian minister complained about Danish boats. "
        "Interior Minister Anna Brandt said that Danish boats would be fined."
    )
    assert office_of(text, "Anna Brandt") == Office("Interior Minister", "Norway")


def test_experts_in_what_the_state_does_do_not_belong_to_it(engine):
    text = "Norwegian ministers met in Oslo. Norwegian officers came too. Defense experts said the ships were slow."
    (said,) = (q for q in engine.extract(text).quotes if q.cue is not None and q.cue.text == "said")
    assert [(speaker.name, speaker.affiliation) for speaker in said.speakers] == [("Defense experts", None)]


def test_nobody_has_no_office():
    assert roles.assign(Parse("", (), (), ()), Resolution((), ())) == ()
