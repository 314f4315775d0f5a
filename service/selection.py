"""Article in, article out: only the quotes that a client asked for, and nothing that points at one left out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from quoth.records import ACTS, FORMS, Article, Quote


@dataclass(frozen=True, slots=True)
class Selection:
    """Which quotes are wanted. A new one wants all."""

    forms: frozenset[str] = frozenset(FORMS)
    acts: frozenset[str] = frozenset(ACTS)
    min_confidence: float = 0.0

    def wants(self, quote: Quote) -> bool:
        """Whether the quote has a form, an act and a confidence that are asked for."""
        return quote.form in self.forms and quote.act in self.acts and quote.confidence >= self.min_confidence


def select(article: Article, selection: Selection) -> Article:
    """The article with only the wanted quotes.

    A quote whose outer quote is left out stands alone (`within` is None); a speaker without any quote left goes out.
    """
    quotes = tuple(quote for quote in article.quotes if selection.wants(quote))
    if len(quotes) == len(article.quotes):
        return article
    ids = {quote.id for quote in quotes}
    kept = tuple(quote if quote.within in ids else replace(quote, within=None) for quote in quotes)
    speakers = tuple(
        replace(speaker, quotes=tuple(id for id in speaker.quotes if id in ids)) for speaker in article.speakers
    )
    return replace(article, quotes=kept, speakers=tuple(speaker for speaker in speakers if speaker.quotes))
