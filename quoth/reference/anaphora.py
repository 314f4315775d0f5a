"""A pronoun or a description in an article and its cast in, whom it means out: candidates scored by agreement and
prominence.
"""

from __future__ import annotations

from dataclasses import dataclass

from quoth.language.lexicon import plain, pronouns, regions, stand_ins
from quoth.language.names import acronym_of
from quoth.layers import Office, Word
from quoth.reference.cast import Cast

#: How much each circumstance speaks for a candidate. Set by hand on the training articles.
_WEIGHTS = {
    "sentence": -0.7,
    "paragraph": -0.5,
    "subject": 1.6,
    "spoke": 1.2,
    "quoted": -1.5,
    "last": 1.5,
    "gender": 0.7,
    "person": 0.5,
}
_FAR = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What a mention asks for: its offset, kinds of entity, gender (m, f or nothing), whether several are meant, whom
    it cannot mean.
    """

    start: int
    sentence: int
    kinds: frozenset[str]
    gender: str = ""
    plural: bool = False
    excluded: frozenset[int] = frozenset()
    favoured: int | None = None


def best(cast: Cast, asked: Asked) -> int | None:
    """The entity that fits best among those mentioned before, None where nobody fits."""
    scores: dict[int, float] = {}
    paragraph = cast.parse.paragraph_at(asked.start)
    for event in cast.before(asked.start):
        entity = cast.entities[event.entity]
        if entity.kind not in asked.kinds or event.entity in asked.excluded or asked.sentence - event.sentence > _FAR:
            continue
        if asked.gender and entity.gender and asked.gender != entity.gender:
            continue
        score = _WEIGHTS["sentence"] * min(asked.sentence - event.sentence, 6) + _WEIGHTS["paragraph"] * min(
            paragraph - event.paragraph, 3
        )
        score += (
            _WEIGHTS["subject"] * event.subject + _WEIGHTS["spoke"] * event.spoke + _WEIGHTS["quoted"] * event.quoted
        )
        score += _WEIGHTS["gender"] * bool(asked.gender and entity.gender) + _WEIGHTS["last"] * (
            event.entity == cast.last
        )
        score += 2.0 * (event.entity == asked.favoured)
        score += 1e-6 * event.start
        scores[event.entity] = max(score, scores.get(event.entity, -99.0))
    return max(scores, key=lambda n: scores[n]) if scores else None


def pronoun_asks(text: str, start: int, sentence: int, excluded: frozenset[int], favoured: int | None) -> Asked | None:
    """What a third-person pronoun asks for, None for other words."""
    pronoun = pronouns().get(plain(text))
    if pronoun is None or pronoun.person != 3:
        return None
    if pronoun.gender == "n":
        kinds = frozenset({"organization"})
    elif pronoun.number == "p":
        kinds = frozenset({"group", "organization"})
    else:
        kinds = frozenset({"person", "unnamed"})
    gender = pronoun.gender if pronoun.gender in ("m", "f") else ""
    return Asked(start, sentence, kinds, gender, pronoun.number == "p", excluded, favoured)


def _plain_role(role: str) -> frozenset[str]:
    words = {plain(word) for word in role.replace("-", " ").split()}
    return frozenset(words | {plain(role)})


def fits_role(asked: str, role: str) -> float:
    """How well a description's head noun fits an office: 2 the same noun, 1 one that can stand for it, 0 no."""
    head, words = plain(asked), _plain_role(role)
    core = plain(role).split(" of ")[0].split(" for ")[0].split()
    if (core and core[-1] == head) or head in words:
        return 2.0
    if {"premier", "pm"} & {head} and "prime" in words:
        return 2.0
    return 1.0 if words & stand_ins().get(head, frozenset()) else 0.0


def _affiliation_fit(cast: Cast, asked: str | None, told: str | None) -> float:
    """How well the body or country of a description fits the one told of somebody."""
    if not asked or not told:
        return 0.0
    if plain(asked) in regions():
        return 1.5 if told in regions()[plain(asked)] else -1.0
    if plain(asked) == plain(told) or acronym_of(asked, told) or acronym_of(told, asked):
        return 1.5
    for entity in cast.entities:
        names = {plain(name) for name in (entity.name or "", *entity.aliases)}
        if entity.kind == "organization" and {plain(asked), plain(told)} <= names:
            return 1.5
    return -1.0


def described(cast: Cast, head: Word, modifiers: frozenset[str], country: str | None) -> int | None:
    """The person whom a definite description with head noun `head` means; None where nobody in the cast fits."""
    last = {event.entity: event for event in cast.before(head.start)}
    scores: dict[int, float] = {}
    for number, entity in enumerate(cast.entities):
        if entity.kind not in ("person", "unnamed"):
            continue
        fit = max(
            (_office_fit(cast, head.text, modifiers, country, d.office) for d in entity.descriptions), default=0.0
        )
        if fit > 0:
            event = last.get(number)
            near = -0.25 * min(head.sentence - event.sentence, 8) if event else -3.0
            scores[number] = fit + near + 0.5 * (number == cast.last)
    found = max(scores, key=lambda n: scores[n], default=None)
    return found if found is not None and scores[found] > -1.5 else None


def _office_fit(cast: Cast, head: str, modifiers: frozenset[str], country: str | None, office: Office) -> float:
    """How well a description fits an office: its noun, the words before it, the country or body."""
    fit = fits_role(head, office.role) if office.role else 0.0
    if not fit or not office.role:
        return 0.0
    told = _plain_role(office.role)
    return (
        fit
        + 1.5 * len(modifiers & told)
        - 0.5 * len(modifiers - told)
        + _affiliation_fit(cast, country, office.affiliation)
    )
