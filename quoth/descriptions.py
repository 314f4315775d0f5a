"""A person's name in a parse in, what the article says there that the person is out: title, apposition, "who heads",
"X is the director".
"""

from __future__ import annotations

from quoth.grammar import relation
from quoth.layers import Construction, Description, Name, Office, Parse
from quoth.lexicon import country, honorifics, meanings, office_words, plain, role_class
from quoth.offices import as_noun, read, role_head
from quoth.phrases import POSSESSIVE, before, label, name_root, text_of

_JOINS = {"of", "for", "and", "&", "the", "to", "in", "at"}
_FORMER = {"was", "were", "been"}
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
    for extent, construction in ((_apposition(parse, name), "apposition"), (_reversed(parse, first), "apposition")):
        if extent:
            found += _read(parse, extent, construction)  # type: ignore[arg-type]
    found += _copula(parse, name)
    found += _relative(parse, name)
    body = _body_of(parse, name)
    if body:
        found.append(Description(Office(None, body), name.first, "of"))
    return found


def _read(parse: Parse, extent: tuple[int, int], construction: Construction) -> list[Description]:
    """The descriptions in the words [first, last): one, or two of "former president of Chile and current High Commissioner"."""
    office = read(parse, *extent)
    found = [Description(office[0], office[1], construction)] if office else []
    for i in range(office[1] + 2 if office else extent[1], extent[1] - 1):
        if plain(parse.words[i].text) == "and" and parse.name_of.get(i) is None:
            further = read(parse, i + 1, extent[1])
            if further and office and plain(parse.words[i - 1].text) != plain(parse.words[office[1]].text):
                found.append(Description(further[0], further[1], construction))
            break
    return found


def _honorific_start(parse: Parse, name: Name) -> int:
    """The first of the courtesy words before a name, or the name's own first word."""
    first = name.first
    while first > 0 and parse.words[first - 1].sentence == parse.words[name.first].sentence:
        text = plain(parse.words[first - 1].text)
        if text == "." and first > 1 and f"{plain(parse.words[first - 2].text)}." in honorifics():
            first -= 2
        elif text in honorifics() and not honorifics()[text].office:
            first -= 1
        else:
            break
    return first


def _titles(parse: Parse, name: Name, first: int) -> list[Description]:
    """The office that stands before a name: "Japanese Prime Minister", "Minister of Tourism", "Health and Sports Minister"."""
    start = _title_start(parse, first)
    first = _without_rank(parse, start, first)
    head = role_head(parse, start, first) if start < first else None
    if head is None and start < first and parse.words[first - 1].text in POSSESSIVE:
        owner = as_noun(text_of(parse, start, first - 1))  # "BJP's" NAME
        return [Description(Office(None, owner), name.first, "of")] if owner else []
    if head is None or any(word.text in (",", ":") for word in parse.words[head + 1 : first]):
        return []
    office = parse.words[first - 1]
    rank = plain(office.text) in honorifics() and first - 1 == start and role_class(office.text) is None
    return _read(parse, (start, first), "honorific" if rank else "title")


def _without_rank(parse: Parse, start: int, first: int) -> int:
    """`first` moved before ranks that follow an office: "Spokesperson" Lt. Col., "Director" Professor."""
    last = first
    while last - 1 > start:
        text = plain(parse.words[last - 1].text)
        if text not in honorifics() and not (text == "." and f"{plain(parse.words[last - 2].text)}." in honorifics()):
            break
        if role_class(text) == "state" or text in ("governor", "chief", "judge", "justice", "senator"):
            break
        last -= 1
        head = role_head(parse, start, last)
        if head == last - 1 and plain(parse.words[head].text) not in honorifics():
            return last
    return first


def _title_start(parse: Parse, first: int) -> int:
    """How far to the left the words reach that can belong to a title before the word `first`."""
    words = parse.words
    i = first
    while i > 0 and words[i - 1].sentence == words[first].sentence:
        word = words[i - 1]
        text = plain(word.text)
        name = parse.name_of.get(i - 1)
        if i == first and text == ")" and i > 3 and words[i - 3].text == "(":
            i -= 3  # the acronym of the office or body: "National Director (NDPP) NAME"
        elif name is not None and label(name) in ("dat", "tim", "mon"):
            break
        elif name is not None and label(name) != "per" and name.first < i - 1 < name.last == i:
            i = name.first
        elif word.upos in ("NOUN", "PROPN", "ADJ") or word.text in POSSESSIVE or text in ("-", "/", "’s", "'s"):
            if _is_other_person(parse, i - 1):
                break
            i -= 1
        elif (
            word.upos == "VERB"
            and i < first
            and (text in office_words("participle") or words[i - 2].text == "-" or "-" in text)
        ) or (text in _JOINS and i < first and _joins_title(parse, i - 1, first)):
            i -= 1
        elif word.upos in ("DET", "NUM") and i < first and text not in ("that", "this"):
            return i - 1 if text in ("the", "a", "an") else i
        else:
            break
    while i < first and (words[i].upos in ("ADP", "CCONJ", "DET", "PUNCT") or words[i].text in POSSESSIVE):
        i += 1
    return i


def _is_other_person(parse: Parse, index: int) -> bool:
    """Whether a word belongs to another person's name, which no title runs through except as a possessive's owner."""
    name = parse.name_of.get(index)
    if name is None or label(name) != "per":
        return False
    return not (name.last < len(parse.words) and parse.words[name.last].text in POSSESSIVE)


def _joins_title(parse: Parse, index: int, first: int) -> bool:
    """Whether a preposition or "and" holds two parts of one title together."""
    words = parse.words
    text = plain(words[index].text)
    left = index - 1
    if left < 0 or words[left].sentence != words[index].sentence:
        return False
    if text in ("of", "for", "to", "in", "at"):
        office = role_class(words[left].text) is not None and words[left].xpos not in ("NNS", "NNPS")
        return (office and (text not in ("in", "at") or words[left].text[:1].isupper())) or (
            text != "to" and words[left].upos in ("PROPN", "NOUN") and _has_office_left(parse, left)
        )
    if text == "the":
        return plain(words[left].text) in ("of", "for", "to", "at", "in") and _joins_title(parse, left, first)
    if words[left].upos not in ("NOUN", "PROPN", "ADJ") or _is_other_person(parse, left):
        return False
    name = parse.name_of.get(left)
    if name and label(name) in ("loc", "nor"):
        return _has_office_left(parse, left)
    role = role_class(words[left].text) is not None
    return (role and words[left].xpos not in ("NNS", "NNPS")) or (
        not role
        and words[left].text[:1].isupper() == words[first - 1].text[:1].isupper()
        and _head_meets(parse, left, first)
    )


def _head_meets(parse: Parse, left: int, first: int) -> bool:
    """Whether the tree puts the word `left` under the title or name that starts to its right, or under "of"."""
    return left < parse.words[left].head < first + 4 or _has_office_left(parse, left)


def _has_office_left(parse: Parse, index: int) -> bool:
    """Whether "minister of", "director of" stands shortly to the left."""
    for i in range(index - 1, max(-1, index - 7), -1):
        if parse.words[i].upos in ("VERB", "AUX", "PUNCT"):
            return False
        if plain(parse.words[i].text) in ("of", "for") and i and role_class(parse.words[i - 1].text):
            return True
    return False


def _apposition(parse: Parse, name: Name) -> tuple[int, int] | None:
    """The words [first, last) of a description after the name: ", 54, a research fellow at …"."""
    words, i = parse.words, _past_brackets(parse, name.last)
    if (
        i >= len(words)
        or words[i].text not in (",", "–", "—", "-", "--")
        or words[i].sentence != words[name.first].sentence
    ):
        return None
    i += 1
    if i + 1 < len(words) and words[i].upos == "NUM" and words[i + 1].text == ",":
        i += 2
    if i < len(words) and plain(words[i].text) in ("who", "the", "a", "an", "also") and plain(words[i].text) == "who":
        return None
    last = _description_end(parse, i)
    if last <= i:
        return None
    head = role_head(parse, i, last)
    if head is None or _before_name(parse, last) or words[head].xpos in ("NNS", "NNPS"):
        return None
    return (i, last) if not _list_item(parse, i, head) else None


def _past_brackets(parse: Parse, index: int) -> int:
    words = parse.words
    if index < len(words) and words[index].text in ("(", "["):
        for i in range(index, min(index + 8, len(words))):
            if words[i].text in (")", "]"):
                return i + 1
    return index


def _description_end(parse: Parse, first: int) -> int:
    """Where a description that starts at `first` ends: at a comma, a verb, a relative pronoun, a bracket, the
    sentence's end.
    """
    words, i = parse.words, first
    while i < len(words) and words[i].sentence == words[first].sentence:
        word = words[i]
        name = parse.name_of.get(i)
        inside = name is not None and name.first < i
        if word.upos == "PUNCT" and word.text not in ("-", "/", "&", "’", "'") and not inside:
            if not (word.text == "," and (_continues_list(parse, first, i) or _lists_fields(parse, first, i))):
                break
        if (
            word.upos in ("VERB", "AUX")
            and not inside
            and not (
                i + 1 < len(words)
                and words[i + 1].upos in ("NOUN", "PROPN", "ADJ")
                and word.xpos in ("VBG", "VBN", "VB")
            )
        ):
            break
        if word.upos in ("PRON", "SCONJ") and plain(word.text) not in ("his", "her", "its", "their"):
            break
        i += 1
    while i > first and words[i - 1].upos in ("CCONJ", "ADP", "DET", "ADV"):
        i -= 1
    return i


def _continues_list(parse: Parse, first: int, comma: int) -> bool:
    """Whether a comma stands in a list of roles: "director, producer and founder"."""
    following = parse.words[comma + 1 : comma + 4]
    return (
        bool(role_class(parse.words[comma - 1].text))
        and len(following) == 3
        and bool(role_class(following[0].text))
        and following[1].text == "and"
    )


def _lists_fields(parse: Parse, first: int, comma: int) -> bool:
    """Whether a comma stands in what an office looks after: "business, energy and industrial strategy secretary"."""
    if role_head(parse, first, comma) is not None:
        return False
    met = False
    for word in parse.words[comma + 1 : comma + 9]:
        met = met or word.text == "and"
        if word.upos not in ("NOUN", "PROPN", "ADJ", "CCONJ"):
            return False
        if role_class(word.text):
            return met
    return False


def _before_name(parse: Parse, index: int) -> bool:
    """Whether the description runs into another person's name, so that it is a title of that one."""
    name = parse.name_of.get(index) or parse.name_of.get(index - 1)
    if name is not None and parse.words[name.first - 1].upos == "ADP":
        return False  # "chief economist at Nomura"
    return (
        name is not None
        and label(name) == "per"
        and name.first >= index - 1
        and not (index < len(parse.words) and parse.words[index].text in POSSESSIVE)
    )


def _list_item(parse: Parse, first: int, head: int) -> bool:
    """Whether the description names another person itself."""
    names = (parse.name_of.get(i) for i in range(first, head + 1))
    return any(
        n is not None
        and label(n) == "per"
        and not (n.last < len(parse.words) and parse.words[n.last].text in POSSESSIVE)
        for n in names
    )


def _reversed(parse: Parse, first: int) -> tuple[int, int] | None:
    """The words of a description before the name and a comma: "the head of the agency, NAME,"."""
    words = parse.words
    if first < 2 or words[first - 1].text != "," or words[first - 2].sentence != words[first].sentence:
        return None
    end = first - 1
    start = end
    while start > 0 and words[start - 1].sentence == words[first].sentence:
        word = words[start - 1]
        if word.upos in ("VERB", "AUX", "SCONJ", "PRON") and plain(word.text) not in ("his", "her", "its", "their"):
            break
        if word.upos == "PUNCT" and word.text not in ("-", "&", "/", "’", "'", "(", ")"):
            if not (word.text == "," and _has_office_left(parse, start - 1)):
                break
        if end - start > 24:
            return None
        start -= 1
    head = _reversed_head(parse, start, end)
    if head is None:
        return None
    begin = min(before(parse, head), _title_start(parse, head))
    begin = max(begin, start)
    return (begin, end) if not _list_item(parse, begin, end - 1) else None


def _reversed_head(parse: Parse, start: int, end: int) -> int | None:
    """The role noun of [start, end) that nothing but its own prepositions follow up to `end`."""
    words = parse.words
    for i in range(start, end):
        if role_class(words[i].text) and words[i].xpos not in ("NNS", "NNPS") and words[i].upos in ("NOUN", "PROPN"):
            following = words[i + 1] if i + 1 < end else None
            if following is None or plain(following.text) in ("of", "for", "at", "in", "and", "to", "on"):
                return i
    return None


def name_is_subject(parse: Parse, index: int) -> bool:
    """Whether the name at `index` is its clause's subject, so that what stands before its comma is another phrase."""
    name = parse.name_of.get(index)
    root = name_root(parse, name) if name else index
    return relation(parse.words[root]) == "nsubj"


def _copula(parse: Parse, name: Name) -> list[Description]:
    """ "X is the director of Y", "X, who was president": nouns of which the name is the subject."""
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
    return _read(parse, (start, _description_end(parse, start)), "copula")


def _relative(parse: Parse, name: Name) -> list[Description]:
    """ "X, who heads the agency", "X, who is its president", "X, who served as", after the name."""
    words, i = parse.words, _past_brackets(parse, name.last)
    if i + 2 >= len(words) or plain(words[i + 1].text) != "who" or words[i].text != ",":
        return []
    verb = words[i + 2]
    if verb.lemma == "be":
        return _read(parse, (i + 3, _description_end(parse, i + 3)), "relative") if verb.text not in _FORMER else []
    if verb.lemma in _LEADS:
        last = _description_end(parse, i + 3)
        start = i + 3
        while start < last and plain(words[start].text) in ("the", "a", "an", "up"):
            start += 1
        body = text_of(parse, start, last)
        if body and words[start].upos in ("PROPN", "NOUN", "ADJ"):
            return [Description(Office(_LEADS[verb.lemma], country(body) or body), verb.index, "relative")]
    return []


def _body_of(parse: Parse, name: Name) -> str | None:
    """The body or country in "Alfredo Hawit of Honduras", "NAME (PARTY-Place)"."""
    words, i = parse.words, name.last
    if i + 1 >= len(words):
        return None
    if plain(words[i].text) in ("of", "from"):
        j = i + 1
        while j < len(words) - 1 and plain(words[j].text) in ("the", "a"):
            j += 1
        other = parse.name_of.get(j)
        if (other and label(other) in ("org", "loc")) or country(words[j].text):
            last = other.last if other else j + 1
            text = text_of(parse, j, last)
            return country(text) or text
    if words[i].text == "(" and words[i + 1].text[:2].isupper() and words[i + 1].text.isascii():
        close = next((k for k in range(i + 1, min(i + 6, len(words))) if words[k].text == ")"), None)
        text = text_of(parse, i + 1, close) if close else ""
        if "-" in text or "," in text:
            return text.replace(",", "-").split("-")[0].strip()
    return None


def state_beside(parse: Parse, name: Name) -> list[Description]:
    """The country or place said beside a body's name: "Turkey's Sabah", "Thai group iLaw", "Toronto-based", ", a Dutch chip maker"."""
    first = before(parse, name.first)
    found = _country_in(parse, first, name.first)
    i = _past_brackets(parse, name.last)
    if found is None and i + 1 < len(parse.words) and parse.words[i].text == ",":
        found = (
            _country_in(parse, i + 1, min(i + 5, _description_end(parse, i + 1)))
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


def is_organization_noun(text: str) -> bool:
    """Whether a common noun names a body."""
    return "organization" in meanings(text)
