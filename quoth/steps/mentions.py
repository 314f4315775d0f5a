"""A parse in, everybody whom it names and who could speak out: people and bodies, variants of one name clustered."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from quoth.language.lexicon import given_names, plain
from quoth.language.names import tokens
from quoth.language.phrases import label, name_root
from quoth.layers import Description, Entity, Mention, Mentions, Office, Parse
from quoth.people.clusters import Cluster, bodies, clean
from quoth.people.descriptions import described, gender_shown, state_beside
from quoth.people.naming import mended
from quoth.people.persons import persons


def find(parse: Parse) -> Mentions:
    """The people and bodies that `parse` names, in order of first mention, without pronouns and descriptions."""
    parse = mended(parse)
    people = persons(parse)
    taken = {i for cluster in people for name in cluster.names for i in range(name.first, name.last)}
    clusters = [*people, *bodies(parse, taken)]
    entities = _counterparts(parse, [_entity(parse, cluster, number) for number, cluster in enumerate(clusters)])
    mentions = sorted((m for entity in entities for m in entity.mentions), key=lambda m: (m.start, m.end))
    return Mentions(entities, tuple(mentions))


def _entity(parse: Parse, cluster: Cluster, number: int) -> Entity:
    names = cluster.names
    mentions = tuple(Mention(n.start, n.end, name_root(parse, n), "name", number) for n in names)
    fullest = cluster.fullest()
    texts = dict.fromkeys([*(clean(n.text) for n in names), *cluster.acronyms])
    entity = Entity(fullest, "organization", mentions, tuple(t for t in texts if t and t != fullest))
    if not cluster.person:
        bodies_only = (n for n in names if label(n) in ("org", "mis"))
        return replace(entity, descriptions=tuple(d for n in bodies_only for d in state_beside(parse, n)))
    descriptions = tuple(d for n in names for d in described(parse, n))
    return replace(entity, kind="person", descriptions=descriptions, gender=_gender(parse, cluster))


def _gender(parse: Parse, cluster: Cluster) -> str:
    """Courtesy words first, then the given name."""
    shown = next((g for g in (gender_shown(parse, name) for name in cluster.names) if g), "")
    if shown:
        return shown
    full = tokens(cluster.fullest())
    return given_names().get(plain(full[0]), "") if len(full) > 1 else ""


def _counterparts(parse: Parse, entities: list[Entity]) -> tuple[Entity, ...]:
    """`entities` with the office that "his Irish counterpart" stands for: that of the person described last before."""
    told = ((d.head, d.office.role) for e in entities for d in e.descriptions if d.office.role)
    offices = sorted(office for office in told if "counterpart" not in office[1])

    def meant(description: Description) -> Description:
        if plain(parse.words[description.head].text) != "counterpart":
            return description
        at = bisect_left(offices, (description.head, ""))
        role = offices[at - 1][1] if at else None
        return replace(description, office=Office(role, description.office.affiliation))

    return tuple(replace(e, descriptions=tuple(map(meant, e.descriptions))) for e in entities)
