"""The cast of an article while its quotes are resolved: everybody known so far, where each was mentioned and who
spoke when.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace

from quoth.layers import Description, Entity, Frame, Mention, Mentions, Parse
from quoth.records import Kind


@dataclass(frozen=True, slots=True)
class Event:
    """One mention in the discourse: its offset, whose it is, its sentence and paragraph, and how prominent it stands
    there.
    """

    start: int
    entity: int
    sentence: int
    paragraph: int
    subject: bool
    quoted: bool
    spoke: bool = False


@dataclass
class Cast:
    """Entities that grow as quotes bring in people whom nobody names, with the mentions of each as events in text
    order.
    """

    parse: Parse
    frames: tuple[Frame, ...]
    entities: list[Entity]
    events: list[Event] = field(default_factory=list)
    plural: set[int] = field(default_factory=set)
    members: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, parse: Parse, frames: tuple[Frame, ...], mentions: Mentions) -> Cast:
        """The cast at the start: those whom names alone show."""
        cast = cls(parse, frames, list(mentions.entities))
        for mention in mentions.mentions:
            if mention.entity is not None:
                cast.events.append(cast.event(mention.start, mention.head, mention.entity))
        return cast

    def event(self, start: int, head: int, entity: int, spoke: bool = False) -> Event:
        """The event of a mention of `entity` at `start` with head word `head`."""
        word = self.parse.words[head]
        return Event(
            start,
            entity,
            word.sentence,
            self.parse.paragraph_at(start),
            self.is_subject(head),
            self.is_quoted(start),
            spoke,
        )

    def is_subject(self, head: int) -> bool:
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

    def is_quoted(self, offset: int) -> bool:
        """Whether `offset` lies inside the quotation marks of a direct quote."""
        return any(f.form == "direct" and any(c.start <= offset < c.end for c in f.content) for f in self.frames)

    def add(self, entity: Entity, start: int, head: int) -> int:
        """The position of a new entity, first mentioned at `start`."""
        self.entities.append(entity)
        number = len(self.entities) - 1
        self.mention(number, start, head)
        return number

    def mention(self, number: int, start: int, head: int, spoke: bool = False) -> None:
        """Note a mention, keeping the events in text order."""
        event = self.event(start, head, number, spoke)
        at = bisect_left([e.start for e in self.events], start)
        while at < len(self.events) and self.events[at].start == start:
            if self.events[at].entity == number:
                self.events[at] = replace(self.events[at], spoke=spoke or self.events[at].spoke)
                return
            at += 1
        self.events.insert(at, event)

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
        return self.events[: bisect_left([e.start for e in self.events], offset)]

    def new(
        self, name: str | None, kind: Kind, start: int, end: int, head: int, description: Description | None = None
    ) -> int:
        """The position of a new entity that a description brings in."""
        number = len(self.entities)
        mention = Mention(start, end, head, "description", number)
        return self.add(Entity(name, kind, (mention,), (), (description,) if description else ()), start, head)
