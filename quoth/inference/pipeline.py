"""Has the models of a Stanza pipeline run the quicker way, where they are of a kind that can.

Example:
    pipeline = stanza.Pipeline("en", dir="quoth/models", download_method=None, foundation_cache=cache)
    quicken(pipeline)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from stanza.models.common.doc import DEPREL, FEATS, HEAD, MULTI_NER, NER, UPOS, XPOS
from stanza.models.common.utils import simplify_punct

from quoth.inference import decoding
from quoth.inference.batching import Sentence, in_batches
from quoth.inference.entities import Entities
from quoth.inference.lemmas import Lemmas
from quoth.inference.tagging import Tagging
from quoth.inference.tokenizing import Tokenizing
from quoth.inference.trees import Parsing


def quicken(pipeline: Any) -> None:
    """Have the processors of a `stanza.Pipeline` answer as they do, in less time. Models of other kinds than the
    bundled ones, such as Stanza's official packages, are left as they are, their searches apart.
    """
    decoding.quicken()
    processors = pipeline.processors
    if "tokenize" in processors and processors["tokenize"].trainer is not None:
        trainer = processors["tokenize"].trainer
        if Tokenizing.fits(trainer.model):
            trainer.model = Tokenizing(trainer.model)
    for name, quicker in (("pos", _tagged), ("lemma", _lemmatized), ("depparse", _parsed), ("ner", _recognized)):
        processor = processors.get(name)
        if processor is not None and (process := quicker(processor)) is not None:
            processor.process = process


Process = Callable[[Any], Any]


def _tagged(processor: Any) -> Process | None:
    model = processor.trainer.model
    if not Tagging.fits(model):
        return None
    tagging = Tagging(model)

    @torch.no_grad()
    def process(document: Any) -> Any:
        found = in_batches(_words(document), tagging)
        document.set([UPOS, XPOS, FEATS], [tags for sentence in found for tags in sentence])
        return document

    return process


def _lemmatized(processor: Any) -> Process | None:
    return torch.no_grad()(Lemmas(processor)) if Lemmas.fits(processor) else None


def _parsed(processor: Any) -> Process | None:
    model = processor.trainer.model
    if not Parsing.fits(model):
        return None
    parsing = Parsing(model, processor.config.get("resolve_head_constraints", True))

    @torch.no_grad()
    def process(document: Any) -> Any:
        found = in_batches(_words(document), parsing)
        document.set([HEAD, DEPREL], [arc for sentence in found for arc in sentence])
        for sentence in document.sentences:
            sentence.build_dependencies()
        return document

    return process


def _recognized(processor: Any) -> Process | None:
    if len(processor.trainers) != 1 or not Entities.fits(processor.trainers[0].model):
        return None
    entities = Entities(processor.trainers[0].model)

    @torch.no_grad()
    def process(document: Any) -> Any:
        tokens = [[token.text for token in sentence.tokens] for sentence in document.sentences]
        labels = [label for sentence in in_batches(tokens, entities) for label in sentence]
        document.set([NER], labels, to_token=True)
        document.set([MULTI_NER], [(label,) for label in labels], to_token=True)
        document.build_ents()
        return document

    return process


def _words(document: Any) -> list[Sentence]:
    """The words of each sentence as Stanza's tagger and parser read them: runs of ! and ? as one."""
    sentences = [[[word.text] for word in sentence.words] for sentence in document.sentences]
    return [[word for (word,) in sentence] for sentence in simplify_punct(sentences)]
