"""The source of a quote in, its stretches that name different speakers out: the two of "Brandt and Vale"."""

from __future__ import annotations

from quoth.language.lexicon import meanings, plain, role_class
from quoth.language.phrases import ARTICLES, POSSESSIVE, head_in, is_plural, label
from quoth.layers import Parse

_EXAMPLES = {"as": "such", "like": "", "including": ""}


def segments(parse: Parse, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of the source [start, end) that name different speakers, as offsets in text order."""
    inside = parse.words_in(start, end)
    if not inside:
        return [(start, end)]
    examples = _examples(parse, inside)
    if examples is not None:
        left, right = examples
        listed = [(parse.words[a].start, parse.words[b - 1].end) for a, b in _joined(parse, left)[:-1]]
        return [*listed, *segments(parse, parse.words[right.start].start, end)]
    parts = _enumerated(parse, inside)
    if parts:
        return [(parse.words[a].start, parse.words[b - 1].end) for a, b in parts]
    return _two(parse, start, end)


def _examples(parse: Parse, inside: range) -> tuple[range, range] | None:
    """What stands before and after "such as" or "including", where a plural noun has names for its examples."""
    for i in inside[1:-1]:
        text = plain(parse.words[i].text)
        if text not in _EXAMPLES or (_EXAMPLES[text] and plain(parse.words[i - 1].text) != _EXAMPLES[text]):
            continue
        left, right = range(inside.start, i - bool(_EXAMPLES[text])), range(i + 1, inside.stop)
        while left and parse.words[left[-1]].upos == "PUNCT":
            left = left[:-1]
        named = all(_ends_in_name(parse, a, b) for a, b in _joined(parse, right))
        if left and is_plural(parse.words[left[-1]]) and named:
            return left, right
    return None


def _joined(parse: Parse, inside: range) -> list[tuple[int, int]]:
    """The words of `inside` cut at commas and "and" that stand in no name and in no brackets, as [first, last)."""
    cuts, depth = [], 0
    for i in inside:
        word, name = parse.words[i], parse.name_of.get(i)
        depth += (word.text in ("(", "[")) - (word.text in (")", "]"))
        if depth == 0 and plain(word.text) in (",", "and", "&") and not (name and name.first < i < name.last - 1):
            cuts.append(i)
    edges = zip([inside.start, *(i + 1 for i in cuts)], [*cuts, inside.stop], strict=True)
    return [(a, b) for a, b in edges if a < b]


def _enumerated(parse: Parse, inside: range) -> list[tuple[int, int]]:
    """The parts of a list each of which ends in a name, without the plural noun that sums them up; empty where the
    words are no such list: "unions" A, B and C; Speaker A, Minister B "and all members".
    """
    parts = _joined(parse, inside)
    if len(parts) < 2 or plain(parse.words[parts[-1][0] - 1].text) not in ("and", "&"):
        return []
    if len(parts) > 2 and _sums_up(parse, *parts[0]) and not _ends_in_name(parse, *parts[0]):
        parts = parts[1:]
    group = len(parts) > 2 and _sums_up(parse, *parts[-1])
    named = parts[:-1] if group else parts
    if len(parts) == 2 and _is_place(parse, parts[0][1]) and not _is_name(parse, range(*parts[1])):
        return []  # "Norway" and Denmark Affairs Office director A
    return parts if all(_ends_in_name(parse, a, b) for a, b in named) else []


def _sums_up(parse: Parse, first: int, last: int) -> bool:
    """Whether the words [first, last) are a plural noun phrase, of people or bodies."""
    head = head_in(parse, parse.words[first].start, parse.words[last - 1].end)
    if head is None or not is_plural(parse.words[head]) or parse.words[head].upos != "NOUN":
        return False
    return bool(meanings(parse.words[head].text)) or role_class(parse.words[head].text) is not None


def _is_place(parse: Parse, last: int) -> bool:
    """Whether the words that end before `last` end in the name of a place."""
    name = parse.name_of.get(last - 1)
    return name is not None and label(name) == "loc"


def _ends_in_name(parse: Parse, first: int, last: int) -> bool:
    """Whether the words [first, last) are one name, or end in one that what stands before describes: "watchdog" A."""
    while last - 1 > first and parse.words[last - 1].text == ")":
        opened = next((i for i in range(last - 1, first, -1) if parse.words[i].text == "("), None)
        if opened is None:
            return False
        last = opened
    name = parse.name_of.get(last - 1)
    if name is None or name.last != last or name.first < first or label(name) not in ("per", "org", "loc"):
        return False
    if label(name) == "loc" and name.first > first:
        return name.first == first + 1 and plain(parse.words[first].text) in ARTICLES
    before = parse.words[name.first - 1]
    if before.upos == "ADP" or (plain(before.text) in ARTICLES and name.first - 1 > first):
        return False
    others = {n for i in range(first, name.first) if (n := parse.name_of.get(i)) and label(n) == "per"}
    finite = any(parse.words[i].upos in ("AUX", "PRON", "SCONJ") for i in range(first, name.first))
    return not others and not finite


def _two(parse: Parse, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of a source around each "and" that joins two speakers."""
    inside = parse.words_in(start, end)
    for i in inside:
        word = parse.words[i]
        name = parse.name_of.get(i)
        if plain(word.text) not in ("and", "&") or word.upos == "PUNCT" or i in (inside.start, inside.stop - 1):
            continue
        if name is not None and name.first < i < name.last - 1:
            continue
        left, right = range(inside.start, i), range(i + 1, inside.stop)
        if _are_two(parse, left, right):
            cuts = [(parse.words[a].start, parse.words[b - 1].end) for a, b in _listed(parse, left)]
            return [*cuts, *_two(parse, parse.words[right.start].start, end)]
    return [(start, end)]


def _are_two(parse: Parse, left: range, right: range) -> bool:
    """Whether "and" joins two speakers, not two parts of one description or of a prepositional phrase."""
    words = parse.words
    first, last = words[right.start], words[left.stop - 1]
    if any(words[i].upos in ("VERB", "AUX") and words[i].xpos != "VBG" for i in left):
        return False
    if _has_person(parse, right) and not _has_person(parse, left):
        if role_class(last.text) and role_class(first.text) and not is_plural(last):
            return False  # the director and founder of …, NAME
        plural = is_plural(last) and (role_class(last.text) is not None or bool(meanings(last.text)))
        return words[left.start].upos == "DET" or plural or (_is_name(parse, left) and not _titled_in(parse, right))
    if _has_person(parse, left) and not _has_person(parse, right) and _is_described(parse, left):
        return False
    if _has_person(parse, left) and (
        _has_person(parse, right) or role_class(first.text) is None or first.upos == "DET"
    ):
        return True
    if _is_name(parse, left) and _is_name(parse, right):
        return True
    if any(words[i].upos == "ADP" or words[i].xpos in ("WP", "WDT") for i in left):
        return False
    if _is_name(parse, left):
        return role_class(first.text) is None
    if first.upos == "DET" or first.xpos == "PRP$":
        return True
    head = head_in(parse, first.start, words[right.stop - 1].end)
    if head is None or last.upos not in ("NOUN", "PROPN") or not is_plural(last):
        return False
    return _is_name(parse, right) or (head > right.start and is_plural(words[head]))


def _is_described(parse: Parse, inside: range) -> bool:
    """Whether a comma or a preposition after a person's name begins a description of that person."""
    names = (parse.name_of.get(i) for i in inside)
    end = next((n.last for n in names if n is not None and label(n) == "per"), inside.stop)
    return any(parse.words[i].text == "," or parse.words[i].upos == "ADP" for i in range(end, inside.stop))


def _titled_in(parse: Parse, inside: range) -> bool:
    """Whether a role stands in a stretch after its first word: "Macau Affairs Office director" and a name."""
    return any(role_class(parse.words[i].text) for i in inside[1:])


def _has_person(parse: Parse, inside: range) -> bool:
    """Whether a stretch names a person or is a pronoun."""
    for i in inside:
        name = parse.name_of.get(i)
        if (
            name is not None
            and label(name) == "per"
            and not (name.last < len(parse.words) and parse.words[name.last].text in POSSESSIVE)
        ):
            return True
    return len(inside) == 1 and parse.words[inside.start].upos == "PRON"


def _is_name(parse: Parse, inside: range) -> bool:
    """Whether a stretch is nothing but names, with an article, commas and brackets."""
    rest = [i for i in inside if parse.words[i].upos not in ("PUNCT", "DET") and plain(parse.words[i].text) != "both"]
    named = all(
        (name := parse.name_of.get(i)) is not None and label(name) in ("org", "loc", "per", "nor") for i in rest
    )
    return bool(rest) and named and parse.words[rest[-1]].upos != "ADJ"


def _listed(parse: Parse, inside: range) -> list[tuple[int, int]]:
    """A stretch cut at its commas where every part names somebody, without a leading "the four members,"."""
    cuts = [i for i in inside if parse.words[i].text == "," and i > inside.start]
    edges = [inside.start, *(i + 1 for i in cuts)]
    parts = [(a, b) for a, b in zip(edges, [*cuts, inside.stop], strict=True) if a < b]
    named = [(a, b) for a, b in parts if _is_name(parse, range(a, b)) or _has_person(parse, range(a, b))]
    if len(parts) > 1 and named == parts:
        return parts
    summed = parse.words[parts[0][1] - 1] if parts else None
    if len(parts) > 1 and named == parts[1:] and summed is not None and summed.upos == "NOUN" and is_plural(summed):
        return named
    return [(inside.start, inside.stop)]
