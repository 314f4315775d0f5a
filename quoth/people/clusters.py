"""Names in an article in, clusters of names of one somebody out: persons by their full names, bodies by names and
acronyms.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from quoth.language.lexicon import country, meanings, plain, role_class
from quoth.language.names import acronym_of, same_full_name, short_form, spelled_by, tokens
from quoth.language.phrases import label
from quoth.layers import Name, Parse

#: As many clusters as a name is compared with. No article has so many; a telephone book shall not take all day.
_MOST = 300


@dataclass
class Cluster:
    """Names of one somebody, while they are being collected."""

    person: bool
    names: list[Name] = field(default_factory=list)
    acronyms: list[str] = field(default_factory=list)

    def fullest(self) -> str:
        """The name with the most words, the first of those in the text."""
        spelled = Counter(clean(name.text) for name in self.names)
        return max(spelled, key=lambda text: (len(tokens(text)), len(text) if not self.person else spelled[text]))


@lru_cache(maxsize=1 << 14)
def clean(text: str) -> str:
    """A name without article, possessive ending and stray marks, white space as single spaces."""
    words = text.replace("\n", " ").split()
    while len(words) > 1 and words[0].casefold() in ("the", "a", "an"):
        words = words[1:]
    joined = " ".join(words).strip(' ,;:“”"')
    for ending in ("’s", "'s", "’", "'"):
        joined = joined.removesuffix(ending)
    return joined


def persons(parse: Parse) -> list[Cluster]:
    """Clusters of people's names, in order of first mention."""
    named = [name for name in parse.names if label(name) == "per"]
    named = [name for name in named if tokens(name.text) and name.text[0].isalpha()]
    clusters: list[Cluster] = []
    for name in sorted((n for n in named if len(tokens(n.text)) > 1), key=lambda n: (-len(tokens(n.text)), n.start)):
        words, known = tokens(name.text), clusters[:_MOST]
        home = next((c for c in known if any(same_full_name(words, tokens(o.text)) for o in c.names)), None)
        if home is None:
            home = Cluster(person=True)
            clusters.append(home)
        home.names.append(name)
    full = clusters[:_MOST]
    singles = [n for n in named if len(tokens(n.text)) == 1] + list(_mislabelled(parse, full))
    for name in sorted(singles, key=lambda n: n.start):
        _place(parse, name, full, clusters)
    for cluster in clusters:
        cluster.names.sort(key=lambda n: n.start)
    return sorted(clusters, key=lambda c: c.names[0].start)


def _mislabelled(parse: Parse, full: list[Cluster]) -> list[Name]:
    """One-word names of another class that are the surname of somebody whom the article names in full."""
    surnames = {tokens(name.text)[-1] for cluster in full for name in cluster.names}
    surnames |= {tokens(name.text)[0] for cluster in full for name in cluster.names}
    found = []
    for name in parse.names:
        words = tokens(clean(name.text))
        if (
            label(name) in ("org", "loc", "nor", "mis", "fac", "pro")
            and len(words) == 1
            and words[0] in surnames
            and not country(words[0])
        ):
            found.append(Name(name.start, name.end, name.text, "PERSON", name.first, name.last))
    covered = {i for name in parse.names for i in range(name.first, name.last)}
    bare = (w for w in parse.words if w.index not in covered and w.upos == "PROPN" and tokens(w.text))
    short = (w for w in bare if tokens(w.text)[0] in surnames)
    found += [Name(w.start, w.end, w.text, "PERSON", w.index, w.index + 1) for w in short]
    return found


def _place(parse: Parse, name: Name, full: list[Cluster], clusters: list[Cluster]) -> None:
    """Put a one-word name to the full name that it shortens: best fit first, then the same title, then the nearest."""
    token = tokens(name.text)[0]
    scored = [(max(short_form(token, tokens(o.text)) for o in c.names if len(tokens(o.text)) > 1), c) for c in full]
    best = max((score for score, _ in scored), default=0)
    if best:
        fits = [c for score, c in scored if score >= min(best, 2)]
        known = [c for c in fits if any(o.start < name.start for o in c.names)] or fits
        title = _title(parse, name)
        alike = [c for c in known if title and any(_title(parse, o) == title for o in c.names)] or known
        home = max(
            alike,
            key=lambda c: (max((o.start for o in c.names if o.start < name.start), default=-1), -c.names[0].start),
        )
    else:
        alone = (c for c in clusters[len(full) : len(full) + _MOST] if tokens(c.names[0].text) == tokens(name.text))
        found = next(alone, None)
        home = found if found is not None else Cluster(person=True)
        if found is None:
            clusters.append(home)
    home.names.append(name)


def _title(parse: Parse, name: Name) -> str:
    """The role noun right before a name, plain, empty without one."""
    word = parse.words[name.first - 1] if name.first else None
    return plain(word.text) if word is not None and role_class(word.text) in ("state", "office") else ""


def bodies(parse: Parse, taken: set[int]) -> list[Cluster]:
    """Clusters of names of bodies and places, in order of first mention; `taken` are words that belong to people's
    names.
    """
    clusters: list[Cluster] = []
    by_text: dict[tuple[str, ...], Cluster] = {}
    for name in parse.names:
        if label(name) not in ("org", "loc", "fac", "mis", "nor", "pro") or name.first in taken:
            continue
        key = tokens(clean(name.text))
        if not key:
            continue
        home = by_text.get(key) or _long_form(clean(name.text), clusters[:_MOST])
        if home is None:
            home = Cluster(person=False)
            clusters.append(home)
        by_text[key] = home
        home.names.append(name)
        _define_acronym(parse, name, home, by_text)
    return _merged(clusters)


def _define_acronym(parse: Parse, name: Name, home: Cluster, by_text: dict[tuple[str, ...], Cluster]) -> None:
    """Note the short form in brackets after a body's name: "International Atomic Energy Agency (IAEA)"."""
    words, i = parse.words, name.last
    if label(name) == "org" and i + 2 < len(words) and words[i].text == "(" and words[i + 2].text == ")":
        short = words[i + 1].text
        short_enough = short.isupper() and 2 <= len(short) <= 6
        if short_enough or spelled_by(short, name.text) or acronym_of(short, name.text):
            home.acronyms.append(short)
            by_text[tokens(short)] = home


def _long_form(text: str, clusters: list[Cluster]) -> Cluster | None:
    """The cluster of which `text` is the acronym or the beginning."""
    key = tokens(text)
    for cluster in clusters:
        for name in cluster.names:
            full = clean(name.text)
            if (
                text in cluster.acronyms
                or (len(key) == 1 and text.isupper() and acronym_of(text, full))
                or (acronym_of(full, text) and full.isupper())
            ):
                return cluster
            longer = tokens(full)
            if (
                len(key) > 1
                and len(longer) > len(key)
                and (longer[: len(key)] == key or longer[-len(key) :] == key)
                and label(name) == "org"
            ):
                return cluster
    return None


def _merged(clusters: list[Cluster]) -> list[Cluster]:
    """Clusters whose names turn out to be acronyms or beginnings of later, longer ones put together."""
    kept: list[Cluster] = []
    for cluster in clusters:
        text = cluster.fullest()
        home = next((k for k in kept[:_MOST] if _shortened(k.fullest(), text)), None)
        if home is None:
            kept.append(cluster)
        else:
            home.names.extend(cluster.names)
            home.acronyms.extend(cluster.acronyms)
            home.names.sort(key=lambda n: n.start)
    return kept


def _shortened(short: str, full: str) -> bool:
    a, b = tokens(short), tokens(full)
    if short.isupper() and len(a) == 1 and acronym_of(short, full):
        return True
    return (
        1 < len(a) < len(b)
        and (b[: len(a)] == a or b[-len(a) :] == a)
        and any("organization" in meanings(word) for word in a)
    )
