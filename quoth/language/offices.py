"""The words of a description in, the office they name out: "Iran's Foreign Minister" is Foreign Minister, of Iran."""

from __future__ import annotations

import re

from quoth.language.lexicon import adjectives, country, honorifics, meanings, office_words, plain, role_class, unions
from quoth.language.phrases import ARTICLES, POSSESSIVE, label, text_of
from quoth.layers import Name, Office, Parse, Word

#: Prepositions between a role and the body or place that it belongs to; "to" always stays with the role.
_BELONGING = {"of", "for", "at", "in", "from", "with", "on", "within", "under", "inside", "across"}
_MEMBERS = {"MP", "MEP", "MSP", "MLA", "MNA"}
_BASED = {"-", "based", "-based", "born", "-born", "area"}


def role_head(parse: Parse, first: int, last: int) -> int | None:
    """The last role noun of [first, last) before anything that a preposition brings in, None where no role is named."""
    found = None
    for i in range(first, last):
        word = parse.words[i]
        if found is not None and (word.upos in ("ADP", "SCONJ", "DET") or plain(word.text) in _BELONGING | {"to"}):
            break
        if word.upos in ("NOUN", "PROPN", "ADJ", "X", "VERB") and role_class(word.text):
            found = i
    return found


def singular_role(noun: str) -> str:
    """A role noun in the singular, its capitals kept: "MPs" is MP."""
    if noun.endswith("men"):
        return f"{noun[:-3]}man"
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun.removesuffix("s")


def is_member(text: str) -> bool:
    """Whether a word abbreviates the office of a member of parliament, who is named by a constituency: Highmoor MP."""
    return text in _MEMBERS


def read(parse: Parse, first: int, last: int) -> tuple[Office, int] | None:
    """The office that the words [first, last) describe and its head noun's index, None where they describe none."""
    head = role_head(parse, first, last)
    if head is None:
        return None
    kept, start, affiliation = _premodifiers(parse, first, head)
    end, belongs = _postmodifiers(parse, head, last)
    while start < head:
        past = _past_dropped(parse, start, head)
        if past > start:
            start = past
        elif parse.words[start].upos in ("NUM", "CCONJ") or not any(map(str.isalpha, parse.words[start].text)):
            start += 1
        else:
            break
    role = " ".join([*(parse.words[i].text for i in kept if i < start), text_of(parse, start, end)])
    return Office(_tidy(role), belongs or affiliation), head


def _tidy(role: str) -> str:
    """A role without spaces inside hyphenated words and without quotation marks at its ends."""
    return re.sub(r"(?<=\w)(- | -| - )(?=\w)", "-", role).strip(" ,\"“”'")


def _past_dropped(parse: Parse, index: int, head: int) -> int:
    """Past a word that is no part of an office, in one piece or in three: "well-known"; `index` at any other word."""
    if index + 3 <= head and parse.words[index + 1].text == "-":
        if plain(text_of(parse, index, index + 3)) in office_words("dropped"):
            return index + 3
    return index + (plain(parse.words[index].text) in office_words("dropped"))


def _premodifiers(parse: Parse, first: int, head: int) -> tuple[list[int], int, str | None]:
    """Words like "former" before a body, where the rest of the role starts, and the body or country before it."""
    kept: list[int] = []
    start, affiliation = first, None
    i = first
    while i < head:
        word = parse.words[i]
        if word.text in POSSESSIVE or (word.text.endswith(("’s", "'s")) and word.upos != "PUNCT"):
            owner = text_of(parse, start, i if word.text in POSSESSIVE else i + 1)
            name = parse.name_of.get(i - 1 if word.text in POSSESSIVE else i)
            if name is None or label(name) != "per":  # a person's lawyer belongs to no body
                affiliation = as_noun(owner) or affiliation
            start = i + 1
        elif i == start and plain(word.text) in office_words("prefix") and not _goes_on(parse, i):
            kept.append(i)
            start = i + 1
        elif i == start and (past := _past_dropped(parse, i, head)) > i:
            start = i = past
            continue
        elif i == start and word.text == "(" and i + 2 < head and parse.words[i + 2].text == ")":
            start = i = i + 3  # the acronym of the body
            continue
        elif i == start and word.text in "-–,":
            start = i + 1
        elif i == start and (end := _leading_body(parse, i, head)) is not None:
            text = text_of(parse, i, end)
            if not (affiliation and country(text)):  # "the UN's Iranian envoy" keeps the first
                affiliation = as_noun(text)
            start = i = end
            continue
        i += 1
    return kept, start, affiliation


def _goes_on(parse: Parse, index: int) -> bool:
    """Whether a prefix is the beginning of a hyphenated word or of a place: "vice"-president, "New" Plymouth."""
    following = parse.words[index + 1]
    place = parse.words[index].text == "New" and index + 1 in parse.name_of and label(parse.name_of[index + 1]) == "loc"
    return following.text.startswith(("-", "‑")) or place


def _leading_body(parse: Parse, index: int, head: int) -> int | None:
    """The end of the name of a country or body that starts at `index` before the role's head, None if none does."""
    name = parse.name_of.get(index)
    for end in (index + 3, index + 2):
        text = text_of(parse, index, end)
        whole = name is None or name.last <= end or text != _unowned(text)
        if end <= head and whole and country(_unowned(text)):
            return _with_based(parse, end, head)
    if name and name.first == index and name.last <= head and label(name) in ("org", "loc", "nor", "fac", "mis", "per"):
        if not _is_portfolio(parse, name, head):
            return _with_based(parse, _body_end(parse, name, head), head)
    for end in (index + 3, index + 2, index + 1):
        if end <= head and country(_unowned(text_of(parse, index, end))):
            return _with_based(parse, end, head)
    for length in (3, 2, 1):
        text = text_of(parse, index, index + length)
        field = index + length == head and plain(parse.words[head].text) in office_words("portfolio")
        if field and parse.words[head].text[:1].isupper():
            continue  # "Commodities" Minister
        if index + length <= head and text[:1].isupper() and text in _bodies_named(parse) and not role_class(text):
            return _with_based(parse, index + length, head)
    word = parse.words[index]
    letters = word.text.replace(".", "").replace("&", "")
    if (
        word.text.isupper()
        and len(letters) > 1
        and (plain(word.text) not in office_words("acronym") or index + 1 < head)
    ):
        return (
            index + 1
            if not parse.words[head].text.isupper() or plain(parse.words[head].text) in office_words("acronym")
            else None
        )
    return _leading_words(parse, index, head)


def _bodies_named(parse: Parse) -> frozenset[str]:
    """The names of places and bodies in the article, for the places where a model of names missed them."""
    return frozenset(
        name.text for name in parse.names if label(name) == "loc" or (label(name) == "org" and len(name.text) > 2)
    )


def _body_end(parse: Parse, name: Name, head: int) -> int:
    """The end of a body's name, past a place and then a body right after it: "Japan" "Foreign Ministry"."""
    following = parse.name_of.get(name.last)
    if following and following.first == name.last < head and following.last <= head and label(following) == "org":
        if label(name) in ("loc", "nor") and not _is_portfolio(parse, following, head):
            return name.last
    last = name.last
    party = next((i for i in range(name.first, last - 1) if plain(parse.words[i].text) == "party"), None)
    if party is not None and parse.words[party + 1].upos != "ADP" and last == head:
        return party + 1  # "Labour Party" national youth leader
    while (
        last < head
        and parse.words[last].upos in ("NOUN", "PROPN")
        and "organization" in meanings(parse.words[last].text)
        and plain(parse.words[last].text) != "caucus"
    ):
        last += 1  # "Labour" party leader
    return last


def _is_portfolio(parse: Parse, name: Name, head: int) -> bool:
    """Whether a name right before "minister" or "secretary" is what the office looks after: "Interior" Minister."""
    if plain(parse.words[head].text) not in office_words("portfolio") or country(name.text):
        return False
    if label(name) in ("loc", "nor") and name.last < head:
        return False
    if plain(name.text) in ("cabinet", "government", "state", "union"):
        return True
    if any("organization" in meanings(word) for word in name.text.split()):
        return False
    return not (name.text.isupper() and len(name.text) > 1)


def _leading_words(parse: Parse, index: int, head: int) -> int | None:
    """The end of a body without a name class: "education ministry" executive director, "Upper Valley" legislator."""
    words = parse.words
    for i in range(head - 1, index, -1):
        if (
            (words[i].text.islower() or words[head].text.islower())
            and "organization" in meanings(words[i].text)
            and words[i].upos in ("NOUN", "PROPN")
            and i - index <= 4
            and not role_class(words[i].text)
        ):
            return i + 1
    noun = plain(words[index].text)
    if index == head - 1 and "organization" in meanings(noun) and noun not in office_words("beside"):
        return head if plain(words[head].text) in office_words("of body") else None
    upper = index
    while upper < head and words[upper].text[:1].isupper() and _is_in_name(words[upper], words[upper + 1]):
        upper += 1
    if upper == index + 1 and plain(words[index].text) in office_words("field") | office_words("prefix"):
        return None  # a field of work, with a capital because a sentence starts
    lower = words[head].text[:1].islower() or plain(words[head].text) in office_words("acronym")
    return upper if index < upper and lower and words[upper].upos != "CCONJ" else None


def _is_in_name(word: Word, following: Word) -> bool:
    """Whether a capitalised word before a role can be part of a body's name: "Executive" Yuan spokesman."""
    if word.upos == "ADJ":
        return following.upos == "PROPN" and following.text[:1].isupper() and not role_class(following.text)
    return word.upos == "PROPN" and not role_class(word.text)


def _with_based(parse: Parse, end: int, head: int) -> int:
    """Past "-based" after a place."""
    while end < head and plain(parse.words[end].text) in _BASED:
        end += 1
    return end


def _postmodifiers(parse: Parse, head: int, last: int) -> tuple[int, str | None]:
    """Where the role ends, and the body or country that a preposition after it brings in."""
    end = _coordinated(parse, head, last)
    portfolio = plain(parse.words[head].text) in office_words("portfolio")
    i = end
    vague: tuple[int, str] | None = None
    while i < last:
        preposition = plain(parse.words[i].text)
        stop = _phrase_end(parse, i + 1, last)
        if preposition == "to":
            end = i = stop
            continue
        if preposition not in _BELONGING or _is_date(parse, i + 1):
            break
        if plain(text_of(parse, i, stop)) == "of the republic":
            i = stop
            continue
        if plain(text_of(parse, head, i + 2)) == "member of parliament":
            end = i = i + 2
            continue
        officer = _officer_in(parse, i + 1, stop)
        if officer is not None:  # "representative of the Secretary-General of the UN"
            end, body = _postmodifiers(parse, officer, last)
            return end, body or _union_in(parse, i + 1, officer)
        body, named = _body_in(parse, i + 1, stop, portfolio and preposition in ("of", "for"))
        if body and named:
            return end, body
        if body and vague is None:
            vague = (end, body)  # "the committee", unless a name follows: "of the committee for the Labour Party"
        elif preposition not in ("of", "for", "on") and not (
            preposition == "in" and plain(parse.words[head].text) in office_words("learned")
        ):
            break
        if not body or preposition == "of":
            end = stop
        i = stop
    return vague or (end, None)


def _is_date(parse: Parse, index: int) -> bool:
    name = parse.name_of.get(index)
    return name is not None and label(name) in ("dat", "tim")


def _officer_in(parse: Parse, first: int, last: int) -> int | None:
    """The head of an office with a capital that the object of a preposition is, None where it is none."""
    while first < last and plain(parse.words[first].text) in ARTICLES:
        first += 1
    head = role_head(parse, first, last)
    if head is None or not all(word.text[:1].isupper() or word.text == "-" for word in parse.words[first : head + 1]):
        return None
    first = first + 1 if _union_in(parse, first, head) else first
    return head if all(parse.name_of.get(i) is None for i in range(first, head + 1)) else None


def _union_in(parse: Parse, first: int, last: int) -> str | None:
    """The union of states, such as the UN, that one word of [first, last) names."""
    texts = (parse.words[i].text for i in range(first, last))
    return next((found for text in texts if (found := country(text)) in unions()), None)


def body_after(parse: Parse, index: int, last: int) -> str | None:
    """The body or place named after the preposition at `index`, before `last`: NAME of "the ruling" NAME."""
    body, named = _body_in(parse, index + 1, _phrase_end(parse, index + 1, last), portfolio=False)
    return body if named else None


def _coordinated(parse: Parse, head: int, last: int) -> int:
    """Past "and CEO" after a role: the last role noun coordinated with it."""
    end = head + 1
    i = end
    while i < last and (parse.words[i].upos in ("CCONJ", "NOUN", "ADJ", "PROPN") or parse.words[i].text == ","):
        if role_class(parse.words[i].text):
            end = i + 1
        i += 1
    return end


def _phrase_end(parse: Parse, first: int, last: int) -> int:
    """Where the object of a preposition ends: before the next preposition that is neither "of" nor inside a name."""
    i = first
    while i < last:
        text = plain(parse.words[i].text)
        name = parse.name_of.get(i)
        inside = name is not None and name.first < i
        if i > first and not inside and (text in (_BELONGING | {"to"}) - {"of"} or text == "("):
            if not _continues_name(parse, i, last):
                break
        if text in ("and", ",") and not inside and role_head(parse, i + 1, min(i + 7, last)) is not None:
            break
        rank = text in honorifics() and honorifics()[text].office and parse.words[i - 1].text not in ("-", "‑")
        if i > first and rank and not inside:
            break  # "Chief of Staff" Major General NAME
        i += 1
    return i


def _continues_name(parse: Parse, index: int, last: int) -> bool:
    """Whether a preposition stands inside a body's name: Democratic Party "for" the People."""
    words, following = parse.words, index + 1
    if plain(words[index].text) not in ("for", "on") or not words[index - 1].text[:1].isupper():
        return False
    following += following < last and plain(words[following].text) == "the"
    named = "organization" in meanings(words[index - 1].text)
    return named and following < last and words[following].text[:1].isupper() and following not in parse.name_of


def _body_in(parse: Parse, first: int, last: int, portfolio: bool) -> tuple[str | None, bool]:
    """The affiliation that the object of a preposition names, and whether by a name; None for a field of work."""
    start = first
    while start < last - 1 and plain(parse.words[start].text) in ARTICLES | office_words("dropped"):
        start += 1
    text = text_of(parse, start, last)
    if (
        not text
        or plain(text) in office_words("of") | office_words("field")
        or plain(text).split(" and ")[0] in office_words("field")
    ):
        return None, False
    if country(text):
        return country(text), True
    names = [
        n
        for n in parse.names
        if start <= n.first < last and label(n) in ("org", "loc", "fac", "nor") and not n.text.islower()
    ]
    leading = [n for n in names if n.first <= start + 1]
    if portfolio:
        bodily = leading and (
            (label(leading[0]) == "loc" and leading[0].last >= last)
            or any("organization" in meanings(w) for w in leading[0].text.split())
            or leading[0].text.isupper()
        )
        return (_owner_or(parse, start, last), True) if bodily else (None, False)
    if names:
        return _owner_or(parse, start, last), True
    first_of = next((i for i in range(start, last) if plain(parse.words[i].text) == "of"), last)
    nouns = [w for w in parse.words[start:first_of] if w.upos in ("NOUN", "PROPN")]
    if nouns and "organization" in meanings(nouns[-1].text):
        return text, False
    if start == first + 1 == last - 1 and plain(parse.words[first].text) == "the" and parse.words[start].upos == "NOUN":
        return text, False  # "the survey", which may take up a body's name
    words = parse.words[start:last]
    proper = (
        all(w.text[:1].isupper() or plain(w.text) in ("of", "the", "and", "for", "&", "-") for w in words)
        and text[0].isupper()
    )
    if proper and (len(words) > 1 or parse.words[first - 2].text.islower()):
        return as_noun(text), True
    return None, False


def _owner_or(parse: Parse, start: int, last: int) -> str | None:
    """The words [start, last) as an affiliation, without what only describes the body and without a clause after it."""
    first = parse.words[start]
    named = next((n for n in parse.names if start < n.first < last and label(n) == "org"), None)
    if named is not None and first.text.islower() and parse.name_of.get(start) is None:
        between = parse.words[start : named.first]
        if all((w.text.islower() and w.upos != "ADP") or not w.text.isalpha() for w in between):
            start = named.first  # "state think tank" NAME
    for i in range(start + 1, last):
        verb = parse.words[i].upos in ("VERB", "SCONJ") and plain(parse.words[i].text) not in _BASED
        if verb and parse.name_of.get(i) is None:
            last = i
            break
    for i in range(start + 1, last):
        if parse.words[i].text in POSSESSIVE and plain(parse.words[last - 1].text) in (
            "office",
            "bureau",
            "branch",
            "chapter",
        ):
            last = i  # "Interpol's Cairo office"
            break
    return as_noun(text_of(parse, start, last))


def _unowned(text: str) -> str:
    """Words without a possessive ending."""
    return next((text.removesuffix(ending) for ending in ("’s", "'s", "’", "'") if text.endswith(ending)), text)


def as_noun(text: str) -> str | None:
    """An affiliation as a noun: the country of an adjective, otherwise the words without a possessive ending."""
    text = _unowned(text)
    for start in ("the ", "The ", "its ", "his ", "her ", "their "):
        text = text.removeprefix(start)
    text = re.sub(r"\s*[(\[].*$", "", text).strip(" )]")
    text = re.sub(r", (?:a|an|the|which|who|where) .*$", "", text)
    text = re.sub(r"^[a-z-]+[’']s? ", "", text)
    text = re.sub(r"[\s‐-]*(based|born)$", "", text).strip(" ,-")
    text = re.sub(r"(?<=\w) ?- ?(?=based )", "-", text)
    text = re.sub(r"^[A-Z][\w.]*(?: [A-Z][\w.]*)*-based ", "", text)
    if " " not in text and role_class(text) and not text.isupper():
        return None
    if not text or plain(text) in office_words("dropped"):
        return None
    return country(text) or _tidy(text)


def is_country_adjective(text: str) -> bool:
    """Whether `text` is an adjective of a country or region."""
    return plain(text) in adjectives()
