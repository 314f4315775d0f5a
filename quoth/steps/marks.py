"""An article's text in, its quotations out: which mark opens, which closes, what stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from quoth.layers import Quotation

#: One mark of a family: two apostrophes or two backticks do the work of one double mark.
_DOUBLE = re.compile(r"``|''|’’|‘‘|[“”„‟\"«»＂]")
_SINGLE = re.compile(r"[‘’‚‹›']")
_MARK = re.compile(f"{_DOUBLE.pattern}|{_SINGLE.pattern}")
_OPENERS = {"“", "„", "‟", "«", "``", "‘‘", "‘", "‚", "‹"}
_CLOSERS = {"”", "»", "''", "’’", "’", "›"}
_BEFORE_OPENING = set("([{<-–—/:“„«‘\"'…")


#: Quotations inside quotations inside quotations … are followed this deep; no editor lets pass more.
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    text: str
    can_open: bool
    can_close: bool
    possessive: bool

    @property
    def double(self) -> bool:
        return _is_double(self.text)


def pair(text: str, paragraphs: tuple[tuple[int, int], ...]) -> tuple[Quotation, ...]:
    """The quotations of `text`, in the order of their opening marks, so that one comes before those that it holds.

    `paragraphs` are [start, end) offsets; no quotation crosses one. A quotation left open at the end of its paragraph
    ends there; where the next paragraph opens with a mark of the same family, that one `continues` it. An apostrophe
    is no mark, and a single mark without a partner is taken for one. The work grows linearly with the text.
    """
    found: list[Quotation] = []
    carried: int | None = None
    for start, end in paragraphs:
        base = len(found)
        inside = _pair_paragraph(_marks(text, start, end), start, end, carried is not None)
        found.extend(replace(q, parent=None if q.parent is None else q.parent + base) for q in inside)
        if carried is not None and inside and inside[0].start == start:
            same_family = _is_double(inside[0].opening or '"') == _is_double(found[carried].opening or '"')
            found[base] = replace(found[base], continues=carried if same_family else None)
        carried = next((i for i in range(base, len(found)) if not found[i].closing), None)
    return tuple(found)


def _is_double(mark: str) -> bool:
    return _DOUBLE.fullmatch(mark) is not None


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    marks = []
    for match in _MARK.finditer(text, start, end):
        before = text[match.start() - 1] if match.start() > start else " "
        after = text[match.end()] if match.end() < end else " "
        mark = match.group()
        if not _is_double(mark):
            if before.isalnum() and after.isalnum():
                continue  # an apostrophe: don't, O'Neill
            if after.isdigit() and mark != "‘":
                continue  # a decade: the '90s
        can_open = not after.isspace() and (before.isspace() or before in _BEFORE_OPENING)
        can_close = not before.isspace() and not after.isalnum()
        possessive = before == "s" and after == " "
        marks.append(_Mark(match.start(), match.end(), mark, can_open, can_close, possessive))
    return marks


def _pair_paragraph(marks: list[_Mark], start: int, end: int, carried: bool) -> list[Quotation]:
    """Quotations of one paragraph. `carried` says that the paragraph before left a quotation open."""
    found: list[Quotation] = []
    waiting: dict[bool, list[int]] = {True: [], False: []}  # what is open, by family, in text order
    closers_left = sum(mark.can_close and not mark.double for mark in marks)
    for mark in marks:
        closers_left -= mark.can_close and not mark.double
        same = waiting[mark.double]
        if same and _closes(mark, closers_left):
            partner = same.pop()
            found[partner] = replace(found[partner], end=mark.end, closing=mark.text)
            for others in waiting.values():
                while others and others[-1] > partner:
                    others.pop()  # whatever was opened inside and never closed
        elif _opens(mark):
            found.append(Quotation(mark.start, -1, mark.text, ""))
            same.append(len(found) - 1)
        elif carried and mark.double and not found and mark.can_close:
            found.append(Quotation(start, mark.end, "", mark.text))
    return _nest(_settle(found, end))


def _opens(mark: _Mark) -> bool:
    return mark.can_open or (mark.double and mark.text not in _CLOSERS and not mark.can_close)


def _closes(mark: _Mark, closers_left: int) -> bool:
    """Whether `mark` closes the last open quotation of its family; `closers_left` single marks behind it could do so
    too.
    """
    if not mark.double:
        possessive = mark.possessive and closers_left > 0
        return mark.can_close and mark.text not in _OPENERS and not possessive
    if mark.text in _OPENERS and mark.text != "«":
        return not mark.can_open
    # guillemets stand with spaces (« so ») and the other way round (»so«): whichever comes second closes
    return mark.can_close or not mark.can_open or mark.text in "«»"


def _settle(found: list[Quotation], end: int) -> list[Quotation]:
    """Ends what was left open: the outermost double at the paragraph's end, the rest nowhere.

    Where a second opening mark of the same shape took the closing mark (“… “x …”), the second was a slip: the first
    gets it.
    """
    settled: list[Quotation] = []
    covered = -1
    for i, quotation in enumerate(found):
        if quotation.end < 0 and quotation.start >= covered and _is_double(quotation.opening):
            later = [q for q in found[i + 1 :] if q.opening == quotation.opening and q.end >= 0]
            slip = later[0] if len(later) == 1 and quotation.opening in _OPENERS else None
            quotation = replace(quotation, end=slip.end if slip else end, closing=slip.closing if slip else "")
            if slip:
                found[found.index(slip)] = replace(slip, end=-1, opening="‘")
        if quotation.end >= 0:
            settled.append(quotation)
            covered = max(covered, quotation.end)
    return settled


def _nest(quotations: list[Quotation]) -> list[Quotation]:
    """Gives each quotation its parent and leaves out those that are nested too deep."""
    nested: list[Quotation] = []
    around: list[int] = []
    for quotation in quotations:
        while around and nested[around[-1]].end < quotation.end:
            around.pop()
        if len(around) >= _DEEPEST:
            continue
        nested.append(replace(quotation, parent=around[-1] if around else None))
        around.append(len(nested) - 1)
    return nested
