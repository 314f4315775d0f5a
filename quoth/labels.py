"""A common noun phrase in, the name out under which a group, an unnamed source or a body goes: "sources close to the
matter".
"""

from __future__ import annotations

from quoth.layers import Parse
from quoth.lexicon import country, meanings, plain
from quoth.phrases import after, before, label, modifiers, text_of

#: Words before a group that only say how many or which.
_COUNTING = {
    "the", "a", "an", "some", "all", "one", "this", "these", "those", "that", "any", "certain", "both", "every", "each", "such", "no",
    "various", "its", "their", "his", "her", "our", "my", "of", "'s", "’s",
}  # fmt: skip
#: Heads that say little without what follows them.
_RELATIONAL = {
    "member", "leader", "supporter", "relative", "spokesman", "spokesperson", "spokeswoman", "part", "father", "mother", "parent", "wife",
    "author", "representative", "head", "segment", "sector", "friend", "family", "employee", "resident", "victim", "official", "half",
    "majority", "thousand", "hundred", "dozen", "team", "group", "one", "leadership", "people", "number", "citizen", "brother", "son", "poster",
    "participant", "chief", "director", "teacher", "worker", "student", "government", "mission", "embassy", "ministry", "department", "office",
    "association", "organization", "organisation", "court", "council", "committee", "commission", "branch", "chapter", "network", "side",
}  # fmt: skip


def singular(parse: Parse, head: int) -> str:
    """The dictionary form of a head noun, plain."""
    word = parse.words[head]
    return plain(word.lemma or word.text)


def name_of_phrase(parse: Parse, head: int, start: int, end: int) -> tuple[str, int, int]:
    """The name for the phrase of `head` inside the source [start, end): its words without article, and their
    offsets.
    """
    first, last = before(parse, head), after(parse, head)
    inside = parse.words_in(start, end)
    if inside and inside.start <= head:
        first = inside.start
        while first < head and parse.words[first].upos in ("PUNCT", "ADP", "CCONJ", "ADV"):
            first += 1
    first = _without_counting(parse, first, head)
    last = max(last, _kept_after(parse, head, inside.stop if inside else last))
    text = text_of(parse, first, last)
    return text, parse.words[first].start, parse.words[last - 1].end


def _without_counting(parse: Parse, first: int, head: int) -> int:
    while first < head and plain(parse.words[first].text) in _COUNTING:
        first += 1
    return first


def _kept_after(parse: Parse, head: int, stop: int) -> int:
    """The end of what follows a head and belongs to its name: "of", "close to", other prepositions where the head says little."""
    words, noun = parse.words, singular(parse, head)
    i = head + 1
    if i + 1 < stop and words[i].upos == "ADJ" and words[i + 1].upos == "ADP":  # sources close to the matter
        return _clause_start(parse, i + 2, stop)
    if i + 1 >= stop or words[i].upos not in ("ADP", "PART"):
        return i
    preposition = plain(words[i].text)
    kept = preposition == "of" or (preposition in ("in", "with", "at", "within") and noun in ("source", "expert"))
    kept = kept or (preposition in ("for", "to", "with", "within") and noun in _RELATIONAL)
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


def state_of_phrase(parse: Parse, head: int) -> str | None:
    """The country or body that the modifiers of a phrase name: Japan for "Japanese officials", a body for its
    officials.
    """
    first = before(parse, head)
    i, found = first, None
    while i < head:
        for length in (3, 2, 1):
            if i + length <= head and country(text_of(parse, i, i + length)):
                return country(text_of(parse, i, i + length))
        name = parse.name_of.get(i)
        if name and name.first >= i and name.last <= head and label(name) in ("org", "loc") and not found:
            found = name.text
        i += 1
    if found:
        return found
    for preposition, obj in modifiers(parse, head):
        if preposition in ("of", "from", "in", "with", "at", "within"):
            name = parse.name_of.get(obj)
            if name and label(name) in ("org", "loc", "nor"):
                return country(name.text) or name.text
            if country(parse.words[obj].text):
                return country(parse.words[obj].text)
    return None


def is_document(word: str) -> bool:
    """Whether a noun can stand for whoever issued what it names."""
    return "document" in meanings(word)
