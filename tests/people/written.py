"""Parses written down word by word, for what no parser is needed to show."""

from __future__ import annotations

from quoth.layers import Name, Parse, Word


def parse(written: str, *names: tuple[int, int, str]) -> Parse:
    """The parse of words written as text/UPOS or text/UPOS/relation/head, in one sentence up to each "/", and of the
    names [first, last) with their classes.
    """
    words: list[Word] = []
    sentences: list[tuple[int, int]] = []
    texts: list[str] = []
    first = at = 0
    for token in [*written.split(), "/"]:
        if token == "/":
            sentences.append((first, len(words)))
            first = len(words)
            continue
        text, upos, relation, head = (*token.split("/"), "dep", "-1")[:4]
        xpos = {"NOUN": "NN", "PROPN": "NNP", "VERB": "VBD", "PRON": "PRP"}.get(upos, upos)
        place = (len(words), at, at + len(text), text, text.lower(), upos, xpos, "", int(head), relation)
        words.append(Word(*place, sentence=len(sentences)))
        texts.append(text)
        at += len(text) + 1
    whole = " ".join(texts)
    found = []
    for start, stop, label in names:
        begin, end = words[start].start, words[stop - 1].end
        found.append(Name(begin, end, whole[begin:end], label, start, stop))
    return Parse(whole, tuple(words), tuple(s for s in sentences if s[0] < s[1]), tuple(found))
