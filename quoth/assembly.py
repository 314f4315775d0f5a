"""Frames, resolution, offices and confidences in, records out: ids, texts of spans, and who said which quotes."""

from __future__ import annotations

from hashlib import blake2s

from quoth.layers import Frame, Office, Parse, Piece, Resolution
from quoth.records import Content, Cue, Quote, Span, Speaker, SpeakerReference


def assemble(
    parse: Parse,
    frames: tuple[Frame, ...],
    resolution: Resolution,
    offices: tuple[Office, ...],
    confidences: tuple[float, ...],
) -> tuple[tuple[Quote, ...], tuple[Speaker, ...]]:
    """The quotes in the order of `frames`, and the entities that speak, in the order of their first quote."""
    article = blake2s(parse.text.encode("utf-8", "surrogatepass")).hexdigest()
    ids = _unique([_identity("q", article, _place(frame)) for frame in frames])
    order = list(dict.fromkeys(entity for speakers in resolution.speakers for entity in speakers))
    speaker_ids = dict(zip(order, _unique([_speaker_id(article, resolution, e) for e in order]), strict=True))
    references = {e: _reference(speaker_ids[e], resolution, offices, e) for e in order}
    quotes = tuple(
        Quote(
            id=ids[i],
            form=frame.form,
            act=frame.act,
            within=None if frame.within is None else ids[frame.within],
            confidence=round(confidences[i], 3),
            content=_content(parse, frame),
            cue=_cue(parse, frame),
            source=None if frame.source is None else _span(parse, frame.source),
            speakers=tuple(references[e] for e in resolution.speakers[i]),
        )
        for i, frame in enumerate(frames)
    )
    speakers = tuple(_speaker(parse, resolution, e, references[e], ids) for e in order)
    return quotes, speakers


def _identity(prefix: str, article: str, *parts: str) -> str:
    return (
        f"{prefix}_{blake2s('|'.join((article, *parts)).encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"
    )


def _unique(ids: list[str]) -> list[str]:
    """The ids, a number appended to those that come again."""
    seen: dict[str, int] = {}
    found = []
    for name in ids:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


def _place(frame: Frame) -> str:
    cue = "" if frame.cue is None else f"{frame.cue.start}-{frame.cue.end}"
    return cue + "/" + ",".join(f"{piece.start}-{piece.end}" for piece in frame.content)


def _speaker_id(article: str, resolution: Resolution, entity: int) -> str:
    who = resolution.entities[entity]
    first = min((mention.start for mention in who.mentions), default=-1)
    return _identity("s", article, who.kind, who.name or "", str(first))


def _reference(name_id: str, resolution: Resolution, offices: tuple[Office, ...], entity: int) -> SpeakerReference:
    who, office = resolution.entities[entity], offices[entity]
    return SpeakerReference(name_id, who.name, who.kind, office.role, office.affiliation)


def _speaker(parse: Parse, resolution: Resolution, entity: int, reference: SpeakerReference, ids: list[str]) -> Speaker:
    who = resolution.entities[entity]
    spans = sorted({(mention.start, mention.end) for mention in who.mentions})
    return Speaker(
        id=reference.id,
        name=reference.name,
        kind=reference.kind,
        role=reference.role,
        affiliation=reference.affiliation,
        aliases=tuple(alias for alias in who.aliases if alias != who.name),
        mentions=tuple(Span(start, end, parse.text[start:end]) for start, end in spans),
        quotes=tuple(ids[i] for i, speakers in enumerate(resolution.speakers) if entity in speakers),
    )


def _span(parse: Parse, piece: Piece) -> Span:
    return Span(piece.start, piece.end, parse.text[piece.start : piece.end])


def _content(parse: Parse, frame: Frame) -> Content:
    spans = tuple(_span(parse, piece) for piece in frame.content)
    return Content(" ".join(span.text for span in spans), spans)


def _cue(parse: Parse, frame: Frame) -> Cue | None:
    if frame.cue is None:
        return None
    text = parse.text[frame.cue.start : frame.cue.end]
    lemma = text.lower()
    if frame.cue_word is not None and " " not in text:
        lemma = parse.words[frame.cue_word].lemma
    return Cue(frame.cue.start, frame.cue.end, text, lemma)
