"""The words of a description and an office in, how well they fit out: by noun, by country or body."""

from __future__ import annotations

from quoth.language.lexicon import country, office_words, plain, regions, stand_ins
from quoth.language.names import acronym_of, tokens
from quoth.reference.cast import MOST, Cast


def plain_role(role: str) -> frozenset[str]:
    """The plain words of an office, parts of hyphenated ones by themselves, and the whole."""
    words = {plain(word) for word in role.replace("-", " ").split()}
    return frozenset(words | {plain(role)})


def fits_role(asked: str, role: str) -> float:
    """How well a description's head noun fits an office: 2 the same noun, 1 one that can stand for it, 0 no."""
    head, words = plain(asked), plain_role(role)
    core = plain(role).split(" of ")[0].split(" for ")[0].split()
    if (core and core[-1] == head) or head in words:
        return 2.0
    if {"premier", "pm"} & {head} and "prime" in words:
        return 2.0
    return 1.0 if words & stand_ins().get(head, frozenset()) else 0.0


def affiliation_fit(cast: Cast, asked: str | None, told: str | None) -> float:
    """How well the body or country of a description fits the one told of somebody: 0 where nothing tells, as of a party
    and an office held for it.
    """
    if not asked or not told:
        return 0.0
    if plain(asked) in regions():
        return 1.5 if told in regions()[plain(asked)] else -1.0
    if plain(asked) == plain(told) or acronym_of(asked, told) or acronym_of(told, asked):
        return 1.5
    if country(asked) is not None and country(asked) == country(told):
        return 1.5
    for entity in cast.entities[:MOST]:
        names = {plain(name) for name in (entity.name or "", *entity.aliases)}
        if entity.kind == "organization" and {plain(asked), plain(told)} <= names:
            return 1.5
    return -1.0 if _is_party(asked) == _is_party(told) else 0.0


def _is_party(name: str) -> bool:
    return bool(set(tokens(name)) & office_words("own name"))
