"""Newsroom typography: treebank sentences in, the same sentences as a newspaper would print them out.

Treebanks hardly have curly quotation marks, datelines or headlines in capitals, and news has little else. Every
function here takes a sentence with its tree and gives a new one whose tree is still right; none changes its argument.
Marks that are put in attach, as UD wants it, to the head of what they enclose.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from training.corpora import Sentence, Token, Word

_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
STYLES: list[tuple[str, str]] = [(opening, closing) for opening, closing, _ in _TABLES["styles"]]
WEIGHTS: list[float] = [weight for *_, weight in _TABLES["styles"]]
MARKS = frozenset("\"“”‘’„«»'") | {"``", "''", "‘‘", "’’"}
"""Forms that quotation marks have, in treebanks and here."""
NESTED = ((("‘", "’"), ("“", "”")), (("“", "”"), ("‘", "’")), (("'", "'"), ('"', '"')), (('"', '"'), ("'", "'")))
"""Inner and outer marks of quotations inside quotations."""
FINAL = frozenset(".!?")
APOSTROPHES = str.maketrans("'", "’")


def random_style(rng: Random) -> tuple[str, str]:
    """An opening and a closing mark, in the proportions of the table."""
    return rng.choices(STYLES, WEIGHTS)[0]


def is_mark(token: Token) -> bool:
    """Whether a token is a quotation mark (an apostrophe of possession or elision is none)."""
    word = token.words[0]
    return len(token.words) == 1 and token.form in MARKS and word.upos == "PUNCT" and word.xpos in {"``", "''"}


def mark_lemma(form: str) -> str:
    """The lemma that the treebanks give a mark: straight, single or double."""
    return "'" if form in {"‘", "’", "'"} else '"' if len(form) == 1 else "''"


def mark(form: str, opening: bool, space: bool, head: int) -> Token:
    """A quotation mark as a token that hangs on the word `head`."""
    word = Word(form, mark_lemma(form), "PUNCT", "``" if opening else "''", "_", head, "punct")
    return Token(form, (word,), space)


def restyle(sentence: Sentence, style: tuple[str, str]) -> Sentence:
    """All quotation marks of the sentence in another style; tags and tree stay."""
    tokens = list(sentence.tokens)
    for index, token in enumerate(tokens):
        if is_mark(token):
            word = token.words[0]
            form = style[0] if word.xpos == "``" else style[1]
            tokens[index] = Token(form, (replace(word, form=form, lemma=mark_lemma(form)),), token.space)
    return replace(sentence, tokens=tuple(tokens))


def has_marks(sentence: Sentence) -> bool:
    """Whether the sentence has quotation marks."""
    return any(is_mark(token) for token in sentence.tokens)


def curl_apostrophes(sentence: Sentence) -> Sentence:
    """Don't becomes don’t, in tokens and words; lemmas stay as the treebanks have them, straight."""
    tokens = tuple(
        token
        if is_mark(token)
        else Token(
            token.form.translate(APOSTROPHES),
            tuple(replace(word, form=word.form.translate(APOSTROPHES)) for word in token.words),
            token.space,
        )
        for token in sentence.tokens
    )
    return replace(sentence, tokens=tokens)


def capitals(sentence: Sentence) -> Sentence:
    """THE SENTENCE AS A HEADLINE, without its final period; lemmas and tags stay."""
    tokens = [
        Token(token.form.upper(), tuple(replace(word, form=word.form.upper()) for word in token.words), token.space)
        for token in sentence.tokens
    ]
    last = len(sentence.words) - 1
    if len(tokens) > 1 and tokens[-1].form == "." and all(word.head != last for word in sentence.words):
        tokens = tokens[:-1]
    return replace(sentence, tokens=tuple(tokens), opens=True)


def insert(sentence: Sentence, at: int, tokens: Iterable[Token]) -> Sentence:
    """Put one-word tokens before token `at`; their heads count words of the sentence as it is before the insertion."""
    new = list(tokens)
    start = sum(len(token.words) for token in sentence.tokens[:at])

    def moved(word: Word) -> Word:
        return replace(word, head=word.head + len(new)) if word.head >= start else word

    old = [replace(token, words=tuple(map(moved, token.words))) for token in sentence.tokens]
    put = [replace(token, words=tuple(map(moved, token.words))) for token in new]
    return replace(sentence, tokens=tuple(old[:at] + put + old[at:]))


def span_head(sentence: Sentence, start: int, end: int) -> int | None:
    """The word through which tokens[start:end] hang on the rest; None where there are several such words."""
    counts = [len(token.words) for token in sentence.tokens]
    first, last = sum(counts[:start]), sum(counts[:end])
    words = sentence.words
    heads = [i for i in range(first, last) if not first <= words[i].head < last and words[i].upos != "PUNCT"]
    return heads[0] if len(heads) == 1 else None


def enclose(sentence: Sentence, start: int, end: int, style: tuple[str, str], sides: str = "both") -> Sentence | None:
    """Put marks around tokens[start:end]; `sides` is both, open or close. None where the span has no single head.

    The opening mark is glued to what follows, the closing one to what comes before, as in print.
    """
    head = span_head(sentence, start, end)
    if head is None:
        return None
    result = sentence
    if sides != "open":
        before = result.tokens[end - 1]
        tokens = (*result.tokens[: end - 1], replace(before, space=False), *result.tokens[end:])
        result = insert(replace(result, tokens=tokens), end, [mark(style[1], False, before.space, head)])
    if sides != "close":
        result = insert(result, start, [mark(style[0], True, False, head)])
    return result


def whole(sentence: Sentence, rng: Random) -> Sentence | None:
    """The whole sentence in marks; sometimes only the opening or closing one, as in quotations of several sentences."""
    if has_marks(sentence):
        return None
    sides = rng.choices(["both", "open", "close"], [3, 2, 2])[0]
    return enclose(sentence, 0, len(sentence.tokens), random_style(rng), sides)


def fragment(sentence: Sentence, rng: Random) -> Sentence | None:
    """A few words of the sentence in marks; a comma or period that follows goes inside, as American papers set it."""
    count = len(sentence.tokens)
    if has_marks(sentence) or count < 4:
        return None
    for _ in range(8):
        start = rng.randrange(count - 1)
        end = min(count, start + rng.choice([1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 14]))
        inside = sentence.tokens[start:end]
        if any(token.words[0].upos in {"PUNCT", "SYM"} for token in (inside[0], inside[-1])):
            continue
        if (start and not sentence.tokens[start - 1].space) or not _clear_after(sentence, end):
            continue
        if end < count and sentence.tokens[end].form in {",", "."} and rng.random() < 0.7:
            end += 1
        enclosed = enclose(sentence, start, end, random_style(rng))
        if enclosed:
            return enclosed
    return None


def nested(sentence: Sentence, rng: Random) -> Sentence | None:
    """The whole sentence in marks, and its end or a few words of it in marks of the other kind: “… ‘…’”."""
    count = len(sentence.tokens)
    if has_marks(sentence) or count < 4:
        return None
    inner, outer = rng.choice(NESTED)
    start = rng.randrange(1, count - 1)
    end = count if rng.random() < 0.6 else rng.randrange(start + 1, count)
    before = sentence.tokens[start - 1]
    if not before.space or sentence.tokens[start].words[0].upos == "PUNCT" or not _clear_after(sentence, end):
        return None
    quoted = enclose(sentence, start, end, inner)
    return None if quoted is None else enclose(quoted, 0, len(quoted.tokens), outer)


def _clear_after(sentence: Sentence, end: int) -> bool:
    """Whether a space, punctuation or nothing follows the token before `end`."""
    if end == len(sentence.tokens) or sentence.tokens[end - 1].space:
        return True
    return sentence.tokens[end].form in {",", ".", ";", ":", "?", "!"}


def reported(sentence: Sentence, rng: Random) -> Sentence | None:
    """The sentence as somebody's words: “…,” Brandt said. / “…!” said Brandt. / Brandt said: “….”"""
    words = sentence.words
    if has_marks(sentence) or len(words) < 2 or words[-1].form not in FINAL or len(words) > 40:
        return None
    style = random_style(rng)
    if rng.random() < 0.35:
        return _announced(sentence, style, rng)
    tokens = list(sentence.tokens)
    if tokens[-1].form == ".":
        comma = replace(tokens[-1].words[0], form=",", lemma=",", xpos=",")
        tokens[-1] = Token(",", (comma,), True)
    quoted = enclose(replace(sentence, tokens=tuple(tokens)), 0, len(tokens), style)
    if quoted is None:
        return None
    quoted_tokens = (*quoted.tokens[:-1], replace(quoted.tokens[-1], space=True))
    said, tail = attribution(rng, len(words) + 2)
    tree = _rehung(replace(quoted, tokens=quoted_tokens), said)
    return replace(tree, tokens=tree.tokens + tail)


def _rehung(sentence: Sentence, said: int) -> Sentence:
    """Make the root of the sentence the clausal complement of the word `said`, which stands after the sentence."""

    def hung(word: Word) -> Word:
        return replace(word, head=said, deprel="ccomp") if word.head < 0 else word

    return replace(sentence, tokens=tuple(replace(t, words=tuple(map(hung, t.words))) for t in sentence.tokens))


def attribution(rng: Random, offset: int, inverted: bool | None = None) -> tuple[int, tuple[Token, ...]]:
    """`Brandt said.` or `said Brandt.` as tokens whose heads count from `offset`; the index of said comes first."""
    speaker = rng.choice(_TABLES["speakers"])
    form, lemma, xpos = rng.choice(_TABLES["verbs"])
    pronoun = speaker[-1][1] == "PRP"
    inverted = (not pronoun and " " not in form and rng.random() < 0.35) if inverted is None else inverted
    width, objects = len(speaker), form.split()[1:]
    said = offset if inverted else offset + width
    head = offset + width if inverted else offset + width - 1
    feats = "Tense=Past|VerbForm=Fin" if xpos == "VBD" else "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"
    verb = Token(form.split()[0], (Word(form.split()[0], lemma, "VERB", xpos, f"Mood=Ind|{feats}", -1, "root"),))
    names = tuple(_speaker_token(word, index == width - 1, head, said) for index, word in enumerate(speaker))
    told = tuple(Token(word, (Word(word, "reporter", "NOUN", "NNS", "Number=Plur", said, "obj"),)) for word in objects)
    phrase = [verb, *names] if inverted else [*names, verb, *told]
    phrase[-1] = replace(phrase[-1], space=False)
    return said, (*phrase, Token(".", (Word(".", ".", "PUNCT", ".", "_", said, "punct"),)))


def _speaker_token(word: list[str], last: bool, head: int, said: int) -> Token:
    form, xpos = word
    upos = {"PRP": "PRON", "DT": "DET", "NNP": "PROPN"}.get(xpos, "NOUN")
    relation = "nsubj" if last else "det" if upos == "DET" else "nmod:desc"
    lemma = {"an": "a", "officials": "official"}.get(form, form)
    feats = {"PRON": "Case=Nom|PronType=Prs", "DET": "PronType=Art"}.get(
        upos, "Number=Plur" if xpos == "NNS" else "Number=Sing"
    )
    return Token(form, (Word(form, lemma, upos, xpos, feats, said if last else head, relation),))


def _announced(sentence: Sentence, style: tuple[str, str], rng: Random) -> Sentence | None:
    """`Brandt said: “….”`, the verb before what is said."""
    quoted = enclose(sentence, 0, len(sentence.tokens), style)
    if quoted is None:
        return None
    said, phrase = attribution(rng, 0, inverted=False)
    stop = "," if rng.random() < 0.4 else ":"
    stop_word = Word(stop, stop, "PUNCT", stop, "_", said, "punct")
    lead = (*phrase[:-1], Token(stop, (stop_word,)))
    width = sum(len(token.words) for token in lead)

    def moved(word: Word) -> Word:
        return replace(word, head=said, deprel="ccomp") if word.head < 0 else replace(word, head=word.head + width)

    tail = tuple(replace(token, words=tuple(map(moved, token.words))) for token in quoted.tokens)
    first = lead[0]
    if sentence.tokens[0].form[:1].isupper():
        lead = (_capitalised(first), *lead[1:])
    return replace(sentence, tokens=lead + tail)


def _capitalised(token: Token) -> Token:
    form = token.form[:1].upper() + token.form[1:]
    return replace(token, form=form, words=(replace(token.words[0], form=form), *token.words[1:]))


def exclaimed(rng: Random) -> Sentence:
    """“Never!” he said. — a short quotation whose own full stop must not end the sentence."""
    forms = rng.choice(_TABLES["exclamations"]).split()
    stop = rng.choice("!?!?,")
    style = random_style(rng)
    last = len(forms)
    said, tail = attribution(rng, last + 3)
    words = [Word(form, form.lower(), "INTJ", "UH", "_", last, "discourse") for form in forms[:-1]]
    words.append(Word(forms[-1], forms[-1].lower(), "INTJ", "UH", "_", said, "ccomp"))
    stop_token = Token(stop, (Word(stop, stop, "PUNCT", "," if stop == "," else ".", "_", last, "punct"),), False)
    body = [Token(word.form, (word,), True) for word in words]
    body[-1] = replace(body[-1], space=False)
    return Sentence((mark(style[0], True, False, last), *body, stop_token, mark(style[1], False, True, last), *tail))


def dateline(sentence: Sentence, rng: Random) -> Sentence:
    """TOKYO (Kyodo) -- / YANGON, July 25 (Reuters): / BEIJING, before the sentence that it opens."""
    root = next(index for index, word in enumerate(sentence.words) if word.head < 0)
    city, agency = rng.choice(_TABLES["cities"]), rng.choice(_TABLES["agencies"])
    dated = rng.random() < 0.5
    forms = [(city, "PROPN", "NNP", -1, "dep")]
    if dated:
        forms += [(",", "PUNCT", ",", 2, "punct"), (rng.choice(_TABLES["months"]), "PROPN", "NNP", 0, "nmod:unmarked")]
        forms += [(str(rng.randint(1, 31)), "NUM", "CD", 2, "nummod")]
    start = len(forms)
    forms += [
        ("(", "PUNCT", "-LRB-", start + 1, "punct"),
        (agency, "PROPN", "NNP", 0, "list"),
        (")", "PUNCT", "-RRB-", start + 1, "punct"),
    ]
    dash = rng.choice(["--", "-", "—", "–", ":"])
    forms += [(dash, "PUNCT", ":", 0, "punct")]
    width = len(forms)

    def moved(word: Word) -> Word:
        return replace(word, head=word.head + width) if word.head >= 0 else word

    tail = tuple(replace(token, words=tuple(map(moved, token.words))) for token in sentence.tokens)
    lead = []
    for index, (form, upos, xpos, head, relation) in enumerate(forms):
        glued = form == "(" or (index + 1 < width and forms[index + 1][0] in {",", ")", ":"})
        word = Word(form, form, upos, xpos, "_", root + width if head < 0 else head, relation)
        lead.append(Token(form, (word,), not glued))
    return replace(sentence, tokens=(*lead, *tail), opens=True)


def misspaced(sentence: Sentence, rng: Random) -> Sentence:
    """Spaces beside quotation marks lost (said,“we) or put where none belongs (“ we), each by chance."""
    tokens = list(sentence.tokens)
    for index, token in enumerate(tokens):
        if not is_mark(token):
            continue
        opening = token.words[0].xpos == "``"
        if opening and index and rng.random() < 0.5:
            tokens[index - 1] = replace(tokens[index - 1], space=False)
        elif opening and rng.random() < 0.25:
            tokens[index] = replace(token, space=True)
        elif not opening and rng.random() < 0.5:
            tokens[index] = replace(token, space=False)
        elif not opening and index and rng.random() < 0.25:
            tokens[index - 1] = replace(tokens[index - 1], space=True)
    return replace(sentence, tokens=tuple(tokens))


def printed(sentence: Sentence, rng: Random, extra: float = 1.0) -> Iterator[Sentence]:
    """Copies of one sentence in newsroom typography; `extra` scales how many there are on average (1.0: about 0.9)."""
    copies: list[Sentence | None] = []
    if has_marks(sentence):
        copies += [restyle(sentence, random_style(rng)) for _ in range(2) if rng.random() < extra]
    for chance, make in ((0.14, whole), (0.22, fragment), (0.16, reported), (0.1, nested)):
        if rng.random() < chance * extra:
            copies.append(make(sentence, rng))
    if rng.random() < 0.03 * extra:
        copies.append(dateline(sentence, rng))
    if rng.random() < 0.03 * extra:
        copies.append(capitals(sentence))
    if any("'" in token.form for token in sentence.tokens) and rng.random() < extra:
        copies.append(sentence)
    for copy in copies:
        if copy is not None:
            yield _finished(copy, rng)


def _finished(sentence: Sentence, rng: Random) -> Sentence:
    """Curly apostrophes mostly, and now and then lost spaces."""
    result = curl_apostrophes(sentence) if rng.random() < 0.75 else sentence
    return misspaced(result, rng) if rng.random() < 0.2 else result


def augmented(sentences: Iterable[Sentence], rng: Random, extra: float = 1.0) -> Iterator[Sentence]:
    """Every sentence as it is, followed by its copies; now and then a short exclamation of somebody's."""
    for sentence in sentences:
        yield sentence
        yield from printed(sentence, rng, extra)
        if rng.random() < 0.02 * extra:
            yield exclaimed(rng)
