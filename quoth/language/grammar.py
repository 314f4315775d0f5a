"""A parse and a word in, what hangs on that word out: complements of a possible cue, its subject, whole noun phrases.

Relations are those of Universal Dependencies, version 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from quoth.language.lexicon import role_class
from quoth.layers import Parse, Word

#: Prepositions that can introduce what is said: "warned of", "agreed on", "blasted them for".
_INTRODUCING = {
    "about",
    "against",
    "as",
    "for",
    "from",
    "in",
    "into",
    "of",
    "on",
    "over",
    "regarding",
    "to",
    "with",
    "between",
}
#: Dependents of a noun that are no part of its phrase as a mention.
_NOT_OF_PHRASE = {
    "case", "mark", "cc", "cop", "aux", "nsubj", "parataxis", "advcl", "discourse", "expl",
}  # fmt: skip
_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM"}
_AGENT = {"by", "from"}
RELATIVE = {"who", "which", "that", "whom"}
_EMPTY = {"PUNCT", "SCONJ", "PART", "ADP", "DET", "CCONJ"}


@dataclass(frozen=True, slots=True)
class Complement:
    """What could be the content under a cue. `construction` names how it hangs on it: clause, inserted, infinitive,
    gerund, object, predicate, or the preposition that introduces it.
    """

    construction: str
    words: tuple[int, ...]


def says(parse: Parse, words: Iterable[int]) -> bool:
    """Whether a stretch of words says something by itself: "that" or "from" alone does not."""
    return any(parse.words[i].upos not in _EMPTY for i in words)


def relation(word: Word) -> str:
    """The universal part of a word's relation: `nsubj` of `nsubj:pass`."""
    return word.deprel.partition(":")[0]


def child(parse: Parse, index: int, *relations: str) -> int | None:
    """The first dependent of `index` in one of `relations` (universal part or whole label), None without one."""
    for i in parse.children[index]:
        word = parse.words[i]
        if word.deprel in relations or relation(word) in relations:
            return i
    return None


def preposition(parse: Parse, index: int) -> str | None:
    """The lower-case word that marks `index` as oblique or as an adverbial clause: "of", "to"; None without one."""
    for i in parse.children[index]:
        if relation(parse.words[i]) in ("case", "mark"):
            return parse.words[i].text.lower()
    return None


def complements(parse: Parse, index: int) -> list[Complement]:
    """Everything under (or around) the word `index` that could be what it reports, in text order.

    After an object, which then is the addressee ("urged China to act") or what is spoken about ("blasted him for
    it"), a construction's name has "object+" before it.
    """
    found = []
    word = parse.words[index]
    obj: int | None = None
    for i in parse.children[index]:
        construction = _construction(parse, i)
        if construction is None or (i < index and construction != "clause"):
            continue
        words = parse.descendants(i)
        if construction == "object":
            obj = i
            words = sorted([*words, *_trailing(parse, index, i)])
        elif obj is not None and construction in ("predicate", "as"):
            words = sorted([*parse.descendants(obj), *words])
        elif obj is not None and construction != "clause":
            construction = f"object+{construction}"
        found.append(Complement(construction, tuple(words)))
    if word.upos == "VERB" and not any(c.construction == "clause" for c in found):
        found.extend(_misplaced(parse, index))
    if relation(word) == "parataxis" and word.head >= 0:
        own = set(parse.descendants(index))
        around = tuple(i for i in parse.descendants(word.head) if i not in own)
        found.append(Complement("inserted", around))
    return found


def _misplaced(parse: Parse, index: int) -> Iterator[Complement]:
    """A that-clause hung on the place or the addressee instead of the verb: hinted at a conference | that talks
    follow.
    """
    for i in parse.children[index]:
        if i > index and relation(parse.words[i]) in ("obl", "obj", "iobj"):
            for j in parse.children[i]:
                if j > i and relation(parse.words[j]) in ("acl", "ccomp") and preposition(parse, j) == "that":
                    yield Complement("clause", tuple(parse.descendants(j)))


def _trailing(parse: Parse, index: int, obj: int) -> list[int]:
    """What follows an object without a comma and belongs to it in meaning, wherever a parser hangs it: regret |
    for the delay.
    """
    found: list[int] = []
    edge = max(parse.descendants(obj))
    for i in parse.children[index]:
        word = parse.words[i]
        if i <= edge or min(below := parse.descendants(i)) != edge + 1:
            continue
        if relation(word) not in ("obl", "nmod", "advcl", "acl") or parse.words[edge + 1].text == ",":
            break
        if is_time(parse, i):
            break
        if relation(word) == "advcl" and preposition(parse, i) not in ("to", "for", "in", "of"):
            break
        found.extend(below)
        edge = max(below)
    return found


def _construction(parse: Parse, index: int) -> str | None:
    """How the dependent `index` could be content of its head, None where it could not."""
    word = parse.words[index]
    rel = relation(word)
    marker = preposition(parse, index)
    if rel == "ccomp":
        return "clause"
    if rel in ("xcomp", "acl", "advcl"):
        if marker == "to" or (rel == "xcomp" and word.xpos == "VB"):
            return "infinitive"
        if marker == "that" or (marker in ("whether", "if") and rel == "acl"):
            return "clause"
        if marker in _INTRODUCING:
            return marker
        if rel == "xcomp":
            return "gerund" if word.xpos == "VBG" else "predicate"
        return None
    if rel == "obj":
        return "object"
    if rel in ("obl", "nmod") and marker in _INTRODUCING and not word.deprel.endswith((":tmod", ":poss", ":agent")):
        return None if is_time(parse, index) else marker
    return None


def after_comma(parse: Parse, index: int) -> bool:
    """Whether a comma stands before the word, or before the closing mark before it."""
    if index > 1 and parse.words[index - 1].xpos in ("''", "``"):
        index -= 1
    return index > 0 and parse.words[index - 1].text == ","


def is_time(parse: Parse, index: int) -> bool:
    """Whether a noun names a time: an entity that is a date, or a word of the calendar."""
    name = parse.name_of.get(index)
    return (name is not None and name.label in ("DATE", "TIME")) or parse.words[index].text.lower() in _calendar()


@cache
def _calendar() -> frozenset[str]:
    lines = (files("quoth") / "data" / "calendar.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def subject(parse: Parse, index: int, possible: Callable[[int], bool] = lambda _: True) -> int | None:
    """The word that says who does what the verb or noun `index` names, its own or the one that it shares.

    `possible` tells of a word whether it can be one; None where there is none.
    """
    seen: set[int] = set()
    while index not in seen:
        seen.add(index)
        word = parse.words[index]
        found = next((i for i in _own_subjects(parse, index) if possible(i)), None)
        if found is not None:
            relative = parse.words[found].text.lower() in RELATIVE and relation(word) == "acl"
            return word.head if relative else found
        rel = relation(word)
        if word.head < 0 or (rel in ("ccomp", "parataxis") and word.xpos != "VBG"):
            return None
        if rel == "acl":
            return word.head if word.upos == "VERB" and possible(word.head) else None
        if rel not in ("conj", "xcomp", "advcl", "ccomp", "parataxis", "dep"):
            return None
        if _is_passive(parse, index) and not _is_passive(parse, word.head):
            return None
        controller = child(parse, word.head, "obj") if rel in ("xcomp", "advcl") and word.xpos == "VB" else None
        if controller is not None and controller < index and possible(controller):
            if rel == "xcomp" or _could_act(parse, controller):
                return controller  # moved the envoys to hint: the envoys do
        index = word.head
    return None


def _could_act(parse: Parse, index: int) -> bool:
    """Whether a noun names people or a body, rather than a thing."""
    name = parse.name_of.get(index)
    return role_class(parse.words[index].text) is not None or (name is not None and name.label in ("PERSON", "ORG"))


def neighbour(parse: Parse, index: int, region: range, turned: bool, possible: Callable[[int], bool]) -> int | None:
    """The head of the noun phrase next to a verb, which is its subject where a tree shows none.

    Behind it where the two are `turned` round (“…,” said the minister), else before it, past adverbs and an
    apposition. `region` holds the words to look at.
    """
    if turned and index + 1 in region and parse.words[index + 1].upos in ("DET", "PROPN", "NOUN", "PRON", "ADJ"):
        nouns = (i for i in range(index + 1, min(index + 8, region.stop)) if parse.words[i].upos in _NOMINAL)
        found = next((i for i in nouns if possible(i)), None)
        if found is not None and relation(parse.words[found]) not in ("obj", "iobj"):
            return _phrase_head(parse, found, lambda i: i > index)
    i = index - 1
    while i in region and parse.words[i].upos in ("ADV", "AUX", "PART", "PUNCT"):
        i -= 1
    if i not in region or parse.words[i].upos not in _NOMINAL or not possible(i):
        return None
    return _phrase_head(parse, _head_of_chunk(parse, i, region), lambda i: i < index)


def _head_of_chunk(parse: Parse, last: int, region: range) -> int:
    """The head of the noun phrase that ends in the noun `last`: the noun before its first preposition, official |
    close to the talks.
    """
    first = last
    while first - 1 in region and parse.words[first - 1].upos not in ("PUNCT", "CCONJ", "SCONJ", "VERB", "AUX"):
        first -= 1
    link = next((i for i in range(first, last) if parse.words[i].upos == "ADP"), None)
    if link is None or link == first:
        return last
    return next((i for i in range(link, first - 1, -1) if parse.words[i].upos in _NOMINAL), last)


def opening(parse: Parse, index: int, region: range, possible: Callable[[int], bool]) -> int | None:
    """The head of the noun phrase that opens the sentence, the likeliest subject of a verb that has none by tree or
    order.
    """
    for i in range(region.start, min(index, region.start + 8)):
        word = parse.words[i]
        if word.upos in ("ADP", "SCONJ", "VERB", "AUX"):
            return None
        if word.upos in _NOMINAL and possible(i):
            return _phrase_head(parse, i, lambda j: j < index)
    return None


def _phrase_head(parse: Parse, index: int, allowed: Callable[[int], bool]) -> int:
    """The head of the largest noun phrase around the noun `index` whose words are `allowed`."""
    while True:
        word = parse.words[index]
        inside = relation(word) in ("flat", "compound", "appos", "nmod", "conj", "amod")
        if not inside or word.head < 0 or not allowed(word.head) or parse.words[word.head].upos not in _NOMINAL:
            return index
        index = word.head


def _is_passive(parse: Parse, index: int) -> bool:
    word = parse.words[index]
    if child(parse, index, "aux:pass") is not None:
        return True
    return (
        word.xpos == "VBN"
        and (relation(word) == "acl" or child(parse, index, "aux") is not None)
        and _has_patient(parse, index)
    )


def _has_patient(parse: Parse, index: int) -> bool:
    word = parse.words[index]
    return relation(word) == "acl" or child(parse, index, "nsubj:pass", "csubj:pass") is not None


def _own_subjects(parse: Parse, index: int) -> Iterator[int]:
    """Dependents of a verb or noun that say who acts: subjects, agents of a passive, owners of a noun."""
    passive, noun = _is_passive(parse, index), parse.words[index].upos == "NOUN"
    for i in sorted(parse.children[index], key=lambda i: abs(i - index)):
        rel = relation(parse.words[i])
        acts = {"nsubj": not passive, "obl": passive, "nmod": noun}.get(rel, False)
        if acts and (rel == "nsubj" or parse.words[i].deprel == "nmod:poss" or preposition(parse, i) in _AGENT):
            yield i


def noun_phrase(parse: Parse, index: int, without: int | None = None) -> tuple[int, ...]:
    """The words of the noun phrase of `index`: its subtree less case markers, punctuation at the ends and the branch
    that holds `without`.
    """
    words = [index]
    for i in parse.children[index]:
        rel = relation(parse.words[i])
        if rel in _NOT_OF_PHRASE or (rel == "punct" and not _inside(parse, index, i)):
            continue
        below = parse.descendants(i)
        if without is None or without not in below:
            words.extend(below)
    return strip_punctuation(parse, sorted(words)) or (index,)


def _inside(parse: Parse, index: int, punct: int) -> bool:
    """Whether a punctuation mark stands between two parts of the phrase rather than at its edge."""
    others = [i for i in parse.children[index] if relation(parse.words[i]) not in ("punct", "case")]
    return any(i < punct for i in [*others, index]) and any(i > punct for i in others)


def strip_punctuation(parse: Parse, words: list[int]) -> tuple[int, ...]:
    """`words` without the punctuation at both ends."""
    first, last = 0, len(words)
    while first < last and parse.words[words[first]].upos == "PUNCT":
        first += 1
    while last > first and parse.words[words[last - 1]].upos == "PUNCT":
        last -= 1
    return tuple(words[first:last])
