"""People's names in a parse in, clusters of names of one person out: a surname goes to a full name that it ends."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from quoth.language.lexicon import country, office_words, plain, role_class
from quoth.language.names import same_full_name, short_form, tokens
from quoth.language.phrases import label, name_root
from quoth.layers import Name, Parse
from quoth.people.clusters import MOST, Cluster, clean

#: How many characters nearer a mention that is no subject must be to be taken for the one that a surname takes up.
_SUBJECT_LEAD = 300
#: How many words of a title before a name are compared, and with how many titles of one person.
_TITLE_WORDS, _MOST_TITLES = 3, 20


@dataclass
class _Person:
    """A cluster with what tells which of several people of one name a surname means."""

    cluster: Cluster
    starts: list[int] = field(default_factory=list)
    subjects: list[bool] = field(default_factory=list)
    titles: dict[frozenset[str], None] = field(default_factory=dict)
    on_their_own: int | None = None
    by_given_name: bool = False

    def add(self, parse: Parse, name: Name) -> None:
        """Put a name into the cluster, in the order of the text."""
        at = bisect_left(self.starts, name.start)
        self.starts.insert(at, name.start)
        self.subjects.insert(at, parse.words[name_root(parse, name)].deprel.startswith("nsubj"))
        self.cluster.add(name)
        title = _title(parse, name)
        if title and len(self.titles) < _MOST_TITLES:
            self.titles[title] = None
        if not _is_relative(parse, name):
            self.on_their_own = min(name.start, self.on_their_own if self.on_their_own is not None else name.start)

    def nearness(self, offset: int) -> int:
        """How near the last mention before `offset` is, a subject counted as nearer; -1 without one."""
        best = -1
        for i in range(bisect_left(self.starts, offset) - 1, -1, -1):
            if self.starts[i] <= best:
                break
            best = max(best, self.starts[i] - (0 if self.subjects[i] else _SUBJECT_LEAD))
        return best


def persons(parse: Parse) -> list[Cluster]:
    """Clusters of people's names, in order of first mention."""
    names = [name for name in parse.names if label(name) == "per" and tokens(name.text) and name.text[0].isalpha()]
    people = _by_full_name(parse, [name for name in names if len(tokens(name.text)) > 1])
    singles = [name for name in names if len(tokens(name.text)) == 1]
    singles += _mislabelled(parse, [person.cluster for person in people])
    alone: dict[str, Cluster] = {}
    known: dict[str, list[_Person]] = {}
    _note_given_names(people, {tokens(name.text)[0] for name in singles})
    for name in sorted(singles, key=lambda n: n.start):
        token = tokens(name.text)[0]
        if token not in known:
            known[token] = _bearers(token, people)
        if known[token]:
            _meant(parse, name, known[token]).add(parse, name)
        else:
            alone.setdefault(token, Cluster(person=True)).add(name)
    clusters = [*(person.cluster for person in people), *alone.values()]
    for cluster in clusters:
        cluster.names.sort(key=lambda n: n.start)
    return sorted(clusters, key=lambda c: c.names[0].start)


def _by_full_name(parse: Parse, names: list[Name]) -> list[_Person]:
    """Names of several words put together, the longest first; a name is compared with the first `MOST` forms."""
    homes: dict[tuple[str, ...], _Person] = {}
    people: list[_Person] = []
    for name in sorted(names, key=lambda n: (-len(tokens(n.text)), n.start)):
        form = tokens(name.text)
        home = homes.get(form)
        if home is None:
            home = next((person for other, person in islice(homes.items(), MOST) if same_full_name(form, other)), None)
        if home is None:
            home = _Person(Cluster(person=True))
            people.append(home)
        homes[form] = home
        home.add(parse, name)
    return people


def _note_given_names(people: list[_Person], singles: set[str]) -> None:
    """Mark those whom the article also calls by the first of their names alone, which is no other's last one."""
    last = {form[-1] for person in people for form in person.cluster.forms}
    for person in people:
        person.by_given_name = any(form[0] in singles and form[0] not in last for form in person.cluster.forms)


def _mislabelled(parse: Parse, full: list[Cluster]) -> Iterator[Name]:
    """One-word names of another class that are the surname of somebody whom the article names in full."""
    ends = {end for cluster in full for form in cluster.forms for end in (form[0], form[-1])}
    for name in parse.names:
        words = tokens(clean(name.text))
        if label(name) in ("org", "loc", "nor", "mis", "fac", "pro") and len(words) == 1:
            if words[0] in ends and not country(words[0]):
                yield Name(name.start, name.end, name.text, "PERSON", name.first, name.last)
    covered = {i for name in parse.names for i in range(name.first, name.last)}
    for word in parse.words:
        if word.index not in covered and word.upos == "PROPN" and tokens(word.text) and tokens(word.text)[0] in ends:
            yield Name(word.start, word.end, word.text, "PERSON", word.index, word.index + 1)


def _bearers(token: str, people: list[_Person]) -> list[_Person]:
    """Those whose full name a one-word name shortens best, among the first `MOST`."""
    scored = [
        (max(short_form(token, form) for form in islice(person.cluster.forms, MOST) if len(form) > 1), person)
        for person in people[:MOST]
    ]
    best = max((score for score, _ in scored), default=0)
    return [person for score, person in scored if best and score >= min(best, 2)]


def _meant(parse: Parse, name: Name, bearers: list[_Person]) -> _Person:
    """Whom of the bearers of one surname a name means: who was named before, has the same title, was not only named as
    somebody's relative, is not the one whom the article calls by a given name, and is nearest.
    """
    known = [person for person in bearers if person.starts[0] < name.start] or bearers
    title = _title(parse, name)

    def likelihood(person: _Person) -> tuple[int, bool, bool, int, int]:
        shared = max((len(title & other) for other in person.titles), default=0) if title else 0
        own = person.on_their_own is not None and person.on_their_own < name.start
        return shared, own, not person.by_given_name, person.nearness(name.start), -person.starts[0]

    return max(known, key=likelihood)


def _title(parse: Parse, name: Name) -> frozenset[str]:
    """The words of the title right before a name, plain, empty without one."""
    found: list[str] = []
    for word in reversed(parse.words[max(0, name.first - _TITLE_WORDS) : name.first]):
        if word.upos not in ("NOUN", "PROPN", "ADJ") or word.sentence != parse.words[name.first].sentence:
            break
        if not found and role_class(word.text) is None:
            break
        found.append(plain(word.text))
    return frozenset(found)


def _is_relative(parse: Parse, name: Name) -> bool:
    """Whether a name is given to somebody's relative: "his father" NAME."""
    return name.first > 0 and plain(parse.words[name.first - 1].text) in office_words("kin")
