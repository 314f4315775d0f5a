"""The source of one quote in, its speakers out: names, pronouns, descriptions, documents, groups, joint sources,
none at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from quoth.anaphora import Asked, best, described, fits_role, is_person_noun, pronoun_asks
from quoth.cast import Cast
from quoth.grammar import relation
from quoth.labels import is_document, name_of_phrase, singular, state_of_phrase
from quoth.layers import Description, Entity, Frame, Mention, Office
from quoth.lexicon import country, honorifics, meanings, plain, pronouns, role_class, seats
from quoth.names import tokens
from quoth.offices import is_country_adjective, read, role_head
from quoth.phrases import (
    POSSESSIVE,
    before,
    head_in,
    is_plural,
    label,
    possessor,
    segments,
    text_of,
)

_AGE = re.compile(r"(?i)^(the )?\d+-year-old$")
_INDEFINITE = {"a", "an", "one", "another", "some"}
#: Nouns of people whom articles leave unnamed on purpose.
_UNNAMED = {
    "source",
    "insider",
    "informant",
    "witness",
    "eyewitness",
    "suspect",
    "resident",
    "passerby",
    "one",
    "somebody",
    "someone",
}
_SIDES = {
    "side",
    "leader",
    "president",
    "country",
    "minister",
    "party",
    "man",
    "woman",
    "government",
    "nation",
    "official",
    "premier",
    "diplomat",
    "pair",
    "two",
    "counterpart",
}


@dataclass(frozen=True, slots=True)
class Speakers:
    """Whom a source means, as positions in the cast, and how sure that is."""

    entities: tuple[int, ...]
    probability: float


class Reader:
    """Reads the frames of one article in text order; `speakers` holds what it found for each frame."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.parse = cast.parse
        self.speakers: dict[int, Speakers] = {}
        self.last: int | None = None
        self.by_word: dict[int, int] = {}
        for number, entity in enumerate(cast.entities):
            for mention in entity.mentions:
                for i in self.parse.words_in(mention.start, mention.end):
                    self.by_word.setdefault(i, number)

    def read(self, number: int) -> None:
        """Find the speakers of one frame and note that they spoke."""
        frame = self.cast.frames[number]
        found = self._of_source(frame, number) if frame.source else self._without_source(frame, number)
        self.speakers[number] = found
        for entity in found.entities:
            if frame.source:
                head = head_in(self.parse, frame.source.start, frame.source.end)
                if head is not None:
                    self.cast.mention(entity, frame.source.start, head, spoke=True)
        if found.entities and self.cast.entities[found.entities[0]].name is not None and frame.within is None:
            self.last = found.entities[-1]

    def nobody(self, frame: Frame) -> int:
        """The entity for a speaker whom nobody can tell."""
        self.cast.entities.append(Entity(None, "group", ()))
        return len(self.cast.entities) - 1

    # sources

    def _of_source(self, frame: Frame, number: int) -> Speakers:
        assert frame.source is not None
        adjectives = self._two_countries(frame.source.start, frame.source.end)
        if adjectives:
            start, end = frame.source.start, frame.source.end
            return Speakers(tuple(self._of_country(adjectives[2], i, start, end) for i in adjectives[:2]), 0.8)
        found: list[int] = []
        sure = 1.0
        for start, end in segments(self.parse, frame.source.start, frame.source.end):
            who = self._of_phrase(frame, number, start, end)
            found.extend(who.entities)
            sure = min(sure, who.probability)
        return Speakers(tuple(dict.fromkeys(found)), sure)

    def _of_phrase(self, frame: Frame, number: int, start: int, end: int) -> Speakers:
        """Whom a phrase that names one speaker means, or the two of "Japanese and American officials"."""
        head = head_in(self.parse, start, end)
        if head is None:
            return Speakers((), 0.3)
        titled = self._titled(start, end)
        if titled is not None:
            return Speakers((titled,), 0.95)
        return self._of_head(head, frame, number, start, end)

    def _titled(self, start: int, end: int) -> int | None:
        """The only person that a source names where the name begins it or follows a role: what trees often get wrong."""
        inside = self.parse.words_in(start, end)
        persons = list(dict.fromkeys(self.by_word[i] for i in inside if self._is_person(i)))
        if len(persons) != 1 or any(
            relation(self.parse.words[i]) == "conj" and self.parse.words[i].upos in ("PROPN", "PRON") for i in inside
        ):
            return None
        first = next(i for i in inside if self._is_person(i))
        last = next(i for i in reversed(inside) if self._is_person(i))
        following = self.parse.words[last + 1] if last + 1 < inside.stop else None
        if following is not None and (following.text in POSSESSIVE or following.upos in ("NOUN", "CCONJ")):
            return None
        if first == inside.start or all(
            self.parse.words[i].text in (",", "(") or plain(self.parse.words[i].text) in honorifics()
            for i in range(inside.start, first)
        ):
            return persons[0]
        top = head_in(self.parse, start, end)
        if top is not None and top < first and not role_class(self.parse.words[top].text):
            return None  # the government of President NAME
        nearest = self.parse.words[first - 1]
        office = role_head(self.parse, inside.start, first)
        if (
            office is None
            or is_plural(self.parse.words[office])
            or nearest.upos in ("ADP", "CCONJ", "VERB")
            or nearest.text in POSSESSIVE
        ):
            return None
        if role_class(nearest.text) and not is_plural(nearest):
            return persons[0]
        return persons[0] if following is None or following.text in (",", "(") else None

    def _two_countries(self, start: int, end: int) -> tuple[int, int, int] | None:
        """The adjectives and the noun of "Japanese and American officials", which are two groups under one noun."""
        words, inside = self.parse.words, self.parse.words_in(start, end)
        for i in inside[1:-2]:
            if plain(words[i].text) == "and" and is_country_adjective(words[i - 1].text):
                for head in range(i + 2, min(i + 5, inside.stop)):
                    if is_plural(words[head]) and words[head].upos == "NOUN":
                        return (i - 1, i + 1, head) if is_country_adjective(text_of(self.parse, i + 1, head)) else None
        return None

    def _of_country(self, head: int, adjective: int, start: int, end: int) -> int:
        """The group or body of one country among those that share a plural noun."""
        word = self.parse.words[head]
        last = adjective + 1 if plain(self.parse.words[adjective + 1].text) == "and" else head
        which = text_of(self.parse, adjective, last)
        body = "organization" in meanings(word.lemma)
        name = f"{which} {word.lemma if body else word.text}"
        known = next((n for n, e in enumerate(self.cast.entities) if e.name and plain(e.name) == plain(name)), None)
        if known is not None:
            return known
        description = Description(Office(None, country(which)), head, "phrase")
        return self.cast.new(name, "organization" if body else "group", start, end, head, description)

    def _of_head(self, head: int, frame: Frame, number: int, start: int, end: int) -> Speakers:
        """Whom one noun phrase of a source means."""
        word = self.parse.words[head]
        if self._is_person(head):
            return Speakers((self.by_word[head],), 0.97)
        if plain(word.text) in ("latter", "former"):
            near = [e.entity for e in self.cast.before(word.start) if self.cast.entities[e.entity].kind == "person"]
            near = list(dict.fromkeys(reversed(near)))[:2]
            return Speakers((near[0 if plain(word.text) == "latter" else -1],), 0.6) if near else Speakers((), 0.3)
        if plain(word.text) in ("two", "both"):
            pair = self._pair(head, "leader") or self._pair(head, "person")
            return Speakers(pair, 0.6) if pair else Speakers((), 0.3)
        if _AGE.search(self.parse.text[start:end]):
            found = best(self.cast, Asked(word.start, word.sentence, frozenset({"person", "unnamed"})), self.last)
            if found is not None:
                return Speakers((found,), 0.7)
        if (
            plain(word.text) in pronouns()
            and word.upos != "PROPN"
            and not (plain(word.text) == "us" and word.text == "US")
        ):
            return self._of_pronoun(head, frame, number)
        named = self._named_after(head, end)
        if named is not None:
            return Speakers((named,), 0.9)
        if is_document(word.text) and not self._person_in(head, start, end, owner=False):
            return self._of_document(head, frame, start, end)
        person = self._person_in(head, start, end)
        if person is not None:
            return Speakers((person,), 0.97)
        if head in self.by_word:
            return Speakers((self._body(head),), 0.95)
        return self._of_noun(head, frame, start, end)

    def _named_after(self, head: int, end: int) -> int | None:
        """The body whose name stands right after its kind: "the newspaper Milenio", "state news agency Xinhua"."""
        i = head + 1
        if i >= len(self.parse.words) or self.parse.words[i].start >= end or self.parse.words[head].upos != "NOUN":
            return None
        if "organization" not in meanings(self.parse.words[head].text) or i not in self.by_word:
            return None
        return self.by_word[i] if self.cast.entities[self.by_word[i]].kind == "organization" else None

    def _person_in(self, head: int, start: int, end: int, owner: bool = True) -> int | None:
        """The person named by the phrase of `head` itself, by its apposition or by the name after a title."""
        if self._is_person(head):
            return self.by_word[head]
        inside = self.parse.words_in(start, end)
        for i in self.parse.children[head]:
            beside = relation(self.parse.words[i]) in ("appos", "flat", "dep", "parataxis") or (
                i > head and relation(self.parse.words[i]) in ("compound", "nmod")
            )
            if i in inside and beside and self._is_person(i):
                word = self.parse.words[i]
                if word.deprel != "nmod:poss" and not any(
                    relation(self.parse.words[j]) == "case" for j in self.parse.children[i]
                ):
                    return self.by_word[i]
        if role_class(self.parse.words[head].text) and not is_plural(self.parse.words[head]):
            name = next((i for i in range(head + 1, min(inside.stop, head + 3)) if self._is_person(i)), None)
            if name is not None and plain(self.parse.words[name - 1].text) in (
                plain(self.parse.words[head].text),
                ",",
                "mr",
                "mr.",
                "dr",
                "dr.",
                "ms",
            ):
                return self.by_word[name]
            last = inside.stop - 1
            if (
                owner
                and last > head
                and self._is_person(last)
                and any(w.text == "," for w in self.parse.words[head:last])
            ):
                return self.by_word[last]
        return None

    def _is_person(self, index: int) -> bool:
        number = self.by_word.get(index)
        return number is not None and self.cast.entities[number].kind == "person"

    def _body(self, head: int) -> int:
        """The body that the name at `head` stands for; a people's or country's name speaks for itself."""
        return self.by_word[head]

    # pronouns

    def _of_pronoun(self, head: int, frame: Frame, number: int) -> Speakers:
        word = self.parse.words[head]
        pronoun = pronouns()[plain(word.text)]
        outer = self._outer(frame, word.start)
        if pronoun.person == 1:
            if outer is not None and outer in self.speakers:
                return Speakers(self.speakers[outer].entities, 0.9)
            return Speakers((), 0.4)
        if pronoun.person == 0:
            return self._of_relative(head, frame, number)
        excluded: frozenset[int] = frozenset()
        favoured = None
        if outer is not None and outer in self.speakers:
            who = self.speakers[outer].entities
            if self.cast.is_quoted(word.start):
                excluded = frozenset(who)
            elif who:
                favoured = who[0]
        asked = pronoun_asks(word.text, word.start, word.sentence, excluded, favoured)
        if asked is None:
            return Speakers((), 0.4)
        if asked.plural:
            return self._of_they(asked, frame)
        found = best(self.cast, asked, self.last)
        return Speakers((found,), 0.85) if found is not None else Speakers((), 0.3)

    def _of_they(self, asked: Asked, frame: Frame) -> Speakers:
        joint = next((s.entities for n, s in sorted(self.speakers.items(), reverse=True) if len(s.entities) > 1), None)
        found = best(self.cast, asked, self.last)
        if found is None and joint:
            return Speakers(joint, 0.6)
        if found is None:
            found = best(self.cast, Asked(asked.start, asked.sentence, frozenset({"person", "unnamed"})), self.last)
        return Speakers((found,), 0.7) if found is not None else Speakers((), 0.3)

    def _of_relative(self, head: int, frame: Frame, number: int) -> Speakers:
        """The antecedent of "who" or "which": the noun that its clause modifies."""
        words, at = self.parse.words, head
        for _ in range(4):
            if words[at].deprel.startswith("acl") and words[at].head >= 0:
                antecedent = words[at].head
                first = words[before(self.parse, antecedent)].start
                return self._of_head(antecedent, frame, number, first, words[head].start)
            if words[at].head < 0:
                break
            at = words[at].head
        earlier = [e for e in self.cast.before(words[head].start) if e.sentence == words[head].sentence]
        return Speakers((earlier[-1].entity,), 0.5) if earlier else Speakers((), 0.3)

    def _outer(self, frame: Frame, offset: int) -> int | None:
        """The frame inside whose content this one is reported."""
        if frame.within is not None and 0 <= frame.within < len(self.cast.frames):
            return frame.within
        found = None
        for number, other in enumerate(self.cast.frames):
            if other is not frame and any(c.start <= offset < c.end for c in other.content):
                found = number
        return found

    # documents

    def _of_document(self, head: int, frame: Frame, start: int, end: int) -> Speakers:
        """Whoever issued a document: its possessor, who stands in the phrase, or who spoke last; otherwise the
        document itself.
        """
        for i in self._issuers(head, start, end):
            if i in self.by_word:
                return Speakers((self._body(i),), 0.85)
            if plain(self.parse.words[i].text) in pronouns():
                who = self._of_pronoun(i, frame, -1)
                if who.entities:
                    return who
            elif self.parse.words[i].upos in ("NOUN", "PROPN"):
                who = self._of_head(
                    i, frame, -1, self.parse.words[before(self.parse, i)].start, self.parse.words[i].end
                )
                if who.entities:
                    return who
        definite = plain(self.parse.words[before(self.parse, head)].text) in ("the", "this", "that")
        if definite and not is_plural(self.parse.words[head]):
            issuer = self._issued_before(head)
            if issuer is not None:
                return Speakers((issuer,), 0.65)
        return self._common(
            head,
            "group"
            if plain(self.parse.words[head].lemma) == "report" and is_plural(self.parse.words[head])
            else "organization",
            start,
            end,
        )

    def _issued_before(self, head: int) -> int | None:
        """Who issued the document that a definite noun takes up: told where the noun stood before, else who spoke last."""
        noun = self.parse.words[head].lemma
        for i in range(head - 1, -1, -1):
            if self.parse.words[i].lemma == noun and self.parse.words[i].upos == "NOUN":
                issuer = next((j for j in self._issuers(i, 0, len(self.parse.text)) if j in self.by_word), None)
                if issuer is not None:
                    return self.by_word[issuer]
        return self.last

    def _issuers(self, head: int, start: int, end: int) -> list[int]:
        """Words inside the phrase of a document that can name its issuer, the likeliest first."""
        found = [i for i in [possessor(self.parse, head)] if i is not None]
        words = self.parse.words
        for i in self.parse.children[head]:
            if i < head and relation(words[i]) in ("compound", "nmod", "amod") and words[i].deprel != "nmod:poss":
                if i in self.by_word or "organization" in meanings(words[i].text):
                    found.append(i)
        for i in range(head + 1, self.parse.words_in(start, end).stop):
            if words[i].sentence != words[head].sentence or i - head > 12:
                break
            if plain(words[i].text) in ("by", "from", "of") and i + 1 < len(words):
                issuer = head_in(self.parse, words[i + 1].start, end)
                if issuer is not None and issuer < len(words) and words[issuer].start < end:
                    found.append(issuer)
        return found

    # common nouns

    def _of_noun(self, head: int, frame: Frame, start: int, end: int) -> Speakers:
        word = self.parse.words[head]
        first = before(self.parse, head)
        determiner = plain(self.parse.words[first].text)
        kinds = meanings(word.text)
        if is_plural(word):
            return self._of_several(head, determiner, start, end)
        if is_person_noun(word.text) and not ("organization" in kinds and role_class(word.text) is None):
            return self._of_person_noun(head, determiner, start, end)
        if "organization" in kinds:
            return self._of_body_noun(head, determiner, start, end)
        owner = possessor(self.parse, head)
        if owner is not None and not kinds:
            who = self._of_head(
                owner, frame, -1, self.parse.words[before(self.parse, owner)].start, self.parse.words[owner].end
            )
            if who.entities:
                return Speakers(who.entities, 0.6)
        if "group" in kinds:
            return self._common(head, "group", start, end)
        if word.upos == "PROPN":
            return self._common(
                head, "person" if not determiner == "the" and not word.text.isupper() else "organization", start, end
            )
        return self._common(head, "organization", start, end)

    def _of_several(self, head: int, determiner: str, start: int, end: int) -> Speakers:
        """Several people: two known ones ("the two leaders"), a group mentioned before, or a new one."""
        noun = singular(self.parse, head)
        phrase = text_of(self.parse, before(self.parse, head), head + 1).lower().split()
        if noun in _SIDES and (
            {"two", "both"} & set(phrase) or (determiner == "the" and noun in ("leader", "side") and len(phrase) == 2)
        ):
            pair = self._pair(head, noun)
            if pair:
                return Speakers(pair, 0.7)
        if "organization" in meanings(noun) and determiner == "the" and False:
            return Speakers((), 0.0)
        known = self._known_group(head, determiner)
        if known is not None:
            return Speakers((known,), 0.8)
        return self._common(head, "group", start, end)

    def _pair(self, head: int, noun: str) -> tuple[int, ...] | None:
        """Whom "the two leaders" means: the last two who spoke or stood together, else the last two of that kind."""
        word = self.parse.words[head]
        states = noun in ("country", "nation", "government", "party")
        joint = next((s.entities for _, s in sorted(self.speakers.items(), reverse=True) if len(s.entities) == 2), None)
        wanted = "organization" if states else "person"
        if joint and noun in ("minister", "president", "premier"):
            joint = joint if all(self._holds(n, noun) for n in joint) else None
        if joint and all(self.cast.entities[n].kind == wanted or noun == "side" for n in joint):
            return joint
        recent: list[int] = []
        for event in reversed(self.cast.before(word.start)):
            entity = self.cast.entities[event.entity]
            if entity.kind != wanted or event.entity in recent or word.sentence - event.sentence > 10:
                continue
            if states and not country(entity.name or ""):
                continue
            if noun == "leader" and not self._leads(event.entity):
                continue
            if noun in ("minister", "president", "premier") and not self._holds(event.entity, noun):
                continue
            recent.append(event.entity)
            if len(recent) == 2:
                return tuple(sorted(recent))
        return None

    def _holds(self, number: int, noun: str) -> bool:
        """Whether somebody is said to be a minister, which secretaries of defense and of state are too."""
        words = {
            plain(w) for d in self.cast.entities[number].descriptions if d.office.role for w in d.office.role.split()
        }
        return noun in words or (noun == "minister" and "secretary" in words)

    def _leads(self, number: int) -> bool:
        """Whether somebody is said to hold an office of a state."""
        roles = (d.office.role for d in self.cast.entities[number].descriptions)
        return any(role and role_class(role.split(" of ")[0].split()[-1]) == "state" for role in roles)

    def _known_group(self, head: int, determiner: str) -> int | None:
        """A group mentioned before under the same head noun, when this mention adds nothing to it."""
        first = before(self.parse, head)
        bare = first == head or (determiner in ("the", "these", "those") and head - first == 1)
        noun = singular(self.parse, head)
        for number in range(len(self.cast.entities) - 1, -1, -1):
            entity = self.cast.entities[number]
            if entity.kind == "group" and entity.name and entity.mentions and entity.mentions[0].head >= 0:
                other = entity.mentions[0].head
                if singular(self.parse, other) == noun and other < head:
                    if bare or text_of(self.parse, first, head + 1).lower().removeprefix("the ") == entity.name.lower():
                        return number
        return None

    def _of_person_noun(self, head: int, determiner: str, start: int, end: int) -> Speakers:
        """One person by a description: somebody whom it fits, the last person where it is definite, or a new unnamed one."""
        word = self.parse.words[head]
        first = before(self.parse, head)
        office = read(self.parse, first, self.parse.words_in(start, end).stop)
        found = self._unnamed_before(head, start, end) if determiner not in _INDEFINITE else None
        if found is None and determiner not in _INDEFINITE:
            state = (office[0].affiliation if office else None) or state_of_phrase(self.parse, head)
            extra = frozenset(
                plain(w.text)
                for w in self.parse.words[first:head]
                if w.upos in ("NOUN", "PROPN", "ADJ") and not country(w.text)
            )
            found = described(self.cast, word.text, extra, state, word.start, word.sentence, self.last)
            if found is None and determiner in ("the", "this"):
                found = self._fallback(head, first, office is not None)
        if found is None and word.sentence < 3:
            found = self._named_later(head, office[0] if office else None)
        if found is None:
            return self._common(head, "unnamed", start, end)
        said = Description(office[0], office[1], "phrase") if office else None
        self.cast.record(found, Mention(start, end, head, "description"), said)
        return Speakers((found,), 0.75)

    def _unnamed_before(self, head: int, start: int, end: int) -> int | None:
        """Somebody unnamed whom the article described before with the same words, or with this noun and more."""
        name, _, _ = name_of_phrase(self.parse, head, start, end)
        noun = plain(self.parse.words[head].text)
        bare = len(name.split()) == 1
        for number in range(len(self.cast.entities) - 1, -1, -1):
            entity = self.cast.entities[number]
            if entity.kind == "unnamed" and entity.name and entity.mentions and entity.mentions[0].head < head:
                same_noun = plain(self.parse.words[entity.mentions[0].head].text) == noun
                if plain(entity.name) == plain(name) or (bare and same_noun):
                    return number
        return None

    def _fallback(self, head: int, first: int, office: bool) -> int | None:
        """Whom a definite description means that fits nobody: somebody of whom no office is told, or the last person."""
        word = self.parse.words[head]
        if plain(word.text) in _UNNAMED:
            return None
        asked = Asked(word.start, word.sentence, frozenset({"person", "unnamed"}), _gender_of(word.text))
        if office and role_class(word.text) in ("state", "office"):
            if state_of_phrase(self.parse, head) or any(w.text.isupper() for w in self.parse.words[first:head]):
                return None
            told = frozenset(n for n, e in enumerate(self.cast.entities) if any(d.office.role for d in e.descriptions))
            return best(self.cast, replace(asked, excluded=told), self.last)
        generic = "person" in meanings(word.text) or role_class(word.text) == "occupation" or first == head - 1
        return best(self.cast, asked, self.last) if generic else None

    def _named_later(self, head: int, office: Office | None) -> int | None:
        """Who is named in the sentences after a lead that only describes: "A former member alleged … Sheikh Habiba, ex-member, …"."""
        word = self.parse.words[head]
        if plain(word.text) in _UNNAMED or office is None or office.role is None:
            return None
        later = [e for e in self.cast.events if e.start > word.start and e.sentence <= word.sentence + 4]
        earlier = {e.entity for e in self.cast.before(word.start)}
        candidates = [
            e.entity for e in later if self.cast.entities[e.entity].kind == "person" and e.entity not in earlier
        ]
        for number in dict.fromkeys(candidates):
            roles = [d.office.role for d in self.cast.entities[number].descriptions if d.office.role]
            if any(fits_role(word.text, role) >= 2.0 for role in roles):
                return number
        blank = (e.entity for e in later if e.subject and not e.quoted and e.entity in candidates)
        return next((n for n in blank if not any(d.office.role for d in self.cast.entities[n].descriptions)), None)

    def _of_body_noun(self, head: int, determiner: str, start: int, end: int) -> Speakers:
        """A body by a common noun: one whose name holds it, the last body for general nouns, or a new one."""
        word = self.parse.words[head]
        first = before(self.parse, head)
        name, _, _ = name_of_phrase(self.parse, head, start, end)
        for number, entity in enumerate(self.cast.entities):
            if (
                entity.kind == "organization"
                and entity.name
                and plain(name) in (plain(entity.name), *map(plain, entity.aliases))
            ):
                return Speakers((number,), 0.9)
        if determiner in ("the", "this", "its") and head - first <= 1:
            found = self._named_with(head)
            if found is not None:
                return Speakers((found,), 0.75)
            general = plain(word.text) in (
                "company",
                "firm",
                "group",
                "organisation",
                "organization",
                "agency",
                "body",
                "union",
                "association",
                "party",
                "bank",
                "institution",
                "ngo",
                "newspaper",
                "outlet",
                "network",
                "country",
                "nation",
                "foundation",
                "charity",
                "airline",
                "bloc",
                "team",
            )
            if general:
                found = best(self.cast, Asked(word.start, word.sentence, frozenset({"organization"})), self.last)
                if found is not None:
                    return Speakers((found,), 0.65)
        return self._common(head, "organization", start, end)

    def _named_with(self, head: int) -> int | None:
        """The last body mentioned whose name holds the noun: Wellington City Council for "the council"."""
        word = self.parse.words[head]
        noun = singular(self.parse, head)
        variants = {noun, noun.replace("s", "z"), noun.replace("z", "s"), plain(word.text)}
        for event in reversed(self.cast.before(word.start)):
            entity = self.cast.entities[event.entity]
            if entity.kind == "organization" and variants & {
                t for text in (entity.name or "", *entity.aliases) for t in tokens(text)
            }:
                return event.entity
        return None

    def _common(self, head: int, kind: str, start: int, end: int) -> Speakers:
        """A new entity under the phrase's own words."""
        name, first, last = name_of_phrase(self.parse, head, start, end)
        for number in range(len(self.cast.entities)):
            entity = self.cast.entities[number]
            if entity.kind == kind and entity.name and kind != "unnamed" and plain(entity.name) == plain(name):
                return Speakers((number,), 0.85)
        description = None
        inside = self.parse.words_in(start, end)
        office = read(self.parse, before(self.parse, head), inside.stop) if kind == "unnamed" else None
        if office:
            description = Description(office[0], office[1], "phrase")
        elif kind in ("group", "organization", "unnamed"):
            state = state_of_phrase(self.parse, head)
            description = Description(Office(None, state), head, "phrase") if state else None
        number = self.cast.new(name, kind, first, last, head, description)  # type: ignore[arg-type]
        return Speakers((number,), 0.8)

    # no source

    def _without_source(self, frame: Frame, number: int) -> Speakers:
        """Who goes on speaking where a quote has no source of its own."""
        if frame.follows is not None and frame.follows in self.speakers:
            return Speakers(self.speakers[frame.follows].entities, 0.85)
        if frame.cue is not None and frame.form != "direct":
            outer = self.speakers.get(frame.within) if frame.within is not None else None
            word = self.parse.words[frame.cue_word] if frame.cue_word is not None else None
            if (
                word is not None
                and word.xpos == "VBG"
                and relation(word) == "advcl"
                and self.last is not None
                and outer is None
            ):
                return Speakers((self.last,), 0.5)
            return Speakers((), 0.5)
        if frame.within is not None and frame.within in self.speakers and frame.cue is None:
            return Speakers((), 0.4)
        return Speakers((self.last,), 0.7) if self.last is not None else Speakers((), 0.3)


def _gender_of(noun: str) -> str:
    text = plain(noun)
    if "woman" in text or text in ("lady", "mother", "girl", "wife", "daughter", "sister", "actress", "queen", "mum"):
        return "f"
    return (
        "m"
        if (text.endswith("man") and text not in ("woman", "human") and text in ("man", "gentleman"))
        or text in ("father", "husband", "boy", "brother", "son", "king")
        else ""
    )


def is_seat(text: str) -> bool:
    """Whether `text` is a capital that can stand for its government."""
    return plain(text) in seats() and label is not None
