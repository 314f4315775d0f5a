"""A plural source phrase in, whom it means out: two known speakers, a group met before, or a new group."""

from __future__ import annotations

from quoth.language.lexicon import adjectives, country, meanings, plain, role_class
from quoth.language.offices import is_country_adjective
from quoth.language.phrases import Phrase, is_plural, text_of
from quoth.layers import Description, Mention, Office
from quoth.reference.cast import MOST, Cast, Speakers
from quoth.reference.labels import common, singular

_LEADERS = ("president", "premier", "minister")
_STATES = ("country", "nation", "government")


def several(cast: Cast, phrase: Phrase) -> Speakers:
    """Whom a plural noun means."""
    noun = singular(cast.parse, phrase.head)
    words = text_of(cast.parse, phrase.first, phrase.head + 1).lower().split()
    both = {"two", "both"} & set(words) or (words[:1] == ["the"] and len(words) == 2 and noun in ("leader", "side"))
    if both and "pair" in meanings(noun):
        found = pair(cast, phrase.head, noun)
        if found:
            return Speakers(found, 0.7)
    heads = _heads_of(cast, phrase, noun)
    if heads:
        return Speakers(heads, 0.7)
    known = _known(cast, phrase, noun)
    return Speakers((known,), 0.8) if known is not None else common(cast, phrase, "group")


def pair(cast: Cast, head: int, noun: str) -> tuple[int, ...] | None:
    """Whom "the two leaders" means: the last two who spoke together, else the last two of that kind."""
    word = cast.parse.words[head]
    joint = cast.joint if len(cast.joint) == 2 else ()
    if joint and all(_suits(cast, n, noun) or noun == "side" for n in joint):
        return joint
    recent: list[int] = []
    for event in cast.before(word.start):
        if event.entity not in recent and word.sentence - event.sentence <= 10 and _suits(cast, event.entity, noun):
            recent.append(event.entity)
            if len(recent) == 2:
                return tuple(sorted(recent))
    return None


def _heads_of(cast: Cast, phrase: Phrase, noun: str) -> tuple[int, ...]:
    """Whom "the leaders of Norway and Chile" means: one for each country, of those whose office suits the noun.

    One of whom the article does not say which country is theirs stands for the country that is left.
    """
    if noun not in (*_LEADERS, "leader") or plain(cast.parse.words[phrase.head + 1].text) != "of":
        return ()
    tail = range(phrase.head + 2, phrase.last)
    states = [state for i in tail if (state := country(cast.parse.words[i].text)) is not None]
    found: dict[str, int] = {}
    unknown = []
    for number, entity in enumerate(cast.entities[:MOST]):
        if entity.kind != "person" or not _suits(cast, number, noun):
            continue
        of = {country(d.office.affiliation) or "" for d in entity.descriptions if d.office.affiliation}
        for state in states:
            if state in of:
                found.setdefault(state, number)
        if not of:
            unknown.append(number)
    for state in states:
        if state not in found and len(found) == len(states) - 1 and unknown:
            found[state] = unknown[0]
    return tuple(found[state] for state in states) if len(states) > 1 and len(found) == len(states) else ()


def _suits(cast: Cast, number: int, noun: str) -> bool:
    """Whether somebody can be one of "the two" of a kind: of ministers only those who are said to be one."""
    entity = cast.entities[number]
    if noun in _STATES or noun == "party":
        state = country(entity.name or "") is not None and plain(entity.name or "") not in adjectives()
        return entity.kind == "organization" and (noun == "party" or state)
    if entity.kind != "person" or (entity.gender == "m" and "female" in meanings(noun)):
        return False
    roles = [plain(d.office.role) for d in entity.descriptions if d.office.role]
    if noun == "leader":
        return any(role_class(role.split(" of ")[0].split()[-1]) == "state" for role in roles)
    if noun in _LEADERS:
        held = {word for role in roles for word in role.split()}
        return noun in held or (noun == "minister" and "secretary" in held)
    return True


def _known(cast: Cast, phrase: Phrase, noun: str) -> int | None:
    """A group mentioned before under the same head noun, where this mention adds nothing to it."""
    parse, head = cast.parse, phrase.head
    text = plain(text_of(parse, phrase.first, head + 1)).removeprefix("the ")
    bare = text == plain(parse.words[head].text) or text.split()[0] in ("these", "those")
    for number in cast.newest():
        entity = cast.entities[number]
        if entity.kind == "group" and entity.name and entity.mentions:
            other = entity.mentions[0].head
            if other < head and singular(parse, other) == noun and (bare or text == plain(entity.name)):
                return number
    return None


def two_countries(cast: Cast, start: int, end: int) -> Speakers | None:
    """The two groups of "Japanese and American officials", None where a phrase is none of the kind."""
    words, inside = cast.parse.words, cast.parse.words_in(start, end)
    for i in inside[1:-2]:
        if plain(words[i].text) != "and" or not is_country_adjective(words[i - 1].text):
            continue
        for head in range(i + 2, min(i + 5, inside.stop)):
            if is_plural(words[head]) and words[head].upos == "NOUN":
                if is_country_adjective(text_of(cast.parse, i + 1, head)):
                    which = (words[i - 1].text, text_of(cast.parse, i + 1, head))
                    return Speakers(tuple(_of_country(cast, head, one, start, end) for one in which), 0.8)
                return None
    return None


def _of_country(cast: Cast, head: int, which: str, start: int, end: int) -> int:
    """The group or body of one country among those that share a plural noun."""
    word = cast.parse.words[head]
    body = "organization" in meanings(word.lemma)
    name = f"{which} {word.lemma if body else word.text}"
    known = cast.called(name, "organization" if body else "group")
    if known is not None:
        return known
    description = Description(Office(None, country(which)), head, "phrase")
    mention = Mention(start, end, head, "description")
    return cast.new(name, "organization" if body else "group", mention, description)
