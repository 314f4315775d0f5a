"""The cast of an article while its quotes are resolved: everybody known so far, where each was mentioned, who spoke."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate

from quoth.language.lexicon import plain
from quoth.language.phrases import label
from quoth.layers import Description, Entity, Frame, Mention, Mentions, Parse
from quoth.records import Kind
from quoth.reference.scorer import Scorer
from quoth.stretches import merged, touches

#: How many entities are looked through for a description. No article has so many.
MOST = 300
#: How many mentions around a place are looked at.
_IN_MIND = 120
#: How many quotes inside one another are looked through.
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Speakers:
    """Whom a source means, as positions in the cast, and how sure that is."""

    entities: tuple[int, ...] = ()
    probability: float = 0.3


@dataclass(frozen=True, slots=True)
class Event:
    """One mention: its offset and head word, whose it is, its sentence and paragraph, how prominent it stands there."""

    start: int
    head: int
    entity: int
    sentence: int
    paragraph: int
    subject: bool
    quoted: bool
    spoke: bool = False


@dataclass
class Cast:
    """Entities that grow as quotes bring in people whom nobody names, and their mentions as events in text order.

    `speakers` are those found for the frames read so far, `last` is who spoke last and `previous` who did before
    that, `joint` those who spoke together last; `turns` counts the quotes of each. `scorer` judges whom pronouns and
    descriptions mean; `reached` is how far the text between the quotes has been read (see `narration`),
    `noted` the mentions that descriptions added.
    """

    parse: Parse
    frames: tuple[Frame, ...]
    entities: list[Entity]
    scorer: Scorer
    events: list[Event] = field(default_factory=list)
    speakers: dict[int, Speakers] = field(default_factory=dict)
    last: int | None = None
    previous: int | None = None
    joint: tuple[int, ...] = ()
    noted: set[tuple[int, int, int]] = field(default_factory=set)
    reached: int = 0
    turns: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, parse: Parse, frames: tuple[Frame, ...], mentions: Mentions, scorer: Scorer) -> Cast:
        """The cast at the start: those whom names alone show."""
        cast = cls(parse, frames, list(mentions.entities), scorer)
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
    def _contents(self) -> list[tuple[int, int, int, int]]:
        """Start, end and frame of each content in text order, and the position of the one around it, -1 without one."""
        found: list[tuple[int, int, int, int]] = []
        open_ones: list[int] = []
        spans = ((c.start, -c.end, number) for number, f in enumerate(self.frames) for c in f.content)
        for start, negative, number in sorted(spans):
            while open_ones and found[open_ones[-1]][1] <= start:
                open_ones.pop()
            found.append((start, -negative, number, open_ones[-1] if open_ones else -1))
            open_ones.append(len(found) - 1)
        return found

    @cached_property
    def _reach(self) -> list[int]:
        """How far each content in text order and those before it go."""
        return list(accumulate((end for _, end, _, _ in self._contents), max))

    def around(self, offset: int) -> Iterator[int]:
        """The frames in whose content `offset` lies, the innermost first."""
        at = bisect_right(self._contents, offset, key=lambda content: content[0]) - 1
        for _ in range(_DEEPEST):
            if at < 0:
                return
            _, end, number, at_outer = self._contents[at]
            if offset < end:
                yield number
            at = at_outer

    @cached_property
    def frame_of_cue(self) -> dict[int, int]:
        """The first frame of each word that is a cue's head."""
        return {f.cue_word: n for n, f in reversed(list(enumerate(self.frames))) if f.cue_word is not None}

    @cached_property
    def reported(self) -> dict[Frame, list[Frame]]:
        """The quotes that stand inside each quote that has some."""
        found: dict[Frame, list[Frame]] = {}
        for frame in self.frames:
            if frame.within is not None and 0 <= frame.within < len(self.frames):
                found.setdefault(self.frames[frame.within], []).append(frame)
        return found

    @cached_property
    def sources(self) -> frozenset[int]:
        """The words of all sources."""
        spans = (f.source for f in self.frames if f.source is not None)
        return frozenset(i for span in spans for i in self.parse.words_in(span.start, span.end))

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
    def _quoted(self) -> list[tuple[int, int]]:
        """[start, end) of the text in direct quotes, in order, without overlap."""
        return merged((c.start, c.end) for f in self.frames if f.form == "direct" for c in f.content)

    def person_at(self, index: int) -> int | None:
        """The person whose name the word `index` is part of, None if it is part of none."""
        number = self.named.get(index)
        return number if number is not None and self.entities[number].kind == "person" else None

    def is_new_since_quotes(self, number: int, offset: int) -> bool:
        """Whether somebody is named first behind all quotes that begin before `offset`."""
        before = bisect_left(self._contents, offset, key=lambda content: content[0])
        mentions = self.entities[number].mentions
        return bool(mentions) and (not before or mentions[0].start >= self._reach[before - 1])

    def is_quoted(self, offset: int) -> bool:
        """Whether `offset` lies inside the quotation marks of a direct quote."""
        return touches(self._quoted, offset, offset + 1)

    def _event(self, start: int, head: int, entity: int, spoke: bool = False) -> Event:
        sentence, paragraph = self.parse.words[head].sentence, self.parse.paragraph_at(start)
        subject, quoted = self._is_subject(head), self.is_quoted(start)
        return Event(start, head, entity, sentence, paragraph, subject, quoted, spoke)

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
        if (number, mention.start, mention.end) not in self.noted:
            self.noted.add((number, mention.start, mention.end))
            entity = replace(entity, mentions=(*entity.mentions, replace(mention, entity=number)))
        known = entity.descriptions
        if description and len(known) < MOST and all(d.office != description.office for d in known):
            entity = replace(entity, descriptions=(*entity.descriptions, description))
        self.entities[number] = entity

    def before(self, offset: int) -> Iterator[Event]:
        """Events that start before `offset`, the last one first, as many as a reader may have in mind."""
        end = bisect_left(self.events, offset, key=lambda e: e.start)
        return (self.events[i] for i in range(end - 1, max(-1, end - 1 - _IN_MIND), -1))

    def after(self, offset: int) -> Iterator[Event]:
        """Events that start after `offset`, in text order, no more than `before` gives."""
        first = bisect_right(self.events, offset, key=lambda e: e.start)
        return iter(self.events[first : first + _IN_MIND])

    def new(self, name: str | None, kind: Kind, mention: Mention, description: Description | None = None) -> int:
        """The position of a new entity that a description brings in."""
        number = len(self.entities)
        if name:
            self._names.setdefault((kind, plain(name)), number)
        told = (description,) if description else ()
        self.entities.append(Entity(name, kind, (replace(mention, entity=number),), (), told))
        self.mention(number, mention.start, mention.head)
        return number

    def nobody(self) -> int:
        """The position of an entity for a speaker whom nobody can tell."""
        self.entities.append(Entity(None, "group", ()))
        return len(self.entities) - 1

    def speak(self, numbers: tuple[int, ...]) -> None:
        """Note that somebody spoke, or several together."""
        if numbers[-1] != self.last:
            self.previous, self.last = self.last, numbers[-1]
        self.turns.update(numbers)
        self.joint = numbers if len(numbers) > 1 else self.joint

    def newest(self) -> range:
        """The positions of the entities that came last, the newest first."""
        return range(len(self.entities) - 1, max(-1, len(self.entities) - 1 - MOST), -1)

    def called(self, name: str, kind: Kind) -> int | None:
        """The first of a kind that goes under a name; `new` ones are looked up by the name they came with."""
        return self._names.get((kind, plain(name)))

    @cached_property
    def _names(self) -> dict[tuple[Kind, str], int]:
        everybody = reversed(list(enumerate(self.entities)))
        return {(entity.kind, plain(entity.name)): number for number, entity in everybody if entity.name}

    def is_told(self, number: int) -> bool:
        """Whether the article says what somebody is."""
        return any(d.office.role for d in self.entities[number].descriptions)
