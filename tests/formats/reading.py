"""Record files in, `Article` out, with the text that each is of: what the tests of formats and of pages work on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quoth.records import Article, Content, Cue, Quote, Span, Speaker, SpeakerReference

RECORDS = Path(__file__).parent / "records"
ARTICLES = Path(__file__).parents[1] / "articles"


def article_text(name: str) -> str:
    """The text of one of the articles, line ends as they are in the file."""
    return (ARTICLES / f"{name}.txt").read_bytes().decode("utf-8")


def article_record(name: str) -> Article:
    """The record of one of the articles, annotated by hand."""
    return record(json.loads((RECORDS / f"{name}.json").read_text(encoding="utf-8")))


def record(plain: dict[str, Any]) -> Article:
    """The record of which `Article.as_dict` is `plain`."""
    return Article(
        **{
            **plain,
            "quotes": tuple(_quote(quote) for quote in plain["quotes"]),
            "speakers": tuple(_speaker(speaker) for speaker in plain["speakers"]),
            "warnings": tuple(plain["warnings"]),
        }
    )


def _quote(plain: dict[str, Any]) -> Quote:
    content = Content(plain["content"]["text"], tuple(Span(**span) for span in plain["content"]["spans"]))
    return Quote(
        **{
            **plain,
            "content": content,
            "cue": plain["cue"] and Cue(**plain["cue"]),
            "source": plain["source"] and Span(**plain["source"]),
            "speakers": tuple(SpeakerReference(**speaker) for speaker in plain["speakers"]),
        }
    )


def _speaker(plain: dict[str, Any]) -> Speaker:
    return Speaker(
        **{
            **plain,
            "aliases": tuple(plain["aliases"]),
            "mentions": tuple(Span(**mention) for mention in plain["mentions"]),
            "quotes": tuple(plain["quotes"]),
        }
    )
