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
from quoth.records import Article
from quoth.segmentation import bounded

BUNDLED_MODELS = Path(__file__).parent / "models"
LANGUAGE = "en"
_SEGMENTING = "tokenize,mwt"
_PARSING = "pos,lemma,depparse,ner"


class ModelsNotFoundError(FileNotFoundError):
    """The model folder lacks a resources.json: it is no Stanza model folder."""


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
            ModelsNotFoundError: if the folder holds no resources.json.
        """
        folder = Path(models) if models is not None else BUNDLED_MODELS
        if not (folder / "resources.json").is_file():
            raise ModelsNotFoundError(
                f"{folder} is no Stanza model folder: it has no resources.json. "
                f"Give the folder that holds resources.json and {LANGUAGE}/."
            )
        if threads is not None:
            torch.set_num_threads(threads)
        self.pipeline = stanza.Pipeline(
            LANGUAGE,
            dir=str(folder),
            processors=f"{_SEGMENTING},{_PARSING},{quoth.processor.QUOTE}",
            download_method=None,
            logging_level="ERROR",
            use_gpu=False,
        )
        self.model = f"quoth-{__version__}+{_fingerprint(folder)}"

    def extract(self, text: str, *, id: str | None = None) -> Article:
        """The quotes of one article. `id` None: one made from the text."""
        return self.extract_many([(id, text)])[0]

    def extract_many(self, articles: Sequence[tuple[str | None, str]]) -> list[Article]:
        """The quotes of each (id, text), in order. Sentences of all the articles go through the models together."""
        documents = self._parse([text for _, text in articles])
        for document, (_, text) in zip(documents, articles, strict=True):
            document.text = text  # spans are slices of the article as it came
        readable = [document for document in documents if document.sentences]
        if readable:
            self.pipeline.process(readable, processors=quoth.processor.QUOTE)
        return [
            self._record(article_id, text, document)
            for (article_id, text), document in zip(articles, documents, strict=True)
        ]

    def parse(self, text: str) -> Any:
        """One article as a `stanza.Document` after tokenize … ner, without its quotes."""
        return self._parse([text])[0]

    def _parse(self, texts: Sequence[str]) -> list[Any]:
        documents = [Document([], text=_readable(text)) for text in texts]
        readable = [document for document in documents if document.text.strip()]
        if readable:
            segmented = bounded(self.pipeline.bulk_process(readable, processors=_SEGMENTING))
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


def _readable(text: str) -> str:
    """The text as the models can read it, character for character: a lone surrogate, which no model's input can hold,
    becomes U+FFFD.
    """
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text) if not _encodable(text) else text


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _identity(text: str) -> str:
    return "a_" + blake2s(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _fingerprint(folder: Path) -> str:
    """Eight hexadecimal digits of what answers beside the code: resources.json's checksums and our own word lists."""
    resources = json.loads((folder / "resources.json").read_text(encoding="utf-8"))
    digest = blake2s(json.dumps(resources.get(LANGUAGE), sort_keys=True).encode(), digest_size=4)
    for path in sorted((Path(__file__).parent / "data").glob("*.tsv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
