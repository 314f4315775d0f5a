"""Annotated quotes of the training articles: PolNeAR's brat files and gold articles in, offsets and word labels out."""

from __future__ import annotations

import importlib.util
import pickle
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from quoth.layers import Parse
from quoth.packages.folder import BUNDLED_MODELS
from quoth.parsing import parse_of
from quoth.speech.tagger import ROLES
from training.evaluate import load

Span = tuple[int, int]

_TEXT_BOUND = re.compile(r"(?P<name>T\d+)\t\w+ (?P<where>\d+ \d+(?:;\d+ \d+)*)\t")
_EVENT = re.compile(r"E\d+\t[\w-]+:T\d+")


class Annotation(NamedTuple):
    """One annotated quote: the spans of its source, cue and contents, and, where the corpus tells them, its act, its
    form, and for each speaker its kind and the names under which it is right (none where nobody can tell who speaks).
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    contents: tuple[Span, ...]
    act: str | None
    form: str | None = None
    speakers: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Article(NamedTuple):
    """An annotated article."""

    text: str
    quotes: tuple[Annotation, ...]


def gold_articles(folder: Path) -> list[Article]:
    """Each gold article, through the loader that lies beside the development set."""
    beside = next(place for place in (folder, folder.parent) if (place / "resolve.py").exists())
    spec = importlib.util.spec_from_file_location("resolve", beside / "resolve.py")
    assert spec is not None and spec.loader is not None
    loader = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loader)
    return [Article(text, tuple(map(_from_gold, records))) for _, text, records in loader.load(folder)]


def _from_gold(record: dict[str, Any]) -> Annotation:
    def spans(key: str) -> tuple[Span, ...]:
        return ((record[key][0], record[key][1]),) if record[key] else ()

    contents = tuple((start, end) for start, end in record["content_spans"])
    speakers = tuple(
        (who["kind"], tuple(name for name in (who["name"], *who.get("aliases", ())) if name))
        for who in record["speakers"]
    )
    return Annotation(spans("source_span"), spans("cue_span"), contents, record["act"], record["form"], speakers)


def polnear_articles(folder: Path) -> list[Article]:
    """Each PolNeAR article (brat standoff); where several people annotated one, the first file's quotes."""
    found = []
    for path in sorted((folder / "text").glob("*.txt")):
        files = sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))
        if files:
            found.append(Article(path.read_text(encoding="utf-8"), tuple(_brat(files[0]))))
    return found


def _brat(path: Path) -> Iterator[Annotation]:
    spans: dict[str, list[Span]] = {}
    events = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text_bound = _TEXT_BOUND.match(line)  # the text that follows may hold line breaks of its own
        if text_bound:
            pieces = text_bound["where"].split(";")
            spans[text_bound["name"]] = [(int(a), int(b)) for a, b in (piece.split() for piece in pieces)]
        elif _EVENT.match(line):
            events.append([part.split(":") for part in line.split("\t")[1].split()])
    for event in events:
        source, cue, contents = (
            tuple(span for kind, name in event if kind.startswith(role) for span in spans[name])
            for role in ("Source", "Cue", "Content")
        )
        yield Annotation(source, cue, contents, None)


def parsed(articles: Iterable[Article], cache: Path) -> Iterator[tuple[Parse, tuple[Annotation, ...]]]:
    """Each article's parse and quotes, parsed once with the bundled models and kept in `cache`."""
    articles = list(articles)
    parses: dict[str, Parse] = pickle.loads(cache.read_bytes()) if cache.exists() else {}
    missing = [article.text for article in articles if article.text not in parses]
    if missing:
        pipeline = load(BUNDLED_MODELS, "tokenize,mwt,pos,lemma,depparse,ner")
        for text in missing:
            parses[text] = parse_of(pipeline(text))
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_bytes(pickle.dumps(parses))
    for article in articles:
        yield parses[article.text], article.quotes


def labels(parse: Parse, quotes: Sequence[Annotation]) -> list[str]:
    """One label of LABELS for each word: the outermost quotes' pieces; content wins over cue, cue over source.

    A quote that lies in the content of another is left out (see `nested`).
    """
    return _painted(parse, [quote for quote in quotes if not _is_nested(quote, quotes)])


def nested(parse: Parse, quotes: Sequence[Annotation]) -> list[str]:
    """One label of LABELS for each word: the pieces of the quotes that are reported inside others."""
    return _painted(parse, [quote for quote in quotes if _is_nested(quote, quotes)])


def _is_nested(quote: Annotation, quotes: Sequence[Annotation]) -> bool:
    """Whether the quote's cue, or its content where it has none, lies in a content of another quote."""
    places = quote.cue or quote.contents
    return any(
        start <= places[0][0] and places[0][1] <= end and (start, end) not in quote.contents
        for other in quotes
        if other is not quote and places
        for start, end in other.contents
    )


def _painted(parse: Parse, quotes: Sequence[Annotation]) -> list[str]:
    found = ["O"] * len(parse.words)
    for role in ROLES:
        for quote in quotes:
            for span in {"source": quote.source, "cue": quote.cue, "content": quote.contents}[role]:
                words = parse.words_in(*span)
                for i in words:
                    found[i] = f"{'B' if i == words[0] else 'I'}-{role}"
    return found
