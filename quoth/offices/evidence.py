"""A parse and a resolution in, the countries, bodies and places that the article names out, each with its mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quoth.language.lexicon import country, plain, role_class, seats, states
from quoth.language.names import tokens
from quoth.language.phrases import label, text_of
from quoth.layers import Entity, Parse, Resolution

Sort = Literal["country", "body", "place"]

#: How many words into the text a place still is a dateline.
_DATELINE = 4


@dataclass(frozen=True, slots=True)
class Named:
    """A country, body or place: its name, the word indices where it is named, and for a country those where only its
    capital is, and how many of its officers follow its name or adjective.
    """

    name: str
    sort: Sort
    at: tuple[int, ...]
    capitals: tuple[int, ...] = ()
    officers: int = 0


def named_in(parse: Parse, resolution: Resolution) -> tuple[Named, ...]:
    """Every country, body and place of an article, in order of first mention."""
    found = [*_countries(parse), *_others(parse, resolution)]
    return tuple(sorted(found, key=lambda one: min((*one.at, *one.capitals))))


def is_dateline(parse: Parse, one: Named) -> bool:
    """Whether a place or capital stands before the dash or colon with which the text begins."""
    first = min((*one.at, *one.capitals))
    opening = parse.words[first : first + _DATELINE]
    return first < _DATELINE and any(w.text in ("—", "–", "-", "--", ":", "/") for w in opening)


def _countries(parse: Parse) -> Iterator[Named]:
    at: dict[str, list[int]] = {}
    seated: dict[str, list[int]] = {}
    officers: Counter[str] = Counter()
    i = 0
    while i < len(parse.words):
        length = 1
        if parse.words[i].text[:1].isupper():
            for length in (3, 2, 1):
                text = text_of(parse, i, min(i + length, len(parse.words)))
                by_name, by_seat = country(text), seats().get(plain(text))
                found = by_name or by_seat
                if found is not None:
                    if found in states():
                        (at if by_name else seated).setdefault(found, []).append(i)
                        officers[found] += bool(by_name) and _officer_follows(parse, i + length)
                    break
        i += length
    for name in {**at, **seated}:
        yield Named(name, "country", tuple(at.get(name, ())), tuple(seated.get(name, ())), officers[name])


def _officer_follows(parse: Parse, index: int) -> bool:
    """Whether an officer is what the words from `index` name: "Japanese" officials, "Norwegian" Prime Minister."""
    for word in parse.words[index : index + 5]:
        if word.upos in ("VERB", "AUX", "ADP", "PUNCT"):
            return False
        if word.upos in ("NOUN", "PROPN") and role_class(word.text) in ("state", "office"):
            return True
    return False


def _others(parse: Parse, resolution: Resolution) -> Iterator[Named]:
    """Bodies and places that are no countries, from the entities of the article."""
    for entity in resolution.entities:
        if entity.kind != "organization" or not entity.name or country(entity.name):
            continue
        if entity.name.islower() or not tokens(entity.name):
            continue
        sort = _sort(parse, entity)
        if sort is not None:
            yield Named(entity.name, sort, tuple(sorted(m.head for m in entity.mentions)))


def _sort(parse: Parse, entity: Entity) -> Sort | None:
    """Whether the names of an entity are those of bodies or of places, None where they are neither."""
    labels = Counter(label(n) for m in entity.mentions if (n := parse.name_of.get(m.head)) is not None)
    if labels["org"] >= max(labels["loc"], 1):
        return "body"
    return "place" if labels["loc"] else None
