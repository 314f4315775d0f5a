"""The phrase of a document in, whoever issued it out: "her statement", "a report by the council", "the letter"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from quoth.language.grammar import relation, subject
from quoth.language.lexicon import meanings, plain, pronouns
from quoth.language.phrases import Phrase, head_in, label, phrase_of, possessor
from quoth.reference.cast import Cast

#: How many earlier mentions of a document are asked who issued it.
_EARLIER = 5


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
        name = cast.parse.name_of.get(i)
        named = i in cast.named and name is not None and label(name) in ("org", "per")
        if i > 0 and words[i - 1].text == "-":  # "third-party"
            continue
        if i != owner and (named or (name is None and "organization" in meanings(words[i].text))):
            if relation(words[i]) != "det":
                yield Phrase(i, phrase.first, i + 1, words[phrase.first].start, words[i].end)
                break
    for i in range(phrase.head + 1, min(phrase.last - 1, phrase.head + 13)):
        if words[i].sentence != words[phrase.head].sentence:
            break
        if plain(words[i].text) in ("by", "from", "of"):
            start, end = words[i + 1].start, words[phrase.last - 1].end
            head = head_in(parse, start, end)
            if head is not None and not (plain(words[i].text) == "from" and _is_place(cast, head)):
                yield Phrase(head, i + 1, phrase.last, start, end)


def _is_place(cast: Cast, head: int) -> bool:
    """Whether a noun is or names a place: reports "from the country" are not the country's."""
    general = cast.parse.words[head].lemma in ("country", "nation", "city", "region", "area")
    return general or cast.named.get(head) in cast.places


def earlier(cast: Cast, head: int) -> Iterator[Phrase]:
    """The phrases with which a document was mentioned before the noun `head` takes it up, the last one first."""
    words = cast.parse.words
    found = (i for i in range(head - 1, -1, -1) if words[i].lemma == words[head].lemma and words[i].upos == "NOUN")
    for i in islice(found, _EARLIER):
        before = phrase_of(cast.parse, i)
        last = min(i + 13, cast.parse.sentences[words[i].sentence][1])
        yield Phrase(i, before.first, last, before.start, words[last - 1].end)


def issuing(cast: Cast, noun: int) -> Phrase | None:
    """Who does what is done to a document: the subject of the verb of which the word `noun` is the object."""
    word = cast.parse.words[noun]
    if relation(word) != "obj" or word.head < 0:
        return None
    who = subject(cast.parse, word.head)
    return phrase_of(cast.parse, who) if who is not None and who != noun else None


def is_pronoun(text: str) -> bool:
    """Whether a word is a pronoun that can stand for a speaker."""
    return plain(text) in pronouns() and text != "US"
