"""A person whom the article names without a word of what they are in, the office by which it calls them nearby out."""

from __future__ import annotations

from quoth.language.grammar import relation
from quoth.language.lexicon import plain, role_class
from quoth.language.offices import read
from quoth.language.phrases import before, is_plural
from quoth.layers import Description, Entity, Parse, Resolution
from quoth.people.extents import description_end, title_start

#: Sentences from the first in which somebody described may still go without a name.
_LEAD = 4


def described_in_lead(parse: Parse, entity: Entity, resolution: Resolution) -> Description | None:
    """The description that is the subject of a sentence of the lead, before this person is the first one named: "A
    designer from Vardø will show her work. NAME says …".
    """
    named = min((m.head for m in entity.mentions), default=-1)
    if named < 0 or parse.words[named].sentence >= _LEAD or not _is_subject(parse, named):
        return None
    others = [e for e in resolution.entities if e.kind == "person" and e is not entity]
    if any(m.kind == "name" and m.head < named for e in others for m in e.mentions):
        return None
    return _first_office(parse, range(parse.sentences[parse.words[named].sentence][0]), _taken(others))


def described_next(parse: Parse, entity: Entity, resolution: Resolution) -> Description | None:
    """The definite description that is the subject of a sentence right after one of which this person is the subject:
    "NAME underscored. The ministry's spokesman added …".
    """
    others = [e for e in resolution.entities if e.kind == "person" and e is not entity]
    occupied = {parse.words[m.head].sentence for e in others for m in e.mentions if m.kind == "name"}
    for mention in entity.mentions:
        after = parse.words[mention.head].sentence + 1
        if mention.kind != "name" or not _is_subject(parse, mention.head) or {after - 1, after} & occupied:
            continue
        if after < len(parse.sentences) and plain(parse.words[parse.sentences[after][0]].text) == "the":
            found = _first_office(parse, range(*parse.sentences[after]), _taken(others))
            if found is not None and before(parse, found.head) == parse.sentences[after][0]:
                return found
    return None


def _taken(others: list[Entity]) -> set[int]:
    """Heads of what the article says of others."""
    return {d.head for e in others for d in e.descriptions if e.name is not None}


def _first_office(parse: Parse, inside: range, taken: set[int]) -> Description | None:
    """The first office among the words `inside` that is a subject in the singular, but none of those `taken`."""
    for i in inside:
        word = parse.words[i]
        if role_class(word.text) and _is_subject(parse, i) and not is_plural(word) and i not in taken:
            first = min(before(parse, i), title_start(parse, i + 1))
            office = read(parse, first, description_end(parse, first))
            if office is not None and office[1] == i and parse.name_of.get(i) is None:
                return Description(office[0], i, "phrase")
    return None


def _is_subject(parse: Parse, index: int) -> bool:
    """Whether a word, or the noun whose name it is part of, is a subject."""
    word = parse.words[index]
    while relation(word) in ("flat", "compound") and word.head >= 0:
        word = parse.words[word.head]
    return relation(word) == "nsubj" and plain(word.text) not in ("who", "which", "that")
