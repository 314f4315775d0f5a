"""A resolution in, offices out: each speaker's most specific and current role and what it belongs to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from quoth.language.lexicon import bodies, countries, country, meanings, office_words, plain, role_class, seats, states
from quoth.language.names import acronym_of, tokens
from quoth.language.phrases import text_of
from quoth.layers import Description, Entity, Office, Parse, Resolution

_CONSTRUCTION = {
    "title": 3.0,
    "apposition": 3.0,
    "copula": 2.0,
    "relative": 1.5,
    "phrase": 1.8,
    "honorific": 0.5,
    "of": 0.1,
}
_PAST = ("former", "ex-", "then", "late")


@dataclass(frozen=True, slots=True)
class Countries:
    """The countries that an article names: (sentence, country, whether an officer follows), and the first officer's."""

    named: tuple[tuple[int, str, bool], ...]
    first: str | None


def assign(parse: Parse, resolution: Resolution) -> tuple[Office, ...]:
    """One office for each entity of `resolution`, in their order."""
    named = Countries(tuple(countries_named(parse)), _first_officers(resolution))
    offices = (_office(parse, entity, named, resolution) for entity in resolution.entities)
    return tuple(Office(o.role, as_written(parse, o.affiliation)) for o in offices)


def as_written(parse: Parse, affiliation: str | None) -> str | None:
    """A country under the short name that the article uses where it never spells it out: UAE."""
    if affiliation is None or affiliation not in states() or affiliation in parse.text:
        return affiliation
    shorts = [short for short, name in countries().items() if name == affiliation and 2 < len(short) < 5]
    return next((s.upper() for s in shorts if re.search(rf"\b{s.upper()}\b", parse.text)), affiliation)


def countries_named(parse: Parse) -> Iterator[tuple[int, str, bool]]:
    """(sentence, country, whether one of its officers follows) of every mention by name, adjective or capital."""
    i = 0
    while i < len(parse.words):
        length = 1
        if parse.words[i].text[:1].isupper():
            for length in (3, 2, 1):
                text = text_of(parse, i, min(i + length, len(parse.words)))
                found = country(text) or seats().get(plain(text))
                if found is not None:
                    if found in states():
                        yield parse.words[i].sentence, found, _officer_follows(parse, i + length)
                    break
        i += length


def _officer_follows(parse: Parse, index: int) -> bool:
    """Whether an officer is what the words from `index` name: "Japanese" officials, "Norwegian" Prime Minister."""
    for word in parse.words[index : index + 5]:
        if word.upos in ("VERB", "AUX", "ADP", "PUNCT"):
            return False
        if word.upos in ("NOUN", "PROPN") and role_class(word.text) in ("state", "office"):
            return True
    return False


def _first_officers(resolution: Resolution) -> str | None:
    """The country of the first officer of a state whom the article introduces with a country."""
    marked = (
        (d.head, d.office.affiliation)
        for entity in resolution.entities
        for d in entity.descriptions
        if d.office.role and d.office.affiliation in states() and _is_state_office(d.office.role)
    )
    return min(marked, default=(0, None))[1]


def home_of(mentioned: Countries, sentences: frozenset[int] = frozenset()) -> str | None:
    """The country that an article, or somebody mentioned in `sentences`, most likely belongs to where nothing says
    so.

    The one named most, mentions early in the article and beside the person counting more; but a country none of whose
    officers the article has is what it is about, not where it is at home, and gives way to that of the first officer.
    """
    counts: Counter[str] = Counter()
    for sentence, name, _ in mentioned.named:
        counts[name] += 1 / (1 + 0.1 * sentence) + 0.5 * (sentence in sentences)  # type: ignore[assignment]
    if not counts:
        return None
    home = counts.most_common(1)[0][0]
    has_officers = any(officer for _, name, officer in mentioned.named if name == home)
    return home if has_officers or mentioned.first is None else mentioned.first


def _office(parse: Parse, entity: Entity, named: Countries, resolution: Resolution) -> Office:
    if entity.kind in ("organization", "group"):
        return Office(None, _of_body(entity, home_of(replace(named, first=None)), resolution))
    best = max(entity.descriptions, key=lambda d: (_weight(d), -d.head), default=None)
    if best is None:
        return Office()
    role, affiliation = best.office.role, best.office.affiliation or _elsewhere(entity, best)
    if role and plain(parse.words[best.head].text) in office_words("kin"):
        return Office()
    affiliation = _full_name(parse, affiliation, best.head, resolution)
    if affiliation is None and role:
        affiliation = _body_for(parse, role, best.head, resolution)
    if affiliation is None and role and _is_state_office(role):
        affiliation = home_of(named, frozenset(parse.words[m.head].sentence for m in entity.mentions))
    return Office(role, affiliation)


def _body_for(parse: Parse, role: str, head: int, resolution: Resolution) -> str | None:
    """The body of the kind that an office belongs to: the court for a judge, the council for a councillor."""
    text = plain(role).split(" of ")[0]
    kinds = next((words for office, words in bodies().items() if text == office or text.endswith(f" {office}")), None)
    if kinds is None:
        return None
    found = (_named_with(kind, parse.words[head].start, resolution) for kind in kinds)
    return next((name for name in found if name), None)


def _of_body(entity: Entity, home: str | None, resolution: Resolution) -> str | None:
    """The country of a body or a group: said beside it, in its name, or the article's own for bodies of the state."""
    said = next((d.office.affiliation for d in entity.descriptions if d.office.affiliation), None)
    if said and said != entity.name:
        return said if country(said) else _expanded(said, resolution)
    name = plain(entity.name or "")
    if not name or country(name):
        return None
    if name in seats():
        return seats()[name]
    inside = _country_in(entity.name or "")
    if inside:
        return inside
    words = set(name.split())
    return home if words & office_words("state") else None


def _country_in(name: str) -> str | None:
    """The country that the words of a name hold."""
    words = name.replace("(", " ").replace(")", " ").split()
    for length in (3, 2, 1):
        for i in range(len(words) - length + 1):
            found = country(" ".join(words[i : i + length]))
            if found:
                return found if found in states() else None
    return None


def _weight(description: Description) -> float:
    role = description.office.role
    weight = _CONSTRUCTION[description.construction]
    if role is None:
        return weight
    text = plain(role)
    kind = role_class(text.split(" of ")[0].split(" for ")[0].split()[-1])
    weight += {"state": 1.5, "office": 1.0, "occupation": 0.8}.get(kind or "", 0.0)
    weight += 0.25 * min(len(text.split()), 6) + 0.5 * bool(description.office.affiliation)
    return weight - 1.0 * text.startswith(_PAST)


def _elsewhere(entity: Entity, best: Description) -> str | None:
    """The affiliation that another description with the same role gives."""
    for other in entity.descriptions:
        if other.office.affiliation and other.office.role and best.office.role:
            if plain(other.office.role).split()[-1] == plain(best.office.role).split()[-1]:
                return other.office.affiliation
    return next(
        (d.office.affiliation for d in entity.descriptions if d.office.role is None and d.office.affiliation), None
    )


def _is_state_office(role: str) -> bool:
    """Whether an office is one of a country's government, so that it belongs to the article's where none is named."""
    core = plain(role).split(" of ")[0].split(" for ")[0].split()
    if not core:
        return False
    return role_class(core[-1]) == "state" or bool(set(core) & office_words("government"))


def _full_name(parse: Parse, affiliation: str | None, head: int, resolution: Resolution) -> str | None:
    """An affiliation under the fullest name that the article has for it: "the council" or an acronym spelled out."""
    if affiliation is None or country(affiliation):
        return affiliation
    words = affiliation.split()
    if len(words) == 1 and ("organization" in meanings(words[0]) or words[0].islower()):
        named = _named_with(plain(words[0]), parse.words[head].start, resolution)
        if named:
            return named
        if "organization" not in meanings(words[0]):
            return None
        return affiliation
    if any(
        e.kind == "person" and plain(affiliation) in map(plain, (e.name or "", *e.aliases)) for e in resolution.entities
    ):
        return None  # somebody's lawyer belongs to no body
    return _expanded(affiliation, resolution)


def _named_with(noun: str, offset: int, resolution: Resolution) -> str | None:
    """The body mentioned last before `offset` whose name ends in (or else holds) the noun."""
    best: tuple[int, str] | None = None
    for entity in resolution.entities:
        if (
            entity.kind == "organization"
            and entity.name
            and noun in tokens(entity.name)
            and len(tokens(entity.name)) > 1
        ):
            at = max((m.start for m in entity.mentions if m.start < offset), default=-1)
            if best is None or at > best[0]:
                best = (at, entity.name)
    return best[1] if best else None


def _expanded(affiliation: str, resolution: Resolution) -> str:
    """The name of the body that goes by `affiliation` too, as an alias or as the acronym of its name."""
    for entity in resolution.entities:
        if entity.kind == "organization" and entity.name:
            if plain(affiliation) in map(plain, entity.aliases) or (
                affiliation.isupper() and acronym_of(affiliation, entity.name)
            ):
                return entity.name
    return affiliation
