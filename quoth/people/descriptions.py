"""A person's name in a parse in, what the article says there that the person is out: title, apposition, "who heads",
"X is the director".
"""

from __future__ import annotations

from dataclasses import replace

from quoth.language.grammar import relation
from quoth.language.lexicon import country, honorifics, office_words, plain, role_class
from quoth.language.offices import as_noun, body_after, read, role_head, singular_role
from quoth.language.phrases import POSSESSIVE, before, is_plural, label, name_root, text_of
from quoth.layers import Construction, Description, Name, Office, Parse
from quoth.people.extents import (
    apposition,
    are_joined,
    description_end,
    past_brackets,
    reversed_apposition,
    title_start,
)

_FORMER = {"was", "were", "been"}
_APPOINTS = {"name", "appoint", "elect", "reelect", "announce", "nominate", "choose", "select", "install", "unveil"}
_LEADS = {
    "head": "head",
    "lead": "leader",
    "chair": "chair",
    "run": "head",
    "direct": "director",
    "found": "founder",
    "own": "owner",
    "represent": "representative",
}


def described(parse: Parse, name: Name) -> list[Description]:
    """Every description that stands with one mention of a person, the nearest first."""
    first = _honorific_start(parse, name)
    found = _titles(parse, name, first)
    for extent, construction in (
        (apposition(parse, name), "apposition"),
        (reversed_apposition(parse, first), "apposition"),
    ):
        if extent:
            found += _read(parse, extent, construction)  # type: ignore[arg-type]
    found += _copula(parse, name)
    found += _relative(parse, name)
    found += _appointed(parse, name)
    found += _among(parse, name)
    body = _body_of(parse, name)
    if body:
        found.append(Description(Office(None, body), name.first, "of"))
    return found


def _read(parse: Parse, extent: tuple[int, int], construction: Construction) -> list[Description]:
    """The descriptions in the words [first, last): one, or two of "former president and current commissioner"."""
    first, last = extent
    office = read(parse, first, last)
    if office is None:
        return []
    for i in range(first + 1, last - 1):
        if plain(parse.words[i].text) == "and" and parse.name_of.get(i) is None:
            further = read(parse, i + 1, last)
            if further is None or not _are_two(parse, first, i, further[1]):
                continue
            office = read(parse, first, i) or office
            return [Description(*office, construction), *_read(parse, (i + 1, last), construction)]
    return [Description(*office, construction)]


def _are_two(parse: Parse, first: int, joint: int, head: int) -> bool:
    """Whether "and" joins two offices with something of their own each: "party chief and acting minister"."""
    left = role_head(parse, first, joint)
    if left is None or plain(parse.words[left].text) in office_words("field"):
        return False
    if left != joint - 1:
        return parse.words[left + 1].upos == "ADP"
    own = range(joint + 1, head)
    if parse.words[joint + 1].upos == "DET":
        return True
    if any(parse.name_of.get(i) is not None or plain(parse.words[i].text) in office_words("prefix") for i in own):
        return True
    raised = role_class(parse.words[head].text) == "state" != role_class(parse.words[left].text)
    return raised and len(own) > 0


def _honorific_start(parse: Parse, name: Name) -> int:
    """The first of the courtesy words before a name, or the name's own first word."""
    first = name.first
    while first > 0 and are_joined(parse, first):
        text = plain(parse.words[first - 1].text)
        other = parse.name_of.get(first - 1)
        if other is not None and label(other) == "per" and other.last == first and not role_class(text):
            first = other.first  # the given name, which the model of names cut off
        elif text == "." and first > 1 and _is_courtesy(f"{plain(parse.words[first - 2].text)}."):
            first -= 2
        elif _is_courtesy(text):
            first -= 1
        else:
            break
    return first


def _is_courtesy(text: str) -> bool:
    return text in honorifics() and not honorifics()[text].office


def _titles(parse: Parse, name: Name, first: int) -> list[Description]:
    """The office that stands before a name: "Japanese Prime Minister", "Health and Sports Minister"."""
    listed = _listed_after(parse, name.first)
    if listed is not None:
        return _shared(parse, listed)
    start = title_start(parse, first)
    first = _without_rank(parse, start, first)
    head = role_head(parse, start, first) if start < first else None
    if head is None and start < first and parse.words[first - 1].text in POSSESSIVE:
        owner = as_noun(text_of(parse, start, first - 1))  # a party's NAME
        return [Description(Office(None, owner), name.first, "of")] if owner else []
    if head is None or any(word.text in (",", ":") for word in parse.words[head + 1 : first]):
        return []
    office = parse.words[first - 1]
    rank = plain(office.text) in honorifics() and first - 1 == start and role_class(office.text) is None
    return [_singular(parse, d) for d in _read(parse, (start, first), "honorific" if rank else "title")]


def _listed_after(parse: Parse, first: int) -> int | None:
    """The first word of the first name in the list of people in which a name stands, None where it is not a later
    one: "lawmakers" NAME, NAME and NAME.
    """
    found, i = None, first
    while i > 1:
        before_join = i
        while i > 1 and plain(parse.words[i - 1].text) in (",", "and", "&"):
            i -= 1
        if parse.words[i - 1].text == ")":
            opened = next((k for k in range(i - 2, max(-1, i - 8), -1) if parse.words[k].text == "("), i)
            i = opened
        other = parse.name_of.get(i - 1)
        if i == before_join or other is None or label(other) != "per" or other.last != i:
            return found
        found = i = other.first
    return found


def _shared(parse: Parse, first: int) -> list[Description]:
    """The office of everybody in a list, said before the first of them in the plural."""
    if parse.words[first - 1].text == ",":
        first -= 1
    start = title_start(parse, first)
    head = role_head(parse, start, first) if start < first else None
    if head is None or not is_plural(parse.words[head]):
        return []
    return [_singular(parse, d) for d in _read(parse, (start, first), "title")]


def _singular(parse: Parse, description: Description) -> Description:
    """A description of several people as one of a single person: "councillors" is councillor."""
    word, role = parse.words[description.head], description.office.role
    if role is None or not is_plural(word):
        return description
    office = replace(description.office, role=role.replace(word.text, singular_role(word.text)))
    return replace(description, office=office)


def _without_rank(parse: Parse, start: int, first: int) -> int:
    """`first` moved before ranks that follow an office: "Spokesperson" Lt. Col., "Director" Professor."""
    last = first
    while last - 1 > start:
        text = plain(parse.words[last - 1].text)
        if text not in honorifics() and not (text == "." and f"{plain(parse.words[last - 2].text)}." in honorifics()):
            break
        if role_class(text) == "state" or text in ("governor", "chief", "judge", "justice", "senator"):
            break
        before_rank = parse.words[last - 2].text
        if text == "general" and role_class(before_rank) and plain(before_rank) not in honorifics():
            break  # "Secretary General"
        last -= 1
        head = role_head(parse, start, last)
        if head == last - 1 and plain(parse.words[head].text) not in honorifics():
            return last
    return first


def _copula(parse: Parse, name: Name) -> list[Description]:
    """Nouns of which the name is the subject: "X is the director of Y"."""
    root = name_root(parse, name)
    word = parse.words[root]
    if relation(word) != "nsubj" or word.head < 0:
        return []
    head = parse.words[word.head]
    if (
        not any(relation(parse.words[i]) == "cop" for i in parse.children[head.index])
        or not role_class(head.text)
        or head.index < root
    ):
        return []
    start = before(parse, head.index)
    return _read(parse, (start, description_end(parse, start)), "copula")


def _relative(parse: Parse, name: Name) -> list[Description]:
    """Relative clauses after the name: "X, who heads the agency", "X, who is its president"."""
    words, i = parse.words, past_brackets(parse, name.last)
    i += i < len(words) and words[i].text == ","
    if i + 1 >= len(words) or plain(words[i].text) != "who":
        return []
    verb = words[i + 1]
    if verb.lemma == "be":
        return _read(parse, (i + 2, description_end(parse, i + 2)), "relative") if verb.text not in _FORMER else []
    if verb.lemma in _LEADS:
        last = description_end(parse, i + 2)
        start = i + 2
        while start < last and plain(words[start].text) in ("the", "a", "an", "up"):
            start += 1
        body = text_of(parse, start, last)
        if body and words[start].upos in ("PROPN", "NOUN", "ADJ"):
            return [Description(Office(_LEADS[verb.lemma], country(body) or body), verb.index, "relative")]
    return []


def _appointed(parse: Parse, name: Name) -> list[Description]:
    """Passive verbs of appointing: "X has been named as patron of the trust"."""
    root = parse.words[name_root(parse, name)]
    if root.deprel != "nsubj:pass" or root.head < root.index or parse.words[root.head].lemma not in _APPOINTS:
        return []
    start = root.head + 1
    start += start < len(parse.words) and parse.words[start].text == "as"
    return _read(parse, (start, description_end(parse, start)), "relative")


def _among(parse: Parse, name: Name) -> list[Description]:
    """An apposition that counts somebody among many: "NAME, one of the six lawmakers"."""
    words, i = parse.words, past_brackets(parse, name.last)
    if i + 3 >= len(words) or [w.lemma for w in words[i : i + 3]] != [",", "one", "of"]:
        return []
    return [_singular(parse, d) for d in _read(parse, (i + 3, description_end(parse, i + 3)), "apposition")]


def _body_of(parse: Parse, name: Name) -> str | None:
    """The body or country in "Alfredo Hawit of Honduras", "NAME (PARTY-Place)"."""
    words, i = parse.words, name.last
    if i + 1 >= len(words):
        return None
    if plain(words[i].text) in ("of", "from"):
        return body_after(parse, i, description_end(parse, i + 1))
    if words[i].text == "(" and words[i + 1].text[:2].isupper() and words[i + 1].text.isascii():
        close = next((k for k in range(i + 1, min(i + 6, len(words))) if words[k].text == ")"), None)
        text = text_of(parse, i + 1, close) if close else ""
        if "-" in text or "," in text:
            return text.replace(",", "-").split("-")[0].strip()
    return None


def state_beside(parse: Parse, name: Name) -> list[Description]:
    """The country or place said beside a body's name: "a Geneva-based" NAME, NAME, "a Dutch firm"."""
    first = before(parse, name.first)
    found = _country_in(parse, first, name.first)
    i = past_brackets(parse, name.last)
    if found is None and i + 1 < len(parse.words) and parse.words[i].text == ",":
        found = (
            _country_in(parse, i + 1, min(i + 5, description_end(parse, i + 1)))
            if plain(parse.words[i + 1].text) in ("a", "an", "the")
            else None
        )
    return [Description(Office(None, found), name.first, "phrase")] if found else []


def _country_in(parse: Parse, first: int, last: int) -> str | None:
    """The country named in the words [first, last), or the place before "-based"."""
    for i in range(first, last):
        name = parse.name_of.get(i)
        if plain(parse.words[i].text).endswith("based") and i > first:
            place = parse.name_of.get(i - 1) or parse.name_of.get(i - 2)
            return place.text if place and place.first >= first else None
        if name is not None and name.first < i:
            continue
        for length in (3, 2, 1):
            found = country(text_of(parse, i, i + length)) if i + length <= last else None
            if found:
                return found
    return None


def gender_shown(parse: Parse, name: Name) -> str:
    """The gender that courtesy words or the role before a name show (m or f), empty where none does."""
    first = _honorific_start(parse, name)
    for i in range(max(0, first - 1), name.first):
        honorific = honorifics().get(plain(parse.words[i].text))
        if honorific and honorific.gender:
            return honorific.gender
        if "woman" in plain(parse.words[i].text):
            return "f"
    return ""
