"""The `quote` processor: import this module, and any Stanza pipeline with a parser and an entity tagger can have it.

Example:
    import quoth.processor

    pipeline = stanza.Pipeline("en", processors="tokenize,mwt,pos,lemma,depparse,ner,quote")
    for quote in pipeline(text).quotes: ...
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from stanza.models.common.doc import Document
from stanza.pipeline.processor import Processor, register_processor

from quoth.attribution import PieceFinder, attribute
from quoth.packages.folder import BUNDLED_MODELS
from quoth.parsing import parse_of
from quoth.speech.reader import TAGGER, Reader
from quoth.steps import spans

QUOTE = "quote"

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
        models = folder if (folder / TAGGER).is_file() else BUNDLED_MODELS
        self._find = partial(spans.find, reader=Reader.load(models, pipeline.foundation_cache))

    def process(self, document: Any) -> Any:
        """Attributes the quotes of one parsed `stanza.Document`, in place, and returns it."""
        document.quotes, document.speakers = attribute(parse_of(document), self._find)
        return document
