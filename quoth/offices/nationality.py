"""A body or a group in, the country or place that it belongs to out: said beside it, in its name, or the article's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quoth.language.lexicon import adjectives, country, office_words, plain, role_class, seats, states, unions
from quoth.language.names import tokens
from quoth.language.phrases import label
from quoth.layers import Entity, Parse, Resolution
from quoth.offices.fullness import spelled_out


def nationality(parse: Parse, entity: Entity, home: str | None, resolution: Resolution) -> str | None:
    """The country or place of a body or a group, None where nothing tells it; `home` is the article's own country."""
    said = next(_said(parse, entity), None)
    names = [entity.name or "", *entity.aliases, spelled_out(parse, entity.name or "", resolution)]
    inside = next((found for text in names if (found := _country_in(text))), None)
    if said and (said in states() or not inside):
        return said if country(said) else spelled_out(parse, said, resolution)
    name, words = plain(entity.name or ""), set(tokens(entity.name or ""))
    if country(name):
        return country(name) if name in adjectives() or name.removesuffix("s") in adjectives() else None
    if name in seats():
        return seats()[name]
    if words & office_words("own name"):
        return None
    expert = role_class((tokens(entity.name or "") or [""])[-1]) == "occupation"  # "defense experts" serve no state
    of_state = words & office_words("state") and "international" not in words and not expert
    return inside or (home if of_state else None)


def _said(parse: Parse, entity: Entity) -> Iterator[str]:
    """What stands beside the names of a body, or in the words for a group, that is a state or a place."""
    places = {name.text for name in parse.names if label(name) == "loc"}
    for description in entity.descriptions:
        said = description.office.affiliation
        if said and said != entity.name and (entity.kind == "group" or said in states() | unions() | places):
            yield said


def _country_in(name: str) -> str | None:
    """The country that the words of a longer name hold."""
    words = re.sub(r"[()]|[’']s\b", " ", name).split()
    for length in (3, 2, 1):
        for i in range(len(words) - length + 1):
            found = country(" ".join(words[i : i + length])) if length < len(words) else None
            if found:
                return found if found in states() else None
    return None
