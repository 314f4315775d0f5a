"""A parse and a word in, the noun phrase around it out: its edges, its parts, the name in it.

Edges are those of the token sequence as well as of the tree, because short newswire phrases are read better than
parsed.
"""

from __future__ import annotations

from dataclasses import dataclass

from quoth.language.grammar import relation
from quoth.language.lexicon import office_words, plain
from quoth.layers import Name, Parse, Word

ARTICLES = {"the", "a", "an"}
POSSESSIVE = {"'s", "’s", "'", "’"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its head word, its words [first, last) and their offsets [start, end)."""

    head: int
    first: int
    last: int
    start: int
    end: int


def phrase_in(parse: Parse, start: int, end: int) -> Phrase | None:
    """The noun phrase [start, end), None where no word lies there."""
    head = head_in(parse, start, end)
    inside = parse.words_in(start, end)
    if head is None:
        return None
    first = inside.start
    while (
        first < head
        and parse.words[first + 1].text not in ("least", "most", "than")  # "at least three participants"
        and parse.words[first].upos in ("PUNCT", "ADP", "CCONJ", "ADV")
        and parse.words[first].text.islower()
    ):
        first += 1
    return Phrase(head, first, inside.stop, start, end)


def phrase_of(parse: Parse, head: int) -> Phrase:
    """The noun phrase that ends in `head`."""
    first = before(parse, head)
    return Phrase(head, first, head + 1, parse.words[first].start, parse.words[head].end)


_SHORTENED = ("PERSON", "PER", "ORG", "LOC", "NORP", "FAC", "PRODUCT", "MISC", "DATE", "TIME", "MONEY")
_CLASSES = {name: name[:3].lower() for name in _SHORTENED} | {"GPE": "loc"}


def label(name: Name) -> str:
    """The class of a named entity, in three lower-case letters whatever its model calls it: per, org, loc, nor, fac,
    pro, mis, dat, tim, mon; oth for what nobody can be: an event, a law, a work, a language, a number.
    """
    return _CLASSES.get(name.label, "oth")


def is_nominal(word: Word) -> bool:
    """Whether a word can head a phrase that names somebody."""
    return word.upos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM")


def name_root(parse: Parse, name: Name) -> int:
    """The word of a name that governs the others."""
    for i in range(name.first, name.last):
        if not name.first <= parse.words[i].head < name.last:
            return i
    return max(name.first, name.last - 1)


def before(parse: Parse, index: int) -> int:
    """The first word of the phrase that `index` ends: determiners, adjectives, nouns and possessives before it."""
    words, first = parse.words, index
    while first > 0 and words[first - 1].sentence == words[index].sentence and _is_inside(parse, first - 1, index):
        first -= 1
    while first < index and (words[first].upos in ("PUNCT", "ADP", "CCONJ", "ADV") or words[first].text in POSSESSIVE):
        first += 1
    return first


def _is_inside(parse: Parse, index: int, head: int) -> bool:
    """Whether the word before a noun belongs to its phrase."""
    word, following = parse.words[index], parse.words[min(index + 1, len(parse.words) - 1)]
    name = parse.name_of.get(index)
    if name is not None and name.last > index + 1:
        return True
    if name is not None and label(name) in ("dat", "tim"):
        return False
    if word.text in POSSESSIVE or word.text in ("-", "–", "/", "&", "%", "‑"):
        return True
    if word.upos in ("VERB", "AUX"):
        return (
            word.xpos in ("VBN", "VBG")
            and following.upos in ("NOUN", "PROPN", "ADJ")
            and word.head in range(index, head + 1)
        )
    if word.upos == "ADV":
        return following.upos in ("ADJ", "NUM", "VERB") or word.head == index + 1
    if word.upos == "PRON":
        return word.xpos == "PRP$"
    if following.upos == "DET" or following.xpos == "PRP$":
        return word.upos == "DET"
    return word.upos in ("DET", "ADJ", "NOUN", "PROPN", "NUM", "X")


def after(parse: Parse, index: int) -> int:
    """The index past the flat and compound parts that follow the head: "Brandt" of "Anna Brandt"."""
    last = index + 1
    while (
        last < len(parse.words)
        and parse.words[last].head == index
        and relation(parse.words[last]) in ("flat", "compound", "goeswith", "fixed")
    ):
        last += 1
    name = parse.name_of.get(index)
    return max(last, name.last) if name and name.first <= index else last


def text_of(parse: Parse, first: int, last: int) -> str:
    """The article's text of the words [first, last), white space as single spaces."""
    last = min(last, len(parse.words))
    if first >= last:
        return ""
    return " ".join(parse.text[parse.words[first].start : parse.words[last - 1].end].split())


def modifiers(parse: Parse, index: int) -> list[tuple[str, int]]:
    """What follows a noun with a preposition: (preposition, head of its object), in text order."""
    found = []
    for i in parse.children[index]:
        if i > index and relation(parse.words[i]) in ("nmod", "obl"):
            cases = [j for j in parse.children[i] if relation(parse.words[j]) == "case" and j < i]
            if cases:
                found.append((plain(parse.words[cases[0]].text), i))
    return found


def head_in(parse: Parse, start: int, end: int) -> int | None:
    """The head noun of the phrase [start, end): the last noun before what follows a noun, None if no word lies there.

    Read off the words, not the tree: the source of a quote is a noun phrase, and those end in their heads.
    """
    inside = parse.words_in(start, end)
    found: int | None = None
    for i in inside:
        word = parse.words[i]
        begun = found is not None or (
            i > inside.start and parse.words[inside.start].upos in ("DET", "ADJ") and word.upos == "ADP"
        )
        if begun and _follows_head(parse, i, inside):
            break
        if word.upos in ("NOUN", "PROPN", "PRON", "NUM", "X"):
            found = i
    if found is not None or not inside:
        return found
    return next((i for i in reversed(inside) if is_nominal(parse.words[i])), inside.start)


def _follows_head(parse: Parse, index: int, inside: range) -> bool:
    """Whether a word cannot stand before the head of a phrase that has begun."""
    word = parse.words[index]
    name = parse.name_of.get(index)
    if name is not None and name.first < index and index - 1 in inside:
        return False
    if word.text in POSSESSIVE or (word.text in ("-", "–", "/", "&", ".") and index + 1 < inside.stop):
        return False
    if word.upos in ("VERB", "AUX"):
        if index - 1 in inside and parse.words[index - 1].text in ("-", "–"):
            return False  # "state-run"
        following = parse.words[index + 1] if index + 1 < inside.stop else None
        nominal = following is not None and following.upos in ("NOUN", "PROPN", "ADJ")
        if plain(word.text) in office_words("participle"):
            return not nominal
        if parse.words[index - 1].upos == "NOUN" and index - 1 in inside:
            return True  # "officer requesting anonymity"
        return not (word.xpos in ("VBN", "VBG") and nominal)
    return word.upos in ("ADP", "SCONJ", "PUNCT", "PART") or word.xpos in ("WP", "WDT", "WRB", "WP$", "TO")


def possessor(parse: Parse, index: int) -> int | None:
    """The head of the possessive before a noun ("Brandt" in "Brandt's statement"), None without one."""
    for i in parse.children[index]:
        if parse.words[i].deprel == "nmod:poss" and i < index:
            return i
    return None


def is_plural(word: Word) -> bool:
    """Whether a noun is plural, by its tag."""
    return word.xpos in ("NNS", "NNPS") or "Number=Plur" in word.feats
