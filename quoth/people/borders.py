"""Names in a parse in, the same names out with the words at their ends that a tagger cut off or took too many of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from quoth.language.grammar import is_time, relation
from quoth.language.lexicon import country, given_names, honorifics, meanings, office_words, plain, role_class, roles
from quoth.language.names import close
from quoth.language.phrases import label
from quoth.layers import Name, Parse

#: A slip of the pen is looked for in titles of so many letters and more: no given name is so near to one.
_LONG_TITLE = 8


def named(parse: Parse, first: int, last: int, kind: str) -> Name:
    """The name that the words [first, last) make."""
    start, end = parse.words[first].start, parse.words[last - 1].end
    return Name(start, end, parse.text[start:end], kind, first, last)


def rejoined(parse: Parse, names: Sequence[Name]) -> list[Name]:
    """`names` (in text order) with neighbouring parts of one name put together: "Ana" "Sofía Marek"."""
    found: list[Name] = []
    for name in names:
        before = found[-1] if found else None
        if before is not None and (_one_person(parse, before, name) or _one_body(parse, before, name)):
            found[-1] = named(parse, before.first, name.last, name.label)
        else:
            found.append(name)
    return found


def _one_person(parse: Parse, left: Name, right: Name) -> bool:
    """Whether two names stand side by side in one sentence, both of people, the second one without a title."""
    if label(left) != "per" or label(right) != "per" or left.last != right.first:
        return False
    words = parse.words
    if words[left.first].sentence != words[right.first].sentence or "\n" in parse.text[left.end : right.start]:
        return False
    return not _titled(parse, right) and not _titled(parse, left)


def _one_body(parse: Parse, left: Name, right: Name) -> bool:
    """Whether what is taken for a person's one name begins the name of the body right after it, by the tree."""
    if label(left) != "per" or label(right) != "org" or left.last != right.first or left.last - left.first > 1:
        return False
    return relation(parse.words[right.first]) == "flat" and parse.words[right.first].head == left.first


def _titled(parse: Parse, name: Name) -> bool:
    return any(plain(w.text) in honorifics() or role_class(w.text) for w in parse.words[name.first : name.last])


def widened(parse: Parse, names: Sequence[Name]) -> list[Name]:
    """`names` with the words beside them that no name covers and that belong to them."""
    covered = {i for name in names for i in range(name.first, name.last)}
    widen = {"per": _widened_person, "org": _widened_body}
    return [widen[label(n)](parse, n, covered) if label(n) in widen else n for n in names]


def _widened_person(parse: Parse, name: Name, covered: set[int]) -> Name:
    """A person's name with the given name before it and the surname after it."""
    words, first, last = parse.words, name.first, name.last
    if first > 0 and _is_free(parse, first - 1, first, covered) and plain(words[first - 1].text) in given_names():
        if words[first - 1].upos == "PROPN" or _inside_sentence(parse, first - 1):
            first -= 1
    while last < len(words) and _is_free(parse, last, name.first, covered) and relation(words[last]) == "flat":
        if not name.first <= words[last].head < last or _is_title(words[last].text):
            break
        last += 1
    return named(parse, first, last, name.label)


def _widened_body(parse: Parse, name: Name, covered: set[int]) -> Name:
    """A body's name with the capitalised words before its common noun and the "of …" or "for …" after it, without a
    day of the week.
    """
    words, first, last = parse.words, name.first, name.last
    if last - first > 1 and is_time(parse, last - 1) and words[last - 1].upos == "PROPN":
        return named(parse, first, last - 1, name.label)
    while first > 0 and _is_free(parse, first - 1, first, covered) and _inside_sentence(parse, first - 1):
        if not _begins_body(parse, first - 1, first, last):
            break
        first -= 1
    if last + 1 < len(words) and plain(words[last].text) in ("of", "for") and _ends_body(parse, last, covered):
        last += 2
    return named(parse, first, last, name.label)


def _begins_body(parse: Parse, index: int, first: int, last: int) -> bool:
    """Whether a capitalised word is the beginning of the body's name that follows: "Industry" Ministry."""
    word = parse.words[index]
    if word.upos not in ("PROPN", "NOUN", "ADJ") or not first <= word.head < last or country(word.text):
        return False
    return relation(word) in ("compound", "amod", "flat")


def _ends_body(parse: Parse, index: int, covered: set[int]) -> bool:
    """Whether the preposition at `index` and the capitalised noun after it end a body's name: Chiefs "of Staff"."""
    word, following = parse.words[index + 1], parse.words[index + 2] if index + 2 < len(parse.words) else None
    if not _is_free(parse, index + 1, index, covered) or word.upos not in ("PROPN", "NOUN") or _is_title(word.text):
        return False
    return not is_time(parse, index + 1) and not (following is not None and following.text[:1].isupper())


def _is_free(parse: Parse, index: int, beside: int, covered: set[int]) -> bool:
    """Whether a capitalised word of the same sentence is part of no name, and no title either."""
    word = parse.words[index]
    if index in covered or word.sentence != parse.words[beside].sentence or not word.text[:1].isupper():
        return False
    return not _is_title(word.text) and word.text.isalpha()


def _is_title(text: str) -> bool:
    return role_class(text) is not None or plain(text) in honorifics() or plain(text) in office_words("prefix")


def _inside_sentence(parse: Parse, index: int) -> bool:
    """Whether a word stands neither first in its sentence nor after a mark, where any word has a capital."""
    if index == 0 or parse.words[index - 1].sentence != parse.words[index].sentence:
        return False
    return parse.words[index - 1].upos != "PUNCT"


def misspelled_title(text: str) -> bool:
    """Whether a word is a slip of the pen of a long title: "Presedent"."""
    return len(text) >= _LONG_TITLE and _nearest_title(plain(text))


@lru_cache(maxsize=1 << 12)
def _nearest_title(word: str) -> bool:
    return (
        word not in given_names()
        and not meanings(word)
        and any(
            role_class(role) in ("state", "office") and close(word, role)
            for role in roles()
            if len(role) >= _LONG_TITLE
        )
    )
