"""A singular common noun in, whom it means out: the prime minister, his lawyer, the ministry, an official."""

from __future__ import annotations

from quoth.language.lexicon import country, meanings, office_words, plain, role_class
from quoth.language.names import tokens
from quoth.language.offices import is_member, read
from quoth.language.phrases import POSSESSIVE, Phrase, text_of
from quoth.layers import Description, Mention, Office
from quoth.reference.anaphora import Wording, described, prominent
from quoth.reference.cast import MOST, Cast, Speakers
from quoth.reference.labels import common, name_of_phrase, singular, state_of_phrase

_INDEFINITE = {"a", "an", "one", "another", "some"}
_DEFINITE = {"the", "this", "that"}
#: How many sentences are the lead, where a description may come before the name.
_LEAD = 3
_AGENT_ENDINGS = ("er", "or", "ist", "ian", "man", "woman", "person")


def is_person_noun(word: str) -> bool:
    """Whether a common noun names one person: a known one, or one that its ending makes an agent (a beekeeper)."""
    if role_class(word) is not None or "person" in meanings(word):
        return True
    return not meanings(word) and plain(word).endswith(_AGENT_ENDINGS) and word.islower()


def person(cast: Cast, phrase: Phrase) -> Speakers:
    """One person by a description: somebody of the cast, or a new unnamed one."""
    word = cast.parse.words[phrase.head]
    office = read(cast.parse, phrase.first, phrase.last)
    before = _unnamed_before(cast, phrase)
    if before is not None:
        return Speakers((before,), 0.75)
    found = described(cast, _wording(cast, phrase, office[0] if office else None))
    if not found.entities:
        who = common(cast, phrase, "unnamed")
        return Speakers(who.entities, found.probability)
    said = Description(office[0], office[1], "phrase") if office else None
    cast.record(found.entities[0], Mention(phrase.start, phrase.end, word.index, "description"), said)
    return Speakers(found.entities, found.probability)


def _unnamed_before(cast: Cast, phrase: Phrase) -> int | None:
    """Somebody unnamed whom the article described before with the same words, or with this noun and more, where the
    phrase is definite.
    """
    if plain(cast.parse.words[phrase.first].text) in _INDEFINITE:
        return None
    name = plain(name_of_phrase(cast.parse, phrase)[0])
    noun = plain(cast.parse.words[phrase.head].text)
    for number in cast.newest():
        entity = cast.entities[number]
        if entity.kind == "unnamed" and entity.name and entity.mentions[0].head < phrase.head:
            same = plain(cast.parse.words[entity.mentions[0].head].text) == noun
            if plain(entity.name) == name or (same and name == noun):
                return number
    return None


def _wording(cast: Cast, phrase: Phrase, office: Office | None) -> Wording:
    """What a description says, and its form: its determiner, how long it is, what kind of noun it is headed by."""
    words, head = cast.parse.words, cast.parse.words[phrase.head]
    before = words[phrase.first : phrase.head]
    determiner = plain(words[phrase.first].text)
    state = (office.affiliation if office else None) or state_of_phrase(cast.parse, phrase)
    if state is not None and country(state) is None and is_member(head.text):
        state = None  # a constituency says nothing of the party or the office that is told elsewhere
    extra = (w for w in before if w.upos in ("NOUN", "PROPN", "ADJ") and not country(w.text))
    shape = {
        "a": determiner in _INDEFINITE,
        "the": determiner in _DEFINITE,
        "his": words[phrase.first].xpos == "PRP$",
        "bare": phrase.first == phrase.head,
        "short": phrase.head - phrase.first == 1,
        "owned": any(w.text in POSSESSIVE for w in before),
        "state": state is not None,
        "named": any(w.upos == "PROPN" for w in before),
        "anonymous": "anonymous" in meanings(head.text),
        "kin": plain(head.text) in office_words("kin"),
        "lead": head.sentence < _LEAD,
        "followed": phrase.last > phrase.head + 1,
        "an office": role_class(head.text) in ("state", "office"),
    }
    form = tuple(name for name, is_so in shape.items() if is_so)
    return Wording(head, frozenset(plain(w.text) for w in extra), state, form)


def body(cast: Cast, phrase: Phrase) -> Speakers:
    """A body by a common noun: one whose name holds it, the last body for general nouns, or a new one."""
    word = cast.parse.words[phrase.head]
    named = _named_medium(cast, phrase) if "medium" in meanings(word.text) else None
    if named is not None:
        return Speakers((named,), 0.9)
    name = plain(name_of_phrase(cast.parse, phrase)[0])
    for number, entity in enumerate(cast.entities[:MOST]):
        if entity.kind == "organization" and entity.name and name in (plain(entity.name), *map(plain, entity.aliases)):
            return Speakers((number,), 0.9)
    if plain(cast.parse.words[phrase.first].text) in (*_DEFINITE, "its"):
        found = _named_with(cast, phrase.head) if phrase.head - phrase.first <= 2 else None
        if found is not None:
            return Speakers((found,), 0.75)
        if "general" in meanings(word.text):
            states = word.lemma in ("country", "nation")
            owners = {cast.named[i] for i in range(phrase.first, phrase.head) if i in cast.named}
            who = prominent(cast, word, "it", "", (frozenset() if states else cast.places) | owners)
            if who.entities:
                return Speakers(who.entities, who.probability)
    return common(cast, phrase, "organization")


def _named_medium(cast: Cast, phrase: Phrase) -> int | None:
    """The newspaper or station that is named before its kind: "the daily NAME newspaper"."""
    for i in range(phrase.head - 1, phrase.first - 1, -1):
        number = cast.named.get(i)
        if number is None or number in cast.places or cast.entities[number].kind != "organization":
            continue
        return None if country(cast.entities[number].name or "") else number  # "the UN agency" is another body
    return None


def _named_with(cast: Cast, head: int) -> int | None:
    """The last body mentioned whose name holds the noun: Oslo City Council for "the council"."""
    word = cast.parse.words[head]
    noun = singular(cast.parse, head)
    if noun in ("police", "government"):
        return None
    variants = {noun, noun.replace("s", "z"), noun.replace("z", "s"), plain(word.text)}
    for event in cast.before(word.start):
        entity = cast.entities[event.entity]
        if entity.kind == "organization" and event.entity not in cast.places:
            if variants & {token for text in (entity.name or "", *entity.aliases) for token in tokens(text)}:
                return event.entity
    whole = tokens(text_of(cast.parse, max(0, head - 1), head + 1))
    later = (
        n for n, e in enumerate(cast.entities[:MOST]) if e.kind == "organization" and tokens(e.name or "")[-2:] == whole
    )
    return next(later, None)


def office_of(cast: Cast, phrase: Phrase) -> Office | None:
    """The office that a phrase describes, None where it describes none."""
    found = read(cast.parse, phrase.first, phrase.last)
    return found[0] if found else None
