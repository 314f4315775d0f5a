"""A resolution in, offices out: each speaker's most specific and current role and what it belongs to."""

from __future__ import annotations

import re

from quoth.language.lexicon import office_words, plain, role_class, states
from quoth.layers import Description, Entity, Office, Parse, Resolution
from quoth.offices.defaults import (
    body_for,
    first_officers,
    home_of,
    is_regional_office,
    is_state_office,
    ministry_of,
    region_of,
)
from quoth.offices.evidence import Named, named_in
from quoth.offices.fullness import as_written, full_name
from quoth.offices.lead import described_in_lead, described_next
from quoth.offices.nationality import nationality

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


def assign(parse: Parse, resolution: Resolution) -> tuple[Office, ...]:
    """One office for each entity of `resolution`, in their order."""
    named = named_in(parse, resolution)
    home = home_of(parse, named)
    offices = (
        Office(None, nationality(parse, entity, home, resolution))
        if entity.kind in ("organization", "group")
        else _office(parse, entity, named, resolution)
        for entity in resolution.entities
    )
    return tuple(Office(o.role, as_written(parse, o.affiliation)) for o in offices)


def _office(parse: Parse, entity: Entity, named: tuple[Named, ...], resolution: Resolution) -> Office:
    best = max(entity.descriptions, key=lambda d: (_weight(d), -d.head), default=None)
    if entity.kind == "person" and (best is None or best.office.role is None):
        best = described_in_lead(parse, entity, resolution) or described_next(parse, entity, resolution) or best
    if best is None:
        return Office()
    role, affiliation = _fuller(entity, best), _belonging(entity, best)
    if role and plain(parse.words[best.head].text) in office_words("kin"):
        return Office()
    affiliation = full_name(parse, affiliation, best.head, resolution)
    if affiliation is None and role:
        affiliation = body_for(parse, best, role, resolution)
    if affiliation is None and role:
        affiliation = _default(parse, entity, role, named, resolution)
    return Office(role, affiliation)


def _default(parse: Parse, entity: Entity, role: str, named: tuple[Named, ...], resolution: Resolution) -> str | None:
    """The country, region or ministry that an office of the state belongs to where nothing says so."""
    home = home_of(parse, named, entity, first_officers(resolution))
    if is_regional_office(role, home):
        region = region_of(parse, named)
        if region is not None:
            return region
    return home or ministry_of(named, role) if is_state_office(role) else None


def _weight(description: Description) -> float:
    role = description.office.role
    weight = _CONSTRUCTION[description.construction]
    if role is None:
        return weight
    text = plain(role)
    kind = role_class(re.split(r" (?:of|for|in|at|to|on) ", text)[0].split()[-1])
    weight += {"state": 1.5, "office": 1.0, "occupation": 0.8}.get(kind or "", 0.0)
    weight += 0.25 * min(len(text.split()), 6) + 0.5 * bool(description.office.affiliation)
    return weight - 1.0 * text.startswith(_PAST) - 1.0 * (text in office_words("vague"))


def _fuller(entity: Entity, best: Description) -> str | None:
    """The role under the longest name that ends in it: "Interior Minister" where the best has "Minister"."""
    role = best.office.role
    if role is None or " " in role:
        return role
    roles = (d.office.role for d in entity.descriptions if d.office.role)
    longer = (r for r in roles if plain(r).endswith(f" {plain(role)}") and not plain(r).startswith(_PAST))
    return max((role, *(r for r in longer if " of " not in r)), key=len)


def _belonging(entity: Entity, best: Description) -> str | None:
    """The affiliation of the best description; where it has none, or but a country for an office that is not of the
    state, that of another description with the same role, or with none.
    """
    said, role = best.office.affiliation, best.office.role
    if said is not None and (said not in states() or role is None or is_state_office(role)):
        return said
    alike = (d.office for d in entity.descriptions if role and _core(d.office.role) == _core(role))
    others = [office.affiliation for office in alike if office.affiliation and office.affiliation != said]
    if said is not None:
        return next((other for other in others if other not in states()), said)
    vague = (d for d in entity.descriptions if plain(d.office.role or "member") in office_words("vague"))
    bare = (d.office for d in vague if d.construction != "phrase" or d.office.role is None)
    others += [o.affiliation for o in bare if o.affiliation and o.affiliation[0].isupper()]
    return next(iter(others), None)


def _core(role: str | None) -> str:
    """The last word of a role, plain."""
    return plain(role).split()[-1] if role else ""
