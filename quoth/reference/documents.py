"""The phrase of a document in, whoever issued it out: "her statement", "a report by the council", "the letter"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from quoth.language.grammar import relation
from quoth.language.lexicon import meanings, plain, pronouns
from quoth.language.phrases import Phrase, head_in, phrase_of, possessor
from quoth.reference.cast import Cast


def whole(cast: Cast, phrase: Phrase) -> Phrase:
    """The phrase of a document with the "by …" or "from …" that follows it, where the source stops before that."""
    words = cast.parse.words
    if phrase.last >= len(words) or plain(words[phrase.last].text) not in ("by", "from"):
        return phrase
    last = min(phrase.last + 10, cast.parse.sentences[words[phrase.head].sentence][1])
    return replace(phrase, last=last, end=words[last - 1].end)


def issuers(cast: Cast, phrase: Phrase) -> Iterator[Phrase]:
    """Phrases inside that of a document that can name its issuer, the likeliest first."""
    parse, words = cast.parse, cast.parse.words
    owner = possessor(parse, phrase.head)
    if owner is not None:
        yield phrase_of(parse, owner)
    for i in range(phrase.head - 1, phrase.first - 1, -1):
        if i != owner and (i in cast.named or "organization" in meanings(words[i].text)):
            if relation(words[i]) != "det":
                yield Phrase(i, phrase.first, i + 1, words[phrase.first].start, words[i].end)
                break
    for i in range(phrase.head + 1, min(phrase.last - 1, phrase.head + 13)):
        if words[i].sentence != words[phrase.head].sentence:
            break
        if plain(words[i].text) in ("by", "from", "of"):
            start, end = words[i + 1].start, words[phrase.last - 1].end
            head = head_in(parse, start, end)
            if head is not None:
                yield Phrase(head, i + 1, phrase.last, start, end)


def issued_before(cast: Cast, head: int) -> int | None:
    """Who issued the document that a definite noun takes up: told where it stood before, else who spoke last."""
    words = cast.parse.words
    for i in range(head - 1, -1, -1):
        if words[i].lemma == words[head].lemma and words[i].upos == "NOUN":
            earlier = phrase_of(cast.parse, i)
            last = min(i + 13, len(words))
            wider = Phrase(i, earlier.first, last, earlier.start, words[last - 1].end)
            found = next((cast.named[p.head] for p in issuers(cast, wider) if p.head in cast.named), None)
            if found is not None and found not in cast.places:
                return found
    return cast.last


def is_pronoun(text: str) -> bool:
    """Whether a word is a pronoun that can stand for a speaker."""
    return plain(text) in pronouns() and text != "US"
