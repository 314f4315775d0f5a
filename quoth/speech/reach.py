"""A cue that reports a clause in, how far the clause reaches out: by the order of words where trees are least sure.

News sentences say “X said …” up to their end, or “…, X said” from their beginning. A parser that errs on one
attachment loses half of such a clause; the order of words does not.
"""

from __future__ import annotations

import re

from quoth.language.grammar import after_comma, relation
from quoth.layers import Parse
from quoth.speech.cues import CueLexicon

_OPEN = {"DET", "PRON", "PROPN", "NOUN", "ADJ", "NUM"}
#: A place in capitals and what may follow it before a dash or colon: "LISBON, March 3 (Reuters) —".
_DATELINE = re.compile(
    r"[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+)*(?:[,/][^—–:\n]{1,40}?)?(?: ?\([^)\n]{2,30}\))? ?(?:—|–|--|- |:) ?"
)
_NEVER_LEADS = {"but", "and", "however", "yet", "still", "meanwhile"}


def reach(
    parse: Parse, cue: int, source: int | None, complement: tuple[int, ...], region: range, lexicon: CueLexicon
) -> range | None:
    """The words of the clause that `cue` reports, None where the order of words does not show one.

    `source` is the cue's subject, `complement` what the tree takes for the clause (empty if nothing), `region` the
    words of the sentence, or of the part of it that the same quotation marks hold.
    """
    first = min(cue, cue if source is None else _leftmost(parse, source, region))
    inside = [i for i in complement if i in region and parse.words[i].upos != "PUNCT"]
    follows = (source is None or source < cue) and _opens_clause(parse, cue, region)
    if follows:
        return _after(parse, cue, [i for i in inside if i > cue], region, lexicon)
    if inside and min(inside) < first and max(inside) > cue:
        return None  # the cue stands in the middle: the tree knows both halves
    if (inside and max(inside) < cue) or (
        not inside and parse.words[first - 1].text == "," and closes(parse, cue, region)
    ):
        return _before(parse, first, region)
    return _after(parse, cue, inside, region, lexicon) if inside else None


def around(parse: Parse, phrase: range, region: range) -> list[range]:
    """What a phrase such as "according to X" leaves of its sentence: what it ends, what it opens, or both sides of
    it.
    """
    before = _trimmed(parse, range(region.start, phrase.start))
    after = _trimmed(parse, range(phrase.stop, region.stop))
    if before and parse.words[before[-1]].text.lower() == "that":
        return [after] if len(after) >= 2 else []  # she added that, according to him, …
    inserted = parse.words[phrase.start - 1].text != "," and any(_is_finite(parse, i) for i in after)
    if len(before) >= 3 and any(_is_finite(parse, i) for i in before) and not inserted:
        return [before]
    return [side for side in (before, after) if len(side) >= 2]


def to_comma(parse: Parse, words: tuple[int, ...], region: range) -> tuple[int, ...]:
    """An infinitive's words, with what follows them up to the next comma or the end of the sentence."""
    end = words[-1] + 1
    while end < region.stop and parse.words[end].upos != "PUNCT":
        end += 1
    return (*words, *range(words[-1] + 1, end))


def _trimmed(parse: Parse, words: range) -> range:
    start, end = words.start, words.stop
    while start < end and parse.words[start].upos in ("PUNCT", "CCONJ"):
        start += 1
    while end > start and parse.words[end - 1].upos in ("PUNCT", "CCONJ"):
        end -= 1
    return range(start, end)


def after_dateline(parse: Parse, region: range) -> range:
    """The words of a sentence without the dateline that opens it, if it opens a paragraph."""
    if not region:
        return region
    start = parse.words[region.start].start
    if parse.paragraphs and start != parse.paragraphs[parse.paragraph_at(start)][0]:
        return region
    dateline = _DATELINE.match(parse.text, start)
    first = parse.words_in(dateline.end(), len(parse.text)).start if dateline else region.start
    return range(first, region.stop) if first < region.stop else region


def _leftmost(parse: Parse, source: int, region: range) -> int:
    return min(i for i in (source, *parse.children[source]) if i in region or i == source)


def closes(parse: Parse, cue: int, region: range) -> bool:
    """Whether no more than a day or a place follows the cue in its sentence: …, the ministry said on Monday."""
    tail = [i for i in range(cue + 1, region.stop) if parse.words[i].upos != "PUNCT"]
    return len(tail) <= 6 and not any(_is_finite(parse, i) for i in tail)


def _before(parse: Parse, first: int, region: range) -> range | None:
    """From the beginning of the sentence to the comma before cue and subject."""
    words = _trimmed(parse, range(region.start, first))
    if len(words) > 1 and parse.words[words.start].text.lower() in _NEVER_LEADS:
        words = _trimmed(parse, range(words.start + 1, first))
    return words if len(words) >= 2 else None


def _opens_clause(parse: Parse, cue: int, region: range) -> bool:
    """Whether what follows the cue can only be a clause: "that", or a noun phrase with a finite verb behind it."""
    rest = range(cue + 1, region.stop)
    if not rest:
        return False
    if conjunction(parse, cue, region) is not None:
        return True
    return parse.words[cue + 1].upos in _OPEN and any(_is_finite(parse, i) for i in rest)


def _is_finite(parse: Parse, index: int) -> bool:
    return parse.words[index].xpos in ("VBD", "VBZ", "VBP", "MD")


def _after(parse: Parse, cue: int, inside: list[int], region: range, lexicon: CueLexicon) -> range | None:
    """From behind the cue to the end of the sentence, or to where the reporter goes on."""
    addressed = lexicon.is_addressed(parse.words[cue].lemma)
    start = _start_after(parse, cue, inside, region, addressed)
    end = _end_of_subordinate(parse, cue, inside, region)
    for i in range(max(start, cue) + 2, end):
        if _reporter_goes_on(parse, i, cue, lexicon):
            end = i
            break
    words = _trimmed(parse, range(start, end))
    return words if len(words) >= 2 else None


def conjunction(parse: Parse, cue: int, region: range) -> int | None:
    """The "that" behind the cue, past an addressee, a place or a day; None before any other verb."""
    for i in range(cue + 1, min(cue + 16, region.stop)):
        word = parse.words[i]
        if word.text.lower() == "that" and (word.upos == "SCONJ" or i == cue + 1):
            return i
        if _is_finite(parse, i) or word.text in (";", ":", "."):
            return None
    return None


def _end_of_subordinate(parse: Parse, cue: int, inside: list[int], region: range) -> int:
    """Where the clause ends at the latest: with the sentence, but that of a subordinate cue (As Paris says …, …)
    before it.
    """
    if relation(parse.words[cue]) not in ("advcl", "acl") or parse.words[cue].xpos == "VBG":
        return region.stop
    if inside:
        return max(inside) + 1
    return next((i for i in range(cue + 2, region.stop) if parse.words[i].text == ","), region.stop)


def _start_after(parse: Parse, cue: int, inside: list[int], region: range, addressed: bool) -> int:
    """Where the clause begins: at its "that", else where the tree says, unless that leaves out the clause's subject."""
    that = conjunction(parse, cue, region)
    if that is not None:
        return that
    if not inside:
        return cue + 1
    start = min(inside)
    gap = range(cue + 1, start)
    return cue + 1 if gap and not addressed and parse.words[cue + 1].upos in _OPEN else start


def _reporter_goes_on(parse: Parse, index: int, cue: int, lexicon: CueLexicon) -> bool:
    """Whether the reporter's own words begin again at `index`: ", adding that …", "and warned …", "according to …"."""
    word, before = parse.words[index], parse.words[index - 1]
    if word.text.lower() == "according":
        return True
    if word.xpos == "VBG" and after_comma(parse, index):
        return lexicon.chance(word.lemma, "clause").statement >= 0.5
    coordinated = relation(word) == "conj" and word.head == cue and word.xpos == parse.words[cue].xpos
    return coordinated and before.upos in ("CCONJ", "ADV")
