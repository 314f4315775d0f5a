"""Reads an article for its quotes: a parse and its quotations in, the cues with what belongs to each out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import torch

from quoth.foundation import ENCODER, Encoder, foundation_cache
from quoth.inference.recurrence import BothWays, OverOne
from quoth.layers import Parse, Quotation
from quoth.speech.tagger import STYLES, Found, QuoteTagger, encode, find, words_of

TAGGER = Path("en", "quote", "quoth.pt")
"""Where a folder of models has the quote tagger."""
LIKELY = 0.4
"""From this chance on a word is taken for the head of a cue."""


class Reader:
    """The quote tagger with the encoder whose states it reads. Not for several threads at once."""

    def __init__(self, tagger: QuoteTagger, encoder: Encoder, tokenizer: Any) -> None:
        self._tagger, self._encoder, self._tokenizer = tagger.eval(), encoder, tokenizer
        if BothWays.fits(tagger.lstm):
            tagger.lstm = OverOne(tagger.lstm)

    @classmethod
    def load(cls, models: Path, cache: Any = None) -> Self:
        """The tagger of a folder of models, over the encoder in `cache`, a Stanza FoundationCache, or else over the
        folder's own.
        """
        cache = cache if cache is not None and ENCODER in cache.bert else foundation_cache(models)
        return cls(load_tagger(models / TAGGER), *cache.load_bert(ENCODER))

    def cues(self, parse: Parse, quotations: tuple[Quotation, ...], likely: float = LIKELY) -> list[Found]:
        """The cues of the article whose chance reaches `likely`."""
        if not parse.words:
            return []
        states = encode(parse, self._encoder, self._tokenizer)
        return find(self._tagger, words_of(parse, quotations, states), likely)

    def labels(self, parse: Parse, quotations: tuple[Quotation, ...], style: str = STYLES[0]) -> list[str]:
        """A label (O, B-source, I-source, …) for each word, by the outermost quotes."""
        states = encode(parse, self._encoder, self._tokenizer)
        return self._tagger.flat_labels(words_of(parse, quotations, states), style)


def load_tagger(path: Path) -> QuoteTagger:
    """The tagger of a file that training.quotes or training.bundle wrote."""
    saved = torch.load(path, weights_only=True)
    tagger = QuoteTagger(**saved["arguments"])
    tagger.load_state_dict({name: value.float() for name, value in saved["model"].items()})
    return tagger
