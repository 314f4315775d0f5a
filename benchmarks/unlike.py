"""One article in, another of the same words out that shares hardly a sentence with it.

A sentence that stands in several of the articles that the service reads together goes through the encoder once. Copies
of one article would so be read in less time than articles are.
"""

from __future__ import annotations

import re

_ENDS = re.compile(r'(?<=[a-z\d”"])(?<![A-Z][a-z])(?<![A-Z][a-z]{2})(?=[.?](?:[”"\s]|$))')
"""Before the full stops and question marks of sentences, not of abbreviations such as "Oct."."""


def numbered(text: str, number: int) -> str:
    """The article with a number at the end of every sentence and of the text."""
    return f"{_ENDS.sub(f' {number}', text)}\nNumber {number}."
