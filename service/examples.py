"""The article and the answers that the documentation shows."""

from __future__ import annotations

from typing import Any

from quoth.records import Article, Content, Cue, Quote, Span, Speaker, SpeakerReference
from service.negotiation import MEDIA_TYPES, NOTHING_ACCEPTED
from service.problems import (
    BAD_REQUEST,
    INTERNAL_ERROR,
    INVALID_FIELDS,
    KEY_REQUIRED,
    MALFORMED_CODING,
    MALFORMED_JSON,
    NOT_ACCEPTABLE,
    NOT_READY,
    OVERLOADED,
    RATE_LIMITED,
    REQUEST_TIMEOUT,
    SCOPE_MISSING,
    TOO_LARGE,
    TOOK_TOO_LONG,
    UNSUPPORTED_MEDIA_TYPE,
    FieldError,
    Kind,
)
from service.security.authentication import HOW_TO_SEND

KEY_NEEDED = f"This needs an API key. {HOW_TO_SEND}"
TEXT = (
    "NORDHAVN — Foreign Minister Elena Marsh of Norland said on Friday that talks would resume within a week. "
    "“No one gains from another winter of silence,” she told reporters."
)
REQUEST: dict[str, Any] = {"id": "wire-20417", "text": TEXT, "options": {"min_confidence": 0.5}}


def _span(text: str) -> Span:
    start = TEXT.index(text)
    return Span(start, start + len(text), text)


def _cue(text: str, lemma: str) -> Cue:
    span = _span(text)
    return Cue(span.start, span.end, span.text, lemma)


_MARSH = SpeakerReference("s_1d0f6c3a", "Elena Marsh", "person", "Foreign Minister", "Norland")
_NAMED = "Foreign Minister Elena Marsh of Norland"
_TALKS = "talks would resume within a week"
_SILENCE = "No one gains from another winter of silence"

ARTICLE = Article(
    id="wire-20417",
    model="quoth-0.1.0+3f2a9c1e",
    language="en",
    quotes=(
        Quote(
            "q_8c41d2b7", "indirect", "statement", None, 0.91,
            Content(_TALKS, (_span(_TALKS),)), _cue("said", "say"), _span(_NAMED), (_MARSH,),
        ),
        Quote(
            "q_52e09fa4", "direct", "statement", None, 0.97,
            Content(_SILENCE, (_span(_SILENCE),)), _cue("told", "tell"), _span("she"), (_MARSH,),
        ),
    ),
    speakers=(
        Speaker(
            "s_1d0f6c3a", "Elena Marsh", "person", "Foreign Minister", "Norland", (),
            (_span(_NAMED), _span("she")), ("q_8c41d2b7", "q_52e09fa4"),
        ),
    ),
    warnings=(),
)  # fmt: skip

# What each kind of problem may say: its detail and its errors.
PROBLEMS: dict[Kind, tuple[str, list[FieldError]]] = {
    BAD_REQUEST: ("The body cannot be read: its chunks are not as RFC 9112 has them.", []),
    MALFORMED_CODING: ("The gzip data of the body end too early.", []),
    REQUEST_TIMEOUT: ("The body was not here in time; send it at once.", []),
    TOOK_TOO_LONG: ("The article was not read within 120 s; send a shorter one.", []),
    MALFORMED_JSON: ("The body is not JSON: line 3, column 1: Expecting property name enclosed in double quotes.", []),
    KEY_REQUIRED: (KEY_NEEDED, [FieldError("Authorization", KEY_NEEDED)]),
    SCOPE_MISSING: (
        "The key prometheus has the scopes metrics; this needs quotes.",
        [FieldError("Authorization", "The key prometheus has the scopes metrics; this needs quotes.", ["quotes"])],
    ),
    NOT_ACCEPTABLE: (NOTHING_ACCEPTED, [FieldError("Accept", NOTHING_ACCEPTED, MEDIA_TYPES)]),
    TOO_LARGE: (
        "/text: Has 200,001 characters; at most 200,000 are accepted.",
        [FieldError("/text", "Has 200,001 characters; at most 200,000 are accepted.")],
    ),
    UNSUPPORTED_MEDIA_TYPE: (
        "The header Content-Type is text/plain; it must be application/json.",
        [
            FieldError(
                "Content-Type",
                "The header Content-Type is text/plain; it must be application/json.",
                ["application/json"],
            )
        ],
    ),
    INVALID_FIELDS: (
        "2 fields are wrong. /language: Must be en.",
        [
            FieldError("/language", "Must be en.", ["en"]),
            FieldError("/options/forms/0", "Must be direct or mixed or indirect.", ["direct", "mixed", "indirect"]),
        ],
    ),
    RATE_LIMITED: ("The key cms-berlin may send 60 per 1 minute; try again in 12 s.", []),
    INTERNAL_ERROR: ("The request could not be answered; the error has been logged.", []),
    OVERLOADED: ("17 articles are already here; try again shortly.", []),
    NOT_READY: ("The models are not loaded yet.", []),
}
