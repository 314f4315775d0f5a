"""Strings of names in, whether they name the same somebody out: variants, short forms, misspellings, acronyms."""

from __future__ import annotations

import re
from functools import lru_cache

from quoth.language.lexicon import honorifics, plain

_WORD = re.compile(r"[^\W_][\w.'’\-]*")
_PARTICLES = ("al-", "el-", "ul-", "ad-", "as-", "an-")


@lru_cache(maxsize=1 << 14)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name for comparison: case folded, no possessive ending, no full stops."""
    text = re.sub(r"['’]s?(?=\s|$)", "", name)
    found = (plain(word).replace(".", "") for word in _WORD.findall(text))
    return tuple(word for word in found if word)


def bare(token: str) -> str:
    """A token without the Arabic article: "sisi" for "el-sisi"."""
    return next((token[len(p) :] for p in _PARTICLES if token.startswith(p) and len(token) > len(p) + 1), token)


def without_honorifics(words: list[str]) -> int:
    """How many words at the start of a name are honorifics and no part of it; at least one word is left."""
    first = 0
    while first < len(words) - 1 and plain(words[first]) in honorifics():
        if plain(words[first]) == "tan" and plain(words[first + 1]) != "sri":
            break  # a surname, not the Malaysian title
        first += 1
    return first


def close(a: str, b: str) -> bool:
    """Whether two long tokens differ by a slip of the pen: at most two edits, none in a short token."""
    if a == b:
        return True
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 2 or a[0] != b[0]:
        return False
    return _distance(a, b) <= (2 if min(len(a), len(b)) >= 8 or sorted(a) == sorted(b) else 1)


def _distance(a: str, b: str) -> int:
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (x != y)))
        previous = row
    return previous[-1]


def _subsequence(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    rest = iter(long)
    return all(any(bare(token) == bare(other) for other in rest) for token in short)


def same_full_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two names of several tokens name one person: one holds the other, or a slip or initials differ."""
    short, long = sorted((a, b), key=len)
    if _subsequence(short, long):
        return True
    if "".join(short) == "".join(long):
        return True
    if bare(a[-1]) == bare(b[-1]) and (_initialled(a[:-1], b[:-1]) or _initialled(b[:-1], a[:-1])):
        return True
    if len(a) != len(b):
        return False
    different = [(x, y) for x, y in zip(a, b, strict=True) if bare(x) != bare(y)]
    return len(different) == 1 and close(*different[0])


def _initialled(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    letters = "".join(short)
    return 0 < len(letters) <= 3 and letters == "".join(token[0] for token in long)


def short_form(token: str, full: tuple[str, ...]) -> int:
    """How well one token stands for a full name: 3 surname, 2 first token, 1 another or a slip, 0 not at all."""
    if bare(token) == bare(full[-1]):
        return 3
    if token == full[0]:
        return 2
    if any(bare(token) == bare(other) for other in full[1:-1]):
        return 1
    return 1 if any(close(token, other) for other in (full[-1], full[0])) else 0


_MINOR = {"of", "the", "and", "for", "in", "on", "to", "de", "la", "del", "des", "du", "at", "&"}


@lru_cache(maxsize=1 << 14)
def initials(name: str) -> str:
    """First letters of the words that count: "imf" for International Monetary Fund."""
    return "".join(token[0] for token in tokens(name.replace("-", " ")) if token not in _MINOR)


def acronym_of(short: str, name: str) -> bool:
    """Whether the one-word `short` can be the acronym of `name`: the initials of its words, or of the first of them."""
    letters = plain(short).replace(".", "").replace("-", "")
    words = tokens(name.replace("-", " "))
    if not 2 <= len(letters) <= 8 or len(words) < 2 or not short[0].isupper():
        return False
    if letters == initials(name) or letters == "".join(word[0] for word in words):
        return True
    if letters.endswith("s") and letters[:-1] == initials(name):
        return True
    return len(letters) > 2 and initials(name).startswith(letters)


def spelled_by(short: str, name: str) -> bool:
    """Whether the letters of `short` occur in `name` in order, the first one first: Interpol, Benelux."""
    letters = plain(short).replace(".", "").replace("-", "")
    text = "".join(tokens(name))
    if not letters or not text or letters[0] != text[0]:
        return False
    rest = iter(text)
    return all(letter in rest for letter in letters)
