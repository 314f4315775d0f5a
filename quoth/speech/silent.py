"""A cue and its content in a parse in, whether nobody's words stand there out: what only looks like reported speech."""

from __future__ import annotations

from collections.abc import Set

from quoth.language.lexicon import plain
from quoth.layers import Frame, Parse

_PASSES_ON = {"tweet", "retweet", "post", "repost", "share", "upload", "publish"}
_PASSED_ON = {"link", "photo", "photograph", "picture", "image", "video", "clip", "footage", "article", "screenshot"}
_SAYS = {"say", "state", "tell", "explain", "add", "announce", "admit", "write", "report"}
_KEEPS_BACK = {"say", "specify", "disclose", "reveal"}
_NEGATIONS = {"not", "n't", "n’t", "never", "without"}
_WITHOUT_WORDS = {"comment", "elaborate"}
_PLANS = {"decision", "proposal"}


def is_silent(parse: Parse, frame: Frame, cues: Set[int]) -> bool:
    """Whether a cue brings in nobody's words; `cues` are the words that are cues in the article.

    Such are a conclusion of the reporter's ("the two spoke twice, suggesting that …"), what somebody does not say ("has
    not said how many", "declined to comment on it"), a thing that somebody passes on ("tweeted a photo"), a plan of
    which nothing tells who announced it ("the decision to leave"), who is told something ("as stated to NAME"), and an
    adjunct behind a cue whose content stands before it ("called for in the treaty").
    """
    if frame.cue_word is None or frame.form == "direct" or not frame.content:
        return False
    cue = parse.words[frame.cue_word]
    inside = parse.words_in(frame.content[0].start, frame.content[0].end)
    if not inside:
        return False
    if cue.lemma == "suggest" and cue.xpos == "VBG" and cue.deprel == "advcl" and cue.head < cue.index:
        return cue.head not in cues
    opening = parse.words[inside.start : inside.start + 2]
    begins_with_to = len(opening) == 2 and opening[0].text == "to"
    if cue.lemma in _KEEPS_BACK and any(plain(parse.words[i].text) in _NEGATIONS for i in parse.children[cue.index]):
        return True
    if cue.lemma in _SAYS and begins_with_to and opening[1].upos == "PROPN":
        return True
    if cue.lemma in ("decline", "refuse"):
        return begins_with_to and opening[1].lemma in _WITHOUT_WORDS
    if cue.upos == "NOUN" and cue.lemma in _PLANS:
        return begins_with_to and inside.start == cue.index + 1
    if cue.lemma in _PASSES_ON:
        heads = [parse.words[i] for i in inside if parse.words[i].head not in inside]
        return any(word.lemma in _PASSED_ON and word.deprel == "obj" for word in heads)
    before = [parse.words[i] for i in (inside.start - 1, inside.start)]
    return cue.xpos == "VBN" and cue.index == inside.start - 2 and all(word.upos == "ADP" for word in before)
