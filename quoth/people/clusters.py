"""Names of bodies and places in an article in, clusters of names of one body out, acronyms and short forms included."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from quoth.language.lexicon import meanings
from quoth.language.names import acronym_of, spelled_by, tokens
from quoth.language.phrases import label
from quoth.layers import Name, Parse

#: As many forms of names as a name is compared with. No article has so many; a telephone book shall not take all day.
MOST = 300


@dataclass
class Cluster:
    """Names of one somebody, while they are being collected."""

    person: bool
    names: list[Name] = field(default_factory=list)
    acronyms: list[str] = field(default_factory=list)
    forms: dict[tuple[str, ...], None] = field(default_factory=dict)
    spellings: dict[str, bool] = field(default_factory=dict)

    def add(self, name: Name) -> None:
        """Put a name in, its words to the distinct `forms`, its text to the `spellings` (true for a body's)."""
        self.names.append(name)
        self.forms[tokens(name.text)] = None
        text = clean(name.text)
        self.spellings[text] = self.spellings.get(text, False) or label(name) == "org"

    def join(self, other: Cluster) -> None:
        """Take in the names and acronyms of another cluster."""
        for name in other.names:
            self.add(name)
        self.names.sort(key=lambda n: n.start)
        self.acronyms.extend(other.acronyms)

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
        home = by_text.get(key) or _long_form(clean(name.text), clusters)
        if home is None:
            home = Cluster(person=False)
            clusters.append(home)
        by_text[key] = home
        home.add(name)
        _define_acronym(parse, name, home, by_text)
    return _merged(clusters)


def _define_acronym(parse: Parse, name: Name, home: Cluster, by_text: dict[tuple[str, ...], Cluster]) -> None:
    """Note the short form in brackets after a body's name: "International Atomic Energy Agency (IAEA)"."""
    words, i = parse.words, name.last
    if label(name) == "org" and i + 2 < len(words) and words[i].text == "(" and words[i + 2].text == ")":
        short = words[i + 1].text
        # in another language's words it has other letters, but no more of them than the name has words
        foreign = short.isupper() and 2 <= len(short) <= 6 and len(short) <= len(tokens(name.text))
        if foreign or spelled_by(short, name.text) or acronym_of(short, name.text):
            home.acronyms.append(short)
            by_text[tokens(short)] = home


def _long_form(text: str, clusters: list[Cluster]) -> Cluster | None:
    """The cluster of which `text` is the acronym or the beginning, looked for among the first `MOST` spellings."""
    key = tokens(text)
    spelled = ((full, body, cluster) for cluster in clusters for full, body in cluster.spellings.items())
    for full, body, cluster in islice(spelled, MOST):
        if (
            text in cluster.acronyms
            or (len(key) == 1 and text.isupper() and acronym_of(text, full))
            or (acronym_of(full, text) and full.isupper())
        ):
            return cluster
        longer = tokens(full)
        if len(longer) > len(key) > 1 and (longer[: len(key)] == key or longer[-len(key) :] == key) and body:
            return cluster
    return None


def _merged(clusters: list[Cluster]) -> list[Cluster]:
    """Clusters whose names turn out to be acronyms or beginnings of later, longer ones put together."""
    kept: dict[int, str] = {}
    for number, cluster in enumerate(clusters):
        text = cluster.fullest()
        home = next((k for k, short in islice(kept.items(), MOST) if _shortened(short, text)), None)
        if home is None:
            kept[number] = text
        else:
            clusters[home].join(cluster)
            kept[home] = clusters[home].fullest()
    return [clusters[number] for number in kept]


def _shortened(short: str, full: str) -> bool:
    a, b = tokens(short), tokens(full)
    if short.isupper() and len(a) == 1 and acronym_of(short, full):
        return True
    return (
        1 < len(a) < len(b)
        and (b[: len(a)] == a or b[-len(a) :] == a)
        and any("organization" in meanings(word) for word in a)
    )
