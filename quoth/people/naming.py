"""A parse in, the same parse with better names out: edges mended, titles cut off, long forms of acronyms found.

A tagger of names makes a handful of regular mistakes on newswire; each function here mends one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quoth.language.lexicon import country, given_names, honorifics, meanings, office_words, plain, role_class
from quoth.language.names import initials, without_honorifics
from quoth.language.offices import is_member
from quoth.language.phrases import POSSESSIVE, label
from quoth.layers import Name, Parse, Word
from quoth.people.borders import misspelled_title, named, rejoined, widened

#: Courtesy words that many names consist of: Sheikh NAME.
_OF_NAMES = {"sheikh", "haji", "mullah", "sister"}
#: Lower-case words that a person's name can begin with.
_PARTICLES = {"al", "el", "bin", "ibn", "ben", "de", "da", "di", "du", "van", "von", "der", "den", "le", "la"}
_HYPHENS = {"-", "‑"}
_JOINING = {"of", "the", "and", "for", "on", "in", "to", "de", "&", "del", "la", "at"}


def mended(parse: Parse) -> Parse:
    """`parse` with its names mended; words, sentences and offsets stay."""
    names = _agreeing([part for name in parse.names for part in _split(parse, _stretched(parse, name))])
    names = [trimmed(parse, name) if label(name) == "per" else name for name in names]
    names = [name for name in names if not _is_office(parse, name)]
    names = _without_overlap([*_long_forms(parse), *names])
    names = _without_overlap(widened(parse, rejoined(parse, names)))
    names = _without_overlap([*names, *_after_titles(parse, names)])
    return replace(parse, names=tuple(names))


def _agreeing(names: list[Name]) -> list[Name]:
    """Names of one word with the class that most of the same word have: it is not somebody here and a body there.

    Those that are part of somebody's longer name stay as they are.
    """
    full = (name.text.split() for name in names if label(name) == "per" and name.last - name.first > 1)
    parts = {word for words in full for word in words}
    classes: dict[str, Counter[str]] = {}
    for name in names:
        if name.last - name.first == 1 and name.text not in parts:
            classes.setdefault(name.text, Counter())[name.label] += 1

    def usual(name: Name) -> str:
        if name.last - name.first > 1 or label(name) != "per" or name.text not in classes:
            return name.label
        counts = classes[name.text]
        return max(counts, key=lambda one: (counts[one], one == name.label))

    return [replace(name, label=usual(name)) for name in names]


def _stretched(parse: Parse, name: Name) -> Name:
    """A name with the rest of a hyphenated word at its end and the initials before it."""
    words, first, last = parse.words, name.first, name.last
    while first < last - 1 and words[first].upos == "PUNCT":
        first += 1
    while last > first + 1 and words[last - 1].text in _HYPHENS:
        last -= 1
    while last + 1 < len(words) and words[last].text in _HYPHENS and words[last].start == words[last - 1].end:
        if words[last + 1].start != words[last].end or label(name) != "per":
            break
        last += 2
    while (
        last < len(words)
        and label(name) == "per"
        and words[last].text.startswith("-")
        and words[last].start == words[last - 1].end
    ):
        last += 1
    if label(name) in ("org", "loc", "fac") and last - first > 1 and is_member(words[last - 1].text):
        last -= 1
    if label(name) == "org":
        last = next((i for i in range(first + 1, last) if _begins_office(words[i : i + 3])), last)
    if label(name) == "per" and last - first == 1 and last < len(words) and is_member(words[last].text):
        return named(parse, first, last, "LOC")
    if label(name) == "per":
        last = _past_nickname(parse, last)
        while first > 0 and _is_initial(words[first - 1].text) and words[first - 1].sentence == words[first].sentence:
            first -= 1
    return named(parse, first, last, name.label) if first < last else name


def _begins_office(words: Sequence[Word]) -> bool:
    """Whether words after the first ones of a body's name are those of its head: UN | Secretary-General."""
    return [plain(word.text) for word in words if word.text not in _HYPHENS][:2] == ["secretary", "general"]


def _past_nickname(parse: Parse, last: int) -> int:
    """Past a nickname in quotation marks and the rest of the name: Henrik "Rik" Dahl Jr."""
    words = parse.words
    if (
        last + 3 < len(words)
        and words[last].text in ("“", '"', "‘", "'")
        and words[last + 2].text in ("”", '"', "’", "'")
    ):
        following = parse.name_of.get(last + 3)
        if following is not None and label(following) == "per":
            last = following.last
    if last < len(words) and plain(words[last].text) in ("jr", "jr.", "jnr", "sr", "snr", "iii"):
        last += 1
    return last


def _is_initial(text: str) -> bool:
    return len(text.replace(".", "")) == 1 and text[0].isupper() and text not in ("I", "A")


def _split(parse: Parse, name: Name) -> Iterator[Name]:
    """The parts of a name that runs over a possessive ("Norway's Foreign Ministry"), from a person into a place, or
    from an office into a name.
    """
    words = parse.words
    if label(name) not in ("org", "per", "mis"):
        yield name
        return
    owner = next((i for i in range(name.first + 1, name.last - 1) if words[i].text in POSSESSIVE), None)
    owned = parse.text[words[name.first].start : words[owner - 1].end] if owner is not None else ""
    if owner is not None and (country(owned) or (owned.isupper() and len(owned) > 2)):
        yield named(parse, name.first, owner, "LOC" if country(owned) else "ORG")
        yield from _split(parse, named(parse, owner + 1, name.last, name.label))
        return
    of = next((i for i in range(name.first + 2, name.last - 1) if words[i].text == "of"), None)
    if of is not None and label(name) == "per":  # NAME SURNAME "of" a place
        yield named(parse, name.first, of, name.label)
        yield named(parse, of + 1, name.last, "LOC")
        return
    joined = _two_bodies(parse, name)
    if joined is not None:
        yield named(parse, name.first, joined, "ORG")
        yield named(parse, joined + 1, name.last, "ORG")
        return
    cut = _person_after_office(parse, name)
    if cut is None:
        yield name
        return
    if cut[0] > name.first:
        yield named(parse, name.first, cut[0], "ORG")
    yield named(parse, cut[1], name.last, "PERSON")


def _two_bodies(parse: Parse, name: Name) -> int | None:
    """The "and" of a name that is really two: "Defense Ministry and Coast Guard", "EU and African Union"; None where
    it is one.
    """
    for i in range(name.first + 1, name.last - 2):
        before = parse.words[i - 1]
        acronym = i == name.first + 1 and before.text.isupper() and len(before.text) > 1
        body = i > name.first + 1 and "organization" in meanings(before.text)
        if parse.words[i].text == "and" and (acronym or body):
            return i
    return None


def _person_after_office(parse: Parse, name: Name) -> tuple[int, int] | None:
    """Where the office in a name begins and where the person after it does; None where a name holds no such thing."""
    words = parse.words
    office = None
    for i in range(name.first, name.last - 1):
        if role_class(words[i].text) in ("state", "office") and words[i].text[:1].isupper():
            office = i
    if office is None or (label(name) == "per" and not _is_body(parse, name.first, office)):
        return None
    first = office + 1
    while first < name.last and (plain(words[first].text) in honorifics() or words[first].text in (".", ",", "(")):
        first += 1
    rest = words[first : name.last]
    if len(rest) < 2 or any(
        w.text.islower() or meanings(w.text) or not w.text[:1].isupper() for w in rest if w.text not in ("-", ".")
    ):
        return None
    return office, first


def _is_body(parse: Parse, first: int, last: int) -> bool:
    """Whether the words [first, last) name a country or a body, not a person with a title for a given name."""
    text = parse.text[parse.words[first].start : parse.words[last - 1].end] if first < last else ""
    return bool(country(text) or meanings(text.split()[-1] if text else "")) or (text.isupper() and len(text) > 1)


def _is_office(parse: Parse, name: Name) -> bool:
    """Whether what is taken for a name is an office: "Prime Minister", "MP", "OC"."""
    inside = parse.words[name.first : name.last]
    if label(name) in ("dat", "mon"):
        return False
    known = office_words("prefix") | {"prime", "chief", "the", "deputy", "general", "foreign", "of", "state"}
    if not any(role_class(word.text) for word in inside):
        return False
    if len(inside) == 1:
        return not (
            label(name) == "per" and inside[0].text[:1].isupper() and role_class(inside[0].text) == "occupation"
        )
    return all(role_class(word.text) or plain(word.text) in known for word in inside)


def _long_forms(parse: Parse) -> Iterator[Name]:
    """Bodies named in full before their acronym in brackets, found by initials: World Trade Organization (WTO)."""
    words = parse.words
    for i in range(2, len(words) - 2):
        short = words[i + 1].text
        if words[i].text != "(" or words[i + 2].text != ")" or not short.isupper() or not 2 < len(short) < 9:
            continue
        for first in range(i - 2, max(-1, i - 12), -1):
            if words[first].sentence != words[i].sentence or not (
                words[first].text[:1].isupper() or plain(words[first].text) in _JOINING
            ):
                break
            text = parse.text[words[first].start : words[i - 1].end]
            body = role_class(words[i - 1].text) is None or meanings(words[i - 1].text)
            if words[first].text[:1].isupper() and initials(text) == short.casefold() and body:
                yield named(parse, first, i, "ORG")
                break


def _after_titles(parse: Parse, names: list[Name]) -> Iterator[Name]:
    """Capitalised words after a courtesy word or an office that no name covers: "Minister of Tourism NAME"."""
    covered = {i for name in names for i in range(name.first, name.last)}
    words = parse.words
    for i in range(1, len(words)):
        before = words[i - 1]
        if i in covered or i - 1 in covered or words[i].upos != "PROPN" or words[i].sentence != before.sentence:
            continue
        courtesy = honorifics().get(plain(before.text))
        if courtesy is None or courtesy.office or not before.text[:1].isupper():
            continue
        last = i
        while (
            last < len(words)
            and words[last].upos == "PROPN"
            and last not in covered
            and words[last].sentence == words[i].sentence
        ):
            last += 1
        if not any(meanings(w.text) or role_class(w.text) or plain(w.text) in honorifics() for w in words[i:last]):
            yield named(parse, i, last, "PERSON")


def trimmed(parse: Parse, name: Name) -> Name:
    """A person's name without honorifics and offices at its start and possessives at its end."""
    first, last = name.first, name.last
    while last > first + 1 and (parse.words[last - 1].text in POSSESSIVE or parse.words[last - 1].upos == "PUNCT"):
        last -= 1
    while last > first + 1 and (
        parse.words[first].upos in ("PRON", "AUX", "ADP", "DET") or parse.words[first].text in POSSESSIVE
    ):
        first += 1
    texts = [word.text for word in parse.words[first:last]]
    first += without_honorifics(texts)
    if plain(parse.words[first - 1].text) in _OF_NAMES and last - first == 1 and first > name.first:
        first -= 1
    while (
        last - first > 1
        and parse.words[first].text != "Said"
        and (parse.words[first].upos == "PUNCT" or _leads_office(parse, first, last))
    ):
        first += 1
    if first >= last:
        return name
    start, end = parse.words[first].start, parse.words[last - 1].end
    return Name(start, end, parse.text[start:end], "PERSON", first, last)


def _leads_office(parse: Parse, first: int, last: int) -> bool:
    text = parse.words[first].text
    if plain(text) in honorifics() and plain(text) != "tan":
        return True
    if text.islower() and text.isalpha() and last - first > 2 and plain(text) not in _PARTICLES:
        return True
    if misspelled_title(text) and last - first > 2:
        return True
    if plain(text) in ("amir", "emir") and plain(parse.words[first + 1].text) in honorifics():
        return True
    rest = [word.text for word in parse.words[first + 1 : last]]
    if role_class(text) in ("state", "office") and len(rest) > 1 and plain(text) not in {"amir", *given_names()}:
        return True
    return any(plain(word) in ("minister", "president", "secretary", "premier") for word in rest[:-1])


def _without_overlap(names: list[Name]) -> list[Name]:
    """Names in text order, of two that share a word the one that stands first in `names`."""
    taken: set[int] = set()
    kept = []
    for name in names:
        inside = range(name.first, name.last)
        if name.first < name.last and not any(i in taken for i in inside):
            taken.update(inside)
            kept.append(name)
    return sorted(kept, key=lambda name: name.first)
