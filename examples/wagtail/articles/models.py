"""Pages, and what is kept of an article's quotes: beside its revisions, so that a decision outlives every draft."""

import re

from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from articles.linked_data import article_node

_MARKS_AROUND = re.compile(r"^[\"“„«]+|[\"”»]+$")


class HomePage(Page):
    """The front page: the newest articles."""

    subpage_types = ["articles.ArticlePage"]

    def get_context(self, request, *args, **kwargs):
        """Adds `articles`, the newest first."""
        articles = ArticlePage.objects.child_of(self).live().order_by("-first_published_at")
        return super().get_context(request, *args, **kwargs) | {"articles": articles}


class ArticlePage(Page):
    """A news article."""

    parent_page_types = ["articles.HomePage"]
    subpage_types = []

    body = StreamField(
        [
            ("heading", blocks.CharBlock(form_classname="title")),
            ("text", blocks.RichTextBlock(features=["bold", "italic", "link", "ul", "ol", "blockquote"])),
        ]
    )

    content_panels = [*Page.content_panels, FieldPanel("body")]

    def get_context(self, request, *args, **kwargs):
        """Adds `pull_quotes`, those that an editor accepted, and `linked_data`, the article with them in schema.org."""
        accepted = list(self.quotes.filter(decision=Quote.Decision.ACCEPTED, found=True))
        linked_data = article_node(self, accepted)
        return super().get_context(request, *args, **kwargs) | {"pull_quotes": accepted, "linked_data": linked_data}


class Reading(models.Model):
    """How it went when the service was last asked for an article's quotes."""

    page = models.OneToOneField(ArticlePage, models.CASCADE, primary_key=True, related_name="reading")
    asked_at = models.DateTimeField(auto_now=True)
    problem = models.TextField(blank=True)
    """Why there was no answer; empty where there was one."""


class Quote(models.Model):
    """A quote that the service found, and what an editor decided about it."""

    class Decision(models.TextChoices):
        """Only what is accepted is shown to readers."""

        OPEN = "open", "Not decided"
        ACCEPTED = "accepted", "Pull quote"
        REJECTED = "rejected", "Do not use"

    page = models.ForeignKey(ArticlePage, models.CASCADE, related_name="quotes")
    quote_id = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    found = models.BooleanField(default=True)
    """Whether it stands in the article as last published. A decision is kept in case it comes back."""
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.OPEN)
    record = models.JSONField()
    """One of `quotes` in the service's answer, as it came."""

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["page", "quote_id"], name="quote_of_page")]

    def __str__(self) -> str:
        return f"{self.words} — {self.attribution}"

    @property
    def direct(self) -> bool:
        """Whether all of it is the speaker's own words; in a mixed quote, those between marks are."""
        return self.record["form"] == "direct"

    @property
    def words(self) -> str:
        """What is said on one line, a direct quote without the marks around it."""
        stretches = [" ".join(span["text"].split()) for span in self.record["content"]["spans"]]
        if self.direct:
            stretches = [_MARKS_AROUND.sub("", stretch).rstrip(",") for stretch in stretches]
        return " … ".join(stretches)

    @property
    def attribution(self) -> str:
        """Who says it, with role and affiliation, as the article calls them."""
        people = (
            ", ".join(filter(None, (speaker["name"], speaker["role"], speaker["affiliation"])))
            for speaker in self.record["speakers"]
        )
        source = self.record["source"]
        return "; ".join(filter(None, people)) or (source["text"] if source else "speaker not known")

    @property
    def confidence(self) -> int:
        """How sure the service is, in percent."""
        return round(100 * self.record["confidence"])

    @property
    def likeness(self) -> tuple[str, str]:
        """What stays the same when other parts of an article are edited: the words, and who says them."""
        return self.words, self.attribution
