"""The page of the admin on which an editor decides about an article's quotes."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from articles.models import ArticlePage, Quote
from articles.reading import read


class QuotesView(WagtailAdminTemplateMixin, View):
    """Shows the quotes of one article, takes decisions about them, and asks the service again."""

    template_name = "articles/quotes.html"
    page_title = "Quotes"
    header_icon = "openquote"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        """Finds the article; only those who may publish it decide what readers see."""
        super().setup(request, *args, **kwargs)
        self.page = get_object_or_404(ArticlePage, pk=kwargs["page_id"])

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Refuses those who may not publish the article."""
        if not self.page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """The article's title."""
        return self.page.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, the article, its quotes."""
        edit = {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.page.title}
        return [*super().get_breadcrumbs_items(), edit, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        """Adds the article, its quotes, the choices, and the problem there was."""
        reading = getattr(self.page, "reading", None)
        return super().get_context_data(**kwargs) | {
            "article": self.page,
            "quotes": self.page.quotes.filter(found=True),
            "decisions": Quote.Decision.choices,
            "reading": reading,
        }

    def get(self, request: HttpRequest, **_) -> HttpResponse:
        """The quotes, each with its decision."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **_) -> HttpResponse:
        """Saves the decisions, or asks again."""
        if "again" in request.POST:
            problem = read(self.page).problem
            if problem:
                messages.warning(request, problem)
        else:
            for quote in self.page.quotes.filter(found=True):
                decision = request.POST.get(f"decision-{quote.quote_id}")
                if decision in Quote.Decision and decision != quote.decision:
                    quote.decision = decision
                    quote.save(update_fields=["decision"])
            messages.success(request, "Your decisions are saved.")
        return redirect("article_quotes", page_id=self.page.pk)
