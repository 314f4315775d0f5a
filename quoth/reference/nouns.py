"""A singular common noun in, whom it means out: the prime minister, his lawyer, the ministry, an official."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from quoth.language.lexicon import country, meanings, noun_gender, plain, role_class
from quoth.language.names import tokens
from quoth.language.offices import read
from quoth.language.phrases import Phrase, text_of
from quoth.layers import Description, Mention, Office
from quoth.reference.anaphora import Asked, best, described, fits_role
from quoth.reference.cast import Cast, Event, Speakers
from quoth.reference.labels import common, name_of_phrase, singular, state_of_phrase

_INDEFINITE = {"a", "an", "one", "another", "some"}
_DEFINITE = {"the", "this", "that"}
#: How many sentences after a description in the lead a name may take it up.
_LEAD, _LATER = 3, 4
_PEOPLE = frozenset({"person", "unnamed"})


def is_person_noun(word: str) -> bool:
    """Whether a common noun names one person."""
    return role_class(word) is not None or "person" in meanings(word)


def person(cast: Cast, phrase: Phrase) -> Speakers:
    """One person by a description: somebody whom it fits, the last one where it is definite, or a new unnamed one."""
    word = cast.parse.words[phrase.head]
    determiner = plain(cast.parse.words[phrase.first].text)
    office = read(cast.parse, phrase.first, phrase.last)
    found = None
    if determiner not in _INDEFINITE:
        found = _unnamed_before(cast, phrase)
        if found is None:
            found = _fitting(cast, phrase, office[0].affiliation if office else None)
        if found is None and determiner in _DEFINITE:
            found = _in_focus(cast, phrase, office is not None)
    if found is None and word.sentence < _LEAD and office and "anonymous" not in meanings(word.text):
        found = _named_later(cast, phrase.head)
    if found is None:
        return common(cast, phrase, "unnamed")
    said = Description(office[0], office[1], "phrase") if office else None
    cast.record(found, Mention(phrase.start, phrase.end, phrase.head, "description"), said)
    return Speakers((found,), 0.75)


def _unnamed_before(cast: Cast, phrase: Phrase) -> int | None:
    """Somebody unnamed whom the article described before with the same words, or with this noun and more."""
    name = plain(name_of_phrase(cast.parse, phrase)[0])
    noun = plain(cast.parse.words[phrase.head].text)
    for number in range(len(cast.entities) - 1, -1, -1):
        entity = cast.entities[number]
        if entity.kind == "unnamed" and entity.name and entity.mentions[0].head < phrase.head:
            same = plain(cast.parse.words[entity.mentions[0].head].text) == noun
            if plain(entity.name) == name or (same and name == noun):
                return number
    return None


def _fitting(cast: Cast, phrase: Phrase, affiliation: str | None) -> int | None:
    """Somebody of whom the article tells the office that the phrase takes up."""
    word = cast.parse.words[phrase.head]
    state = affiliation or state_of_phrase(cast.parse, phrase)
    extra = frozenset(
        plain(w.text)
        for w in cast.parse.words[phrase.first : phrase.head]
        if w.upos in ("NOUN", "PROPN", "ADJ") and not country(w.text)
    )
    return described(cast, word, extra, state)


def _in_focus(cast: Cast, phrase: Phrase, office: bool) -> int | None:
    """Whom a definite description means that fits nobody: the last speaker, or somebody of whom no office is told."""
    word = cast.parse.words[phrase.head]
    if "anonymous" in meanings(word.text):
        return None
    if cast.last is not None and cast.entities[cast.last].kind == "person" and not cast.is_told(cast.last):
        if any(e.entity == cast.last and 0 <= word.sentence - e.sentence <= 2 for e in cast.events):
            return cast.last
    asked = Asked(word.start, word.sentence, _PEOPLE, noun_gender(word.text))
    if office and role_class(word.text) in ("state", "office"):
        named = any(w.text.isupper() and len(w.text) > 1 for w in cast.parse.words[phrase.first : phrase.head])
        if named or state_of_phrase(cast.parse, phrase):
            return None
        told = frozenset(n for n in range(len(cast.entities)) if cast.is_told(n))
        return best(cast, replace(asked, excluded=told))
    generic = (
        "person" in meanings(word.text) or role_class(word.text) == "occupation" or phrase.first == phrase.head - 1
    )
    return best(cast, asked) if generic else None


def _named_later(cast: Cast, head: int) -> int | None:
    """Who is named in the sentences after a lead that only describes: "A former member alleged … NAME, ex-member"."""
    word = cast.parse.words[head]
    later = [e for e in cast.events if e.start > word.start and e.sentence <= word.sentence + _LATER]
    earlier = {e.entity for e in cast.before(word.start)}
    fresh = [e for e in later if cast.entities[e.entity].kind == "person" and e.entity not in earlier]
    for event in fresh:
        roles = (d.office.role for d in cast.entities[event.entity].descriptions)
        if any(role and fits_role(word.text, role) >= 2.0 for role in roles):
            return event.entity
    return next(_blank(cast, fresh), None)


def _blank(cast: Cast, events: list[Event]) -> Iterator[int]:
    """Subjects of whom the article does not say what they are."""
    return (e.entity for e in events if e.subject and not e.quoted and not cast.is_told(e.entity))


def body(cast: Cast, phrase: Phrase) -> Speakers:
    """A body by a common noun: one whose name holds it, the last body for general nouns, or a new one."""
    word = cast.parse.words[phrase.head]
    named = _named_medium(cast, phrase) if "medium" in meanings(word.text) else None
    if named is not None:
        return Speakers((named,), 0.9)
    name = plain(name_of_phrase(cast.parse, phrase)[0])
    for number, entity in enumerate(cast.entities):
        if entity.kind == "organization" and entity.name and name in (plain(entity.name), *map(plain, entity.aliases)):
            return Speakers((number,), 0.9)
    if plain(cast.parse.words[phrase.first].text) in (*_DEFINITE, "its"):
        found = _named_with(cast, phrase.head) if phrase.head - phrase.first <= 2 else None
        if found is not None:
            return Speakers((found,), 0.75)
        if "general" in meanings(word.text):
            states = word.lemma in ("country", "nation")
            excluded = frozenset() if states else cast.places
            asked = Asked(word.start, word.sentence, frozenset({"organization"}), excluded=excluded)
            found = best(cast, asked)
            if found is not None:
                return Speakers((found,), 0.65)
    return common(cast, phrase, "organization")


def _named_medium(cast: Cast, phrase: Phrase) -> int | None:
    """The newspaper or station that is named before its kind: "the daily NAME newspaper"."""
    for i in range(phrase.head - 1, phrase.first - 1, -1):
        number = cast.named.get(i)
        if number is not None and number not in cast.places and cast.entities[number].kind == "organization":
            return number
    return None


def _named_with(cast: Cast, head: int) -> int | None:
    """The last body mentioned whose name holds the noun: Oslo City Council for "the council"."""
    word = cast.parse.words[head]
    noun = singular(cast.parse, head)
    if noun in ("police", "government"):
        return None
    variants = {noun, noun.replace("s", "z"), noun.replace("z", "s"), plain(word.text)}
    for event in reversed(cast.before(word.start)):
        entity = cast.entities[event.entity]
        if entity.kind == "organization" and event.entity not in cast.places:
            if variants & {token for text in (entity.name or "", *entity.aliases) for token in tokens(text)}:
                return event.entity
    whole = tokens(text_of(cast.parse, max(0, head - 1), head + 1))
    later = (n for n, e in enumerate(cast.entities) if e.kind == "organization" and tokens(e.name or "")[-2:] == whole)
    return next(later, None)


def office_of(cast: Cast, phrase: Phrase) -> Office | None:
    """The office that a phrase describes, None where it describes none."""
    found = read(cast.parse, phrase.first, phrase.last)
    return found[0] if found else None
