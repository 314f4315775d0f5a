"""A Stanza document in, a `Parse` out: words, sentences and named entities with offsets into the article."""

from __future__ import annotations

from typing import Any

from quoth.layers import Name, Parse, Word


def parse_of(document: Any) -> Parse:
    """The parse of a `stanza.Document` that went through tokenize, (mwt,) pos, lemma, depparse and ner.

    A word of a multi-word token without offsets of its own (Stanza gives none where the parts do not spell the token)
    takes those of the token.
    """
    text: str = document.text or ""
    words: list[Word] = []
    sentences: list[tuple[int, int]] = []
    for number, sentence in enumerate(document.sentences):
        first = len(words)
        for token in sentence.tokens:
            for word in token.words:
                start = word.start_char if word.start_char is not None else token.start_char
                end = word.end_char if word.end_char is not None else token.end_char
                words.append(
                    Word(
                        index=len(words),
                        start=start,
                        end=end,
                        text=word.text,
                        lemma=(word.lemma or word.text).lower(),
                        upos=word.upos or "X",
                        xpos=word.xpos or "",
                        feats=word.feats or "",
                        head=first + word.head - 1 if word.head else -1,
                        deprel=word.deprel or "dep",
                        sentence=number,
                    )
                )
        sentences.append((first, len(words)))
    bare = Parse(text, tuple(words), tuple(sentences), ())
    names = tuple(_name(bare, entity) for entity in document.ents or [])
    return Parse(text, bare.words, bare.sentences, names)


def _name(parse: Parse, entity: Any) -> Name:
    inside = parse.words_in(entity.start_char, entity.end_char)
    return Name(
        start=entity.start_char,
        end=entity.end_char,
        text=parse.text[entity.start_char : entity.end_char],
        label=entity.type,
        first=inside.start,
        last=inside.stop,
    )
