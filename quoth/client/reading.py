"""JSON of the service in, records out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quoth.records import Article, Content, Cue, Quote, Span, Speaker, SpeakerReference


@dataclass(frozen=True, slots=True)
class ReadArticle(Article):
    """The record of an article that was posted as HTML: its offsets point into `text`, which the service read there."""

    text: str


def article(found: Mapping[str, Any]) -> Article:
    """The record that the service's JSON says; a `ReadArticle` where it has a text.

    Raises:
        KeyError, TypeError: it is no record.
    """
    record = Article(
        id=found["id"],
        model=found["model"],
        language=found["language"],
        quotes=tuple(map(_quote, found["quotes"])),
        speakers=tuple(map(_speaker, found["speakers"])),
        warnings=tuple(found["warnings"]),
    )
    if "text" not in found:
        return record
    return ReadArticle(
        record.id, record.model, record.language, record.quotes, record.speakers, record.warnings, found["text"]
    )


def _quote(found: Mapping[str, Any]) -> Quote:
    content = found["content"]
    return Quote(
        **{
            **found,
            "content": Content(content["text"], tuple(map(_span, content["spans"]))),
            "cue": Cue(**found["cue"]) if found["cue"] else None,
            "source": _span(found["source"]) if found["source"] else None,
            "speakers": tuple(SpeakerReference(**speaker) for speaker in found["speakers"]),
        }
    )


def _speaker(found: Mapping[str, Any]) -> Speaker:
    return Speaker(
        **{
            **found,
            "aliases": tuple(found["aliases"]),
            "mentions": tuple(map(_span, found["mentions"])),
            "quotes": tuple(found["quotes"]),
        }
    )


def _span(found: Mapping[str, Any]) -> Span:
    return Span(**found)
