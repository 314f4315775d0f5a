"""Classes of names, whatever the model calls them, and what can be a speaker by them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quoth.engine import Engine
from quoth.language.phrases import label
from quoth.layers import Name
from quoth.parsing import parse_of
from quoth.steps import mentions

#: The classes of OntoNotes, which Stanza's official package gives.
NOBODY = ("EVENT", "LAW", "WORK_OF_ART", "LANGUAGE", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL")
SOMEBODY = {"PERSON": "per", "ORG": "org", "GPE": "loc", "LOC": "loc", "NORP": "nor", "FAC": "fac", "PRODUCT": "pro"}
TIMES = {"DATE": "dat", "TIME": "tim", "MONEY": "mon"}

TEXT = "The Arrieta Protocol was read out in Oslo."


def name_of(text: str, kind: str) -> Name:
    start = TEXT.index(text)
    first = len(TEXT[:start].split())
    return Name(start, start + len(text), text, kind, first, first + len(text.split()))


@pytest.mark.parametrize(("kind", "expected"), [*SOMEBODY.items(), *TIMES.items(), *((kind, "oth") for kind in NOBODY)])
def test_every_class_of_ontonotes_is_known(kind: str, expected: str) -> None:
    assert label(name_of("Oslo", kind)) == expected


@pytest.mark.parametrize("kind", NOBODY)
def test_events_laws_works_languages_and_numbers_are_neither_people_nor_bodies(engine: Engine, kind: str) -> None:
    parse = parse_of(engine.parse(TEXT))

    def entities(*names: Name) -> set[tuple[str | None, str]]:
        found = mentions.find(replace(parse, names=names)).entities
        return {(entity.name, entity.kind) for entity in found}

    assert entities(name_of("Arrieta Protocol", "PERSON")) == {("Arrieta Protocol", "person")}
    assert entities(name_of("Arrieta Protocol", "ORG")) == {("Arrieta Protocol", "organization")}
    assert entities(name_of("Arrieta Protocol", kind)) == set()
