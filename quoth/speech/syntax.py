"""A parse and its quotations in, pieces out, by the tree and the cue lexicon alone: the first rules, kept to be
measured against, and for parses that come without the encoder's states.
"""

from __future__ import annotations

from collections.abc import Iterator

from quoth.language.grammar import (
    RELATIVE,
    Complement,
    after_comma,
    child,
    complements,
    is_time,
    neighbour,
    noun_phrase,
    opening,
    relation,
    strip_punctuation,
    subject,
)
from quoth.layers import Parse, Piece, Quotation, owners
from quoth.records import Act
from quoth.speech.cues import Chance, CueLexicon, bundled_cues
from quoth.speech.reach import after_dateline, around, closes, conjunction, reach, to_comma
from quoth.speech.utterances import utterances

#: A complement becomes content where the chance that its cue reports anything reaches this.
_LIKELY = 0.35
#: From this chance of a statement with a clause on, a verb's clause is read off the order of words too.
_SPEAKS_CLAUSES = 0.6
#: Prepositions whose phrase belongs to an infinitive or clause behind it, from this chance on.
_TOPICS = {"on", "of", "about", "for"}
_TOPIC = 0.15
#: What an infinitive or gerund of aim keeps of its chance to report something.
_AIM = 0.45
_CONJUNCTIONS = {"that", "whether", "if", "how", "why", "what", "when", "where", "who", "which"}
#: What a verb keeps of it that the lexicon never saw, and that no "that" follows.
_UNKNOWN = 0.5
_CUE_CLASSES = {"VERB", "NOUN", "ADJ"}


def find(parse: Parse, quotations: tuple[Quotation, ...], lexicon: CueLexicon | None = None) -> tuple[Piece, ...]:
    """Pieces in text order. A cue, its source and contents share an `anchor`; an utterance in marks has none yet."""
    lexicon = lexicon or bundled_cues()
    owner = owners(parse, quotations)
    pieces = [piece for index in _possible_cues(parse) for piece in _around_cue(parse, index, lexicon, owner)]
    pieces += [piece for phrase in _according(parse, owner) for piece in phrase]
    pieces += utterances(parse, quotations)
    return tuple(sorted(pieces, key=lambda piece: (piece.start, piece.end)))


def _possible_cues(parse: Parse) -> Iterator[int]:
    return (word.index for word in parse.words if word.upos in _CUE_CLASSES and relation(word) != "amod")


def best_complement(parse: Parse, index: int, lexicon: CueLexicon) -> tuple[Complement, float, float] | None:
    """The likeliest content under the word `index`, with the chances of a statement and an attitude; None without a
    candidate.
    """
    lemma = cue_lemma(parse, index)
    found = [(_chance(parse, index, lexicon, lemma, c), c) for c in complements(parse, index)]
    if not found:
        return None
    chance, complement = max(found, key=lambda pair: pair[0].either)
    for other, before in found:
        # "agreed on the need | to act" is one content, however the tree divides it
        if before.words[-1] + 1 == complement.words[0] and before.construction in _TOPICS and other.either >= _TOPIC:
            complement = Complement(before.construction, before.words + complement.words)
    return complement, chance.statement, chance.attitude


def _chance(parse: Parse, index: int, lexicon: CueLexicon, lemma: str, complement: Complement) -> Chance:
    """The lexicon's chance, less for a verb that only names an aim: plans to answer the letter, of answering it."""
    chance = lexicon.chance(lemma, complement.construction)
    told = parse.words[complement.words[0]].text.lower() in _CONJUNCTIONS
    if _is_aim(parse, index) and not told:
        return Chance(_AIM * chance.statement, _AIM * chance.attitude)
    if not lexicon.knows(lemma) and parse.words[complement.words[0]].text.lower() != "that":
        return Chance(_UNKNOWN * chance.statement, _UNKNOWN * chance.attitude)
    return chance


def _is_aim(parse: Parse, index: int) -> bool:
    """Whether a verb stands as an infinitive or gerund below another word: plans to answer, of answering."""
    word = parse.words[index]
    bare = word.xpos == "VB" or (word.xpos == "VBG" and not after_comma(parse, index))
    return bare and relation(word) in ("acl", "advcl", "xcomp", "nmod", "obl")


def cue_lemma(parse: Parse, index: int) -> str:
    """The lemma by which the lexicon knows a cue: of a verb with its particle ("point out"), of a noun or adjective
    marked as such.
    """
    word = parse.words[index]
    particle = child(parse, index, "compound:prt")
    lemma = word.lemma if particle is None else f"{word.lemma} {parse.words[particle].lemma}"
    return lemma if word.upos == "VERB" else f"{lemma}/{word.upos.lower()}"


def _around_cue(parse: Parse, index: int, lexicon: CueLexicon, owner: tuple[int | None, ...]) -> Iterator[Piece]:
    """The cue `index` with its source and content, where the lexicon holds its likeliest complement for content.

    Else the bare cue, where it could introduce a quotation.
    """
    best = best_complement(parse, index, lexicon)
    lemma = cue_lemma(parse, index)
    start, end = _cue_span(parse, index)
    source = _speaker_of(parse, index, owner, lexicon)
    found = best is not None and best[1] + best[2] >= _LIKELY and not _is_negligible(parse, best[0])
    complement, statement, attitude = best if found and best is not None else (Complement("clause", ()), 0.0, 0.0)
    reports = min(lexicon.chance(lemma, "clause").statement, 2 * lexicon.speaks(lemma)) >= _SPEAKS_CLAUSES
    that = conjunction(parse, index, _region(parse, index, owner))
    clausal = complement.construction in ("clause", "inserted", "object") or that is not None
    if complement.construction == "object" and (lexicon.is_addressed(lemma) or not lexicon.takes_clauses(lemma)):
        clausal = False
    if reports and clausal and (found or not _is_aim(parse, index)):
        clause = reach(parse, index, source, complement.words, _region(parse, index, owner), lexicon)
        if clause is not None:
            chance = lexicon.chance(lemma, "clause")
            complement, found = Complement("clause", tuple(clause)), True
            statement, attitude = chance.statement, chance.attitude
    elif found and complement.construction.endswith("infinitive"):
        complement = Complement(
            complement.construction, to_comma(parse, complement.words, _region(parse, index, owner))
        )
    if found:
        act: Act = "statement" if statement >= attitude else "attitude"
        yield Piece("cue", start, end, index, act=act, probability=statement + attitude)
        for first, last in _runs(parse, complement, index, lexicon):
            yield Piece("content", first, last, index, act=act, probability=statement + attitude)
    elif lexicon.speaks(lemma) >= _LIKELY:
        yield Piece("cue", start, end, index, probability=lexicon.speaks(lemma))
    else:
        return
    if source is not None:
        yield _source_piece(parse, index, source)


def source_of(
    parse: Parse, index: int, owner: tuple[int | None, ...], lexicon: CueLexicon | None = None
) -> Piece | None:
    """The source of the cue with the head `index` as tree and word order show it; `owner` is `layers.owners`."""
    head = _speaker_of(parse, index, owner, lexicon or bundled_cues())
    return None if head is None else _source_piece(parse, index, head)


def quoting(parse: Parse, index: int) -> int | None:
    """The verb that the cue with the head `index` goes with in "quoted NAME as saying" and "was quoted as saying"; None
    for other cues.
    """
    words = parse.words
    if not index or words[index].xpos != "VBG" or words[index - 1].text.lower() != "as":
        return None
    verb = words[index].head
    return verb if 0 <= verb < index and words[verb].lemma in ("quote", "cite") else None


def quoted_one(parse: Parse, index: int) -> Piece | None:
    """The source of the cue with the head `index` in "quoted NAME as saying": whom the verb has as its object."""
    verb = quoting(parse, index)
    told = None if verb is None else child(parse, verb, "obj")
    return _source_piece(parse, index, told) if told is not None and told < index else None


def contents_of(parse: Parse, index: int, lexicon: CueLexicon | None = None) -> list[tuple[int, int]]:
    """[start, end) of what the tree and the lexicon take for the content of the cue with the head `index`."""
    lexicon = lexicon or bundled_cues()
    best = best_complement(parse, index, lexicon)
    if best is None or _is_negligible(parse, best[0]):
        return []
    return _runs(parse, best[0], index, lexicon)


def _source_piece(parse: Parse, index: int, head: int) -> Piece:
    """The noun phrase of `head` on its own side of the cue `index`."""
    phrase = noun_phrase(parse, head, without=index)
    side = [i for i in phrase if (i < index) == (head < index)]  # no phrase runs across its own cue
    last = _end_of_name(parse, side[-1])
    return Piece("source", parse.words[side[0]].start, parse.words[last].end, index)


def _speaker_of(parse: Parse, index: int, owner: tuple[int | None, ...], lexicon: CueLexicon) -> int | None:
    """The head of the source of a cue: its subject, or the noun phrase beside it; no date, nothing in others' marks."""

    def possible(i: int) -> bool:
        return owner[i] in (owner[index], None) and not is_time(parse, i)

    word = parse.words[index]
    if word.xpos == "VBG" and _goes_on(parse, index, owner, lexicon):
        for i in range(index - 2, parse.sentences[word.sentence][0], -1):  # …, Brandt said, adding
            if owner[i] == owner[index] and parse.words[i].xpos != "VBG" and _is_speech(parse, i, lexicon):
                return _speaker_of(parse, i, owner, lexicon)
    found = subject(parse, index, possible)
    if word.upos != "VERB" or word.xpos in ("VB", "VBN", "VBG"):
        return found
    region = _region(parse, index, owner)
    turned = _turned_round(parse, index, region)
    if found is not None and found > index and not turned:
        found = None  # that is the subject of what is said
    beside = neighbour(parse, index, region, turned, possible)
    if beside is not None and (found is None or _is_nearer(parse, beside, found, index)):
        return beside  # in "…, Brandt said." it is the name beside the verb that speaks, whatever the tree says
    if found is None:
        return opening(parse, index, region, possible)
    return found


def _goes_on(parse: Parse, index: int, owner: tuple[int | None, ...], lexicon: CueLexicon) -> bool:
    """Whether a participle goes on with what the nearest reporting verb before it says, wherever the tree hangs it."""
    behind_marks = index > 0 and owner[index - 1] not in (None, owner[index])
    return behind_marks or (after_comma(parse, index) and not _is_speech(parse, parse.words[index].head, lexicon))


def _is_nearer(parse: Parse, beside: int, found: int, index: int) -> bool:
    """Whether the noun phrase right before a verb is no part of the one that the tree takes for its subject."""
    if found > index or parse.words[index - 1].upos == "PUNCT" or parse.words[beside].text.lower() in RELATIVE:
        return False
    own = parse.words[found].head == index
    return not own and beside not in parse.descendants(found) and found not in parse.descendants(beside)


def _turned_round(parse: Parse, index: int, region: range) -> bool:
    """Whether a verb stands before its subject, behind a mark or a clause that it ends: “…,” said the minister."""
    if index == 0 or any(parse.words[i].xpos in ("``", "''") for i in range(max(0, index - 2), index)):
        return True
    return parse.words[index - 1].upos == "PUNCT" and closes(parse, index, region)


def _is_speech(parse: Parse, index: int, lexicon: CueLexicon) -> bool:
    return index >= 0 and parse.words[index].upos == "VERB" and lexicon.speaks(cue_lemma(parse, index)) >= _LIKELY


def _region(parse: Parse, index: int, owner: tuple[int | None, ...]) -> range:
    """The words of the sentence around `index` that stand in the same quotation marks as it, or in none as it."""
    first, last = parse.sentences[parse.words[index].sentence]
    if owner[index] is None:
        whole = after_dateline(parse, range(first, last))
        return whole if index in whole else range(first, last)
    start, end = index, index + 1
    while start > first and owner[start - 1] is not None:
        start -= 1
    while end < last and owner[end] is not None:
        end += 1
    return range(start, end)


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
    if complement.construction in ("clause", "inserted"):
        return found
    return [max(found, key=lambda span: span[1] - span[0])] if found else []


def _not_content(parse: Parse, complement: Complement, cue: int, lexicon: CueLexicon) -> Iterator[int]:
    """Words of the complement that the reporter adds: ", adding that …", ", according to …", the subtree of the cue
    itself.
    """
    top = set(complement.words)
    for i in complement.words:
        word = parse.words[i]
        if i > cue and word.xpos == "VBG" and relation(word) in ("advcl", "acl", "conj") and after_comma(parse, i):
            if lexicon.chance(word.lemma, "clause").statement >= 0.5 and child(parse, i, "ccomp", "xcomp", "obj"):
                yield from parse.descendants(i)
        elif word.text.lower() == "according" and i + 1 < len(parse.words) and parse.words[i + 1].text == "to":
            phrase = word.head if word.head in top else i
            yield from parse.descendants(phrase)


def _according(parse: Parse, owner: tuple[int | None, ...]) -> Iterator[tuple[Piece, ...]]:
    """The pieces of each "according to X": the rest of the sentence is what X says."""
    for word in parse.words[:-1]:
        if word.text.lower() != "according" or parse.words[word.index + 1].text.lower() != "to":
            continue
        region = _region(parse, word.index, owner)
        noun = _noun_of(parse, word.index, region)
        if noun is None:
            continue
        phrase = [i for i in noun_phrase(parse, noun) if word.index + 1 < i < region.stop]
        last = max(phrase[: _first_gap(phrase)], default=noun)
        phrase = list(range(word.index + 2, _end_of_name(parse, max(last, noun)) + 1))
        anchor, cue = (
            word.index,
            Piece("cue", word.start, parse.words[word.index + 1].end, word.index, probability=0.95),
        )
        yield (
            cue,
            Piece("source", parse.words[phrase[0]].start, parse.words[phrase[-1]].end, anchor),
            *(
                Piece("content", parse.words[run[0]].start, parse.words[run[-1]].end, anchor, probability=0.95)
                for run in around(parse, range(word.index, phrase[-1] + 1), region)
            ),
        )


def _end_of_name(parse: Parse, last: int) -> int:
    """The last word of the name that goes on behind a phrase, where a tree parts the two: Deputy Minister | Lena
    Holt.
    """
    while last + 1 < len(parse.words) and parse.words[last].upos in ("PROPN", "NOUN"):
        after = parse.words[last + 1]
        if after.upos != "PROPN" or after.sentence != parse.words[last].sentence:
            break
        last += 1
    return last


def _noun_of(parse: Parse, according: int, region: range) -> int | None:
    """The head of the noun phrase behind "according to", by the tree or, where it errs, by order."""
    word = parse.words[according]
    noun = word.head if relation(word) == "case" else child(parse, according, "obl", "obj", "nmod")
    if noun is not None and according + 1 < noun < region.stop:
        return noun
    nominal = ("NOUN", "PROPN", "PRON")
    return next((i for i in range(according + 2, region.stop) if parse.words[i].upos in nominal), None)


def _first_gap(words: list[int]) -> int:
    """How many of the words stand without a gap of more than a mark between them, from the first on."""
    return next((n for n in range(1, len(words)) if words[n] > words[n - 1] + 2), len(words))
