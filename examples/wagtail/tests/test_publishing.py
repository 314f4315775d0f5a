"""An editor publishes an article in Wagtail's admin while Quoth runs, is down, is slow or is something else."""

from __future__ import annotations

import io
import json
import time
import unittest

from articles.models import ArticlePage, HomePage, Quote
from articles.plain_text import plain_text
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import TransactionTestCase, override_settings
from django.urls import reverse
from wagtail.models import Page, Site
from wagtail.test.utils import WagtailTestUtils
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tests.service import answering, quoth, silence

OPENING = "<p>TARVO — The ferry strike on the Lower Sound went into its second week on Monday.</p>"
SAYING = "<p>“We will not sail without a contract,” said Edda Moll, the president of the Seafarers’ Union.</p>"
MIXED = "<p>Transport Minister Paul Renning of Denmark called the demand “a bill that nobody can pay”.</p>"
NOWHERE = "http://127.0.0.1:1"

_service = quoth()
address = ""


def setUpModule() -> None:
    """Starts the service once for all tests."""
    global address
    address = _service.__enter__()


def tearDownModule() -> None:
    """Stops it."""
    _service.__exit__(None, None, None)


class Publishing(WagtailTestUtils, TransactionTestCase):
    """A site with one article that is a draft, and an editor who is logged in."""

    serialized_rollback = True

    def setUp(self) -> None:
        self.home = Page.get_first_root_node().add_child(instance=HomePage(title="Courier", slug="courier"))
        site = {"hostname": "localhost", "root_page": self.home}
        Site.objects.update_or_create(is_default_site=True, defaults=site)
        self.page = self.home.add_child(instance=ArticlePage(title="Ferries", slug="ferries", live=False))
        self.login()
        settings = override_settings(QUOTH_URL=address, QUOTH_TIMEOUT=60)
        settings.enable()
        self.addCleanup(settings.disable)

    def publish(self, *paragraphs: str, title: str = "Ferries") -> str:
        """Publishes the article in the editor; what the next page of the admin says."""
        form = {
            "title": title,
            "slug": "ferries",
            "body": streamfield([("text", rich_text("".join(paragraphs)))]),
            "comments": inline_formset([]),
            "action-publish": "Publish",
        }
        url = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        answer = self.client.post(url, nested_form_data(form), follow=True)
        self.page.refresh_from_db()
        assert self.page.live, answer.content.decode()
        return answer.content.decode()

    def review(self) -> str:
        """The page of the admin with the quotes."""
        answer = self.client.get(reverse("article_quotes", args=[self.page.pk]))
        assert answer.status_code == 200
        return answer.content.decode()

    def decide(self, quote: Quote, decision: str) -> None:
        """Decides about one quote in the admin."""
        form = {f"decision-{quote.quote_id}": decision}
        answer = self.client.post(reverse("article_quotes", args=[self.page.pk]), form, follow=True)
        self.assertContains(answer, "Your decisions are saved.")

    def by(self, name: str) -> Quote:
        """The quote of a speaker."""
        return next(quote for quote in self.page.quotes.all() if quote.attribution.startswith(name))

    def live(self) -> tuple[object, dict]:
        """The article as readers get it: its pull quotes, and its JSON-LD."""
        answer = self.client.get("/ferries/")
        assert answer.status_code == 200
        soup = self.get_soup(answer.content)
        return soup.select("figure.pull-quote"), json.loads(soup.find("script", type="application/ld+json").string)

    def test_the_quotes_of_a_published_article_wait_for_a_decision(self) -> None:
        said = self.publish(OPENING, SAYING, MIXED)
        assert "Quotes that wait for a decision: 2." in said
        assert reverse("article_quotes", args=[self.page.pk]) in said
        page = self.review()
        assert "“We will not sail without a contract”" in page
        assert "Edda Moll" in page
        assert "Paul Renning, Transport Minister, Denmark" in page
        figures, node = self.live()
        assert figures == []
        assert node["hasPart"] == []

    def test_an_accepted_quote_is_a_pull_quote_with_linked_data(self) -> None:
        self.publish(OPENING, SAYING, MIXED)
        self.decide(self.by("Edda Moll"), "accepted")
        self.decide(self.by("Paul Renning"), "rejected")
        (figure,), node = self.live()
        quote = self.by("Edda Moll")
        assert figure["id"] == quote.quote_id
        assert figure.blockquote.get_text() == "“We will not sail without a contract”"
        assert figure.figcaption.get_text() == quote.attribution
        assert (node["@type"], node["headline"]) == ("NewsArticle", "Ferries")
        (part,) = node["hasPart"]
        assert part["@id"] == f"http://localhost/ferries/#{quote.quote_id}"
        assert (part["@type"], part["text"]) == ("Quotation", "We will not sail without a contract")
        assert (part["creator"]["@type"], part["creator"]["name"]) == ("Person", "Edda Moll")
        assert "president" in part["creator"]["jobTitle"].lower()

    def test_decisions_stay_when_the_article_is_published_again(self) -> None:
        self.publish(OPENING, SAYING, MIXED)
        self.decide(self.by("Edda Moll"), "accepted")
        before = {quote.quote_id: quote.pk for quote in self.page.quotes.all()}
        self.publish(OPENING, SAYING, MIXED)
        assert {quote.quote_id: quote.pk for quote in self.page.quotes.all()} == before
        assert self.by("Edda Moll").decision == "accepted"

    def test_decisions_stay_when_another_paragraph_is_edited(self) -> None:
        self.publish(OPENING, SAYING, MIXED)
        self.decide(self.by("Edda Moll"), "accepted")
        before = self.by("Edda Moll")
        self.publish(OPENING.replace("second", "third"), SAYING, MIXED)
        after = self.by("Edda Moll")
        assert after.quote_id != before.quote_id
        assert (after.pk, after.decision) == (before.pk, "accepted")
        (figure,), _ = self.live()
        assert figure["id"] == after.quote_id

    def test_a_quote_that_is_edited_out_goes_and_its_decision_is_there_when_it_comes_back(self) -> None:
        self.publish(OPENING, SAYING, MIXED)
        self.decide(self.by("Edda Moll"), "accepted")
        self.publish(OPENING, MIXED)
        assert self.live()[0] == []
        assert "Edda Moll" not in self.review()
        self.publish(OPENING, SAYING)
        assert len(self.live()[0]) == 1
        assert [quote.decision for quote in self.page.quotes.all()] == ["accepted"]

    def test_an_article_is_published_while_quoth_is_down_and_its_quotes_are_fetched_later(self) -> None:
        with override_settings(QUOTH_URL=NOWHERE):
            said = self.publish(OPENING, SAYING)
            assert f"without its quotes. Quoth cannot be reached at {NOWHERE}." in said
            assert f"Quoth cannot be reached at {NOWHERE}." in self.review()
            with self.assertRaises(SystemExit) as ended:
                call_command("fetch_quotes", stdout=io.StringIO())
            assert ended.exception.code == 1
        self.live()
        told = io.StringIO()
        call_command("fetch_quotes", stdout=told)
        assert told.getvalue() == "Ferries: quotes: 1\n"
        assert "cannot be reached" not in self.review()
        assert self.by("Edda Moll").decision == "open"
        told = io.StringIO()
        call_command("fetch_quotes", stdout=told)
        assert told.getvalue() == ""

    def test_what_was_accepted_stays_on_the_page_while_quoth_is_down(self) -> None:
        self.publish(OPENING, SAYING)
        self.decide(self.by("Edda Moll"), "accepted")
        with override_settings(QUOTH_URL=NOWHERE):
            self.publish(OPENING, SAYING)
        assert len(self.live()[0]) == 1

    def test_publishing_waits_no_longer_than_it_may(self) -> None:
        with silence() as slow, override_settings(QUOTH_URL=slow, QUOTH_TIMEOUT=0.5):
            began = time.monotonic()
            said = self.publish(OPENING, SAYING)
            assert time.monotonic() - began < 10
        assert "Quoth did not answer within 0.5 seconds." in said

    def test_other_answers_are_noted(self) -> None:
        busy = b'{"detail": "All workers are busy."}'
        for status, body, note in (
            (503, busy, "Quoth refused the article: All workers are busy."),
            (502, b"<html>", "Quoth refused the article: status 502."),
            (200, b"<html>", "is not Quoth."),
            (200, b'{"quotes": [{}]}', "is not Quoth."),
            (200, b'{"quotes": 1}', "is not Quoth."),
        ):
            with self.subTest(body=body), answering(status, body) as other, override_settings(QUOTH_URL=other):
                assert note in self.publish(OPENING, SAYING)

    def test_an_article_of_nothing_is_not_sent(self) -> None:
        with override_settings(QUOTH_URL=NOWHERE):
            assert "without its quotes" not in self.publish("<p></p>")

    def test_the_editor_asks_again_from_the_admin(self) -> None:
        with override_settings(QUOTH_URL=NOWHERE):
            self.publish(OPENING, SAYING)
        url = reverse("article_quotes", args=[self.page.pk])
        self.assertContains(self.client.post(url, {"again": "yes"}, follow=True), "Edda Moll")

    def test_the_article_leads_to_its_quotes_in_the_admin(self) -> None:
        for name in ("wagtailadmin_pages:edit", "wagtailadmin_explore"):
            self.assertContains(
                self.client.get(reverse(name, args=[self.page.pk])), reverse("article_quotes", args=[self.page.pk])
            )

    def test_only_those_who_may_publish_decide(self) -> None:
        writer = self.create_user(username="writer", password="password")
        writer.groups.add(Group.objects.get(name="Editors"))
        self.login(user=writer)
        answer = self.client.get(reverse("article_quotes", args=[self.page.pk]), follow=True)
        self.assertNotContains(answer, "Ask Quoth again", status_code=answer.status_code)
        assert answer.redirect_chain[0][0] == reverse("wagtailadmin_home")

    def test_what_an_article_is_called_cannot_leave_the_linked_data(self) -> None:
        title = "</script><script>alert(1)</script>"
        self.publish(OPENING, title=title)
        assert self.live()[1]["headline"] == title
        assert "<script>alert" not in self.client.get("/ferries/").content.decode()


class PlainText(unittest.TestCase):
    """What is sent of an article."""

    def test_paragraphs_headings_and_items_are_parted_by_blank_lines(self) -> None:
        field = ArticlePage._meta.get_field("body")
        body = field.to_python(
            json.dumps(
                [
                    {"type": "heading", "value": "Ferries"},
                    {"type": "text", "value": "<p>“We <b>sail</b>,”<br/>she said.</p><p> </p><ul><li>One</li></ul>"},
                    {"type": "text", "value": "<p>Moll &amp; Renning</p>"},
                ]
            )
        )
        assert plain_text(body) == "Ferries\n\n“We sail,”\nshe said.\n\nOne\n\nMoll & Renning"
