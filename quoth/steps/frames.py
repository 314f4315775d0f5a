"""Pieces in, frames out: which cue, source and contents make one quote, in what form, and which quote reports it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from quoth.language.grammar import complements, noun_phrase, says, subject
from quoth.layers import Frame, Parse, Piece, Quotation, owners
from quoth.records import Form
from quoth.speech.cues import CueLexicon, bundled_cues
from quoth.speech.silent import is_silent
from quoth.speech.turns import Turn, assign
from quoth.stretches import merged, touches

_FIRST_PERSON = {"i", "we"}
#: A full stop that belongs to a word: U.S., U.N.
_ABBREVIATED = re.compile(r"\b(?:[A-Z]\.){2,}$")
_EDGE = " \t\n\r\u00a0,;:.–—-"


@dataclass(frozen=True, slots=True)
class _Cue:
    """A cue with what syntax hangs on it."""

    cue: Piece
    source: Piece | None
    contents: tuple[Piece, ...]


def join(
    parse: Parse, quotations: tuple[Quotation, ...], pieces: tuple[Piece, ...], lexicon: CueLexicon | None = None
) -> tuple[Frame, ...]:
    """The quotes of the article, in the order of their contents, an outer one before those it reports."""
    lexicon = lexicon or bundled_cues()
    cues = _by_anchor(pieces)
    utterances = {piece.quotation for piece in pieces if piece.quotation is not None}
    utterances |= set(_closed_by_cue(parse, quotations, cues))
    contents = [piece for found in cues.values() for piece in found.contents]
    by_anchor = {anchor: found.cue for anchor, found in cues.items()}
    turns = assign(parse, quotations, sorted(utterances), by_anchor, contents)
    frames = [*_spoken(parse, quotations, turns, cues), *_reported(parse, quotations, turns, cues)]
    frames += _fragments(parse, quotations, frames, lexicon)
    frames = list(_relayed(parse, frames))
    heads = {frame.cue_word for frame in frames if frame.cue_word is not None}
    spoken = (frame for frame in frames if _says(parse, frame) and not is_silent(parse, frame, heads))
    return _finish(quotations, list(spoken))


def _says(parse: Parse, frame: Frame) -> bool:
    """Whether the content says something: what is in marks does, be it one word."""
    if frame.form == "direct":
        return True
    return any(says(parse, parse.words_in(piece.start, piece.end)) for piece in frame.content)


def _by_anchor(pieces: tuple[Piece, ...]) -> dict[int, _Cue]:
    groups: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.anchor is not None:
            groups[piece.anchor].append(piece)
    found = {}
    for anchor, group in groups.items():
        kinds = {kind: [p for p in group if p.kind == kind] for kind in ("cue", "source", "content")}
        if kinds["cue"]:
            source = kinds["source"][0] if kinds["source"] else None
            found[anchor] = _Cue(kinds["cue"][0], source, tuple(kinds["content"]))
    return found


def _closed_by_cue(parse: Parse, quotations: tuple[Quotation, ...], cues: dict[int, _Cue]) -> Iterator[int]:
    """Quotations that begin inside a sentence and close it before its cue: Any step “that helps is welcome,” she
    said.
    """
    for number, quotation in enumerate(quotations):
        inner = parse.text[quotation.start : quotation.end - len(quotation.closing)].rstrip()
        if not inner.endswith((",", "?", "!")) or len(inner.split()) < 2:
            continue
        following = parse.words_in(quotation.end, min(quotation.end + 200, len(parse.text)))
        first = parse.words[following[0]].start if following else -1
        near = (cues[i] for i in following[:15] if i in cues and parse.words[i].xpos != "VBG")
        if any(
            min(p.start for p in (c.cue, c.source) if p is not None and p.start >= quotation.end) == first for c in near
        ):
            yield number


def _spoken(
    parse: Parse, quotations: tuple[Quotation, ...], turns: tuple[Turn, ...], cues: dict[int, _Cue]
) -> Iterator[Frame]:
    """A frame for each cue that utterances in marks belong to, and for each utterance that has none."""
    groups: dict[int, list[Turn]] = defaultdict(list)
    for turn in turns:
        if turn.anchor is not None:
            groups[turn.anchor].append(turn)
        elif quotations[turn.quotation].parent is None:
            yield _alone(parse, quotations[turn.quotation], turn.quotation)
    for anchor, group in groups.items():
        cue = cues[anchor]
        spans = [_with_rest(parse, quotations, turn, cue) for turn in group]
        after = any(turn.side == "after" for turn in group)
        for piece in _clipped(parse, quotations, group, cue):
            if any(a < piece.end and piece.start < b for a, b in spans) or (
                not after and piece.end <= spans[0][0] and cue.cue.start < piece.start
            ):
                spans.append((piece.start, piece.end))
        content = _content(parse, spans, cue.cue, cue.source)
        probability = min(0.99, 0.6 + 0.4 * cue.cue.probability)
        yield Frame(content, cue.cue, cue.source, "direct", "statement", anchor, probability=probability)


def _clipped(parse: Parse, quotations: tuple[Quotation, ...], group: list[Turn], cue: _Cue) -> Iterator[Piece]:
    """The contents that syntax gives the cue, less what stands between a finished utterance and the cue after it."""
    for piece in cue.contents:
        for turn in group:
            quotation = quotations[turn.quotation]
            inner = parse.text[quotation.start : quotation.end - len(quotation.closing)].rstrip()
            if turn.side == "after" and inner.endswith((",", ".", "!", "?")) and quotation.start < piece.end:
                piece = replace(piece, end=min(piece.end, max(quotation.end, piece.start)))
            if turn.side == "before" and piece.start < cue.cue.start:
                piece = replace(piece, start=min(cue.cue.end, piece.end))
        if piece.start < piece.end:
            yield piece


def _alone(parse: Parse, quotation: Quotation, number: int) -> Frame:
    """The frame of an utterance without cue; its source is a name before a colon or after a dash, if one stands
    there.
    """
    content = Piece("content", quotation.start, quotation.end, quotation=number)
    low, high = parse.paragraphs[parse.paragraph_at(quotation.start)] if parse.paragraphs else (0, len(parse.text))
    ahead = parse.text[low : quotation.start].rstrip()
    source = None
    if ahead.endswith(":") and len(ahead) < 80 and not re.search(r"[.!?]\s", ahead):
        source = _phrase_between(parse, low, low + len(ahead) - 1)
    behind = re.match(r"\s*[–—-]+\s*", parse.text[quotation.end : high])
    if source is None and behind and high - quotation.end < 120:
        source = _phrase_between(parse, quotation.end + behind.end(), high)
    return Frame((content,), None, source, "direct", "statement", probability=0.7)


def _phrase_between(parse: Parse, start: int, end: int) -> Piece | None:
    """The noun phrase that fills [start, end), less a "From" before it; None where none does."""
    words = [i for i in parse.words_in(start, end) if parse.words[i].upos != "PUNCT"]
    heads = [i for i in words if parse.words[i].head not in words and parse.words[i].upos in ("PROPN", "NOUN", "PRON")]
    if not heads:
        return None
    phrase = [i for i in noun_phrase(parse, heads[0]) if i in words]
    return Piece("source", parse.words[phrase[0]].start, parse.words[phrase[-1]].end) if phrase else None


def _with_rest(parse: Parse, quotations: tuple[Quotation, ...], turn: Turn, cue: _Cue) -> tuple[int, int]:
    """[start, end) of an utterance with what its sentence adds outside the marks: “We value it” from the start, he
    added.
    """
    quotation = quotations[turn.quotation]
    start, end = quotation.start, quotation.end
    inner = parse.text[start : end - len(quotation.closing)].rstrip()
    if turn.side == "after" and next((c for c in inner if c.isalpha()), "A").islower():
        start = _sentence_start(parse, quotations, turn.quotation)
    if inner.endswith((".", "!", "?", ",")) or not quotation.closing:
        return start, end
    if turn.side == "after":
        stop = min(piece.start for piece in (cue.cue, cue.source) if piece is not None)
    elif turn.side == "run":
        stop = next(
            (parse.words[i].start for i in parse.words_in(end, len(parse.text)) if parse.words[i].text in ".!?"), end
        )
        stop = min(stop, parse.paragraphs[parse.paragraph_at(start)][1])
        if any(end <= other.start < stop for other in quotations[turn.quotation + 1 : turn.quotation + 3]):
            return start, end
    else:
        return start, end
    rest = parse.text[end:stop].rstrip(_EDGE)
    return (start, end + len(rest)) if len(rest.split()) > 1 else (start, end)


def _sentence_start(parse: Parse, quotations: tuple[Quotation, ...], number: int) -> int:
    """Where the sentence begins that a quotation stands in, but not before the end of another quotation or of a
    colon.
    """
    start = quotations[number].start
    low = parse.paragraphs[parse.paragraph_at(start)][0] if parse.paragraphs else 0
    if number and quotations[number].parent is None:
        low = max(low, *(q.end for q in quotations[max(0, number - 3) : number] if q.end <= start), 0)
    elif quotations[number].parent is not None:
        return start
    for i in reversed(parse.words_in(low, start)):
        if parse.words[i].text in (".", "!", "?", ":"):
            break
        if parse.words[i].upos != "PUNCT":
            start = parse.words[i].start
    return start


def _reported(
    parse: Parse, quotations: tuple[Quotation, ...], turns: tuple[Turn, ...], cues: dict[int, _Cue]
) -> Iterator[Frame]:
    """A frame for each cue whose content syntax alone shows."""
    used = {turn.anchor for turn in turns}
    owner = owners(parse, quotations)
    for anchor, cue in cues.items():
        if anchor in used or not cue.contents:
            continue
        inside = owner[anchor]
        source = "" if cue.source is None else parse.text[cue.source.start : cue.source.end]
        if inside is not None and source.lower() in _FIRST_PERSON:
            continue  # a speaker's own "I believe" is part of what they say
        spans = [_to_marks(parse, quotations, owner, piece, inside) for piece in cue.contents]
        content = _content(parse, spans, cue.cue, cue.source)
        if content:
            yield Frame(content, cue.cue, cue.source, "indirect", cue.cue.act, anchor, probability=cue.cue.probability)


def _to_marks(
    parse: Parse, quotations: tuple[Quotation, ...], owner: tuple[int | None, ...], piece: Piece, inside: int | None
) -> tuple[int, int]:
    """The piece, widened to the marks of every quotation that it begins or ends in, and kept inside the one that its
    cue stands in.
    """
    start, end = piece.start, piece.end
    words = parse.words_in(start, end)
    for i in (words[0], words[-1]) if words else ():
        number = owner[i]
        while number is not None and number != inside:
            quotation = quotations[number]
            start, end = min(start, quotation.start), max(end, quotation.end)
            number = quotation.parent
    if inside is not None:
        around = quotations[inside]
        start, end = max(start, around.start + len(around.opening)), min(end, around.end - len(around.closing))
    return start, end


def _content(parse: Parse, spans: list[tuple[int, int]], cue: Piece, source: Piece | None) -> tuple[Piece, ...]:
    """The spans as contents: overlapping ones merged, cut where cue and source stand, trimmed of outer punctuation."""
    parts = merged(spans)
    for gap in (cue, source):
        if gap is not None:
            parts = [part for span in parts for part in _cut(span, gap)]
    trimmed = (_trim(parse.text, *span) for span in parts)
    return tuple(Piece("content", *span, anchor=cue.anchor) for span in trimmed if span is not None)


def _cut(span: tuple[int, int], gap: Piece) -> list[tuple[int, int]]:
    start, end = span
    if gap.end <= start or end <= gap.start:
        return [span]
    return [(a, b) for a, b in ((start, gap.start), (gap.end, end)) if b > a]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE and not _ABBREVIATED.search(text[max(start, end - 8) : end]):
        end -= 1
    return (start, end) if any(c.isalnum() for c in text[start:end]) else None


def _fragments(
    parse: Parse, quotations: tuple[Quotation, ...], frames: list[Frame], lexicon: CueLexicon
) -> Iterator[Frame]:
    """Words in marks that no frame holds yet and that a likely cue governs: called it “a sad day”. The rest are scare
    quotes.
    """
    covered = merged((p.start, p.end) for frame in frames for p in frame.content)
    for quotation in quotations:
        if quotation.parent is not None or touches(covered, quotation.start, quotation.end):
            continue
        found = _governed(parse, quotation, lexicon)
        if found is not None:
            yield found


def _governed(parse: Parse, quotation: Quotation, lexicon: CueLexicon) -> Frame | None:
    inside = parse.words_in(quotation.start, quotation.end)
    outer = [i for i in inside if parse.words[i].head not in inside and parse.words[i].upos != "PUNCT"]
    at = parse.words[outer[0]].head if outer else -1
    for _ in range(6):
        if at < 0:
            return None
        lemma = parse.words[at].lemma
        for complement in complements(parse, at):
            chance = lexicon.chance(lemma, complement.construction)
            if (
                outer[0] in complement.words
                and parse.words[at].upos == "VERB"
                and max(chance.either, lexicon.speaks(lemma)) >= 0.3
            ):
                return _frame_around(parse, quotation, at, complement.words)
        at = parse.words[at].head
    return None


def _frame_around(parse: Parse, quotation: Quotation, cue: int, words: tuple[int, ...]) -> Frame | None:
    word = parse.words[cue]
    cue_piece = Piece("cue", word.start, word.end, cue, probability=0.4)
    spoken_by = subject(parse, cue)
    source = None
    if spoken_by is not None:
        phrase = noun_phrase(parse, spoken_by, without=cue)
        source = Piece("source", parse.words[phrase[0]].start, parse.words[phrase[-1]].end, cue)
    spans = [(parse.words[words[0]].start, parse.words[words[-1]].end), (quotation.start, quotation.end)]
    content = _content(parse, spans, cue_piece, source)
    return Frame(content, cue_piece, source, "mixed", "statement", cue, probability=0.4) if content else None


def _relayed(parse: Parse, frames: list[Frame]) -> Iterator[Frame]:
    """The frames; where one is told of twice, who is named last reports the other: in “A,” she said, according to
    the agency, the agency's content ends with "she said".
    """
    told = {(f.content[0].start, f.content[-1].end): f for f in frames if f.cue is not None and not _accords(parse, f)}
    for frame in frames:
        inner = told.get((frame.content[0].start, frame.content[-1].end)) if frame.content else None
        if inner is not None and inner.cue is not None and _accords(parse, frame):
            last = frame.content[-1]
            begins = min(p.start for p in (frame.cue, frame.source) if p is not None)
            end = last.start + len(parse.text[last.start : begins].rstrip(_EDGE))
            if last.end <= inner.cue.start < end:
                frame = replace(frame, content=(*frame.content[:-1], replace(last, end=end)))
        yield frame


def _accords(parse: Parse, frame: Frame) -> bool:
    """Whether the cue is "according to"."""
    return frame.cue is not None and parse.text[frame.cue.start : frame.cue.end].lower() == "according to"


def _finish(quotations: tuple[Quotation, ...], frames: list[Frame]) -> tuple[Frame, ...]:
    """The frames in text order with form, nesting and the turn that each one without a source goes on from."""
    ordered = sorted(
        {_extent(frame): frame for frame in frames if frame.content}.values(),
        key=lambda frame: (frame.content[0].start, -frame.content[-1].end),
    )
    starts = [quotation.start for quotation in quotations]
    finished: list[Frame] = []
    around: list[int] = []
    last: int | None = None
    for frame in ordered:
        while around and finished[around[-1]].content[-1].end <= frame.content[0].start:
            around.pop()
        frame = _without_outer_cue(frame, [finished[i] for i in around[-3:]])
        within = next((i for i in reversed(around) if _reports(finished[i], frame)), None)
        follows = last if frame.cue is None and frame.source is None and within is None else None
        finished.append(replace(frame, form=_form(quotations, starts, frame), within=within, follows=follows))
        around.append(len(finished) - 1)
        if within is None:
            last = len(finished) - 1
    return _looking_ahead(quotations, finished)


def _looking_ahead(quotations: tuple[Quotation, ...], frames: list[Frame]) -> tuple[Frame, ...]:
    """The frames, each paragraph of a long quote that has no cue following the later one that has it."""
    holder = {p.start: i for i, frame in enumerate(frames) if frame.within is None for p in frame.content}
    place = {number: holder[q.start] for number, q in enumerate(quotations) if q.start in holder}
    for number in reversed(range(len(quotations))):
        before = quotations[number].continues
        if before is None or before not in place or number not in place:
            continue
        here, there = frames[place[before]], frames[place[number]]
        told = there.source is not None or (there.follows is not None and there.follows > place[number])
        if here.cue is None and here.source is None and told:
            ahead = there.follows if there.source is None else place[number]
            frames[place[before]] = replace(here, follows=ahead)
    return tuple(frames)


def _without_outer_cue(frame: Frame, around: list[Frame]) -> Frame:
    """The frame less the cue that closes a quote around it: in "A and B agreed to talk, C said", C is no part of what
    they agreed.
    """
    if frame.cue is None:
        return frame
    for outer in around:
        if outer.cue is None or not any(p.start <= frame.cue.start < p.end for p in outer.content):
            continue
        begins = min(p.start for p in (outer.cue, outer.source) if p is not None)
        last = frame.content[-1]
        if frame.cue.start < begins and last.start < begins < last.end:
            end = max((p.end for p in outer.content if last.start < p.end <= begins), default=begins)
            return replace(frame, content=(*frame.content[:-1], replace(last, end=end)))
    return frame


def _extent(frame: Frame) -> tuple[int, int, int]:
    return frame.content[0].start, frame.content[-1].end, -1 if frame.cue is None else frame.cue.start


def _reports(outer: Frame, inner: Frame) -> bool:
    """Whether one piece of `outer` holds the cue and the content of `inner`."""
    parts = [*inner.content, *([inner.cue] if inner.cue else [])]
    same = (outer.content[0].start, outer.content[-1].end) == (inner.content[0].start, inner.content[-1].end)
    return not same and all(any(p.start <= part.start and part.end <= p.end for p in outer.content) for part in parts)


def _form(quotations: tuple[Quotation, ...], starts: list[int], frame: Frame) -> Form:
    """Direct where marks hold all of the content, indirect where they hold none; marks that hold the cue too are
    somebody else's.
    """
    own = [
        q
        for piece in frame.content
        for q in _quotations_at(quotations, starts, piece)
        if not (frame.cue is not None and q.start <= frame.cue.start < q.end)
    ]
    if not own:
        return "indirect"
    if all(any(q.start <= p.start and p.end <= q.end for q in own) for p in frame.content):
        return "direct"
    return "mixed"


def _quotations_at(quotations: tuple[Quotation, ...], starts: list[int], piece: Piece) -> Iterator[Quotation]:
    """The quotations that share a character with the piece: those that start in it, and those around its start."""
    first = bisect_left(starts, piece.start)
    yield from quotations[first : bisect_left(starts, piece.end)]
    around = first - 1 if first else None
    while around is not None:
        if quotations[around].end > piece.start:
            yield quotations[around]
        around = quotations[around].parent
