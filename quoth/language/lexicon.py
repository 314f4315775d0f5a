"""Word lists in, look-ups out: countries, roles, nouns that stand for speakers, honorifics, pronouns, given names.

Each list is a tab-separated file under data/ whose first lines say where it comes from.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

RoleClass = Literal["state", "office", "occupation"]


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun: person (0 for a relative one), number (s, p or nothing), gender (m, f, n or nothing)."""

    person: int
    number: str
    gender: str


@dataclass(frozen=True, slots=True)
class Honorific:
    """A word before a name that is no part of it: the gender it shows (m, f or nothing), whether it is an office."""

    gender: str
    office: bool


def rows(name: str) -> list[list[str]]:
    """The rows of a table under data/, without its comments and its header."""
    lines = (files("quoth") / "data" / name).read_text(encoding="utf-8").splitlines()
    return list(
        csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
    )[1:]


@lru_cache(maxsize=1 << 16)
def plain(text: str) -> str:
    """`text` for look-ups: case folded, straight apostrophes, one space between words, plain hyphens."""
    return " ".join(text.casefold().replace("’", "'").replace("‘", "'").replace("‑", "-").split())


@cache
def countries() -> dict[str, str]:
    """Canonical country, union or region by plain name, alias or adjective (demonym plurals included)."""
    found: dict[str, str] = {}
    for name, _, aliases, adjectives, _ in rows("countries.tsv"):
        forms = [name, *aliases.split("|"), *adjectives.split("|")]
        forms += [f"{form}s" for form in adjectives.split("|") if form]
        for form in forms:
            if form:
                found.setdefault(plain(form), name)
    return found


@cache
def seats() -> dict[str, str]:
    """Country by the plain name of its capital or seat of government."""
    return {plain(seat): row[0] for row in rows("countries.tsv") for seat in row[4].split("|") if seat}


@cache
def adjectives() -> frozenset[str]:
    """Plain adjectives of countries and regions: "japanese", "european"."""
    return frozenset(plain(form) for row in rows("countries.tsv") for form in row[3].split("|") if form)


@cache
def states() -> frozenset[str]:
    """Canonical names of countries and territories, without unions and regions."""
    return frozenset(row[0] for row in rows("countries.tsv") if row[1] in ("country", "territory"))


@cache
def unions() -> frozenset[str]:
    """Canonical names of unions of countries: European Union, United Nations."""
    return frozenset(row[0] for row in rows("countries.tsv") if row[1] == "union")


@cache
def regions() -> dict[str, frozenset[str]]:
    """Countries by the plain adjective of a region: "south american"."""
    return {plain(name): frozenset(members.split("|")) for name, members in rows("regions.tsv")}


@lru_cache(maxsize=1 << 14)
def country(text: str) -> str | None:
    """The canonical country that `text` names by name, alias or adjective, None if it names none."""
    key = plain(text)
    key = key.removeprefix("the ")
    if key == "us" and text.strip() != "US":  # the pronoun, not the country
        return None
    return countries().get(key)


@cache
def roles() -> dict[str, str]:
    """Class of each noun that names what somebody is (state, office, occupation)."""
    return dict(rows("roles.tsv"))


@lru_cache(maxsize=1 << 14)
def role_class(word: str) -> RoleClass | None:
    """Class of the role that `word` names in the singular or plural, hyphens and case aside; None if it names none."""
    key = plain(word).lstrip("-")
    for form in _singulars(key):
        if form in roles():
            return roles()[form]  # type: ignore[return-value]
    for prefix in ("ex-", "then-", "vice-", "deputy-", "co-", "sub-", "under-"):
        if key.startswith(prefix):
            return role_class(key[len(prefix) :])
    return None


def _singulars(key: str) -> tuple[str, ...]:
    forms = [key]
    if key.endswith("men"):
        forms.append(f"{key[:-3]}man")
    if key.endswith("ies"):
        forms.append(f"{key[:-3]}y")
    if key.endswith("es"):
        forms.append(key[:-2])
    if key.endswith("s") and not key.endswith("ss"):
        forms.append(key[:-1])
    return tuple(forms)


@cache
def _meanings() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for noun, meaning in rows("nouns.tsv"):
        found.setdefault(noun, set()).add(meaning)
    return {noun: frozenset(all_of) for noun, all_of in found.items()}


@lru_cache(maxsize=1 << 14)
def meanings(word: str) -> frozenset[str]:
    """What the common noun `word` can mean as a speaker: document, organization, group, person; empty if unknown."""
    key = plain(word)
    return next((_meanings()[form] for form in _singulars(key) if form in _meanings()), frozenset())


@cache
def honorifics() -> dict[str, Honorific]:
    """Honorifics by plain form, full stops kept."""
    return {word: Honorific(gender, kind == "office") for word, gender, kind in rows("honorifics.tsv")}


@cache
def pronouns() -> dict[str, Pronoun]:
    """Pronouns by lower-case form."""
    return {form: Pronoun(int(person), number, gender) for form, person, number, gender in rows("pronouns.tsv")}


@cache
def given_names() -> dict[str, str]:
    """Gender (m or f) by plain given name."""
    return dict(rows("given_names.tsv"))


@cache
def office_words(kind: str) -> frozenset[str]:
    """Plain words around roles of one class: dropped, prefix, of, portfolio, acronym, state."""
    return next((frozenset(words.split("|")) for name, words in rows("office_words.tsv") if name == kind), frozenset())


@cache
def stand_ins() -> dict[str, frozenset[str]]:
    """Plain role words that a noun can take up: those of "official" hold "minister"."""
    return {noun: frozenset(words.split("|")) for noun, words in rows("stand_ins.tsv")}


@cache
def bodies() -> dict[str, frozenset[str]]:
    """Plain words of the names of bodies that an office belongs to, by the office."""
    return {noun: frozenset(words.split("|")) for noun, words in rows("bodies.tsv")}


@cache
def passives() -> frozenset[str]:
    """Verbs whose passive has for its subject who is addressed or spoken of."""
    return frozenset(row[0] for row in rows("passives.tsv"))


def noun_gender(word: str) -> str:
    """The gender that a noun shows: m, f, or nothing."""
    shown = meanings(word)
    return "f" if "female" in shown else "m" if "male" in shown else ""
