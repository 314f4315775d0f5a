"""Quotations in, utterances out: what stands in marks because somebody said it, not as a title or a term."""

from __future__ import annotations

from quoth.layers import Parse, Piece, Quotation


def utterances(parse: Parse, quotations: tuple[Quotation, ...]) -> list[Piece]:
    """A content for each utterance in marks, in text order; none has a cue yet."""
    return [
        Piece("content", quotation.start, quotation.end, quotation=number)
        for number, quotation in enumerate(quotations)
        if _is_utterance(parse, quotation)
    ]


def _is_utterance(parse: Parse, quotation: Quotation) -> bool:
    """Whether a quotation is something said, to judge by itself and its place: it opens a paragraph or a sentence, or
    follows a colon or comma, and is more than a title or a term.
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
