"""A person's name in a parse in, the words around it that describe the person out: titles, appositions."""

from __future__ import annotations

from quoth.language.lexicon import honorifics, office_words, plain, role_class
from quoth.language.offices import role_head
from quoth.language.phrases import POSSESSIVE, before, label
from quoth.layers import Name, Parse, Word

_JOINS = {"of", "for", "and", "&", "the", "to", "in", "at"}


def are_joined(parse: Parse, index: int) -> bool:
    """Whether a word goes on with the sentence of the word before it, be it cut in two at "Lt. Col."."""
    words = parse.words
    if index >= len(words) or words[index - 1].sentence == words[index].sentence:
        return True
    before = words[index - 1].text
    if before == "." and index > 1:
        before = words[index - 2].text + before
    return before.endswith(".") and plain(before) in honorifics()


def title_start(parse: Parse, first: int) -> int:
    """How far to the left the words reach that can belong to a title before the word `first`."""
    words = parse.words
    i = first
    while i > 0 and are_joined(parse, i):
        word = words[i - 1]
        text = plain(word.text)
        name = parse.name_of.get(i - 1)
        if text == ")" and i > 3 and words[i - 3].text == "(" and words[i - 2].text[:1].isupper():
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
            word.upos == "VERB" and i < first and (text in office_words("participle") or _is_hyphenated(parse, i - 1))
        ) or (text in _JOINS and i < first and _joins_title(parse, i - 1, first)):
            i -= 1
        elif i < first and (words[i].text == "-" or (i > 1 and words[i - 2].text == "-")) and _is_hyphenated(parse, i):
            i -= 1  # "non-for-profit"
        elif text == "then" and i < first:
            i -= 1
        elif word.upos in ("DET", "NUM") and i < first and text not in ("that", "this"):
            return i - 1 if text in ("the", "a", "an") else i
        else:
            break
    while i < first and (words[i].upos in ("ADP", "CCONJ", "DET", "PUNCT") or words[i].text in POSSESSIVE):
        i += 1
    return i


def _is_hyphenated(parse: Parse, index: int) -> bool:
    """Whether a word holds a hyphen or follows one without a space: "Beijing-backed"."""
    words = parse.words
    glued = index > 0 and words[index - 1].text == "-" and words[index - 1].end == words[index].start
    return "-" in words[index].text or glued


def _is_other_person(parse: Parse, index: int) -> bool:
    """Whether a word belongs to another person's name, which no title runs through except as a possessive's owner."""
    name = parse.name_of.get(index)
    if name is None or label(name) != "per":
        return False
    following = parse.words[name.last] if name.last < len(parse.words) else None
    if following is not None and following.upos in ("NOUN", "PROPN") and role_class(following.text):
        return False  # a body's name taken for a person's: NAME "spokesperson"
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
        placed = text in ("in", "at") and not (text == "in" and plain(words[left].text) in office_words("learned"))
        return (office and (not placed or words[left].text[:1].isupper())) or (
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
    portfolio = plain(parse.words[first - 1].text) in office_words("portfolio") and parse.name_of.get(left) is None
    return portfolio or left < parse.words[left].head < first + 4 or _has_office_left(parse, left)


def _has_office_left(parse: Parse, index: int) -> bool:
    """Whether "minister of", "director of" stands shortly to the left."""
    for i in range(index - 1, max(-1, index - 7), -1):
        if parse.words[i].upos in ("VERB", "AUX", "PUNCT"):
            return False
        if plain(parse.words[i].text) in ("of", "for") and i and role_class(parse.words[i - 1].text):
            return True
    return False


def apposition(parse: Parse, name: Name) -> tuple[int, int] | None:
    """The words [first, last) of a description after the name: ", 54, a research fellow at …"."""
    words, i = parse.words, past_brackets(parse, name.last)
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
    last = description_end(parse, i)
    if last <= i:
        return None
    head = role_head(parse, i, last)
    if head is None or _before_name(parse, last) or words[head].xpos in ("NNS", "NNPS"):
        return None
    if begins_clause(parse, head, last):
        return None
    return (i, last) if not _list_item(parse, i, head) else None


def begins_clause(parse: Parse, head: int, last: int) -> bool:
    """Whether a description that ends at `last` is the subject of what follows: "after NAME's speech, the minister
    said".
    """
    words = parse.words
    if last >= len(words) or words[last].upos not in ("VERB", "AUX", "ADV"):
        return False
    return words[head].deprel.startswith("nsubj") and words[head].head >= last


def past_brackets(parse: Parse, index: int) -> int:
    """`index`, or the index past the brackets that open there: the age, the party or another spelling of a name."""
    words = parse.words
    if index < len(words) and words[index].text in ("(", "["):
        for i in range(index, min(index + 8, len(words))):
            if words[i].text in (")", "]"):
                return i + 1
    return index


def description_end(parse: Parse, first: int) -> int:
    """Where a description that starts at `first` ends: at a comma, a verb, a relative pronoun, a bracket, the
    sentence's end.
    """
    words, i = parse.words, first
    while i < len(words) and words[i].sentence == words[first].sentence:
        word = words[i]
        name = parse.name_of.get(i)
        inside = name is not None and name.first < i
        if word.upos == "PUNCT" and word.text not in ("-", "/", "&", "’", "'") and not inside:
            if not (word.text == "," and (_continues_list(parse, i) or _lists_fields(parse, first, i))):
                break
        if (
            word.upos in ("VERB", "AUX")
            and not inside
            and not (
                i + 1 < len(words)
                and words[i + 1].upos in ("NOUN", "PROPN", "ADJ")
                and (word.xpos in ("VBG", "VBN", "VB") or plain(word.text) in office_words("participle"))
            )
        ):
            break
        if word.upos in ("PRON", "SCONJ") and plain(word.text) not in ("his", "her", "its", "their"):
            break
        i += 1
    while i > first and words[i - 1].upos in ("CCONJ", "ADP", "DET", "ADV"):
        i -= 1
    return i


def _continues_list(parse: Parse, comma: int) -> bool:
    """Whether a comma stands in a list of roles: "director, producer and founder"."""
    following = parse.words[comma + 1 : comma + 4]
    return (
        bool(role_class(parse.words[comma - 1].text))
        and len(following) == 3
        and bool(role_class(following[0].text))
        and following[1].text == "and"
    )


def _lists_fields(parse: Parse, first: int, comma: int) -> bool:
    """Whether a comma stands in what an office looks after: "trade, ports and fisheries secretary"."""
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
    return any(_is_other_person(parse, i) for i in range(first, head + 1))


def _past_ranks(parse: Parse, first: int) -> int:
    """The first of the ranks and degrees before a name: "Prof." NAME."""
    words = parse.words
    while first > 1:
        text = plain(words[first - 1].text)
        if text == "." and f"{plain(words[first - 2].text)}." in honorifics():
            first -= 2
        elif text in honorifics():
            first -= 1
        else:
            break
    return first


def reversed_apposition(parse: Parse, first: int) -> tuple[int, int] | None:
    """The words of a description before the name and a comma: "the head of the agency, NAME,"."""
    words = parse.words
    first = _past_ranks(parse, first)
    if first < 2 or words[first - 1].text != "," or words[first - 2].sentence != words[first].sentence:
        return None
    end = first - 1
    start = end
    while start > 0 and words[start - 1].sentence == words[first].sentence:
        word = words[start - 1]
        if word.upos in ("VERB", "AUX", "SCONJ", "PRON") and not _belongs_to_title(word):
            break
        if word.upos == "PUNCT" and word.text not in ("-", "&", "/", "’", "'", "(", ")", "Vice-"):
            if not (word.text == "," and _has_office_left(parse, start - 1)):
                break
        if end - start > 24:
            return None
        start -= 1
    head = _reversed_head(parse, start, end)
    if head is None:
        return None
    begin = min(before(parse, head), title_start(parse, head + 1))
    begin = max(begin, start)
    if begin in parse.name_of and parse.name_of[begin].last <= head:
        begin = parse.name_of[begin].first
    return (begin, end) if not _list_item(parse, begin, end - 1) else None


def _belongs_to_title(word: Word) -> bool:
    """Whether a verb form or pronoun can stand in a title: "its" managing director."""
    return plain(word.text) in {"his", "her", "its", "their"} | office_words("participle")


def _reversed_head(parse: Parse, start: int, end: int) -> int | None:
    """The role noun of [start, end) that nothing but its own prepositions follow up to `end`."""
    words = parse.words
    for i in range(start, end):
        if role_class(words[i].text) and words[i].xpos not in ("NNS", "NNPS") and words[i].upos in ("NOUN", "PROPN"):
            following = words[i + 1] if i + 1 < end else None
            if following is None or plain(following.text) in ("of", "for", "at", "in", "and", "to", "on"):
                return i
    return None
