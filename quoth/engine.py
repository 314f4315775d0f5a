"""Article text in, `Article` records out: loads the pipeline once and runs it over one article or many."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from hashlib import blake2s
from pathlib import Path
from typing import Any

import stanza
import torch
from stanza.models.common.doc import Document

import quoth.processor
from quoth import __version__
from quoth.foundation import ENCODER, foundation_cache
from quoth.inference.pipeline import quicken
from quoth.packages.folder import BUNDLED_MODELS as BUNDLED_MODELS
from quoth.packages.folder import INDEX, LANGUAGE, check
from quoth.records import Article
from quoth.segmentation import bounded, readable

_SEGMENTING = "tokenize,mwt"
_PARSING = "pos,lemma,depparse,ner"


class Engine:
    """A loaded pipeline. One engine serves one thread at a time; forked processes share its weights.

    Example:
        engine = Engine()
        for quote in engine.extract(text).quotes: print(quote.speakers, quote.content.text)
    """

    def __init__(self, models: str | os.PathLike[str] | None = None, threads: int | None = None) -> None:
        """Loads the models of a Stanza model folder (None: the bundled ones), with no network.

        `threads` sets torch's number of threads for the whole process; None leaves it as it is.

        Raises:
            UnusableModelsError: if the folder lacks a model that the engine needs, or holds a damaged one.
        """
        folder = Path(models) if models is not None else BUNDLED_MODELS
        check(folder)
        if threads is not None:
            torch.set_num_threads(threads)
        try:
            self.pipeline = _load(folder)
        except Exception:
            check(folder, checksums=True)
            raise
        self.model = model_name(folder)

    def extract(self, text: str, *, id: str | None = None) -> Article:
        """The quotes of one article. `id` None: one made from the text."""
        return self.extract_many([(id, text)])[0]

    def extract_many(self, articles: Sequence[tuple[str | None, str]]) -> list[Article]:
        """The quotes of each (id, text), in order. Sentences of all the articles go through the models together."""
        documents = self._parse([text for _, text in articles])
        for document, (_, text) in zip(documents, articles, strict=True):
            document.text = text  # spans are slices of the article as it came
        segmented = [document for document in documents if document.sentences]
        if segmented:
            self.pipeline.process(segmented, processors=quoth.processor.QUOTE)
        return [
            self._record(article_id, text, document)
            for (article_id, text), document in zip(articles, documents, strict=True)
        ]

    def parse(self, text: str) -> Any:
        """One article as a `stanza.Document` after tokenize … ner, without its quotes."""
        return self._parse([text])[0]

    def _parse(self, texts: Sequence[str]) -> list[Any]:
        self.pipeline.foundation_cache.bert[ENCODER].model.forget()
        documents = [Document([], text=readable(text)) for text in texts]
        written = [document for document in documents if document.text.strip()]
        if written:
            segmented = bounded(self.pipeline.bulk_process(written, processors=_SEGMENTING))
            parsed = iter(self.pipeline.process(segmented, processors=_PARSING))
            documents = [next(parsed) if document.text.strip() else document for document in documents]
        return documents

    def _record(self, article_id: str | None, text: str, document: Any) -> Article:
        return Article(
            id=article_id if article_id is not None else _identity(text),
            model=self.model,
            language=LANGUAGE,
            quotes=document.quotes,
            speakers=document.speakers,
            warnings=(),
        )


def _load(folder: Path) -> Any:
    pipeline = stanza.Pipeline(
        LANGUAGE,
        dir=str(folder),
        processors=f"{_SEGMENTING},{_PARSING},{quoth.processor.QUOTE}",
        foundation_cache=foundation_cache(folder) or foundation_cache(BUNDLED_MODELS),
        download_method=None,
        logging_level="ERROR",
        use_gpu=False,
    )
    quicken(pipeline)
    return pipeline


def _identity(text: str) -> str:
    return "a_" + blake2s(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def model_name(folder: Path) -> str:
    """Name and version of what answers with a folder of models: `quoth-VERSION+` and eight hexadecimal digits of what
    answers beside the code, resources.json's checksums and our own word lists.
    """
    resources = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    digest = blake2s(json.dumps(resources.get(LANGUAGE), sort_keys=True).encode(), digest_size=4)
    for path in sorted((Path(__file__).parent / "data").glob("*.tsv")):
        digest.update(path.read_bytes())
    return f"quoth-{__version__}+{digest.hexdigest()}"
