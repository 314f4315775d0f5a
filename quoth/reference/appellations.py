"""A source phrase and the cast in, the person or body that it names out: with titles, appositions, kinds of bodies."""

from __future__ import annotations

from quoth.language.grammar import relation
from quoth.language.lexicon import honorifics, meanings, plain, role_class
from quoth.language.names import initials
from quoth.language.offices import role_head
from quoth.language.phrases import POSSESSIVE, Phrase, is_plural, label
from quoth.reference.cast import Cast


def person_of(cast: Cast, phrase: Phrase) -> int | None:
    """The only person whom a phrase names, where the name begins it or follows an office."""
    words, inside = cast.parse.words, range(phrase.first, phrase.last)
    at = [i for i in inside if cast.person_at(i) is not None]
    if not at or len({cast.person_at(i) for i in at}) != 1:
        return None
    first, last = at[0], at[-1]
    following = words[last + 1] if last + 1 < phrase.last else None
    if following is not None and (following.text in POSSESSIVE or following.upos in ("NOUN", "CCONJ")):
        return None
    if all(words[i].text in (",", "(") or plain(words[i].text) in honorifics() for i in range(phrase.first, first)):
        return cast.person_at(first)
    one = plain(words[phrase.first].text) == "one"
    beside = role_head(cast.parse, max(phrase.first, first - 2), first) is not None
    titled = beside and (not meanings(words[phrase.head].text) or phrase.head in cast.parse.name_of)
    if phrase.head < first and not role_class(words[phrase.head].text) and not one and not titled:
        return None  # the government of President NAME
    nearest, office = words[first - 1], role_head(cast.parse, phrase.first, first)
    if office is None or nearest.upos in ("ADP", "CCONJ", "VERB") or nearest.text in POSSESSIVE:
        return None
    if is_plural(words[office]) and not one:
        return None
    beside = role_class(nearest.text) is not None and not is_plural(nearest)
    return cast.person_at(first) if beside or following is None or following.text in (",", "(") else None


def person_beside(cast: Cast, phrase: Phrase) -> int | None:
    """The person in apposition to the head of a phrase, or named at its end after a comma."""
    words, head = cast.parse.words, phrase.head
    for i in cast.parse.children[head]:
        word = words[i]
        beside = (
            ("appos", "flat", "dep", "parataxis", "compound", "nmod")
            if i > head
            else ("appos", "flat", "dep", "parataxis")
        )
        if not phrase.first <= i < phrase.last or relation(word) not in beside or word.deprel == "nmod:poss":
            continue
        if any(words[j].upos == "ADP" for j in range(head + 1, i)) and relation(word) == "nmod":
            continue  # the government of President NAME
        if cast.person_at(i) is not None and all(relation(words[j]) != "case" for j in cast.parse.children[i]):
            return cast.person_at(i)
    last = phrase.last - 1
    if role_class(words[head].text) and not is_plural(words[head]) and last > head:
        if any(word.text == "," for word in words[head:last]):
            return cast.person_at(last)
    return None


def officer(cast: Cast, head: int) -> int | None:
    """The last person named whose office a word in capitals abbreviates: "the CEO" for Chief Executive Officer NAME."""
    word = cast.parse.words[head]
    if not (word.text.isupper() and 2 < len(word.text) <= 5):
        return None
    for event in cast.before(word.start):
        roles = (d.office.role for d in cast.entities[event.entity].descriptions)
        if cast.entities[event.entity].kind == "person" and any(initials(r) == plain(word.text) for r in roles if r):
            return event.entity
    return None


def body_after(cast: Cast, phrase: Phrase) -> int | None:
    """The body whose name stands right after its kind: "the newspaper" NAME, "an advocacy group", NAME."""
    i = phrase.head + 1
    if i + 1 < phrase.last and cast.parse.words[i].text == ",":
        name = cast.parse.name_of.get(i + 1)
        i += name is not None and label(name) == "org"
    noun = cast.parse.words[phrase.head]
    if i >= phrase.last or noun.upos != "NOUN" or "organization" not in meanings(noun.text):
        return None
    number = cast.named.get(i)
    return number if number is not None and cast.entities[number].kind == "organization" else None
