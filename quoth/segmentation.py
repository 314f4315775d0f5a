"""Texts and tokenized documents in, the same out at a cost that grows no faster than their length.

The tokenizer's patterns for addresses take time with the square of a run of characters without white space, the parser
with that of a sentence and once more with that of a heap of punctuation marks, the taggers' character models with the
longest token of a batch. Newspapers have neither sentences of a thousand words, nor words of a thousand letters, nor
marks by the dozen; inputs that do are not refused but cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from stanza.models.common.doc import Document

#: Words after which a sentence is cut, at the last punctuation before it if there is one.
LONGEST_SENTENCE = 160
#: Characters of a token that the models see; its offsets keep the whole.
LONGEST_TOKEN = 60
#: Characters without white space after which the tokenizer sees some; longer than any address that news prints.
LONGEST_RUN = 500
#: Tokens without a letter or a digit that may stand side by side; more are one token.
MOST_MARKS = 12

_RUN = re.compile(rf"\S{{{LONGEST_RUN}}}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def readable(text: str) -> str:
    """The text as the models can read it, character for character.

    A lone surrogate, which no model's input can hold, becomes U+FFFD, and the last character of every `LONGEST_RUN`
    without white space a space.
    """
    return _RUN.sub(lambda run: run[0][:-1] + " ", _SURROGATE.sub("\ufffd", text))


def bounded(documents: list[Any]) -> list[Any]:
    """The tokenized `stanza.Document`s, with longer sentences cut, longer tokens' texts cropped and heaps of marks
    made one token; offsets stay.
    """
    return [_bounded(document) if _exceeds(document) else document for document in documents]


def _exceeds(document: Any) -> bool:
    return any(
        len(sentence.words) > LONGEST_SENTENCE
        or any(len(word.text) > LONGEST_TOKEN for word in sentence.words)
        or any(len(heap) > MOST_MARKS for heap in _heaps([word.text for word in sentence.words]))
        for sentence in document.sentences
    )


def _heaps(texts: list[str]) -> Iterator[list[str]]:
    """The runs of tokens that hold neither letter nor digit."""
    return (list(run) for is_mark, run in groupby(texts, key=_is_mark) if is_mark)


def _is_mark(text: str) -> bool:
    return not any(character.isalnum() for character in text)


def _bounded(document: Any) -> Any:
    sentences = [part for sentence in document.to_dict() for part in _cut(_heaped(sentence))]
    return Document(sentences, text=document.text)


def _heaped(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tokens of one sentence, every heap of marks as its first one, reaching to the end of the last."""
    multiword = {number for token in tokens if isinstance(token["id"], (tuple, list)) for number in token["id"]}

    def stands_alone(token: dict[str, Any]) -> bool:
        return _is_mark(token["text"]) and _number(token) not in multiword

    found: list[dict[str, Any]] = []
    for is_mark, run in groupby(tokens, key=stands_alone):
        heap = list(run)
        if is_mark and len(heap) > MOST_MARKS:
            heap = [{**heap[0], "text": "".join(t["text"] for t in heap), "end_char": heap[-1]["end_char"]}]
        found.extend(heap)
    return _numbered(found) if len(found) < len(tokens) else found


def _numbered(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tokens with their words numbered anew from 1 without a gap."""
    words = [token["id"] for token in tokens if not isinstance(token["id"], (tuple, list))]
    new = {old: number for number, old in enumerate(words, start=1)}

    def numbered(identity: Any) -> Any:
        return tuple(new[old] for old in identity) if isinstance(identity, (tuple, list)) else new[identity]

    return [{**token, "id": numbered(token["id"])} for token in tokens]


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
