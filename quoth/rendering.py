"""Article records in, printed text out: JSON, JSON Lines, or a page for people to read in a terminal."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol, TextIO

if TYPE_CHECKING:
    from rich.text import Text

    from quoth.records import Article, Quote, SpeakerReference

Format = Literal["json", "jsonl", "text"]
FORMATS: tuple[Format, ...] = ("json", "jsonl", "text")

INDENT = 4
"""Columns by which a quote stands in from its speaker, and a nested quote from the one that reports it."""

# Line ends to some readers of JSON Lines; JSON itself allows them bare inside a string.
_LINE_ENDS = {ord(character): f"\\u{ord(character):04x}" for character in "\x85\u2028\u2029"}


class Renderer(Protocol):
    """Prints articles one by one as they come; `close` ends the document after the last one."""

    def article(self, article: Article) -> None:
        """Print one article and flush it to the reader."""

    def close(self) -> None:
        """Print whatever the format needs at its end."""


class JsonLinesRenderer:
    """One line of JSON for each article."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def article(self, article: Article) -> None:
        """Print the article's line and flush it."""
        self._stream.write(json_line(article.as_dict()))
        self._stream.flush()

    def close(self) -> None:
        """Nothing is left to print."""


class JsonRenderer:
    """Indented JSON: one object, or with `several` an array that is opened, filled and closed as articles come."""

    def __init__(self, stream: TextIO, *, several: bool) -> None:
        self._stream = stream
        self._several = several
        self._count = 0

    def article(self, article: Article) -> None:
        """Print the article's object and flush it."""
        plain = json.dumps(article.as_dict(), ensure_ascii=False, indent=2)
        if self._several:
            self._stream.write(("[" if self._count == 0 else ",") + "\n  " + plain.replace("\n", "\n  "))
        else:
            self._stream.write(plain + "\n")
        self._count += 1
        self._stream.flush()

    def close(self) -> None:
        """End the array."""
        if self._several:
            self._stream.write("\n]\n" if self._count else "[]\n")
            self._stream.flush()


class TextRenderer:
    """A page for people: under each speaker, with office and cue, what was said; quotes inside quotes stand further in.

    Lines are wrapped at the terminal's width, or at 80 columns (COLUMNS) where `stream` is no terminal. Colours are for
    terminals alone, and NO_COLOR switches them off.
    """

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console

        self._stream = stream
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False)
        self._count = 0

    def article(self, article: Article) -> None:
        """Print the article's page and flush it."""
        from rich.padding import Padding

        # Captured and written here, because rich answers a closed pipe by ending the process.
        with self._console.capture() as page:
            if self._count:
                self._console.print()
            self._console.print(_headline(article))
            for warning in article.warnings:
                self._console.print(f"! {printable(warning)}", style="yellow")
            for depth, quote in outline(article.quotes):
                self._console.print()
                self._console.print(Padding(_attribution(quote), (0, 0, 0, INDENT * depth)))
                self._console.print(Padding(printable(quote.content.text), (0, 0, 0, INDENT * (depth + 1))))
        self._stream.write("".join(line.rstrip(" ") + "\n" for line in page.get().split("\n")[:-1]))
        self._count += 1
        self._stream.flush()

    def close(self) -> None:
        """Nothing is left to print."""


def json_line(plain: Mapping[str, Any]) -> str:
    """A line of JSON Lines, line end included, that stays one line to every reader."""
    return json.dumps(plain, ensure_ascii=False).translate(_LINE_ENDS) + "\n"


def renderer(form: Format, stream: TextIO, *, several: bool) -> Renderer:
    """The renderer of a format; `several` says that more than one article was asked for."""
    if form == "json":
        return JsonRenderer(stream, several=several)
    if form == "jsonl":
        return JsonLinesRenderer(stream)
    return TextRenderer(stream)


def outline(quotes: tuple[Quote, ...]) -> list[tuple[int, Quote]]:
    """The quotes in their order with their depth, each quote directly after the one inside which it is reported."""
    known = {quote.id for quote in quotes}
    below: dict[str | None, list[Quote]] = {}
    for quote in quotes:
        below.setdefault(quote.within if quote.within in known else None, []).append(quote)
    ordered: list[tuple[int, Quote]] = []
    waiting = [(0, quote) for quote in reversed(below.get(None, []))]
    while waiting:
        depth, quote = waiting.pop()
        ordered.append((depth, quote))
        waiting.extend((depth + 1, inner) for inner in reversed(below.get(quote.id, [])))
    return ordered


def printable(text: str) -> str:
    """`text` on one line, with no control characters: no article is to send escape sequences to a terminal."""
    line = " ".join(text.split())
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(ch) == "Cc" else ch for ch in line)


def _headline(article: Article) -> Text:
    from rich.text import Text

    speakers = {reference.id for quote in article.quotes for reference in quote.speakers}
    counts = f"{_plural(len(article.quotes), 'quote')}, {_plural(len(speakers), 'speaker')}"
    return Text.assemble((printable(article.id), "bold underline"), "  ", (counts, "dim"))


def _attribution(quote: Quote) -> Text:
    """For example: Ilse Brandt, Foreign Minister, Germany · told · 93%."""
    from rich.text import Text

    line = Text()
    for position, speaker in enumerate(quote.speakers):
        line.append("; " if position else "")
        line.append(printable(speaker.name or "somebody unnamed"), style="bold cyan")
        line.append(_office(speaker), style="cyan")
    if not quote.speakers:
        line.append("speaker not found", style="bold red")
    details = [printable(quote.cue.text)] if quote.cue else []
    if quote.act == "attitude":
        details.append("attitude")
    details.append(f"{quote.confidence:.0%}")
    return line.append(" · " + " · ".join(details), style="dim")


def _office(speaker: SpeakerReference) -> str:
    return "".join(f", {printable(part)}" for part in (speaker.role, speaker.affiliation) if part)


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
