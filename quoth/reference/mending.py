"""The source of a quote as it was taken in, the phrase that it should have been out: what is cut wrongly is mended."""

from __future__ import annotations

from quoth.language.lexicon import honorifics, meanings, plain, role_class
from quoth.language.offices import role_head
from quoth.language.phrases import ARTICLES, POSSESSIVE, Phrase, head_in, label, phrase_in
from quoth.layers import Frame, Name, Word
from quoth.people.extents import begins_clause
from quoth.reference.cast import Cast
from quoth.reference.documents import is_pronoun

#: How many words a source that breaks off is continued by.
_REST = 6
#: Relations of words that stand before a noun which they modify.
_BEFORE_NOUNS = {"amod", "compound", "nmod:desc", "nummod", "det"}
#: Parts of speech that no source is headed by.
NOBODY = {"ADV", "SCONJ", "ADP", "AUX", "VERB", "INTJ", "PUNCT", "CCONJ"}


def mended(cast: Cast, frame: Frame) -> tuple[int, int]:
    """The source's offsets, mended where it was cut wrongly.

    Less a heading on a line before it, less an opening word and its comma; with the name after a bare title or
    between the source and its cue.
    """
    assert frame.source is not None
    words = cast.parse.words
    start, end = frame.source.start, frame.source.end
    inside = cast.parse.words_in(start, end)
    if not inside:
        return start, end
    broken = cast.parse.text.rfind("\n", start, words[inside.stop - 1].start)
    start = start if broken < 0 else broken + 1
    first = cast.parse.words_in(start, end).start
    if (
        first + 2 < inside.stop
        and words[first + 1].text in (",", ":")
        and first not in cast.named
        and not _names(words[first])
    ):
        start = words[first + 2].start
    end = _past_break(cast, frame, cast.parse.words_in(start, end), end)
    inside = cast.parse.words_in(start, end)
    described = _described_before(cast, cast.parse.words_in(start, end))
    if described is not None:
        return described.start, end
    title = words[inside.stop - 1]
    after = cast.parse.name_of.get(inside.stop)
    if after is not None and label(after) == "per" and after.first == inside.stop:
        if plain(title.text) in honorifics() or role_class(title.text):
            end = max(end, after.end)
    cue = frame.cue_word if frame.cue_word is not None else -1
    before_cue = cast.parse.name_of.get(cue - 1)
    if before_cue is not None and label(before_cue) == "per" and 0 < cue - inside.stop <= 8:
        if all(cast.person_at(k) is None for k in inside):
            end = max(end, before_cue.end)
    return start, end


def _past_break(cast: Cast, frame: Frame, inside: range, end: int) -> int:
    """Where the noun phrase ends that a source breaks off in: after an article, a preposition, inside a name."""
    words, stop = cast.parse.words, inside.stop
    name = cast.parse.name_of.get(stop - 1)
    if name is not None and name.last > stop and frame.cue_word not in range(stop, name.last):
        return name.end
    stop = _past_modified(words, stop, frame.cue_word)
    if stop > inside.stop:
        return words[stop - 1].end
    last = words[stop - 1]
    if last.upos not in ("DET", "ADP") and last.text not in POSSESSIVE and last.xpos != "PRP$":
        return end
    if len(inside) == 1 and plain(last.text) not in ARTICLES and last.text not in POSSESSIVE:
        return end
    while stop < len(words) and words[stop].sentence == last.sentence and stop != frame.cue_word:
        if words[stop].upos not in ("DET", "ADJ", "NOUN", "PROPN", "NUM") or stop - inside.stop >= _REST:
            break
        stop += 1
    nominal = words[stop - 1].upos in ("NOUN", "PROPN") and stop > inside.stop
    return words[stop - 1].end if nominal else end


def _past_modified(words: tuple[Word, ...], stop: int, cue: int | None) -> int:
    """Where the noun and the name end that the last word before `stop` only stands before: Prime | "Minister NAME's
    remark"; `stop` where it stands before none.
    """
    first = stop
    while words[stop - 1].deprel in _BEFORE_NOUNS and stop <= words[stop - 1].head < first + _REST:
        if cue is not None and stop <= cue <= words[stop - 1].head:
            return first
        stop = words[stop - 1].head + 1
    while first < stop < min(len(words), first + 2 * _REST) and words[stop].deprel == "flat" and stop != cue:
        stop += 1
    return stop


def _described_before(cast: Cast, inside: range) -> Name | None:
    """The person's name before a source that is only its apposition: NAME, "a research fellow at …"."""
    at = inside.start - 1
    head = role_head(cast.parse, inside.start, inside.stop)
    if at < 1 or cast.parse.words[at].text != "," or head is None or begins_clause(cast.parse, head, inside.stop):
        return None
    if any(cast.person_at(i) is not None for i in inside):
        return None
    at -= 2 if cast.parse.words[at - 1].upos == "NUM" and cast.parse.words[at - 2].text == "," else 0
    name = cast.parse.name_of.get(at - 1)
    return name if name is not None and label(name) == "per" and name.last == at else None


def _names(word: Word) -> bool:
    """Whether a common noun can itself be a speaker."""
    return role_class(word.text) is not None or bool(meanings(word.text)) or is_pronoun(word.text)


def is_junk(cast: Cast, start: int, end: int) -> bool:
    """Whether a source is no phrase for anybody: an adverb, or one word that opens a sentence before a comma."""
    inside = cast.parse.words_in(start, end)
    head = head_in(cast.parse, start, end)
    if head is None or cast.parse.words[head].upos in NOBODY:
        return True
    opening = len(inside) == 1 and cast.parse.sentences[cast.parse.words[head].sentence][0] == head
    follows = cast.parse.words[head + 1].text if head + 1 < len(cast.parse.words) else ""
    return opening and follows == "," and head not in cast.named and not _names(cast.parse.words[head])


def stretch(cast: Cast, first: int, last: int) -> Phrase | None:
    """The noun phrase that begins at `first` and ends before a verb, a mark or `last`; None where none begins there."""
    words = cast.parse.words
    stop = first
    while stop < last and (words[stop].upos not in NOBODY or (words[stop].upos == "ADP" and stop > first)):
        stop += 1
    nominal = any(words[i].upos in ("NOUN", "PROPN", "PRON") for i in range(first, stop))
    return phrase_in(cast.parse, words[first].start, words[stop - 1].end) if nominal else None
