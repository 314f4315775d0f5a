"""A published article in, its quotes in the database out. Publishing never fails because of it."""

from typing import Any

from django.db import transaction

from articles.models import ArticlePage, Quote, Reading
from articles.plain_text import plain_text
from articles.quoth import QuothError, quotes_of


def on_published(sender: type[ArticlePage], instance: ArticlePage, **_: Any) -> None:
    """Asks once the publication is safe in the database; whatever goes wrong then is logged and stops nothing."""
    transaction.on_commit(lambda: read(instance), robust=True)


def read(page: ArticlePage) -> Reading:
    """Asks the service for the quotes of a page and keeps them, or notes why there are none."""
    text = plain_text(page.body)
    try:
        found = quotes_of(text, page.full_url or str(page.pk)) if text else []
    except QuothError as problem:
        return Reading.objects.update_or_create(page=page, defaults={"problem": str(problem)})[0]
    with transaction.atomic():
        keep(page, found)
        return Reading.objects.update_or_create(page=page, defaults={"problem": ""})[0]


def keep(page: ArticlePage, found: list[dict[str, Any]]) -> None:
    """Puts what was found in place of what was known; decisions stay.

    The same text always has the same ids. In an edited text all are new: there a quote is known again by its words and
    its speaker.
    """
    known = {quote.quote_id: quote for quote in page.quotes.all()}
    fresh = []
    for position, record in enumerate(found):
        quote = known.pop(record["id"], None) or Quote(page=page)
        quote.quote_id, quote.position, quote.found, quote.record = record["id"], position, True, record
        fresh.append(quote)
    alike = {quote.likeness: quote for quote in known.values()}
    for quote in fresh:
        before = alike.pop(quote.likeness, None) if quote.pk is None else None
        if before is not None:
            quote.pk, quote.decision = before.pk, before.decision
            del known[before.quote_id]
    for quote in known.values():
        if quote.decision == Quote.Decision.OPEN:
            quote.delete()
        else:
            quote.found = False
            quote.save()
    for quote in fresh:
        quote.save(force_update=quote.pk is not None)
