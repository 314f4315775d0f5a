"""The application; it asks for quotes whenever an article is published."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Articles and their quotes."""

    name = "articles"

    def ready(self) -> None:
        """Listens for publications, by an editor, a schedule or a script."""
        from wagtail.signals import page_published

        from articles.models import ArticlePage
        from articles.reading import on_published

        page_published.connect(on_published, sender=ArticlePage)
