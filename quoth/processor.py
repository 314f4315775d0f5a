"""The `quote` processor: import this module, and any Stanza pipeline with a parser and an entity tagger can have it.

Example:
    import quoth.processor

    pipeline = stanza.Pipeline("en", processors="tokenize,mwt,pos,lemma,depparse,ner,quote")
    for quote in pipeline(text).quotes: ...
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from stanza.models.common.doc import Document
from stanza.pipeline.processor import Processor, register_processor

from quoth.attribution import PieceFinder, attribute
from quoth.foundation import ENCODER, Encoder, foundation_cache
from quoth.grouping import together
from quoth.layers import Parse
from quoth.packages.folder import BUNDLED_MODELS
from quoth.parsing import parse_of
from quoth.speech.reader import TAGGER, Reader
from quoth.speech.tagger import sentences_of
from quoth.steps import spans

QUOTE = "quote"
TOGETHER = 4096
"""Words of several documents for which the encoder is asked at once; a longer document comes alone."""

for _name in ("quotes", "speakers"):
    Document.add_property(_name, default=(), setter=lambda self, value, key=f"_{_name}": setattr(self, key, value))


@register_processor(QUOTE)
class QuoteProcessor(Processor):  # type: ignore[misc]
    """Fills `document.quotes` (tuple of `quoth.records.Quote`) and `document.speakers` (tuple of
    `quoth.records.Speaker`).
    """

    PROVIDES_DEFAULT: ClassVar[set[str]] = {QUOTE}
    REQUIRES_DEFAULT: ClassVar[set[str]] = {"tokenize", "pos", "lemma", "depparse", "ner"}

    _find: PieceFinder

    def __init__(self, config: Any, pipeline: Any, device: str) -> None:
        """Loads the quote tagger of the pipeline's folder, or the bundled one where that has none."""
        super().__init__(config, pipeline, device)
        folder = Path(pipeline.dir)
        has_tagger = (folder / TAGGER).is_file()
        models = folder if has_tagger else BUNDLED_MODELS
        cache: Any = pipeline.foundation_cache
        if ENCODER not in cache.bert:
            cache = foundation_cache(models)
        self._find = partial(spans.find, reader=Reader.load(models, cache))
        self._encoder, self._tokenizer = cache.load_bert(ENCODER)
        # Models that come with the tagger have asked the encoder for the same sentences before, which it remembers.
        self._asks = not has_tagger and isinstance(self._encoder, Encoder)

    def process(self, document: Any) -> Any:
        """Attributes the quotes of one parsed `stanza.Document`, in place, and returns it."""
        return self._attributed(document, parse_of(document))

    def bulk_process(self, docs: Sequence[Any]) -> Sequence[Any]:
        """Attributes the quotes of many parsed documents, each as `process` does, in place, and returns them.

        The encoder runs over the sentences of many documents at once, if no other processor has had it read them.
        """
        for some in together([document.num_words for document in docs], TOGETHER):
            parsed = [(document, parse_of(document)) for document in docs[some.start : some.stop]]
            if self._asks and len(parsed) > 1:
                self._remember([parse for _, parse in parsed])
            for document, parse in parsed:
                self._attributed(document, parse)
        return docs

    def _attributed(self, document: Any, parse: Parse) -> Any:
        document.quotes, document.speakers = attribute(parse, self._find)
        return document

    def _remember(self, parses: Sequence[Parse]) -> None:
        """Have the encoder remember the states of all sentences."""
        self._encoder.of_words([words for parse in parses for words in sentences_of(parse)], self._tokenizer)
