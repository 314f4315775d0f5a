"""A parse and a word in, the noun phrase around it out: its edges, its parts, the name in it.

Edges are those of the token sequence as well as of the tree, because short newswire phrases are read better than
parsed.
"""

from __future__ import annotations

from dataclasses import dataclass

from quoth.language.grammar import relation
from quoth.language.lexicon import meanings, office_words, plain, role_class
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


def label(name: Name) -> str:
    """The class of a named entity, in three lower-case letters whatever its model calls it: per, org, loc, nor, fac,
    mis, dat.
    """
    key = name.label.lower()[:3]
    return {"gpe": "loc"}.get(key, key)


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
        following = parse.words[index + 1] if index + 1 < inside.stop else None
        nominal = following is not None and following.upos in ("NOUN", "PROPN", "ADJ")
        if plain(word.text) in office_words("participle"):
            return not nominal
        if parse.words[index - 1].upos == "NOUN" and index - 1 in inside:
            return True  # "officer requesting anonymity"
        return not (word.xpos in ("VBN", "VBG") and nominal)
    return word.upos in ("ADP", "SCONJ", "PUNCT", "PART") or word.xpos in ("WP", "WDT", "WRB", "WP$", "TO")


def segments(parse: Parse, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of a source that name different speakers: "Brandt" and "Vale" of "Brandt and Vale"."""
    inside = parse.words_in(start, end)
    for i in inside:
        word = parse.words[i]
        name = parse.name_of.get(i)
        if plain(word.text) not in ("and", "&") or word.upos == "PUNCT" or i in (inside.start, inside.stop - 1):
            continue
        if name is not None and name.first < i < name.last - 1:
            continue
        left, right = range(inside.start, i), range(i + 1, inside.stop)
        if _are_two(parse, left, right):
            cuts = [(parse.words[a].start, parse.words[b - 1].end) for a, b in _listed(parse, left)]
            return [*cuts, *segments(parse, parse.words[right.start].start, end)]
    return [(start, end)]


def _are_two(parse: Parse, left: range, right: range) -> bool:
    """Whether "and" joins two speakers, not two parts of one description or of a prepositional phrase."""
    words = parse.words
    first, last = words[right.start], words[left.stop - 1]
    if any(words[i].upos in ("VERB", "AUX") and words[i].xpos != "VBG" for i in left):
        return False
    if _has_person(parse, right) and not _has_person(parse, left):
        if role_class(last.text) and role_class(first.text) and not is_plural(last):
            return False  # the director and founder of …, NAME
        plural = is_plural(last) and (role_class(last.text) is not None or bool(meanings(last.text)))
        return words[left.start].upos == "DET" or plural or (_is_name(parse, left) and not _titled_in(parse, right))
    if _has_person(parse, left) and not _has_person(parse, right) and _is_described(parse, left):
        return False
    if _has_person(parse, left) and (
        _has_person(parse, right) or role_class(first.text) is None or first.upos == "DET"
    ):
        return True
    if _is_name(parse, left) and _is_name(parse, right):
        return True
    if any(words[i].upos == "ADP" or words[i].xpos in ("WP", "WDT") for i in left):
        return False
    if _is_name(parse, left):
        return role_class(first.text) is None
    if first.upos == "DET" or first.xpos == "PRP$":
        return True
    head = head_in(parse, first.start, words[right.stop - 1].end)
    if head is None or last.upos not in ("NOUN", "PROPN") or not is_plural(last):
        return False
    return _is_name(parse, right) or (head > right.start and is_plural(words[head]))


def _is_described(parse: Parse, inside: range) -> bool:
    """Whether a comma or a preposition after a person's name begins a description of that person."""
    names = (parse.name_of.get(i) for i in inside)
    end = next((n.last for n in names if n is not None and label(n) == "per"), inside.stop)
    return any(parse.words[i].text == "," or parse.words[i].upos == "ADP" for i in range(end, inside.stop))


def _titled_in(parse: Parse, inside: range) -> bool:
    """Whether a role stands in a stretch after its first word: "Macau Affairs Office director" and a name."""
    return any(role_class(parse.words[i].text) for i in inside[1:])


def _has_person(parse: Parse, inside: range) -> bool:
    """Whether a stretch names a person or is a pronoun."""
    for i in inside:
        name = parse.name_of.get(i)
        if (
            name is not None
            and label(name) == "per"
            and not (name.last < len(parse.words) and parse.words[name.last].text in POSSESSIVE)
        ):
            return True
    return len(inside) == 1 and parse.words[inside.start].upos == "PRON"


def _is_name(parse: Parse, inside: range) -> bool:
    """Whether a stretch is nothing but names, with an article, commas and brackets."""
    rest = [i for i in inside if parse.words[i].upos not in ("PUNCT", "DET") and plain(parse.words[i].text) != "both"]
    named = all(
        (name := parse.name_of.get(i)) is not None and label(name) in ("org", "loc", "per", "nor") for i in rest
    )
    return bool(rest) and named and parse.words[rest[-1]].upos != "ADJ"


def _listed(parse: Parse, inside: range) -> list[tuple[int, int]]:
    """A stretch cut at its commas where every part names somebody, without a leading "the four members,"."""
    cuts = [i for i in inside if parse.words[i].text == "," and i > inside.start]
    edges = [inside.start, *(i + 1 for i in cuts)]
    parts = [(a, b) for a, b in zip(edges, [*cuts, inside.stop], strict=True) if a < b]
    named = [(a, b) for a, b in parts if _is_name(parse, range(a, b)) or _has_person(parse, range(a, b))]
    if len(parts) > 1 and named == parts:
        return parts
    summed = parse.words[parts[0][1] - 1] if parts else None
    if len(parts) > 1 and named == parts[1:] and summed is not None and summed.upos == "NOUN" and is_plural(summed):
        return named
    return [(inside.start, inside.stop)]


def possessor(parse: Parse, index: int) -> int | None:
    """The head of the possessive before a noun ("Brandt" in "Brandt's statement"), None without one."""
    for i in parse.children[index]:
        if parse.words[i].deprel == "nmod:poss" and i < index:
            return i
    return None


def is_plural(word: Word) -> bool:
    """Whether a noun is plural, by its tag."""
    return word.xpos in ("NNS", "NNPS") or "Number=Plur" in word.feats
