"""Article in, article out: every span's offsets counted in UTF-16 code units instead of Unicode code points."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TypeVar

from quoth.records import Article, Cue, Quote, Span, Speaker

_Stretch = TypeVar("_Stretch", Span, Cue)


class Utf16Offsets:
    """Offsets into `text`, from code points to UTF-16 code units (a character beyond U+FFFF counts two).

    Example:
        >>> Utf16Offsets("🇯🇵 Brandt")[3]
        5
    """

    def __init__(self, text: str) -> None:
        self._wide = [] if text.isascii() else [at for at, character in enumerate(text) if character > "\uffff"]

    def __getitem__(self, offset: int) -> int:
        """The UTF-16 offset of the code point at `offset`."""
        return offset + bisect_left(self._wide, offset)


def in_utf16(article: Article, text: str) -> Article:
    """The article of `text` with all offsets in UTF-16 code units."""
    offsets = Utf16Offsets(text)
    return replace(
        article,
        quotes=tuple(_quote(quote, offsets) for quote in article.quotes),
        speakers=tuple(_speaker(speaker, offsets) for speaker in article.speakers),
    )


def _quote(quote: Quote, offsets: Utf16Offsets) -> Quote:
    spans = tuple(_moved(span, offsets) for span in quote.content.spans)
    return replace(
        quote,
        content=replace(quote.content, spans=spans),
        cue=quote.cue and _moved(quote.cue, offsets),
        source=quote.source and _moved(quote.source, offsets),
    )


def _speaker(speaker: Speaker, offsets: Utf16Offsets) -> Speaker:
    return replace(speaker, mentions=tuple(_moved(span, offsets) for span in speaker.mentions))


def _moved(span: _Stretch, offsets: Utf16Offsets) -> _Stretch:
    return replace(span, start=offsets[span.start], end=offsets[span.end])
