"""A role beside which no body or place is named in, what it most likely belongs to out: the article's own country,
region, or body of the right kind.
"""

from __future__ import annotations

import re

from quoth.language.lexicon import bodies, office_words, plain, role_class, states
from quoth.language.names import tokens
from quoth.language.phrases import label
from quoth.layers import Description, Entity, Parse, Resolution
from quoth.offices.evidence import Named, is_dateline
from quoth.offices.fullness import named_with

#: What a dateline is worth, and what a mention in the same sentence is, where a mention in the lead is worth 1.
_DATELINE, _SAME_SENTENCE, _IN_BODY = 2.0, 0.5, 0.5
#: What a country must be worth to be the article's own.
_LEAST = 0.6
#: How much less a mention counts per sentence further down, and one by its capital alone.
_FADING, _BY_CAPITAL = 0.1, 0.5


def is_state_office(role: str) -> bool:
    """Whether an office is one of a country's government, so that it belongs to the article's where none is named."""
    core = _core(role)
    return bool(core) and (role_class(core[-1]) == "state" or bool(set(core) & office_words("government")))


def is_regional_office(role: str, home: str | None) -> bool:
    """Whether an office is one of a region: governor, chief minister, and premier in some countries."""
    core = _core(role)
    if core[-1:] == ["premier"]:
        return plain(home or "") in office_words("premier")
    return bool(core) and (core[-1] in office_words("regional") or core[-2:] == ["chief", "minister"])


def _core(role: str) -> list[str]:
    """The words of a role before a preposition, plain."""
    return re.split(r" (?:of(?! the opposition)|for) ", plain(role))[0].replace(",", "").split()


def home_of(
    parse: Parse, named: tuple[Named, ...], mentioned: Entity | None = None, officer: str | None = None
) -> str | None:
    """The country that an article, or somebody whom it mentions, most likely belongs to where nothing says so; None
    where the article names no country.

    The one named most, mentions early in the article and beside the person counting more; but a country none of whose
    officers the article has is what it is about, not where it is at home, and gives way to that of the first
    `officer`, or else to the one named most of those that have some. Where a country of which only the
    capital is named is worth more than all others, nothing tells.
    """
    beside = {parse.words[m.head].sentence for m in mentioned.mentions} if mentioned else set()

    def weight(one: Named) -> float:
        by_name = sum(_worth(parse, i) + _SAME_SENTENCE * (parse.words[i].sentence in beside) for i in one.at)
        by_name += sum(_IN_BODY * _is_in_body(parse, i) for i in one.at)
        by_capital = sum(_BY_CAPITAL * _worth(parse, i) for i in one.capitals)
        return by_name + by_capital + _DATELINE * is_dateline(parse, one)

    known = [one for one in named if one.sort == "country"]
    countries = [one for one in known if one.at]
    home = max(countries, key=weight, default=None)
    if home is None or weight(home) < max([_LEAST, *(weight(one) for one in known)]):
        return None
    if home.officers or is_dateline(parse, home):
        return home.name
    manned = max((one for one in countries if one.officers), key=weight, default=home)
    return officer or manned.name


def _is_in_body(parse: Parse, index: int) -> bool:
    """Whether a country's name is part of a body's: Bank of Ghana."""
    name = parse.name_of.get(index)
    return name is not None and label(name) == "org" and name.last - name.first > 1


def _worth(parse: Parse, index: int) -> float:
    return 1 / (1 + _FADING * parse.words[index].sentence)


def first_officers(resolution: Resolution) -> str | None:
    """The country of the first officer of a state whom the article introduces with a country."""
    marked = (
        (d.head, d.office.affiliation)
        for entity in resolution.entities
        for d in entity.descriptions
        if d.office.role and d.office.affiliation in states() and is_state_office(d.office.role)
    )
    return min(marked, default=(0, None))[1]


def region_of(parse: Parse, named: tuple[Named, ...]) -> str | None:
    """The region that an article is about: the place named most, alone or in other names, the first of those; None
    where it names none twice.
    """
    counts = {one.name: parse.text.count(one.name) for one in named if one.sort == "place"}
    best = max(counts, key=lambda name: counts[name], default=None)
    return best if best is not None and counts[best] > 1 else None


def ministry_of(named: tuple[Named, ...], role: str) -> str | None:
    """The ministry of a minister, where the article names it: Interior Ministry for "Interior Minister"."""
    field = set(tokens(role)) - {"minister", "of", "the", "and", "deputy", "vice-minister"}
    if "minister" not in tokens(role):
        return None
    ministries = (one.name for one in named if one.sort == "body" and "ministry" in tokens(one.name))
    return next((name for name in ministries if field & set(tokens(name))), None)


def body_for(parse: Parse, best: Description, role: str, resolution: Resolution) -> str | None:
    """The body of the kind that an office belongs to: the court for a judge, the council for a councillor."""
    text = plain(role).split(" of ")[0]
    kinds = next((words for office, words in bodies().items() if text == office or text.endswith(f" {office}")), None)
    if kinds is None:
        return None
    found = (named_with(kind, parse.words[best.head].start, resolution) for kind in sorted(kinds))
    return next((name for name in found if name), None)
