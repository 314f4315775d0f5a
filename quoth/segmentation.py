"""Tokenized documents in, documents that cost no more than their length out.

The parser's work grows with the square of a sentence, the taggers' character models with the longest token of a
batch. Newspapers have neither sentences of a thousand words nor words of a thousand letters; inputs that do are not
refused but cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stanza.models.common.doc import Document

#: Words after which a sentence is cut, at the last punctuation before it if there is one.
LONGEST_SENTENCE = 160
#: Characters of a token that the models see; its offsets keep the whole.
LONGEST_TOKEN = 60


def bounded(documents: list[Any]) -> list[Any]:
    """The tokenized `stanza.Document`s, with longer sentences cut and longer tokens' texts cropped; offsets stay."""
    return [_bounded(document) if _exceeds(document) else document for document in documents]


def _exceeds(document: Any) -> bool:
    return any(
        len(sentence.words) > LONGEST_SENTENCE or any(len(word.text) > LONGEST_TOKEN for word in sentence.words)
        for sentence in document.sentences
    )


def _bounded(document: Any) -> Any:
    sentences = [part for sentence in document.to_dict() for part in _cut(sentence)]
    return Document(sentences, text=document.text)


def _cut(tokens: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The tokens of one sentence in parts of at most `LONGEST_SENTENCE` entries, numbered anew from 1."""
    start = 0
    while start < len(tokens):
        end = min(start + LONGEST_SENTENCE, len(tokens))
        if end < len(tokens):
            marks = [i for i in range(start + LONGEST_SENTENCE // 2, end) if tokens[i]["text"] in (",", ";", ".", ":")]
            end = marks[-1] + 1 if marks else end
            while end > start + 1 and _inside_multiword(tokens, end):
                end -= 1
        yield _renumbered(tokens[start:end])
        start = end


def _inside_multiword(tokens: list[dict[str, Any]], end: int) -> bool:
    """Whether a cut before `end` would part the words of a multi-word token."""
    for token in tokens[max(0, end - 10) : end]:
        if isinstance(token["id"], (tuple, list)) and len(token["id"]) > 1:
            last = token["id"][-1]
            if _number(tokens[end]) <= last:
                return True
    return False


def _number(token: dict[str, Any]) -> int:
    identity = token["id"]
    return int(identity[0] if isinstance(identity, (tuple, list)) else identity)


def _renumbered(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shift = _number(tokens[0]) - 1
    found = []
    for token in tokens:
        old = token["id"]
        new = tuple(i - shift for i in old) if isinstance(old, (tuple, list)) else old - shift
        found.append({**token, "id": new, "text": token["text"][:LONGEST_TOKEN]})
    return found
