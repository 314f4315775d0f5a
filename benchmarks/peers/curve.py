"""What a system costs: seconds by the length of the article, and by how many articles there are."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import cycle

from benchmarks.archive.articles import articles
from benchmarks.peers.processes import Answering


def article_of(words: int) -> str:
    """An article of so many words, of our own writing: paragraphs of many articles, the last one cut short."""
    left, paragraphs = words, []
    for paragraph in _paragraphs():
        paragraphs.append(" ".join(paragraph.split()[:left]))
        left -= len(paragraphs[-1].split())
        if left <= 0:
            break
    return "\n\n".join(paragraphs)


def seconds_by_length(systems: Sequence[Answering], lengths: Sequence[int]) -> Iterator[tuple[int, list[float]]]:
    """Seconds that each system takes to an article of so many words; they take turns."""
    for words in lengths:
        text = article_of(words)
        seconds = []
        for system in systems:
            system.send(f"{words}", text)
            seconds.append(float(system.receive()["seconds"]))
        yield words, seconds


def seconds_for(workers: Sequence[Answering], count: int) -> float:
    """Seconds that the processes of one system take together to so many articles of about 240 words."""
    began = time.perf_counter()
    texts = _texts()
    sent = 0
    # Each has one article at a time and gets the next one in its turn, which loses little: they are of one length.
    for worker in workers[:count]:
        worker.send(f"{sent}", next(texts))
        sent += 1
    for number, worker in zip(range(count), cycle(workers), strict=False):
        worker.receive()
        if number + len(workers) < count:
            worker.send(f"{sent}", next(texts))
            sent += 1
    return time.perf_counter() - began


def _texts() -> Iterator[str]:
    return cycle([text for row in articles(500) if (text := str(row["text"])).strip()])


def _paragraphs() -> Iterator[str]:
    return (paragraph for text in _texts() for paragraph in text.split("\n\n"))
