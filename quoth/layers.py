"""The layers that the steps of the engine hand to one another: parse, quotations, pieces, frames, mentions, speakers.

Every offset is a Unicode code point into the article as posted, half-open. Word indices count the syntactic words of
the whole article from 0, across sentences.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from quoth.records import Act, Form, Kind


@dataclass(frozen=True, slots=True)
class Word:
    """A syntactic word. `head` is the article-wide index of its governor, -1 at a root; `feats` as in CoNLL-U."""

    index: int
    start: int
    end: int
    text: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Name:
    """A named entity: offsets, its class (PERSON, ORG, LOC, NORP, …) and its words [first, last)."""

    start: int
    end: int
    text: str
    label: str
    first: int
    last: int


@dataclass(frozen=True)
class Parse:
    """An article after tokenize … ner. `sentences` are [first, last) word ranges."""

    text: str
    words: tuple[Word, ...]
    sentences: tuple[tuple[int, int], ...]
    names: tuple[Name, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [start for start, _ in self.paragraphs]

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each word the indices of its dependents, in text order."""
        below: list[list[int]] = [[] for _ in self.words]
        for word in self.words:
            if word.head >= 0:
                below[word.head].append(word.index)
        return tuple(map(tuple, below))

    @cached_property
    def paragraphs(self) -> tuple[tuple[int, int], ...]:
        """[start, end) of each run of lines that hold more than white space; a line break ends a paragraph."""
        found, at = [], 0
        for line in self.text.splitlines(keepends=True):
            if line.strip():
                found.append((at, at + len(line.rstrip())))
            at += len(line)
        return tuple(found)

    @cached_property
    def name_of(self) -> dict[int, Name]:
        """The named entity that each word belongs to, by word index."""
        return {i: name for name in self.names for i in range(name.first, name.last)}

    def paragraph_at(self, offset: int) -> int:
        """The number of the paragraph that holds `offset`, or of the last one that starts before it (0 at least)."""
        return max(0, bisect_right(self._paragraph_starts, offset) - 1)

    def words_in(self, start: int, end: int) -> range:
        """Indices of the words that start in [start, end)."""
        first = bisect_right(self._starts, start - 1)
        return range(first, max(first, bisect_right(self._starts, end - 1)))

    def descendants(self, index: int) -> list[int]:
        """`index` and every word below it, in text order."""
        found, stack = [], [index]
        while stack:
            at = stack.pop()
            found.append(at)
            stack.extend(self.children[at])
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between a pair of quotation marks, marks included.

    `opening` and `closing` are the marks themselves, empty where the text leaves one out: a quotation that is never
    closed ends with its paragraph. `parent` is the position of the quotation that encloses this one. `continues` is
    the position of the quotation of the paragraph before, which was left open because this one goes on.
    """

    start: int
    end: int
    opening: str
    closing: str
    parent: int | None = None
    continues: int | None = None


def owners(parse: Parse, quotations: tuple[Quotation, ...]) -> tuple[int | None, ...]:
    """For each word the position of the innermost quotation that it stands in, None outside all of them."""
    found: list[int | None] = [None] * len(parse.words)
    for number, quotation in enumerate(quotations):
        for i in parse.words_in(quotation.start, quotation.end):
            found[i] = number
    return tuple(found)


PieceKind = Literal["source", "cue", "content"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A candidate source, cue or content.

    `anchor` is the word index of the cue that it hangs on (of a cue itself, its head), None where nothing shows one;
    `quotation` is the position of the quotation that a content is, None for one that syntax cut out. `act` is what a
    cue reports.
    """

    kind: PieceKind
    start: int
    end: int
    anchor: int | None = None
    quotation: int | None = None
    act: Act = "statement"
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Pieces that belong together: one quote before its speaker is known.

    `within` and `follows` are positions in the article's tuple of frames: the quote that reports this one, and the
    quote whose speaker goes on in this one, which has no source of its own.
    """

    content: tuple[Piece, ...]
    cue: Piece | None
    source: Piece | None
    form: Form
    act: Act
    cue_word: int | None = None
    within: int | None = None
    follows: int | None = None
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Office:
    """What an entity is: its role and the country or body that the role belongs to, None where the article gives
    none.
    """

    role: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that refer to somebody who could speak. `head` is the index of the head word.

    `entity` is the position of the entity in the article's tuple of entities, None for pronouns and descriptions that
    mentions alone do not settle.
    """

    start: int
    end: int
    head: int
    kind: Literal["name", "description", "pronoun"]
    entity: int | None = None


Construction = Literal["title", "apposition", "copula", "relative", "of", "phrase", "honorific"]


@dataclass(frozen=True, slots=True)
class Description:
    """What the article says of somebody in one place: the office, the word index of its head noun, and how it hangs
    on the name.
    """

    office: Office
    head: int
    construction: Construction


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody whom the article names or describes: variants of one name clustered together.

    `gender` is m or f where titles, given names or descriptions show it, empty where nothing does.
    """

    name: str | None
    kind: Kind
    mentions: tuple[Mention, ...]
    aliases: tuple[str, ...] = ()
    descriptions: tuple[Description, ...] = ()
    gender: str = ""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The entities that names alone show, and every mention of theirs in text order."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who speaks: for each frame the positions of its speakers in `entities` (the mentions' own and those that frames
    brought in).
    """

    entities: tuple[Entity, ...]
    speakers: tuple[tuple[int, ...], ...]
    probabilities: tuple[float, ...] = field(default=())
