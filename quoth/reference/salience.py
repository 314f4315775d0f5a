"""Somebody in the cast and the place of a pronoun or description in, what speaks for meaning that one out: features."""

from __future__ import annotations

import math
from collections.abc import Sequence

from quoth.language.grammar import preposition, relation
from quoth.language.lexicon import adjectives, country, plain
from quoth.language.phrases import label
from quoth.layers import Word
from quoth.reference.cast import Cast, Event

_FARTHEST_SENTENCE, _FARTHEST_PARAGRAPH = 7, 4
#: How many mentions are asked of what class a name is.
_MOST_MENTIONS = 20


def prominence(cast: Cast, asking: Word, number: int, events: Sequence[Event], rank: int) -> dict[str, float]:
    """How prominent somebody is where the word `asking` stands.

    `events` are the mentions before, the last one first, `rank` how many others were mentioned since the last.
    """
    last, paragraph = events[0], cast.parse.paragraph_at(asking.start)
    same = [e for e in events if e.sentence == asking.sentence]
    before = [e for e in events if e.sentence == asking.sentence - 1]
    found = {
        f"sentence {min(asking.sentence - last.sentence, _FARTHEST_SENTENCE)}": 1.0,
        f"paragraph {min(paragraph - last.paragraph, _FARTHEST_PARAGRAPH)}": 1.0,
        f"rank {min(rank, 3)}": 1.0,
        "subject": last.subject,
        "quoted": last.quoted,
        "spoke": last.spoke,
        "subject here": any(e.subject for e in same),
        "topic here": any(_is_topic(cast, e) for e in same),
        "subject before": any(e.subject for e in before),
        "spoke before": any(e.spoke for e in before),
        "owner": cast.parse.words[last.head].deprel == "nmod:poss",
        "mentions": math.log1p(len(events)),
        "turns": math.log1p(cast.turns[number]),
        "last speaker": number == cast.last,
        "previous speaker": number == cast.previous,
        "first": cast.events[0].entity == number,
    }
    opens = cast.parse.sentences[asking.sentence][0] == asking.index
    if opens or paragraph != last.paragraph:
        found["last speaker, opening"] = number == cast.last
        found["subject, opening"] = last.subject
    return {name: float(value) for name, value in found.items() if value}


def _is_topic(cast: Cast, event: Event) -> bool:
    """Whether a sentence opens with a mention and a preposition: "As for" NAME, "For" NAME."""
    first = cast.parse.sentences[event.sentence][0]
    if event.head - first > 6 or relation(cast.parse.words[event.head]) not in ("obl", "nmod", "advcl", "nsubj"):
        return False
    return preposition(cast.parse, event.head) in ("for", "as") and plain(cast.parse.words[first].text) in ("for", "as")


def make(cast: Cast, number: int) -> str:
    """What somebody is: person, unnamed, group, organization; state, place, people or thing where it is no body."""
    entity = cast.entities[number]
    if entity.kind != "organization":
        return entity.kind
    names = (cast.parse.name_of.get(m.head) for m in entity.mentions[:_MOST_MENTIONS])
    labels = {label(name) for name in names if name is not None}
    if number in cast.places:
        people = plain(entity.name or "") in adjectives() or labels <= {"nor"}
        return "people" if people else "state" if country(entity.name or "") else "place"
    return "organization" if "org" in labels or not labels else "thing"
