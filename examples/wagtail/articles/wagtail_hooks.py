"""Where the quotes appear in Wagtail's admin: a page of their own, buttons that lead there, a note after publishing."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.models import Page

from articles.models import ArticlePage, Quote
from articles.views import QuotesView


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """The quotes of an article."""
    return [path("articles/<int:page_id>/quotes/", QuotesView.as_view(), name="article_quotes")]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def button(page: Page, user, **_) -> Iterator[Button]:
    """Leads from an article's editor, and from the list of pages, to its quotes."""
    if issubclass(page.specific_class, ArticlePage) and page.permissions_for_user(user).can_publish():
        yield Button("Quotes", reverse("article_quotes", args=[page.pk]), icon_name="openquote", priority=5)


@hooks.register("after_publish_page")
def tell(request: HttpRequest, page: Page) -> None:
    """Tells the editor what came of the quotes."""
    if not isinstance(page, ArticlePage) or not page.live:
        return
    review = [messages.button(reverse("article_quotes", args=[page.pk]), "Review the quotes")]
    reading = getattr(page, "reading", None)
    waiting = page.quotes.filter(found=True, decision=Quote.Decision.OPEN).count()
    if reading is None or reading.problem:
        why = reading.problem if reading else "Something went wrong; the log tells more."
        messages.warning(request, f"The article is published, but without its quotes. {why}", buttons=review)
    elif waiting:
        messages.info(request, f"Quotes that wait for a decision: {waiting}.", buttons=review)
