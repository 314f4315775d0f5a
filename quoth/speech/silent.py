"""A cue and its content in a parse in, whether nobody's words stand there out: what only looks like reported speech."""

from __future__ import annotations

from collections.abc import Set

from quoth.layers import Frame, Parse

_PASSES_ON = {"tweet", "retweet", "post", "repost", "share", "upload", "publish"}
_PASSED_ON = {"link", "photo", "photograph", "picture", "image", "video", "clip", "footage", "article", "screenshot"}


def is_silent(parse: Parse, frame: Frame, cues: Set[int]) -> bool:
    """Whether a cue brings in nobody's words; `cues` are the words that are cues in the article.

    Such are a conclusion of the reporter's ("the two spoke twice, suggesting that …"), a thing that somebody passes on
    ("tweeted a photo"), and an adjunct behind a cue whose content stands before it ("called for in the treaty").
    """
    if frame.cue_word is None or frame.form == "direct" or not frame.content:
        return False
    cue = parse.words[frame.cue_word]
    inside = parse.words_in(frame.content[0].start, frame.content[0].end)
    if not inside:
        return False
    if cue.lemma == "suggest" and cue.xpos == "VBG" and cue.deprel == "advcl" and cue.head < cue.index:
        return cue.head not in cues
    if cue.lemma in _PASSES_ON:
        heads = [parse.words[i] for i in inside if parse.words[i].head not in inside]
        return any(word.lemma in _PASSED_ON and word.deprel == "obj" for word in heads)
    before = [parse.words[i] for i in (inside.start - 1, inside.start)]
    return cue.xpos == "VBN" and cue.index == inside.start - 2 and all(word.upos == "ADP" for word in before)
