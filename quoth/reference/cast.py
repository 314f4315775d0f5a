"""The cast of an article while its quotes are resolved: everybody known so far, where each was mentioned, who spoke."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import cached_property

from quoth.language.phrases import label
from quoth.layers import Description, Entity, Frame, Mention, Mentions, Parse
from quoth.records import Kind


@dataclass(frozen=True, slots=True)
class Speakers:
    """Whom a source means, as positions in the cast, and how sure that is."""

    entities: tuple[int, ...] = ()
    probability: float = 0.3


@dataclass(frozen=True, slots=True)
class Event:
    """One mention: its offset, whose it is, its sentence and paragraph, and how prominent it stands there."""

    start: int
    entity: int
    sentence: int
    paragraph: int
    subject: bool
    quoted: bool
    spoke: bool = False


@dataclass
class Cast:
    """Entities that grow as quotes bring in people whom nobody names, and their mentions as events in text order.

    `speakers` are those found for the frames read so far, `last` is who spoke last.
    """

    parse: Parse
    frames: tuple[Frame, ...]
    entities: list[Entity]
    events: list[Event] = field(default_factory=list)
    speakers: dict[int, Speakers] = field(default_factory=dict)
    last: int | None = None

    @classmethod
    def of(cls, parse: Parse, frames: tuple[Frame, ...], mentions: Mentions) -> Cast:
        """The cast at the start: those whom names alone show."""
        cast = cls(parse, frames, list(mentions.entities))
        for mention in mentions.mentions:
            if mention.entity is not None:
                cast.events.append(cast._event(mention.start, mention.head, mention.entity))
        return cast

    @cached_property
    def named(self) -> dict[int, int]:
        """The entity that each word of a name stands for, by word index."""
        return {
            i: number
            for number, entity in reversed(list(enumerate(self.entities)))
            for mention in entity.mentions
            if mention.kind == "name"
            for i in self.parse.words_in(mention.start, mention.end)
        }

    @cached_property
    def places(self) -> frozenset[int]:
        """Entities that are named as places or peoples more than as bodies."""
        found = set()
        for number, entity in enumerate(self.entities):
            labels = [label(n) for m in entity.mentions if (n := self.parse.name_of.get(m.head)) is not None]
            if labels and sum(one in ("loc", "nor", "fac") for one in labels) * 2 > len(labels):
                found.add(number)
        return frozenset(found)

    @cached_property
    def _quoted(self) -> tuple[tuple[int, int], ...]:
        return tuple((c.start, c.end) for f in self.frames if f.form == "direct" for c in f.content)

    def person_at(self, index: int) -> int | None:
        """The person whose name the word `index` is part of, None if it is part of none."""
        number = self.named.get(index)
        return number if number is not None and self.entities[number].kind == "person" else None

    def is_quoted(self, offset: int) -> bool:
        """Whether `offset` lies inside the quotation marks of a direct quote."""
        return any(start <= offset < end for start, end in self._quoted)

    def _event(self, start: int, head: int, entity: int, spoke: bool = False) -> Event:
        word = self.parse.words[head]
        paragraph = self.parse.paragraph_at(start)
        return Event(start, entity, word.sentence, paragraph, self._is_subject(head), self.is_quoted(start), spoke)

    def _is_subject(self, head: int) -> bool:
        """Whether the word, or the noun that it is part of, is a subject."""
        words = self.parse.words
        for _ in range(3):
            rel = words[head].deprel
            if rel.startswith("nsubj"):
                return True
            if rel.partition(":")[0] not in ("flat", "compound", "appos", "conj") or words[head].head < 0:
                return False
            head = words[head].head
        return False

    def mention(self, number: int, start: int, head: int, spoke: bool = False) -> None:
        """Note a mention, keeping the events in text order."""
        at = bisect_left(self.events, start, key=lambda e: e.start)
        while at < len(self.events) and self.events[at].start == start:
            if self.events[at].entity == number:
                self.events[at] = replace(self.events[at], spoke=spoke or self.events[at].spoke)
                return
            at += 1
        self.events.insert(at, self._event(start, head, number, spoke))

    def record(self, number: int, mention: Mention, description: Description | None = None) -> None:
        """Add a mention (and what it says) to an entity."""
        entity = self.entities[number]
        if all((m.start, m.end) != (mention.start, mention.end) for m in entity.mentions):
            entity = replace(entity, mentions=(*entity.mentions, replace(mention, entity=number)))
        if description:
            entity = replace(entity, descriptions=(*entity.descriptions, description))
        self.entities[number] = entity

    def before(self, offset: int) -> list[Event]:
        """Events that start before `offset`, in text order."""
        return self.events[: bisect_left(self.events, offset, key=lambda e: e.start)]

    def new(self, name: str | None, kind: Kind, mention: Mention, description: Description | None = None) -> int:
        """The position of a new entity that a description brings in."""
        number = len(self.entities)
        told = (description,) if description else ()
        self.entities.append(Entity(name, kind, (replace(mention, entity=number),), (), told))
        self.mention(number, mention.start, mention.head)
        return number

    def nobody(self) -> int:
        """The position of an entity for a speaker whom nobody can tell."""
        self.entities.append(Entity(None, "group", ()))
        return len(self.entities) - 1

    def is_told(self, number: int) -> bool:
        """Whether the article says what somebody is."""
        return any(d.office.role for d in self.entities[number].descriptions)
