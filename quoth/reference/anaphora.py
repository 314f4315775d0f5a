"""A pronoun or a description in an article and its cast in, whom it means out: everybody it could mean, judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quoth.language.grammar import relation
from quoth.language.lexicon import country, noun_gender, office_words, plain, pronouns, role_class
from quoth.layers import Office, Word
from quoth.records import Kind
from quoth.reference.cast import MOST, Cast, Event
from quoth.reference.fitting import affiliation_fit, fits_role, plain_role
from quoth.reference.salience import make, prominence
from quoth.reference.scorer import Candidate, Features, Question

#: How many sentences before a pronoun whom it means is looked for.
_FAR = 12
#: How many sentences after a description a name may take it up.
_LATER = 4
#: How many people an article tells of before a description are looked at.
_MOST_PEOPLE = 100
_MEANT: dict[str, frozenset[Kind]] = {
    "he": frozenset({"person", "unnamed"}),
    "it": frozenset({"organization"}),
    "they": frozenset({"group", "organization", "person", "unnamed"}),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Whom something means, none where that is somebody new or nobody fits, and how likely that is."""

    entities: tuple[int, ...] = ()
    probability: float = 0.3


def pronoun(cast: Cast, word: Word, excluded: frozenset[int], outer: frozenset[int]) -> Found:
    """Whom a third-person pronoun means; it cannot mean those `excluded`. `outer` report what it stands in."""
    told = pronouns()[plain(word.text)]
    if told.person != 3:
        return Found()
    kind = "it" if told.gender == "n" else "they" if told.number == "p" else "he"
    if kind == "he":
        clear = _owner_before if word.xpos == "PRP$" else _topic_before
        if (meant := clear(cast, word, told.gender, excluded)) is not None:
            return Found((meant,), 0.9)
    return prominent(cast, word, kind, told.gender if kind == "he" else "", excluded, outer)


def _topic_before(cast: Cast, word: Word, gender: str, excluded: frozenset[int]) -> int | None:
    """Whom a pronoun at the head of a sentence means where the sentence before has somebody as its subject, tells of
    nobody else and quotes nobody: "NAME was less cheerful. He said".

    It stands in the same paragraph, or has somebody of whom the article tells only since the last quote.
    """
    first, _ = cast.parse.sentences[word.sentence]
    if not word.sentence or not all(cast.is_quoted(cast.parse.words[i].start) for i in range(first, word.index)):
        return None
    begin, end = cast.parse.sentences[word.sentence - 1]
    start = cast.parse.words[begin].start
    told = [e for e in cast.before(word.start) if e.sentence == word.sentence - 1]
    people = [e for e in told if cast.entities[e.entity].kind == "person"]
    if (
        len({e.entity for e in people}) != 1
        or not people[-1].subject
        or not (
            cast.parse.paragraph_at(start) == cast.parse.paragraph_at(word.start)
            or cast.is_new_since_quotes(people[-1].entity, cast.parse.words[first].start)
        )
        or any(e.quoted or e.spoke for e in told)
        or any(next(cast.around(cast.parse.words[i].start), None) is not None for i in range(begin, end))
    ):
        return None
    number = people[0].entity
    return number if number not in excluded and _agrees(cast, number, gender) else None


def _owner_before(cast: Cast, word: Word, gender: str, excluded: frozenset[int]) -> int | None:
    """Whom "his" means after a subject that is the only person of its sentence so far: "NAME and his family"."""
    told = [e for e in cast.before(word.start) if e.sentence == word.sentence]
    people = {e.entity for e in told if cast.entities[e.entity].kind == "person"}
    if len(people) != 1 or not any(e.subject and e.entity in people and not e.quoted for e in told):
        return None
    (number,) = people
    return number if number not in excluded and _agrees(cast, number, gender) else None


def _agrees(cast: Cast, number: int, gender: str) -> bool:
    """Whether a pronoun of a gender (m, f, empty) can mean somebody."""
    known = cast.entities[number].gender
    return not (gender and known and gender != known)


def prominent(
    cast: Cast,
    word: Word,
    kind: str,
    gender: str,
    excluded: frozenset[int],
    outer: frozenset[int] = frozenset(),
) -> Found:
    """Whom of those mentioned before a word means that says no more of them than `kind` and `gender` (m, f, empty)."""
    candidates = []
    acting = True
    for rank, (number, events) in enumerate(_mentioned(cast, word, kind, gender, excluded)):
        features = prominence(cast, word, number, events, rank)
        if acting and any(e.subject and not e.quoted for e in events):
            features["last subject"], acting = 1.0, False
        features[make(cast, number)] = 1.0
        if gender and cast.entities[number].gender == gender:
            features["gender"] = 1.0
        if number in outer:
            features["outer"] = 1.0
        candidates.append(Candidate((number,), features))
    if kind == "they":
        candidates.extend(_pairs(cast, word))
    if not candidates:
        return Found()
    at, probability = cast.scorer.choose(Question(kind, word.index, cast.entities), candidates)
    return Found(candidates[at].entities, probability)


def _mentioned(
    cast: Cast, word: Word, kind: str, gender: str, excluded: frozenset[int]
) -> Iterator[tuple[int, list[Event]]]:
    """Those who can be meant with their mentions before, the last one first."""
    events: dict[int, list[Event]] = {}
    for event in cast.before(word.start):
        if word.sentence - event.sentence > _FAR:
            break
        entity = cast.entities[event.entity]
        if entity.kind in _MEANT[kind] and event.entity not in excluded:
            if _agrees(cast, event.entity, gender):
                events.setdefault(event.entity, []).append(event)
    yield from events.items()


def _pairs(cast: Cast, word: Word) -> Iterator[Candidate]:
    """Several together whom "they" can mean: those who spoke together last, those joined by "and" shortly before."""
    pairs: dict[tuple[int, ...], dict[str, float]] = {}
    if cast.joint:
        near = next((e for e in cast.before(word.start) if e.entity in cast.joint), None)
        distance = min(word.sentence - near.sentence, 5) if near is not None else 6
        pairs[cast.joint] = {"joint": 1.0, f"joint {distance}": 1.0}
    for event in cast.before(word.start):
        distance = word.sentence - event.sentence
        if distance > 3:
            break
        partner = _joined_to(cast, event.head)
        if (
            partner is None
            or partner == event.entity
            or cast.entities[partner].kind != cast.entities[event.entity].kind
        ):
            continue
        pair = pairs.setdefault((partner, event.entity), {})
        if "joined" not in pair:
            people = cast.entities[partner].kind == "person"
            pair |= {"joined": 1.0, f"joined {distance}": 1.0, "joined people": float(people)}
            pair |= {"joined subject": float(event.subject), "joined quoted": float(event.quoted)}
    yield from (Candidate(pair, features) for pair, features in pairs.items())


def _joined_to(cast: Cast, head: int) -> int | None:
    """Who is named before the "and" that joins the word `head`, or the noun that it stands beside, to a name."""
    for _ in range(3):
        word = cast.parse.words[head]
        if relation(word) == "conj" and word.head >= 0:
            return cast.named.get(word.head)
        if relation(word) not in ("appos", "flat", "compound", "nmod") or word.head < 0:
            return None
        head = word.head
    return None


@dataclass(frozen=True, slots=True)
class Wording:
    """What a singular description of a person says: its head, the words before that, the country or body, and features
    of its own form by name.
    """

    head: Word
    modifiers: frozenset[str]
    state: str | None
    form: tuple[str, ...]


def described(cast: Cast, description: Wording) -> Found:
    """The person whom a description means; nobody where it is likelier to bring in somebody new."""
    known = [c for c in _known(cast, description) if _may_mean(description, c.features)]
    fitting = [
        c for c in known if "fit 0" not in c.features and not {"state other", "fields differ"} & c.features.keys()
    ]
    if fitting:
        known = [c for c in known if "state other" not in c.features]
    new = [] if fitting else [Candidate((), {f"new {name}": 1.0 for name in ("", *description.form)})]
    candidates = [*new, *known]
    at, probability = cast.scorer.choose(Question("person", description.head.index, cast.entities), candidates)
    if not candidates[at].entities and {"the", "an office"} <= set(description.form):
        named = _named_next(cast, description.head)
        if named is not None:
            return Found((named,), 0.6)
    return Found(candidates[at].entities, probability)


def _known(cast: Cast, description: Wording) -> Iterator[Candidate]:
    """Everybody of the cast who can be meant: mentioned before, named shortly after, or told of anywhere."""
    head = description.head
    seen: dict[int, dict[str, float]] = {}
    for rank, (number, events) in enumerate(_mentioned(cast, head, "he", noun_gender(head.text), frozenset())):
        seen[number] = prominence(cast, head, number, events, rank)
    introduced = _introduced(cast, head) if "lead" in description.form else None
    if introduced is not None and introduced not in seen:
        seen[introduced] = {"introduced": 1.0}
    for number in range(min(len(cast.entities), _MOST_PEOPLE)):
        if cast.entities[number].kind in _MEANT["he"] and number not in seen:
            seen[number] = {"far": 1.0}
    for number, features in seen.items():
        features |= _fit(cast, description, number)
        features[make(cast, number)] = 1.0
        for name in description.form:
            features[f"{name}, {'no fit' if 'fit 0' in features else 'fits'}"] = 1.0
        yield Candidate((number,), features)


def _introduced(cast: Cast, head: Word) -> int | None:
    """Who is named in the sentences after a lead that only describes: "A former member alleged … NAME, ex-member"."""
    earlier = {e.entity for e in cast.before(head.start)}
    later = [e for e in cast.after(head.start) if e.sentence <= head.sentence + _LATER]
    fresh = [e for e in later if cast.entities[e.entity].kind == "person" and e.entity not in earlier]
    for event in fresh:
        roles = (d.office.role for d in cast.entities[event.entity].descriptions)
        if any(role and fits_role(head.text, role) >= 2.0 for role in roles):
            return event.entity
    return next((e.entity for e in fresh if e.subject and not e.quoted and not cast.is_told(e.entity)), None)


def _named_next(cast: Cast, head: Word) -> int | None:
    """Who is named for the first time as the source of the sentence after a description, with nothing said of the one
    named: "The acting minister said …" and then “…,” NAME said.
    """
    earlier = {e.entity for e in cast.before(head.start)}
    later = [e for e in cast.after(head.start) if head.sentence < e.sentence <= head.sentence + 2]
    people = [e for e in later if cast.entities[e.entity].kind == "person" and not e.quoted]
    if not people or people[0].entity in earlier or cast.is_told(people[0].entity):
        return None
    return people[0].entity if people[0].head in cast.sources else None


def _may_mean(description: Wording, features: Features) -> bool:
    """Whether a description can mean somebody at all.

    "A minister" takes up nobody but who is named soon after; a witness, somebody's uncle and the minister of a country
    are nobody who is only near.
    """
    form = description.form
    if "a" in form or "anonymous" in form:
        return "introduced" in features and "anonymous" not in form
    if "state other" in features and "fields differ" in features:
        return False
    if "fit 0" not in features or "same noun" in features or "introduced" in features:
        return True
    if "kin" in form or "owned" in form or "far" in features:
        return False
    if "last speaker" in features and "state other" not in features:
        return True
    if "state same" in features and country(description.state or "") is None:
        return True
    return not ("an office" in form and ("told otherwise" in features or description.state is not None))


def _is_kin(cast: Cast, noun: str, number: int) -> bool:
    """Whether the article names somebody as a relative: "his wife" NAME, "his wife", NAME."""
    if plain(noun) not in office_words("kin"):
        return False
    names = (cast.parse.name_of.get(m.head) for m in cast.entities[number].mentions[:_FAR])
    starts = (name.first for name in names if name is not None)
    return any(plain(word.text) == plain(noun) for i in starts for word in cast.parse.words[max(0, i - 2) : i])


def _fit(cast: Cast, description: Wording, number: int) -> dict[str, float]:
    """How well a description fits what the article says of somebody: its noun, the words before it, country or body."""
    entity = cast.entities[number]
    offices = [d.office for d in entity.descriptions[:MOST]]
    told = [office for office in offices if office.role]
    fitting: list[tuple[float, Office | None]] = [
        (fits_role(description.head.text, office.role or ""), office) for office in told
    ]
    if _is_kin(cast, description.head.text, number):
        fitting.append((2.0, None))
    best, office = max(fitting, key=lambda one: one[0], default=(0.0, None))
    found = {f"fit {best:.0f}": 1.0}
    if best and office is not None:
        words = plain_role(office.role or "")
        fields = [
            {word for word in said if role_class(word) is None} - office_words("prefix") - office_words("dropped")
            for said in (description.modifiers, frozenset(w for w in words if " " not in w))
        ]
        found["fields differ"] = float(all(fields) and not fields[0] & fields[1])
        found["modifiers shared"] = float(len(description.modifiers & words))
        found["modifiers new"] = float(len(description.modifiers - words))
        found["former differs"] = float(("former" in description.modifiers) != ("former" in words))
        found = {name: value for name, value in found.items() if value}
    elif told:
        found["told otherwise"] = 1.0
    states = [office.affiliation for office in offices if office.affiliation]
    fits = [affiliation_fit(cast, description.state, state) for state in states]
    if description.state and fits and any(fits):
        found["state same" if max(fits) > 0 else "state other"] = 1.0
    if entity.gender and noun_gender(description.head.text):
        found["gender"] = 1.0
    noun = cast.parse.words[entity.mentions[0].head].text
    if entity.kind == "unnamed" and plain(noun) == plain(description.head.text):
        found["same noun"] = 1.0
    return found
