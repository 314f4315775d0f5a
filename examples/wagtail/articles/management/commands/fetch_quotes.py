"""`manage.py fetch_quotes`: asks again for the quotes that could not be had when an article was published."""

import sys

from django.core.management.base import BaseCommand
from django.db.models import Q

from articles.models import ArticlePage
from articles.reading import read


class Command(BaseCommand):
    """Goes through the live articles that have no answer yet; for cron. Ends with 1 if some still have none."""

    help = "Fetch the quotes of live articles that could not be had when they were published."

    def handle(self, *args, **options) -> None:
        """Asks for each; a line for each goes to standard output."""
        waiting = ArticlePage.objects.live().filter(~Q(reading__problem="") | Q(reading__isnull=True))
        failed = 0
        for page in waiting:
            problem = read(page).problem
            failed += bool(problem)
            self.stdout.write(f"{page.title}: {problem or f'quotes: {page.quotes.filter(found=True).count()}'}")
        if failed:
            sys.exit(1)
