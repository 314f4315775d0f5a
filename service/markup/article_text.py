"""The HTML of an article's body in, its text out: paragraphs kept apart, all that is no part of the article left out.

lxml reads the HTML, because libxml2 builds neither a tree here nor repairs nesting: the work grows linearly with the
input, where parsers that follow the HTML standard to the letter reconstruct elements over and over on hostile input.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

#: Elements whose content is no text of the article: code, navigation, forms, captions, what was deleted.
LEFT_OUT = frozenset(
    "applet area aside audio base button canvas caption datalist del dialog embed fieldset figcaption footer form "  # noqa: SIM905
    "frame head header iframe input label legend link map math menu meta meter nav noembed noframes noscript object "
    "optgroup option output param picture progress rp rt script select source style svg template textarea title track "
    "video".split()
)
#: Elements that begin and end a paragraph.
BLOCKS = frozenset(
    "address article blockquote body center dd details dir div dl dt figure h1 h2 h3 h4 h5 h6 hgroup hr html li main "  # noqa: SIM905
    "ol p pre search section summary table tbody tfoot thead tr ul".split()
)
#: Roles and marks of elements that a reader does not get as text.
_OTHER_ROLES = frozenset({"banner", "complementary", "contentinfo", "form", "menu", "navigation", "search", "toolbar"})
_QUOTATION_MARKS = (("“", "”"), ("‘", "’"))

# What HTML calls white space; a no-break space is a character like any other.
_SPACE = re.compile(r"[ \t\n\f\r]+")


def article_text(html: str) -> str:
    r"""The text, paragraphs parted by blank lines, lines of one paragraph by line breaks; "" where there is none.

    Whatever is no HTML is read as far as it can be: a text without any markup is one paragraph.

    Example:
        >>> article_text("<p>“No,” <b>she</b> said.</p><script>count()</script><p>They left.</p>")
        '“No,” she said.\n\nThey left.'
    """
    parser = etree.HTMLParser(target=_Reader(), huge_tree=True)
    # libxml2 takes a NUL for the end of the input.
    parser.feed(html.replace("\x00", "\ufffd"))
    text: str = parser.close()
    return text


class _Reader:
    """What lxml tells of the elements as they come."""

    def __init__(self) -> None:
        self._paragraphs: list[str] = []
        self._pieces: list[str] = []
        self._left_out = 0
        self._verbatim = 0
        self._quotations = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._left_out or tag in LEFT_OUT or _is_hidden(attributes):
            self._left_out += 1
        elif tag in BLOCKS:
            self._end_paragraph()
            self._verbatim += tag == "pre"
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in {"td", "th"}:
            self._pieces.append(" ")
        elif tag == "q":
            self._pieces.append(_QUOTATION_MARKS[self._quotations % 2][0])
            self._quotations += 1

    def end(self, tag: str) -> None:
        """An element ends, or is taken to end."""
        if self._left_out:
            self._left_out -= 1
        elif tag in BLOCKS:
            self._end_paragraph()
            self._verbatim -= tag == "pre"
        elif tag == "q":
            self._quotations -= 1
            self._pieces.append(_QUOTATION_MARKS[self._quotations % 2][1])

    def data(self, text: str) -> None:
        """Text between tags."""
        if not self._left_out:
            self._pieces.append(text if self._verbatim else _SPACE.sub(" ", text))

    def close(self) -> str:
        """The whole text."""
        self._end_paragraph()
        return "\n\n".join(self._paragraphs)

    def _end_paragraph(self) -> None:
        lines = (_SPACE.sub(" ", line).strip(" ") for line in "".join(self._pieces).split("\n"))
        self._pieces.clear()
        paragraph = "\n".join(line for line in lines if line)
        if paragraph:
            self._paragraphs.append(paragraph)


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("role", "").lower() in _OTHER_ROLES
    )
