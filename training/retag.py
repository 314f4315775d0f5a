"""Predicted tags for a treebank: gold sentences and a tagger in, the same trees with the tagger's tags out.

A parser that has seen only perfect tags trusts them too much on real text.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from stanza.models.common.pretrain import Pretrain
from stanza.models.common.utils import unsort
from stanza.models.pos.data import Dataset
from stanza.models.pos.trainer import Trainer
from stanza.utils.conll import CoNLL

from training.corpora import Sentence, Word, conllu_lines


def retag(sentences: list[Sentence], model: Path, pretrain: Pretrain) -> list[Sentence]:
    """The sentences with upos, xpos and feats as the tagger of the file `model` sees them."""
    trainer = Trainer(pretrain=pretrain, model_file=str(model), device="cpu")
    lines = "\n".join(line for sentence in sentences for line in conllu_lines(sentence)) + "\n"
    document = CoNLL.conll2doc(input_str=lines)
    data = Dataset(document, trainer.args, pretrain, vocab=trainer.vocab, evaluation=True, sort_during_eval=True)
    predictions: list[list[list[str]]] = []
    order: list[int] = []
    with torch.no_grad():
        for batch in data.to_length_limited_loader(batch_size=250, maximum_tokens=5000):
            predictions += trainer.predict(batch)
            order.extend(batch.idx)
    return [_tagged(sentence, tags) for sentence, tags in zip(sentences, unsort(predictions, order), strict=True)]


def _tagged(sentence: Sentence, tags: list[list[str]]) -> Sentence:
    values = iter(tags)

    def tagged(word: Word) -> Word:
        upos, xpos, feats = next(values)
        return replace(word, upos=upos, xpos=xpos, feats=feats)

    return replace(sentence, tokens=tuple(replace(t, words=tuple(map(tagged, t.words))) for t in sentence.tokens))
