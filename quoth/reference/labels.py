"""A common noun phrase in, the name out under which a group, an unnamed source or a body goes: "sources close to the
matter".
"""

from __future__ import annotations

from quoth.language.lexicon import country, office_words, plain
from quoth.language.offices import read
from quoth.language.phrases import ARTICLES, Phrase, after, label, text_of
from quoth.layers import Description, Mention, Office, Parse
from quoth.records import Kind
from quoth.reference.cast import Cast, Speakers


def singular(parse: Parse, head: int) -> str:
    """The dictionary form of a head noun, plain."""
    word = parse.words[head]
    return plain(word.lemma or word.text)


def name_of_phrase(parse: Parse, phrase: Phrase) -> tuple[str, int, int]:
    """The name for a phrase: its words without article and what only counts, and their offsets."""
    first = _without_counting(parse, phrase.first, phrase.head)
    last = max(min(after(parse, phrase.head), phrase.last), _kept_after(parse, phrase.head, phrase.last))
    return text_of(parse, first, last), parse.words[first].start, parse.words[last - 1].end


def common(cast: Cast, phrase: Phrase, kind: Kind) -> Speakers:
    """Somebody whom nobody names, under the phrase's own words: the group or body known by them, or a new one."""
    name, start, end = name_of_phrase(cast.parse, phrase)
    known = cast.called(name, kind) if kind != "unnamed" else None
    if known is not None:
        return Speakers((known,), 0.85)
    office = read(cast.parse, phrase.first, phrase.last) if kind == "unnamed" else None
    description = Description(office[0], office[1], "phrase") if office else None
    if description is None:
        state = state_of_phrase(cast.parse, phrase)
        description = Description(Office(None, state), phrase.head, "phrase") if state else None
    mention = Mention(start, end, phrase.head, "description")
    return Speakers((cast.new(name, kind, mention, description),), 0.8)


def _without_counting(parse: Parse, first: int, head: int) -> int:
    while first < head and plain(parse.words[first].text) in office_words("counting"):
        first += 1
    return first


def _kept_after(parse: Parse, head: int, stop: int) -> int:
    """The end of what follows a head and belongs to its name: "of", "close to", others where the head says little."""
    words, noun = parse.words, singular(parse, head)
    i = head + 1
    if i + 1 < stop and words[i].upos == "ADJ" and words[i + 1].upos == "ADP":  # sources close to the matter
        return _clause_start(parse, i + 2, stop)
    if i + 1 >= stop or words[i].upos not in ("ADP", "PART"):
        return i
    preposition = plain(words[i].text)
    kept = preposition == "of" or (preposition in ("in", "with", "at", "within") and noun in ("source", "expert"))
    kept = kept or (preposition in ("for", "to", "with", "within") and noun in office_words("relational"))
    return _clause_start(parse, i + 1, stop) if kept else i


def _clause_start(parse: Parse, first: int, stop: int) -> int:
    """Where a relative clause, a participle or a comma ends the words from `first` that belong to a name."""
    for i in range(first + 1, stop):
        word = parse.words[i]
        name = parse.name_of.get(i)
        if name is not None and name.first < i:
            continue
        if word.xpos in ("WP", "WDT", "WRB", "VBD", "VBZ", "VBP", "MD") or (
            word.upos == "PUNCT" and word.text in (",", ";", ":", "–", "—", "--")
        ):
            return i
        if (
            word.xpos in ("VBN", "VBG")
            and parse.words[i - 1].upos in ("NOUN", "PROPN")
            and (i + 1 >= stop or parse.words[i + 1].upos not in ("NOUN", "PROPN"))
        ):
            return i
    return stop


def state_of_phrase(parse: Parse, phrase: Phrase) -> str | None:
    """The country or body that the words of a phrase name: Japan for "Japanese officials"."""
    head, found = phrase.head, None
    for i in range(min(phrase.first, head), head):
        for length in (3, 2, 1):
            if i + length <= head and country(text_of(parse, i, i + length)):
                return country(text_of(parse, i, i + length))
        name = parse.name_of.get(i)
        if name and name.first == i and name.last <= head and label(name) in ("org", "loc") and not found:
            found = name.text
    if found:
        return found
    if head + 2 < len(parse.words) and plain(parse.words[head + 1].text) in (
        "of",
        "from",
        "in",
        "with",
        "at",
        "within",
    ):
        i = head + 2
        while i < len(parse.words) - 1 and plain(parse.words[i].text) in ARTICLES:
            i += 1
        name = parse.name_of.get(i)
        if name and label(name) in ("org", "loc", "nor"):
            return country(name.text) or name.text
        return country(parse.words[i].text)
    return None
