"""An article that was posted and its record in, what the client asked to see of it out."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace

from quoth.records import Article
from service.offsets import in_utf16
from service.problems import TOO_LARGE, FieldError, Problem
from service.schemas import ArticleRequest
from service.selection import select
from service.state import current_state

NO_TEXT = "The HTML holds no text of an article outside what is left out of it, so that there are no quotes."
"""The warning of an answer to HTML in which nothing is left to read."""

# Words, and runs of marks without white space between them.
_WORD = re.compile(r"\w+|[^\w\s]+")


@dataclass(frozen=True, slots=True)
class ReadArticle(Article):
    """The record of an article that was posted as HTML, with the text that was read from it."""

    text: str


def check_length(article: ArticleRequest) -> None:
    """Refuses a text that is too long, in characters or in words.

    Raises:
        Problem: 413.
    """
    settings, text = current_state().settings, article["text"]
    if len(text) > settings.max_characters:
        raise _too_large(article, f"Has {len(text):,} characters; at most {settings.max_characters:,} are accepted.")
    if len(text) > settings.max_words and (words := len(_WORD.findall(text))) > settings.max_words:
        most = f"{settings.max_words:,}"
        raise _too_large(article, f"Has {words:,} words and marks; at most {most} are accepted, so send it in parts.")


def _too_large(article: ArticleRequest, message: str) -> Problem:
    field = "/text" if article["html"] is None else "/html"
    return Problem(TOO_LARGE, f"{field}: {message}", [FieldError(field, message)])


def answer(article: ArticleRequest, record: Article, *, any_offsets: bool = True) -> Article:
    """The record with the quotes that were asked for, with offsets as asked for (code points unless `any_offsets`)."""
    options = article["options"]
    chosen = select(record, options["selection"])
    if options["utf16"] and any_offsets:
        chosen = in_utf16(chosen, article["text"])
    if article["html"] is None:
        return chosen
    if not article["text"]:
        chosen = replace(chosen, warnings=(*chosen.warnings, NO_TEXT))
    return ReadArticle(**{field.name: getattr(chosen, field.name) for field in fields(Article)}, text=article["text"])
