"""Lets Stanza's trainers read the shared encoder: its folder in, one encoder with a memory in all of them."""

from __future__ import annotations

from pathlib import Path

from stanza.models.depparse import trainer as depparse
from stanza.models.ner import trainer as ner
from stanza.models.pos import trainer as pos

from quoth.foundation import ENCODER, foundation_cache

OPTIONS = ["--bert_model", ENCODER, "--bert_hidden_layers", "1", "--no_bert_finetune", "--no_pretrain"]
"""Of a model that reads the last layer's states as they are, and no word vectors beside them."""


def share(models: Path) -> None:
    """Have the trainers of this process take the encoder of `models`, which holds en/encoder.

    Its states are computed once for every sentence of the corpora and kept, 1.5 kB a word piece. Left to themselves the
    trainers would load it from the folder that ENCODER names and run it in every batch.
    """
    cache = foundation_cache(models, most_remembered=10**8)
    if cache is None:
        raise FileNotFoundError(f"{models}/en/encoder has no encoder: run python -m training.encoder first")

    def load_bert(name: str, *_: object, **__: object) -> tuple[object, object]:
        loaded: tuple[object, object] = cache.load_bert(name)
        return loaded

    for trainer in (depparse, ner, pos):
        trainer.load_bert = load_bert
