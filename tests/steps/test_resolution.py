"""Resolution: each source of a quote, or the lack of one, comes out as the speaker whom a reader understands."""

import pytest

from quoth.layers import Frame, Mentions, Parse, Piece, PieceKind
from quoth.steps import mentions, resolution


@pytest.fixture(scope="module")
def speakers_of(engine):
    """A function from a text and its quotes (source, cue, content; None for none) to the speakers' names."""
    from quoth.parsing import parse_of

    def run(text, *quotes):
        parse = parse_of(engine.parse(text))
        frames = _frames(parse, quotes)
        found = resolution.resolve(parse, frames, mentions.find(parse))
        assert len(found.speakers) == len(found.probabilities) == len(frames)
        return [[found.entities[i].name for i in speakers] for speakers in found.speakers]

    return run


def _piece(parse: Parse, kind: PieceKind, words: str | None, near: int) -> Piece | None:
    if words is None:
        return None
    start = parse.text.index(words, near)
    return Piece(kind, start, start + len(words))


def _frames(parse: Parse, quotes: tuple[tuple[str | None, str | None, str], ...]) -> tuple[Frame, ...]:
    frames: list[Frame] = []
    at = 0
    for source, cue, content in quotes:
        at = parse.text.index(content, at)
        near = parse.text.rfind("\n", 0, at) + 1
        cue_piece = _piece(parse, "cue", cue, near)
        within = next((i for i, f in enumerate(frames) if f.content[0].start <= at < f.content[0].end), None)
        frames.append(
            Frame(
                content=(Piece("content", at, at + len(content)),),
                cue=cue_piece,
                source=_piece(parse, "source", source, near),
                form="direct" if content[0] in '“"' else "indirect",
                act="statement",
                cue_word=parse.words_in(cue_piece.start, cue_piece.end).start if cue_piece else None,
                within=within,
                follows=len(frames) - 1 if (source, cue, within) == (None, None, None) and frames else None,
            )
        )
    return tuple(frames)


def test_a_surname_is_the_person_named_in_full_before(speakers_of):
    text = "Prime Minister Anna Brandt came to Oslo.\nBrandt said that talks would go on."
    assert speakers_of(text, ("Brandt", "said", "that talks would go on")) == [["Anna Brandt"]]


def test_a_title_before_a_name_does_not_hide_the_name(speakers_of):
    text = "Norwegian Foreign Minister Peter Vale said that talks would go on."
    source = "Norwegian Foreign Minister Peter Vale"
    assert speakers_of(text, (source, "said", "that talks would go on")) == [["Peter Vale"]]


def test_a_pronoun_is_whoever_spoke_last_and_fits_its_gender(speakers_of):
    text = (
        "Mrs. Anna Brandt told Mr. Peter Vale that the border would stay open.\n“Nobody should doubt it,” she said.\n"
        "Mr. Vale said that he was glad.\n“We will see,” he said."
    )
    assert speakers_of(
        text,
        ("Mrs. Anna Brandt", "told", "that the border would stay open"),
        ("she", "said", "“Nobody should doubt it,”"),
        ("Mr. Vale", "said", "that he was glad"),
        ("he", "said", "“We will see,”"),
    ) == [["Anna Brandt"], ["Anna Brandt"], ["Peter Vale"], ["Peter Vale"]]


def test_i_inside_a_quotation_is_its_speaker(speakers_of):
    text = "“I said that the border would stay open,” Brandt told reporters."
    assert speakers_of(
        text,
        ("Brandt", "told", "“I said that the border would stay open,”"),
        ("I", "said", "that the border would stay open"),
    ) == [["Brandt"], ["Brandt"]]


def test_joint_sources_are_one_speaker_each(speakers_of):
    text = "Anna Brandt and Peter Vale agreed on the need to act."
    assert speakers_of(text, ("Anna Brandt and Peter Vale", "agreed", "on the need to act")) == [
        ["Anna Brandt", "Peter Vale"]
    ]


def test_two_countries_under_one_noun_are_two_groups(speakers_of):
    text = "Japanese and American officials said that talks would go on."
    assert speakers_of(text, ("Japanese and American officials", "said", "that talks would go on")) == [
        ["Japanese officials", "American officials"]
    ]


def test_a_description_is_the_person_who_holds_the_office(speakers_of):
    text = (
        "Norwegian Prime Minister Anna Brandt met French President Luc Moreau.\n"
        "The French president said that talks would go on.\nThe prime minister said that she was glad."
    )
    assert speakers_of(
        text,
        ("The French president", "said", "that talks would go on"),
        ("The prime minister", "said", "that she was glad"),
    ) == [["Luc Moreau"], ["Anna Brandt"]]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("The White House", "White House"),
        ("Beijing", "Beijing"),
        ("Sources close to the matter", "Sources close to the matter"),
        ("Japanese officials", "Japanese officials"),
        ("A senior official", "senior official"),
        ("Some experts", "experts"),
    ],
)
def test_bodies_groups_and_unnamed_sources_keep_their_own_words(speakers_of, source, name):
    assert speakers_of(f"{source} said that talks would go on.", (source, "said", "that talks would go on")) == [[name]]


def test_the_ministry_is_the_one_named_before(speakers_of):
    text = "The Defence Ministry denied the report on Monday.\nThe ministry said that talks would go on."
    assert speakers_of(text, ("The ministry", "said", "that talks would go on")) == [["Defence Ministry"]]


def test_a_statement_is_whoever_issued_it(speakers_of):
    text = "A statement by the World Bank said that prices would fall."
    assert speakers_of(text, ("A statement by the World Bank", "said", "that prices would fall")) == [["World Bank"]]


def test_a_quotation_without_source_goes_on_with_the_last_speaker(speakers_of):
    text = "“The border stays open,” Brandt said.\n“Nobody should doubt it.”"
    assert speakers_of(
        text, ("Brandt", "said", "“The border stays open,”"), (None, None, "“Nobody should doubt it.”")
    ) == [
        ["Brandt"],
        ["Brandt"],
    ]


def test_an_agentless_passive_has_a_speaker_without_a_name(speakers_of):
    text = "The envoy was accused of breaking the law."
    assert speakers_of(text, (None, "accused", "of breaking the law")) == [[None]]


def test_he_is_of_whom_the_sentence_before_tells_not_who_spoke_last(speakers_of):
    text = (
        "“Nobody left the table,” Corinne Brandt said.\n\n"
        "Energy Minister Farid Holt was less cheerful. He said the gauges would be read by both sides."
    )
    assert speakers_of(
        text,
        ("Corinne Brandt", "said", "“Nobody left the table,”"),
        ("He", "said", "the gauges would be read by both sides"),
    ) == [["Corinne Brandt"], ["Farid Holt"]]


def test_those_of_whom_something_is_believed_do_not_say_it(speakers_of):
    text = "Brandt warned against old boats believed to be unfit for the sea."
    assert speakers_of(text, ("old boats", "believed", "to be unfit for the sea")) == [[None]]


def test_nobody_speaks_where_the_source_is_told_and_whoever_tells_where_that_is_said(speakers_of):
    text = "Anna Brandt was told that the talks had failed.\nThe envoy was told by Peter Vale that they had not."
    assert speakers_of(
        text,
        ("Anna Brandt", "told", "that the talks had failed"),
        ("The envoy", "told", "that they had not"),
    ) == [[None], ["Peter Vale"]]


def test_examples_and_lists_are_one_speaker_each(speakers_of):
    text = (
        "Institutions such as the World Bank and the African Union said that aid would come.\n"
        "Mayor Ivo Marek, police chief Emil Vale and lawyer Ana Lind said that roads were closed."
    )
    assert speakers_of(
        text,
        ("Institutions such as the World Bank and the African Union", "said", "that aid would come"),
        ("Mayor Ivo Marek, police chief Emil Vale and lawyer Ana Lind", "said", "that roads were closed"),
    ) == [["World Bank", "African Union"], ["Ivo Marek", "Emil Vale", "Ana Lind"]]


def test_the_leaders_of_two_countries_are_the_two_whom_the_article_names(speakers_of):
    text = (
        "The leaders of Norway and Chile agreed that fleets would leave.\n"
        "Norwegian Prime Minister Anna Brandt met Chilean President Luis Ortega in Oslo."
    )
    source = "The leaders of Norway and Chile"
    assert speakers_of(text, (source, "agreed", "that fleets would leave")) == [["Anna Brandt", "Luis Ortega"]]


def test_a_joint_statement_is_whoever_said_something_in_it(speakers_of):
    text = (
        "Anna Brandt and Luis Ortega said in a joint statement that fleets would leave.\n"
        "The statement said that ports would close."
    )
    assert (
        speakers_of(
            text,
            ("Anna Brandt and Luis Ortega", "said", "that fleets would leave"),
            ("The statement", "said", "that ports would close"),
        )
        == [["Anna Brandt", "Luis Ortega"]] * 2
    )


def test_a_pronoun_between_the_quotes_keeps_whom_it_means_on_stage(speakers_of):
    text = (
        "Peter Vale said that nets were cut.\nAnna Brandt leads the union. She came to Oslo by train.\n"
        "She said that talks would go on."
    )
    assert speakers_of(
        text, ("Peter Vale", "said", "that nets were cut"), ("She", "said", "that talks would go on")
    ) == [["Peter Vale"], ["Anna Brandt"]]


def test_nothing_in_nothing_out():
    found = resolution.resolve(Parse("", (), (), ()), (), Mentions((), ()))
    assert len(found.entities) == len(found.speakers) == 0


def test_a_frame_over_no_words_does_not_raise():
    frame = Frame((Piece("content", 0, 1),), Piece("cue", 1, 2), Piece("source", 2, 3), "direct", "statement")
    found = resolution.resolve(Parse("\u200b\u00a0\ufeff", (), (), ()), (frame,), Mentions((), ()))
    assert found.entities[found.speakers[0][0]].name is None


def test_who_is_reported_on_inside_a_direct_quote_is_not_its_speaker(speakers_of):
    text = (
        "President Marta Lindqvist met President Jonas Berg in Oslo.\n"
        "“The two presidents agreed to reopen the border,” the palace said.\n"
        "“The two presidents agreed to meet again in the spring,” he said."
    )
    assert speakers_of(
        text,
        ("the palace", "said", "“The two presidents agreed to reopen the border,”"),
        ("The two presidents", "agreed", "to reopen the border"),
        ("he", "said", "“The two presidents agreed to meet again in the spring,”"),
        ("The two presidents", "agreed", "to meet again in the spring"),
    ) == [["palace"], ["Marta Lindqvist", "Jonas Berg"], ["palace"], ["Marta Lindqvist", "Jonas Berg"]]


def test_he_across_paragraphs_is_who_came_on_stage_after_the_last_quote(speakers_of):
    text = (
        "Emil Holt said that the dam would hold.\n\nPeter Vale builds clocks in Oslo.\n\n"
        "He and his daughter sold forty of them last winter.\n\nHe says that the springs come from Bergen."
    )
    assert speakers_of(
        text, ("Emil Holt", "said", "that the dam would hold"), ("He", "says", "that the springs come from Bergen")
    ) == [["Emil Holt"], ["Peter Vale"]]


def test_he_behind_a_quotation_is_who_came_on_stage_before_it(speakers_of):
    text = (
        "Emil Holt said that the dam would hold.\n\nFor his part, Peter Vale of the Farmers Party looked at the bill."
        "\n\n“The dam is a burden for every one of us,” he commented."
    )
    quotes = (
        ("Emil Holt", "said", "that the dam would hold"),
        ("he", "commented", "“The dam is a burden for every one of us,”"),
    )
    assert speakers_of(text, *quotes) == [["Emil Holt"], ["Peter Vale"]]


@pytest.mark.parametrize(
    ("introduction", "description"),
    [
        ("Norwegian Finance Minister Peter Vale", "The senior Farmers Party leader"),
        ("Fjord Institute director Peter Vale", "The Highmoor MP"),
    ],
)
def test_a_description_is_the_speaker_of_whom_it_tells_more(speakers_of, introduction, description):
    text = f"{introduction} said that the harvest was late.\n{description} said that prices would rise."
    quotes = (
        (introduction, "said", "that the harvest was late"),
        (description, "said", "that prices would rise"),
    )
    assert speakers_of(text, *quotes) == [["Peter Vale"], ["Peter Vale"]]


def test_an_officer_of_a_body_is_who_has_another_office_there(speakers_of):
    introduction, description = "The founder of the Fjord Institute, Peter Vale,", "The director of the Fjord Institute"
    text = (
        f"{introduction} said that the harvest was late.\nThe ministry said that it was early.\n"
        f"{description} said that prices would rise."
    )
    quotes = (
        (introduction, "said", "that the harvest was late"),
        ("The ministry", "said", "that it was early"),
        (description, "said", "that prices would rise"),
    )
    assert speakers_of(text, *quotes)[::2] == [["Peter Vale"], ["Peter Vale"]]


def test_an_officer_who_is_described_first_is_who_is_named_next(speakers_of):
    officer = "the new Norwegian fisheries minister back from his holidays"
    text = (
        "The ministry said on Monday that oil was cheap.\nRain fell.\nSnow fell.\nHail fell.\n"
        f"Before lunch {officer} said that Norway would help.\n"
        "“The boats are ready to leave,” Peter Vale said on the radio."
    )
    quotes = (
        ("The ministry", "said", "that oil was cheap"),
        (officer, "said", "that Norway would help"),
        ("Peter Vale", "said", "“The boats are ready to leave,”"),
    )
    assert speakers_of(text, *quotes)[1:] == [["Peter Vale"], ["Peter Vale"]]


def test_who_speaks_after_a_clause_about_another_is_not_that_one(speakers_of):
    text = "After the police had searched the house of Judge Peter Vale, his lawyer said that nothing was found."
    (speakers,) = speakers_of(text, ("his lawyer", "said", "that nothing was found"))
    assert speakers != ["Peter Vale"]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Peter Vale, a baker from Oslo, was accused of arson.", "Peter Vale", "accused", "arson"),
        ("Peter Vale and Emil Holt were bakers and accused of arson.", "Emil Holt", "accused", "arson"),
        ("The Oslo court was told the boat had sunk.", "The Oslo", "told", "the boat had sunk"),
        ("When asked how it would end, Peter Vale smiled.", "Peter Vale", "asked", "how it would end"),
    ],
)
def test_nobody_speaks_whom_somebody_accuses_tells_or_asks(speakers_of, text, source, cue, content):
    assert speakers_of(text, (source, cue, content)) == [[None]]


def test_who_accuses_somebody_named_before_is_the_speaker(speakers_of):
    text = "Peter Vale, whom Emil Holt accused of fraud, smiled."
    assert speakers_of(text, ("Emil Holt", "accused", "fraud")) == [["Emil Holt"]]


def test_the_member_of_a_union_is_no_person(speakers_of):
    text = "Prime Minister Peter Vale said that talks would go on.\nThe European Union member offered to help."
    quotes = (("Peter Vale", "said", "that talks would go on"), ("The European Union member", "offered", "to help"))
    assert speakers_of(text, *quotes)[1] == ["European Union member"]


def test_this_says_nothing(speakers_of):
    text = "The boat sank. This showed that it was old."
    assert speakers_of(text, ("This", "showed", "that it was old")) == [[None]]


def test_a_sentence_quoted_inside_what_somebody_says_is_said_by_the_same(speakers_of):
    text = "Peter Vale believes the ferry will not sail. “And the bridge stays closed until the ice has gone.”"
    outer = "the ferry will not sail. “And the bridge stays closed until the ice has gone.”"
    inner = "“And the bridge stays closed until the ice has gone.”"
    assert speakers_of(text, ("Peter Vale", "believes", outer), (None, None, inner)) == [["Peter Vale"]] * 2


def test_a_source_that_breaks_off_before_its_noun_is_the_whole_phrase(speakers_of):
    text = "Prime Minister Anna Brandt’s remark that talks would go on was welcome."
    assert speakers_of(text, ("Prime", "remark", "that talks would go on")) == [["Anna Brandt"]]
