"""Utterances in marks and cues in, which utterance belongs to which cue out: the turns of an article's talk."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quoth.language.grammar import relation
from quoth.layers import Parse, Piece, Quotation, owners

_TERMINALS = {".", "!", "?"}
_ENDED = re.compile(r"[.!?][”\"’']*\s*$")
#: A cue further than this many words from its utterance belongs to something else.
_REACH = 40
#: A content that shares more than this part with an utterance is the utterance.
_SAME = 0.8
#: How many utterances on either side of a content's start may be it.
_BESIDE = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance and its cue's `anchor`, None without one.

    `side` says where the cue stands: "after" or "before" the utterance, or "run" where it goes on from the utterance
    before it in the same paragraph; "none" without a cue.
    """

    quotation: int
    anchor: int | None
    side: str


def assign(
    parse: Parse,
    quotations: tuple[Quotation, ...],
    utterances: Sequence[int],
    cues: dict[int, Piece],
    contents: Sequence[Piece] = (),
) -> tuple[Turn, ...]:
    """A turn for each utterance (positions in `quotations`), in text order. `cues` are the cue pieces by anchor,
    `contents` those that have a cue.
    """
    owner = owners(parse, quotations)
    claimed = _claimed(quotations, utterances, contents)
    turns: list[Turn] = []
    last: dict[tuple[int | None, int], int] = {}  # the last turn of each region
    taken: set[int] = set()
    for number in utterances:
        quotation = quotations[number]
        region = (quotation.parent, parse.paragraph_at(quotation.start))
        previous = last.get(region)
        own, side = _own_cue(parse, quotations, number, cues, owner)
        if number in claimed and claimed[number] != own and claimed[number] in cues:
            own = claimed[number]
            side = "after" if cues[own].start >= quotation.end else "before"
        if own is not None and (side == "after" or own not in taken or previous is None):
            turn = Turn(number, own, side)
        elif previous is not None and (
            turns[previous].anchor is not None or _touch(parse, quotations, turns[previous].quotation, number)
        ):
            turn = Turn(number, turns[previous].anchor, "run")
        else:
            turn = Turn(number, None, "none")
        last[region] = len(turns)
        turns.append(turn)
        if turn.anchor is not None:
            taken.add(turn.anchor)
    return _run_forward(parse, quotations, turns)


def _claimed(quotations: tuple[Quotation, ...], utterances: Sequence[int], contents: Sequence[Piece]) -> dict[int, int]:
    """The anchor of the content that is the whole of an utterance and little else, for each that has one."""
    found: dict[int, int] = {}
    in_order = sorted(utterances, key=lambda number: quotations[number].start)
    for piece in contents:
        at = bisect_left(in_order, piece.start, key=lambda number: quotations[number].start)
        for number in in_order[max(0, at - _BESIDE) : at + _BESIDE]:
            start, end = quotations[number].start, quotations[number].end
            shared = min(end, piece.end) - max(start, piece.start)
            if shared > _SAME * (max(end, piece.end) - min(start, piece.start)) and piece.anchor is not None:
                found[number] = piece.anchor
    return found


def _run_forward(parse: Parse, quotations: tuple[Quotation, ...], turns: list[Turn]) -> tuple[Turn, ...]:
    """An utterance without cue right before one whose cue comes after (“A.” “B,” he said) shares that cue."""
    for i in range(len(turns) - 2, -1, -1):
        here, there = turns[i], turns[i + 1]
        if here.anchor is None and there.side == "after" and _touch(parse, quotations, here.quotation, there.quotation):
            turns[i] = Turn(here.quotation, there.anchor, "after")
    return tuple(turns)


def _touch(parse: Parse, quotations: tuple[Quotation, ...], one: int, other: int) -> bool:
    """Whether nothing but space on one line parts the two quotations."""
    between = parse.text[quotations[one].end : quotations[other].start]
    return not between.strip() and "\n" not in between


def _region(parse: Parse, quotations: tuple[Quotation, ...], quotation: Quotation) -> tuple[int, int]:
    """[start, end) of the text in which the cue of a quotation is looked for: its paragraph, or the quotation around
    it.
    """
    if quotation.parent is not None:
        around = quotations[quotation.parent]
        return around.start + len(around.opening), around.end - len(around.closing)
    if not parse.paragraphs:
        return 0, len(parse.text)
    return parse.paragraphs[parse.paragraph_at(quotation.start)]


def _own_cue(
    parse: Parse,
    quotations: tuple[Quotation, ...],
    number: int,
    cues: dict[int, Piece],
    owner: tuple[int | None, ...],
) -> tuple[int | None, str]:
    """The cue of an utterance and its side.

    It is looked for in what follows up to the end of the sentence (“…,” Brandt told reporters), else before it in the
    same sentence (Brandt told reporters, “…”).
    """
    quotation = quotations[number]
    start, end = _region(parse, quotations, quotation)
    following = parse.words_in(quotation.end, end)
    if following and _invites(parse, quotation, following[0]):
        found = list(_until_terminal(parse, following[:_REACH], quotation.parent, owner, stop_at_marks=True))
        finite = [i for i in found if i in cues and parse.words[i].xpos != "VBG"]  # ", adding" opens what comes next
        cue = _choose(parse, quotation, finite, cues, following[0])
        if cue is not None:
            return cue, "after"
    preceding = parse.words_in(start, quotation.start)
    if not preceding or _ENDED.search(parse.text[max(start, quotation.start - 60) : quotation.start]):
        return None, "none"
    found = list(_until_terminal(parse, preceding[: -_REACH - 1 : -1], quotation.parent, owner))
    beside = next((i for i in found if parse.words[i].upos != "PUNCT"), None)
    if beside in cues:
        return beside, "before"
    return _choose(parse, quotation, [i for i in found if i in cues], cues, preceding[-1]), "before"


def _until_terminal(
    parse: Parse, words: range, region: int | None, owner: tuple[int | None, ...], stop_at_marks: bool = False
) -> Iterator[int]:
    """Words of the region itself, not of a quotation in it, up to the end of the sentence."""
    for i in words:
        if owner[i] != region:
            if stop_at_marks:
                return
        elif parse.words[i].text in _TERMINALS:
            return
        else:
            yield i


def _invites(parse: Parse, quotation: Quotation, follower: int) -> bool:
    """Whether the sentence goes on behind the utterance, so that a cue may come."""
    inner = parse.text[quotation.start : quotation.end - len(quotation.closing)].rstrip()
    rest = parse.text[quotation.end : parse.words[follower].end].lstrip()
    if inner.endswith((".", "…")) and not inner.endswith(".."):
        return rest[:1].islower() or rest[:1] in ",–—-"
    return True


def _choose(parse: Parse, quotation: Quotation, candidates: list[int], cues: dict[int, Piece], edge: int) -> int | None:
    """The likeliest cue: probable, near, not inside a relative clause, governing the quotation or inserted into it."""
    inside = parse.words_in(quotation.start, quotation.end)

    def score(i: int) -> float:
        word = parse.words[i]
        linked = word.head in inside or any(j in inside for j in parse.children[i])
        return cues[i].probability + 0.5 * linked - 0.5 * (relation(word) == "acl") - 0.02 * abs(i - edge)

    return max(candidates, key=score, default=None)
