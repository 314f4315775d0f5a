"""A parse and its quotations in, pieces out: every cue with its source and content as syntax shows them, and every
utterance in marks.
"""

from __future__ import annotations

from collections.abc import Iterator

from quoth.cues import CueLexicon, bundled_cues
from quoth.grammar import Complement, child, complements, noun_phrase, relation, strip_punctuation, subject
from quoth.layers import Parse, Piece, Quotation
from quoth.records import Act

#: A complement becomes content where the chance that its cue reports anything reaches this.
_LIKELY = 0.4
_CUE_CLASSES = {"VERB", "NOUN", "ADJ"}


def find(parse: Parse, quotations: tuple[Quotation, ...], lexicon: CueLexicon | None = None) -> tuple[Piece, ...]:
    """Pieces in text order. A cue, its source and its contents share an `anchor`; an utterance in marks has none
    yet.
    """
    lexicon = lexicon or bundled_cues()
    pieces = [piece for index in _possible_cues(parse) for piece in _around_cue(parse, index, lexicon)]
    pieces += [piece for phrase in _according(parse) for piece in phrase]
    pieces += [
        Piece("content", quotation.start, quotation.end, quotation=number)
        for number, quotation in enumerate(quotations)
        if is_utterance(parse, quotation)
    ]
    return tuple(sorted(pieces, key=lambda piece: (piece.start, piece.end)))


def _possible_cues(parse: Parse) -> Iterator[int]:
    return (word.index for word in parse.words if word.upos in _CUE_CLASSES)


def best_complement(parse: Parse, index: int, lexicon: CueLexicon) -> tuple[Complement, float, float] | None:
    """The likeliest content under the word `index`, with the chances of a statement and an attitude; None without a
    candidate.
    """
    lemma = cue_lemma(parse, index)
    found = [(lexicon.chance(lemma, c.construction), c) for c in complements(parse, index)]
    if not found:
        return None
    chance, complement = max(found, key=lambda pair: pair[0].either)
    return complement, chance.statement, chance.attitude


def cue_lemma(parse: Parse, index: int) -> str:
    """The lemma by which the lexicon knows a cue: of a verb with its particle ("point out"), of a noun or adjective
    marked as such.
    """
    word = parse.words[index]
    particle = child(parse, index, "compound:prt")
    lemma = word.lemma if particle is None else f"{word.lemma} {parse.words[particle].lemma}"
    return lemma if word.upos == "VERB" else f"{lemma}/{word.upos.lower()}"


def _around_cue(parse: Parse, index: int, lexicon: CueLexicon) -> Iterator[Piece]:
    """The cue `index` with its source and content, where the lexicon holds its likeliest complement for content;
    else the bare cue
    where it could introduce a quotation.
    """
    best = best_complement(parse, index, lexicon)
    lemma = cue_lemma(parse, index)
    start, end = _cue_span(parse, index)
    source = subject(parse, index)
    if best is not None and best[1] + best[2] >= _LIKELY and not _is_negligible(parse, best[0]):
        complement, statement, attitude = best
        act: Act = "statement" if statement >= attitude else "attitude"
        yield Piece("cue", start, end, index, act=act, probability=statement + attitude)
        for first, last in _runs(parse, complement, index, lexicon):
            yield Piece("content", first, last, index, act=act, probability=statement + attitude)
    elif lexicon.speaks(lemma) >= _LIKELY:
        yield Piece("cue", start, end, index, probability=lexicon.speaks(lemma))
    else:
        return
    if source is not None:
        phrase = noun_phrase(parse, source, without=index)
        yield Piece("source", parse.words[phrase[0]].start, parse.words[phrase[-1]].end, index)


def _is_negligible(parse: Parse, complement: Complement) -> bool:
    """Whether what looks like content says nothing: a bare pronoun ("said it"), or a gap in a relative clause."""
    content = [i for i in complement.words if parse.words[i].upos not in ("PUNCT", "ADP", "SCONJ")]
    return not content or all(parse.words[i].upos in ("PRON", "DET") for i in content)


def _cue_span(parse: Parse, index: int) -> tuple[int, int]:
    particle = child(parse, index, "compound:prt")
    last = index if particle is None else max(index, particle)
    return parse.words[index].start, parse.words[last].end


def _runs(parse: Parse, complement: Complement, cue: int, lexicon: CueLexicon) -> list[tuple[int, int]]:
    """The complement as [start, end) offsets of its unbroken stretches, each without what belongs to another
    reporter's frame.
    """
    inside = sorted(set(complement.words) - set(_not_content(parse, complement, cue, lexicon)))
    runs: list[list[int]] = []
    for i in inside:
        if runs and i == runs[-1][-1] + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    found = []
    for run in runs:
        words = strip_punctuation(parse, run)
        if words and any(parse.words[i].upos not in ("PUNCT", "ADV", "CCONJ") for i in words):
            found.append((parse.words[words[0]].start, parse.words[words[-1]].end))
    return found


def _not_content(parse: Parse, complement: Complement, cue: int, lexicon: CueLexicon) -> Iterator[int]:
    """Words of the complement that the reporter adds: ", adding that …", ", according to …", the subtree of the cue
    itself.
    """
    top = set(complement.words)
    for i in complement.words:
        word = parse.words[i]
        if i > cue and word.xpos == "VBG" and relation(word) in ("advcl", "acl", "conj") and _after_comma(parse, i):
            if lexicon.chance(word.lemma, "clause").statement >= 0.5 and child(parse, i, "ccomp", "xcomp", "obj"):
                yield from parse.descendants(i)
        elif word.text.lower() == "according" and i + 1 < len(parse.words) and parse.words[i + 1].text == "to":
            phrase = word.head if word.head in top else i
            yield from parse.descendants(phrase)


def _after_comma(parse: Parse, index: int) -> bool:
    return index > 0 and parse.words[index - 1].text == ","


def _according(parse: Parse) -> Iterator[tuple[Piece, ...]]:
    """The pieces of each "according to X": the rest of the clause is what X says."""
    for word in parse.words[:-1]:
        if word.text.lower() != "according" or parse.words[word.index + 1].text.lower() != "to":
            continue
        noun = word.head if relation(word) == "case" else child(parse, word.index, "obl", "obj", "nmod")
        if noun is None or noun < 0:
            continue
        phrase = noun_phrase(parse, noun)
        clause = parse.words[noun].head if relation(word) == "case" else word.head
        if clause < 0:
            continue
        while (
            relation(parse.words[clause]) not in ("root", "parataxis", "ccomp", "conj", "advcl")
            and parse.words[clause].head >= 0
        ):
            clause = parse.words[clause].head
        own = set(parse.descendants(noun if relation(word) == "case" else word.index))
        content = strip_punctuation(parse, [i for i in parse.descendants(clause) if i not in own])
        if not content or not phrase:
            continue
        anchor = word.index
        yield (
            Piece("cue", word.start, parse.words[word.index + 1].end, anchor, probability=0.95),
            Piece("source", parse.words[phrase[0]].start, parse.words[phrase[-1]].end, anchor),
            *(
                Piece("content", parse.words[run[0]].start, parse.words[run[-1]].end, anchor, probability=0.95)
                for run in _split_at(parse, content, own)
            ),
        )


def _split_at(parse: Parse, words: tuple[int, ...], gap: set[int]) -> list[tuple[int, ...]]:
    """`words` in stretches, broken where a word of `gap` stands between."""
    before = strip_punctuation(parse, [i for i in words if i < min(gap)])
    after = strip_punctuation(parse, [i for i in words if i > max(gap)])
    return [run for run in (before, after) if run]


def is_utterance(parse: Parse, quotation: Quotation) -> bool:
    """Whether a quotation is something said, to judge by itself and its place: it opens a paragraph or a sentence,
    or follows a colon or comma,
    and is more than a title or a term.
    """
    inside = [i for i in parse.words_in(quotation.start, quotation.end) if parse.words[i].upos not in ("PUNCT", "SYM")]
    if not inside:
        return False
    before = parse.text[max(0, quotation.start - 40) : quotation.start].rstrip(" \t\u00a0")
    opens = not before or before[-1] in '\n:.!?”"’' or before.endswith((", ", ",", "—", "–"))
    first = parse.words[inside[0]].text[:1]
    verb = any(parse.words[i].upos in ("VERB", "AUX") for i in inside)
    ends = parse.text[quotation.start : quotation.end].rstrip("”\"»’'")[-1:] in (",", ".", "!", "?", "…")
    starts = first.isupper() or first.isdigit()
    return opens and ((len(inside) >= 3 and (verb or ends)) or (ends and starts)) and (starts or len(inside) >= 5)
