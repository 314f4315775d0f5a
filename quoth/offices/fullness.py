"""An affiliation as one description words it in, its fullest name in the article out: "the council", an acronym."""

from __future__ import annotations

import re

from quoth.language.lexicon import countries, country, meanings, plain, role_class, states
from quoth.language.names import acronym_of, tokens
from quoth.layers import Parse, Resolution


def full_name(parse: Parse, affiliation: str | None, head: int, resolution: Resolution) -> str | None:
    """An affiliation under the fullest name that the article has for it; None for what is no body, as a person."""
    if affiliation is None or country(affiliation):
        return affiliation
    words, offset = affiliation.split(), parse.words[head].start
    if len(words) == 1 and ("organization" in meanings(words[0]) or words[0].islower()):
        named = named_with(plain(words[0]), offset, resolution)
        return named or (affiliation if "organization" in meanings(words[0]) else None)
    if len(words) > 1 and affiliation[1:].islower() and "organization" in meanings(words[-1]):
        return named_with(plain(words[-1]), offset, resolution, last=True) or affiliation
    if _is_person(parse, affiliation, resolution):
        return None  # somebody's lawyer belongs to no body
    expanded = spelled_out(parse, affiliation, resolution)
    if len(words) == 1 and not _is_name(expanded, resolution):
        return named_with(plain(words[0]), offset, resolution) or expanded
    return expanded


def named_with(noun: str, offset: int, resolution: Resolution, last: bool = False) -> str | None:
    """The body mentioned last before `offset` whose name holds the noun, or ends in it where `last`."""
    best: tuple[int, str] | None = None
    for entity in resolution.entities:
        words = tokens(entity.name or "")
        if entity.kind == "organization" and entity.name and len(words) > 1 and noun in words[-1 if last else 0 :]:
            at = max((m.start for m in entity.mentions if m.start < offset), default=-1)
            if best is None or at > best[0]:
                best = (at, entity.name)
    return best[1] if best else None


def spelled_out(parse: Parse, affiliation: str, resolution: Resolution) -> str:
    """The name of the body that goes by `affiliation` too, as an alias or as the acronym of its name."""
    short = affiliation[:2].isupper() and " " not in affiliation
    for entity in resolution.entities:
        if entity.kind == "organization" and entity.name and entity.name != affiliation:
            if plain(affiliation) in map(plain, entity.aliases) or (short and _shortens(affiliation, entity.name)):
                return entity.name
            if any(parse.text.startswith(f" ({affiliation})", mention.end) for mention in entity.mentions):
                return entity.name
    return affiliation


def _shortens(short: str, name: str) -> bool:
    """Whether `short` is the acronym of a name, with or without small letters: IISc."""
    capitals = "".join(filter(str.isupper, short))
    return acronym_of(short, name) or (capitals != short and len(capitals) > 2 and acronym_of(capitals, name))


def as_written(parse: Parse, affiliation: str | None) -> str | None:
    """A country under the short name that the article uses where it never spells it out: UAE, Korea."""
    if affiliation is None or affiliation not in states() or affiliation in parse.text:
        return affiliation
    shorts = [short for short, name in countries().items() if name == affiliation and 2 < len(short) < 5]
    tail = affiliation.split()[-1]
    written = [short.upper() for short in shorts] + [tail] * (country(tail) == affiliation)
    return next((text for text in written if re.search(rf"\b{re.escape(text)}\b", parse.text)), affiliation)


def _is_name(text: str, resolution: Resolution) -> bool:
    """Whether somebody or something goes by `text` in the article."""
    return any(plain(text) in map(plain, (e.name or "", *e.aliases)) for e in resolution.entities)


def _is_person(parse: Parse, text: str, resolution: Resolution) -> bool:
    """Whether `text` is what the article calls somebody whose full name it gives, and not only before an office."""
    meant = [e for e in resolution.entities if plain(text) in map(plain, (e.name or "", *e.aliases))]
    if any(e.kind == "organization" for e in meant):
        return False
    people = (e for e in meant if e.kind == "person" and len(tokens(e.name or "")) > 1)
    return any(not _before_office(parse, mention.end) for e in people for mention in e.mentions)


def _before_office(parse: Parse, end: int) -> bool:
    """Whether the word after a name is a role: "Upper Vale" MP."""
    following = parse.words_in(end, end + 2)
    return bool(following) and role_class(parse.words[following.start].text) is not None
