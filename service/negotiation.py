"""Request in, format of the answer out: what `?format=` names, or what the header Accept prefers (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Request
from werkzeug.http import parse_options_header

from service.formats import FORMATS, Format
from service.pointers import shortened
from service.problems import NOT_ACCEPTABLE, FieldError, Problem

PARAMETER = "format"
JSON = "json"
JSON_MEDIA_TYPE = "application/json"
NAMES = (JSON, *(each.name for each in FORMATS))
MEDIA_TYPES = (JSON_MEDIA_TYPE, *(each.content_type for each in FORMATS))
NOTHING_ACCEPTED = f"The header Accept excludes all that is on offer: {', '.join(MEDIA_TYPES)}."
# A client may leave the profile out; then the first format of that media type is meant.
_OFFERS: tuple[tuple[str, str | None, Format | None], ...] = (
    (JSON_MEDIA_TYPE, None, None),
    *((each.media_type, each.profile, each) for each in FORMATS),
)

FORMAT_PARAMETER: dict[str, Any] = {
    "in": "query",
    "name": PARAMETER,
    "required": False,
    "description": "The format of the answer, for clients that cannot set the header Accept; it wins over that header. "
    + " ".join([f"`{JSON}`: the record.", *(f"`{each.name}`: {each.summary}" for each in FORMATS)]),
    "schema": {"type": "string", "enum": list(NAMES), "default": JSON},
}


def wanted_format(request: Request) -> Format | None:
    """The format that the client asks for; None is the service's own JSON.

    Raises:
        Problem: 406, if no format has the name or is accepted.
    """
    names = request.args.getlist(PARAMETER)
    if names:
        return _named(names)
    accepted = [(_media_range(value), quality) for value, quality in request.accept_mimetypes]
    if not accepted:
        return None
    # max() takes the first of equals: our JSON, where all is the same to the client.
    quality, best = max(
        ((_quality(media_type, profile, accepted), offer) for media_type, profile, offer in _OFFERS),
        key=lambda each: each[0],
    )
    if quality > 0:
        return best
    raise _refusal("Accept", NOTHING_ACCEPTED, MEDIA_TYPES)


def _named(names: list[str]) -> Format | None:
    if len(names) > 1 or names[0] not in NAMES:
        said = "is given more than once" if len(names) > 1 else f"is {shortened(names[0])}"
        raise _refusal(PARAMETER, f"The parameter {PARAMETER} {said}; it must be {' or '.join(NAMES)}.", NAMES)
    return next((each for each in FORMATS if each.name == names[0]), None)


def _media_range(value: str) -> tuple[str, list[str] | None]:
    """Type and profiles of a media range; None if it names none."""
    media_type, parameters = parse_options_header(value)
    profile = parameters.get("profile")
    return media_type.lower(), None if profile is None else profile.split()


def _quality(media_type: str, profile: str | None, accepted: list[tuple[tuple[str, list[str] | None], float]]) -> float:
    """The quality that the most specific range gives which matches the type."""
    kind = media_type.partition("/")[0]
    best = (-1, 0.0)
    for (wanted, profiles), quality in accepted:
        if profiles is not None and (wanted != media_type or profile not in profiles):
            continue
        specific = {"*/*": 0, f"{kind}/*": 1, media_type: 2}.get(wanted)
        if specific is not None:
            best = max(best, (specific + (profiles is not None), quality))
    return best[1]


def _refusal(field: str, message: str, allowed: Iterable[str]) -> Problem:
    return Problem(NOT_ACCEPTABLE, message, [FieldError(field, message, list(allowed))])
