"""The record: what an article's quotes look like to a caller. Field for field what the JSON says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Form = Literal["direct", "mixed", "indirect"]
Act = Literal["statement", "attitude"]
Kind = Literal["person", "organization", "group", "unnamed"]

FORMS: tuple[Form, ...] = ("direct", "mixed", "indirect")
ACTS: tuple[Act, ...] = ("statement", "attitude")
KINDS: tuple[Kind, ...] = ("person", "organization", "group", "unnamed")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article: `article[start:end] == text`, offsets in Unicode code points, half-open."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that attribute ("said", "according to") and the dictionary form of their head ("say")."""

    start: int
    end: int
    text: str
    lemma: str


@dataclass(frozen=True, slots=True)
class Content:
    """What is said: `spans` in text order, `text` their texts joined by one space."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SpeakerReference:
    """The speaker of one quote: the fields that a reader of the quote alone needs, and the id of the whole entry."""

    id: str
    name: str | None
    kind: Kind
    role: str | None
    affiliation: str | None


@dataclass(frozen=True, slots=True)
class Quote:
    """One attribution: somebody says or writes something and the article reports it.

    `within` is the id of the quote inside which this one is reported; `confidence`, in [0, 1], is the probability that
    the words and all speakers are right, as `quoth.steps.confidence` says.
    """

    id: str
    form: Form
    act: Act
    within: str | None
    confidence: float
    content: Content
    cue: Cue | None
    source: Span | None
    speakers: tuple[SpeakerReference, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whoever speaks in the article: the fullest name, office and affiliation it gives, and every mention of them."""

    id: str
    name: str | None
    kind: Kind
    role: str | None
    affiliation: str | None
    aliases: tuple[str, ...]
    mentions: tuple[Span, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """The answer for one article. `id` is the caller's own or one made from the text; `model` names what answered."""

    id: str
    model: str
    language: str
    quotes: tuple[Quote, ...]
    speakers: tuple[Speaker, ...]
    warnings: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The record as plain dictionaries and lists, ready for JSON."""
        plain: dict[str, Any] = asdict(self)
        return plain
