"""A body of blocks in, the plain text that is sent to the service out: paragraphs parted by blank lines."""

from bs4 import BeautifulSoup
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

_PARAGRAPHS = ("p", "li", "blockquote", "h2", "h3", "h4")


def plain_text(body: StreamValue) -> str:
    """The article as a reader sees it, without markup."""
    paragraphs = []
    for block in body:
        paragraphs += _paragraphs(block.value) if isinstance(block.value, RichText) else [str(block.value)]
    return "\n\n".join(filter(None, (paragraph.strip() for paragraph in paragraphs)))


def _paragraphs(value: RichText) -> list[str]:
    soup = BeautifulSoup(value.source, "html.parser")
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    innermost = [element for element in soup.find_all(_PARAGRAPHS) if not element.find(_PARAGRAPHS)]
    return [element.get_text() for element in innermost] if innermost else [soup.get_text()]
