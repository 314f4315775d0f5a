"""One quote and the cast in, its speakers out: by name, pronoun, description, document, or as the turn goes on."""

from __future__ import annotations

import re

from quoth.language.grammar import child
from quoth.language.lexicon import meanings, passives, plain, pronouns, role_class, unions
from quoth.language.phrases import Phrase, before, head_in, is_plural, phrase_in, phrase_of, possessor
from quoth.layers import Frame, Word
from quoth.records import Kind
from quoth.reference import anaphora, documents, groups, nouns
from quoth.reference.anaphora import Wording
from quoth.reference.appellations import body_after, officer, person_beside, person_of
from quoth.reference.cast import Cast, Speakers
from quoth.reference.coordination import segments
from quoth.reference.labels import common, state_of_phrase
from quoth.reference.mending import NOBODY, is_junk, mended, stretch
from quoth.reference.narration import read_until

_CONJUNCTIONS = {"when", "if", "as", "once", "although", "though"}
_AGE = re.compile(r"(?i)^(the )?\d+-year-old$")


def read(cast: Cast, number: int) -> None:
    """Find the speakers of the frame at `number` and note in the cast that they spoke."""
    frame = cast.frames[number]
    read_until(cast, (frame.source or frame.cue or frame.content[0]).start)
    found = _of_source(cast, frame) if frame.source else _without_source(cast, frame)
    cast.speakers[number] = found
    if frame.source:
        head = head_in(cast.parse, frame.source.start, frame.source.end)
        for entity in found.entities if head is not None else ():
            cast.mention(entity, frame.source.start, head or 0, spoke=True)
    if found.entities and cast.entities[found.entities[0]].name is not None and frame.within is None:
        cast.speak(found.entities)


def _of_source(cast: Cast, frame: Frame) -> Speakers:
    if _is_patient(cast, frame):
        return _of_agent(cast, frame)
    start, end = mended(cast, frame)
    if is_junk(cast, start, end):
        return _beside_cue(cast, frame)
    two = groups.two_countries(cast, start, end)
    if two:
        return two
    phrases = (phrase_in(cast.parse, a, b) for a, b in segments(cast.parse, start, end))
    found = [_of_phrase(cast, frame, phrase) for phrase in phrases if phrase is not None]
    entities = dict.fromkeys(entity for one in found for entity in one.entities)
    return Speakers(tuple(entities), min((one.probability for one in found), default=0.3))


def _is_patient(cast: Cast, frame: Frame) -> bool:
    """Whether the source is who is addressed or spoken of by nobody in particular: "she was told", "he, accused of"."""
    if frame.source is None or frame.cue_word is None or not 0 <= frame.cue_word < len(cast.parse.words):
        return False
    words, cue = cast.parse.words, cast.parse.words[frame.cue_word]
    if cue.lemma not in passives() or cue.xpos not in ("VBN", "VBD"):
        return False
    following = words[cue.index + 1].text if cue.index + 1 < len(words) else ""
    if cue.deprel == "acl" and following == "to":
        return child(cast.parse, cue.index, "mark") is None  # "firms believed to be", however it is tagged
    inside = cast.parse.words_in(frame.source.start, frame.source.end)
    if inside.start > 0 and plain(words[inside.start - 1].text) == "whom":
        return False
    children = [words[i] for i in cast.parse.children[cue.index]]
    if inside.stop <= cue.index and any(child.deprel == "aux:pass" for child in children):
        return True
    subjects = [child for child in children if child.deprel.startswith("nsubj")]
    if cue.lemma == "accuse" and not subjects and following == "of":
        return True  # who accuses names somebody first
    if cue.xpos == "VBD":
        return False
    if cue.deprel == "advcl" and not subjects and _is_reduced_clause(cast, cue):
        return True  # "when asked", he said
    reduced = cue.deprel.startswith("acl") and cue.head in inside and not subjects
    return reduced or any(child.index in inside and child.deprel == "nsubj:pass" for child in subjects)


def _is_reduced_clause(cast: Cast, cue: Word) -> bool:
    """Whether a participle opens its sentence, or follows the conjunction of its clause."""
    opens = cue.index == cast.parse.sentences[cue.sentence][0]
    return opens or plain(cast.parse.words[cue.index - 1].text) in _CONJUNCTIONS


def _of_agent(cast: Cast, frame: Frame) -> Speakers:
    """Who does what a passive cue says: "by the minister"; nobody in particular where nothing tells."""
    children = cast.parse.children[frame.cue_word or 0]
    agent = next((i for i in children if cast.parse.words[i].deprel == "obl:agent"), None)
    return Speakers((), 0.7) if agent is None else _of_phrase(cast, frame, phrase_of(cast.parse, agent))


def _beside_cue(cast: Cast, frame: Frame) -> Speakers:
    """The speaker where the source is no speaker: the first person named before the cue, or what stands beside it."""
    at = frame.cue_word
    if at is None:
        return _without_source(cast, frame)
    words = cast.parse.words
    people = (cast.person_at(i) for i in range(cast.parse.sentences[words[at].sentence][0], at))
    person = next((number for number in people if number is not None), None)
    if person is not None:
        return Speakers((person,), 0.5)
    for i in (at - 1, at + 1):
        if 0 <= i < len(words) and words[i].upos in ("PROPN", "NOUN", "PRON"):
            name = cast.parse.name_of.get(i)
            return _of_phrase(cast, frame, phrase_of(cast.parse, name.last - 1 if name is not None else i))
    return _without_source(cast, frame)


def _of_phrase(cast: Cast, frame: Frame, phrase: Phrase) -> Speakers:
    """Whom a phrase that names one speaker means."""
    word = cast.parse.words[phrase.head]
    person = person_of(cast, phrase)
    if person is None:
        person = cast.person_at(phrase.head)
    if person is not None:
        return Speakers((person,), 0.97)
    if phrase.first == phrase.head and plain(word.text) in ("this", "that"):
        return Speakers()  # what was told before
    special = _special(cast, phrase)
    if special is not None:
        return special
    if documents.is_pronoun(word.text) and word.upos != "PROPN":
        return _of_pronoun(cast, frame, phrase.head)
    body = body_after(cast, phrase)
    if body is not None:
        return Speakers((body,), 0.9)
    person = person_beside(cast, phrase)
    if person is not None:
        return Speakers((person,), 0.95)
    if "document" in meanings(word.text):
        return _of_document(cast, frame, phrase)
    held = officer(cast, phrase.head)
    if held is not None:
        return Speakers((held,), 0.8)
    if phrase.head in cast.named:
        return Speakers((cast.named[phrase.head],), 0.95)
    return _of_noun(cast, frame, phrase)


def _special(cast: Cast, phrase: Phrase) -> Speakers | None:
    """The latter, the two, the 39-year-old; None for other phrases."""
    word = cast.parse.words[phrase.head]
    text = plain(word.text)
    if text in ("latter", "former"):
        near = [e.entity for e in cast.before(word.start) if cast.entities[e.entity].kind == "person"]
        near = list(dict.fromkeys(near))[:2]
        return Speakers((near[0 if text == "latter" else -1],), 0.6) if near else Speakers()
    if text in ("two", "both"):
        pair = groups.pair(cast, phrase.head, "leader") or groups.pair(cast, phrase.head, "person")
        return Speakers(pair, 0.6) if pair else Speakers()
    if _AGE.search(cast.parse.text[phrase.start : phrase.end]):
        age = anaphora.described(cast, Wording(word, frozenset(), None, ("the", "age")))
        return Speakers(age.entities, age.probability) if age.entities else None
    return None


def _of_noun(cast: Cast, frame: Frame, phrase: Phrase) -> Speakers:
    """Whom a common noun means."""
    word = cast.parse.words[phrase.head]
    kinds = meanings(word.text)
    if is_plural(word):
        return groups.several(cast, phrase)
    if word.lemma == "member" and state_of_phrase(cast.parse, phrase) in unions():
        return common(cast, phrase, "organization")  # a country: "the European Union member"
    if nouns.is_person_noun(word.text) and not ("organization" in kinds and role_class(word.text) is None):
        return nouns.person(cast, phrase)
    if "organization" in kinds:
        return nouns.body(cast, phrase)
    owner = possessor(cast.parse, phrase.head)
    if owner is not None and not kinds:
        who = _of_phrase(cast, frame, phrase_of(cast.parse, owner))
        if who.entities:
            return Speakers(who.entities, 0.6)
    if not kinds and frame.form == "direct" and word.upos != "PROPN" and cast.last is not None:
        return Speakers((cast.last,), 0.4)  # a thing utters nothing: the source was taken wrongly
    kind: Kind = "group" if "group" in kinds else "organization"
    if word.upos == "PROPN" and plain(cast.parse.words[phrase.first].text) != "the" and not word.text.isupper():
        kind = "person"
    return common(cast, phrase, kind)


def _of_document(cast: Cast, frame: Frame, phrase: Phrase) -> Speakers:
    """Whoever issued a document, otherwise the document itself."""
    word = cast.parse.words[phrase.head]
    for issuer in documents.issuers(cast, documents.whole(cast, phrase)):
        if issuer.head in cast.named:
            return Speakers((cast.named[issuer.head],), 0.85)
        who = _of_phrase(cast, frame, issuer)
        if who.entities:
            return who
    if plain(cast.parse.words[phrase.first].text) in ("the", "this", "that") and not is_plural(word):
        found = _issued_before(cast, frame, phrase.head)
        if found.entities:
            return found
    return common(cast, phrase, "group" if word.lemma == "report" and is_plural(word) else "organization")


def _issued_before(cast: Cast, frame: Frame, head: int) -> Speakers:
    """Who issued the document that a definite noun takes up: told where it stood before, else who spoke last."""
    for mention in documents.earlier(cast, head):
        for issuer in documents.issuers(cast, mention):
            number = cast.named.get(issuer.head)
            if number is not None and number not in cast.places:
                return Speakers((number,), 0.65)
        spoken = _spoken_in(cast, mention.head)
        if spoken:
            return Speakers(spoken, 0.65)
        author = documents.issuing(cast, mention.head)
        who = _of_phrase(cast, frame, author) if author is not None else Speakers()
        if who.entities:
            return Speakers(who.entities, 0.65)
    return Speakers((cast.last,), 0.65) if cast.last is not None else Speakers()


def _spoken_in(cast: Cast, noun: int) -> tuple[int, ...]:
    """The speakers of the quote whose cue a document stands beside: "they said in a joint statement"."""
    word = cast.parse.words[noun]
    frame = cast.frame_of_cue.get(word.head) if word.deprel.startswith("obl") else None
    return cast.speakers[frame].entities if frame is not None and frame in cast.speakers else ()


def _of_pronoun(cast: Cast, frame: Frame, head: int) -> Speakers:
    word = cast.parse.words[head]
    pronoun = pronouns()[plain(word.text)]
    if cast.parse.words[head + 1 : head + 2] and cast.parse.words[head + 1].text in ("(", "["):
        named = cast.person_at(head + 2)  # "he (NAME)"
        if named is not None:
            return Speakers((named,), 0.95)
    outer = _outer(cast, frame, word.start)
    who = cast.speakers[outer].entities if outer is not None and outer in cast.speakers else ()
    if pronoun.person == 1:
        return Speakers(who, 0.9) if who else Speakers()
    if pronoun.person == 0:
        return _of_relative(cast, frame, head)
    quoted = cast.is_quoted(word.start)
    others = _others(cast, frame) if frame.form == "direct" else frozenset()
    found = anaphora.pronoun(cast, word, others.union(who if quoted else ()), frozenset(() if quoted else who))
    if others and not found.entities and cast.last is not None:
        return Speakers((cast.last,), 0.4)
    return Speakers(found.entities, found.probability)


def _others(cast: Cast, frame: Frame) -> frozenset[int]:
    """Whom a speaker quotes under a noun, and so is not: “The two leaders agreed to meet,” he said."""
    found: set[int] = set()
    for inner in cast.reported.get(frame, ()):
        head = head_in(cast.parse, inner.source.start, inner.source.end) if inner.source is not None else None
        if head is not None and cast.parse.words[head].upos != "PRON":
            found.update(_of_source(cast, inner).entities)
    return frozenset(found)


def _of_relative(cast: Cast, frame: Frame, head: int) -> Speakers:
    """The antecedent of "who" or "which": the person right before it, else the noun that its clause modifies."""
    words, at = cast.parse.words, head
    near = head - 2 if head > 1 and words[head - 1].text == "," else head - 1
    person = near >= 0 and (cast.person_at(near) is not None or nouns.is_person_noun(words[near].text))
    if person and words[near].sentence == words[head].sentence and plain(words[head].text) == "who":
        return _of_phrase(cast, frame, phrase_of(cast.parse, near))
    for _ in range(4):
        above = words[at].head
        if above < 0:
            break
        if words[at].deprel.startswith("acl") and above < head:
            first = before(cast.parse, above)
            return _of_phrase(cast, frame, Phrase(above, first, head, words[first].start, words[head].start))
        at = above
    if near >= 0 and words[near].upos in ("NOUN", "PROPN") and words[near].sentence == words[head].sentence:
        return _of_phrase(cast, frame, phrase_of(cast.parse, near))
    return Speakers()


def _outer(cast: Cast, frame: Frame, offset: int) -> int | None:
    """The frame inside whose content this one is reported."""
    if frame.within is not None and 0 <= frame.within < len(cast.frames):
        return frame.within
    return next((number for number in cast.around(offset) if cast.frames[number] is not frame), None)


def _without_source(cast: Cast, frame: Frame) -> Speakers:
    """Who goes on speaking where a quote has no source of its own; nobody where the article keeps it open."""
    if frame.follows is not None and frame.follows in cast.speakers:
        return Speakers(cast.speakers[frame.follows].entities, 0.85)
    found = _around_cue(cast, frame)
    if found is not None and found.entities:
        return found
    if frame.cue is not None and frame.form != "direct":
        return Speakers((), 0.5)
    if frame.within is not None and frame.within in cast.speakers and frame.cue is None:
        return cast.speakers[frame.within] if _is_sentence(cast, frame) else Speakers((), 0.4)
    return Speakers((cast.last,), 0.7) if cast.last is not None else Speakers()


def _is_sentence(cast: Cast, frame: Frame) -> bool:
    """Whether the words of a quote begin a sentence."""
    inside = cast.parse.words_in(frame.content[0].start, frame.content[0].end)
    return bool(inside) and cast.parse.sentences[cast.parse.words[inside.start].sentence][0] == inside.start


def _around_cue(cast: Cast, frame: Frame) -> Speakers | None:
    """The subject of an active cue with none in the tree: what follows it ("recalled NAME") or begins its sentence."""
    if frame.cue_word is None or not 0 <= frame.cue_word < len(cast.parse.words):
        return None
    words, cue = cast.parse.words, cast.parse.words[frame.cue_word]
    helpers = [words[i] for i in cast.parse.children[cue.index] if words[i].deprel.startswith("aux")]
    perfect = cue.xpos == "VBN" and any(word.lemma == "have" for word in helpers)
    passive = any(word.deprel == "aux:pass" for word in helpers)
    if passive or not (perfect or cue.xpos in ("VBD", "VBG", "VBZ", "VBP")):
        return None
    first, last = cast.parse.sentences[cue.sentence]
    if frame.form == "direct":
        phrase = stretch(cast, cue.index + 1, last)
        if phrase is not None:
            return _of_phrase(cast, frame, phrase)
    while first < cue.index and (cast.is_quoted(words[first].start) or words[first].upos in NOBODY):
        first += 1
    phrase = stretch(cast, first, cue.index)
    return _of_phrase(cast, frame, phrase) if phrase is not None else None
