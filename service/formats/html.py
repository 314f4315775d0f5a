"""Record and text in, an HTML page out that stands alone: the article with its quotes highlighted, and their records.

No script, no font, no address outside the page; its only style is its own. What the article says is escaped throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from quoth.records import Article, Quote, Speaker
from service.formats.nesting import Step, Stretch, paragraphs, walk

MEDIA_TYPE = "text/html"
VOICES = 8
"""How many speakers have a colour of their own; letters tell all of them apart."""

_RANKS = {"content": 0, "source": 1, "cue": 2}


@dataclass(frozen=True, slots=True)
class Voice:
    """How a speaker is shown: the letter beside each of their quotes, and the number of a colour."""

    letter: str
    colour: int
    speaker: Speaker


def render(article: Article, text: str) -> str:
    """The page."""
    voices = cast(article)
    stretches = [stretch for quote in article.quotes for stretch in _stretches(quote)]
    names = {f"{kind} {quote.id}": quote for quote in article.quotes for kind in _RANKS}
    return _template().render(
        article=article,
        voices=voices,
        numbers={quote.id: number for number, quote in enumerate(article.quotes, start=1)},
        paragraphs=[_paragraph(text, start, end, stretches, names, voices) for start, end in paragraphs(text)],
    )


def cast(article: Article) -> dict[str, Voice]:
    """The voice of each speaker who has a quote, by the speaker's id, in the order of the record."""
    speaking = [speaker for speaker in article.speakers if speaker.quotes]
    return {s.id: Voice(letters(index), index % VOICES, s) for index, s in enumerate(speaking)}


def letters(index: int) -> str:
    """A, B, … Z, AA, AB, …

    Example:
        >>> letters(27)
        'AB'
    """
    before, last = divmod(index, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


@cache
def _template() -> Template:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("service"), PackageLoader("service", "static/desk")]),  # its voices.css
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("formats/article.html")


def _stretches(quote: Quote) -> list[Stretch]:
    found = [Stretch(span.start, span.end, f"content {quote.id}", _RANKS["content"]) for span in quote.content.spans]
    if quote.source:
        found.append(Stretch(quote.source.start, quote.source.end, f"source {quote.id}", _RANKS["source"]))
    if quote.cue:
        found.append(Stretch(quote.cue.start, quote.cue.end, f"cue {quote.id}", _RANKS["cue"]))
    return found


def _paragraph(
    text: str, start: int, end: int, stretches: list[Stretch], names: dict[str, Quote], voices: dict[str, Voice]
) -> Markup:
    parts = []
    for step in walk(text, start, end, stretches):
        if step.do == "open" and step.stretch:
            kind = step.stretch.name.partition(" ")[0]
            parts.append(_opening(step, kind, names[step.stretch.name], voices))
        elif step.do == "close":
            parts.append(Markup("</span>"))
        else:
            parts.append(escape(step.text))
    return Markup("").join(parts)


def _opening(step: Step, kind: str, quote: Quote, voices: dict[str, Voice]) -> Markup:
    speaking = [voices[speaker.id] for speaker in quote.speakers if speaker.id in voices]
    classes = f"{kind} {quote.form} " + (f"voice-{speaking[0].colour}" if speaking else "voice-none")
    span = Markup('<span class="{}">').format(classes)
    begins = kind == "content" and step.first and step.at == quote.content.spans[0].start
    if not begins:
        return span
    label = " ".join(voice.letter for voice in speaking) or "?"
    return span + Markup('<a class="key" id="at-{0}" href="#{0}">{1}</a>').format(quote.id, label)
