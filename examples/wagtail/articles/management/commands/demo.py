"""`manage.py demo`: a front page, a draft to publish and somebody who may publish it, where there are none yet."""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from wagtail.models import Page, Site

from articles.models import ArticlePage, HomePage

TITLE = "Harbour talks end without a date"
TEXT = """\
<p>OSLO — The harbour talks between Norway and Denmark ended on Tuesday without a date for a second round.</p>
<p>“We have moved closer than at any time since the spring,” said Mira Aldane, the foreign minister of Norway. “What
is missing is courage, and not another map.”</p>
<p>Her counterpart from Denmark, Joris Tavel, was less hopeful. He told reporters that the offer was “a door left ajar
in a burning house” and that his government would answer in writing.</p>
<p>According to a spokeswoman for the Harbour Commission, Lena Korv, ferries will run as usual. “Nobody has asked us to
stop,” she said.</p>"""


class Command(BaseCommand):
    """Sets the site up for a first look; running it again changes nothing."""

    help = "Set up a front page, an editor and a draft."

    def handle(self, *args, **options) -> None:
        """Creates what is missing, and tells the editor's password when it makes one."""
        home = HomePage.objects.first()
        if home is None:
            home = Page.get_first_root_node().add_child(instance=HomePage(title="The Courier", slug="courier"))
            address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
            where = {"hostname": address.hostname, "port": address.port or 80, "root_page": home}
            Site.objects.update_or_create(is_default_site=True, defaults=where)
            body = [("text", TEXT.replace("\n", " "))]
            draft = home.add_child(instance=ArticlePage(title=TITLE, slug="harbour-talks", body=body, live=False))
            draft.save_revision()
        users = get_user_model()
        if not users.objects.filter(username="editor").exists():
            password = secrets.token_urlsafe(9)
            users.objects.create_superuser("editor", "editor@example.org", password)
            admin = f"{settings.WAGTAILADMIN_BASE_URL}/admin/"
            self.stdout.write(f"Log in at {admin} as editor with the password {password}")
