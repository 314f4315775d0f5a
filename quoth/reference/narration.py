"""The text between quotes in, whom its pronouns mean noted in the cast out: who is on stage when a quote comes."""

from __future__ import annotations

from quoth.language.lexicon import plain, pronouns
from quoth.reference.anaphora import pronoun
from quoth.reference.cast import Cast


def read_until(cast: Cast, offset: int) -> None:
    """Note whom "he" and "she" mean where the reporter says so, from where the cast has reached up to `offset`."""
    for i in cast.parse.words_in(cast.reached, max(offset, cast.reached)):
        word = cast.parse.words[i]
        told = pronouns().get(plain(word.text))
        if told is None or told.person != 3 or told.gender not in ("m", "f") or word.upos != "PRON":
            continue
        if i in cast.sources or cast.is_quoted(word.start) or _looks_ahead(cast, i):
            continue
        found = pronoun(cast, word, frozenset(), frozenset())
        for entity in found.entities:
            cast.mention(entity, word.start, i)
    cast.reached = max(offset, cast.reached)


def _looks_ahead(cast: Cast, index: int) -> bool:
    """Whether a pronoun means who is named after it: "for his part", NAME."""
    return [plain(word.text) for word in cast.parse.words[max(0, index - 1) : index + 2 : 2]] == ["for", "part"]
