"""Stanza's lemmatizer over a document: every word that its dictionary lacks is spelled once, however often it stands
there.
"""

from __future__ import annotations

from typing import Any

from stanza.models.common.doc import LEMMA, TEXT, UPOS
from stanza.models.lemma.data import DataLoader


class Lemmas:
    """The lemmatizer of a Stanza processor."""

    def __init__(self, processor: Any) -> None:
        self._processor = processor

    @staticmethod
    def fits(processor: Any) -> bool:
        """Whether a lemmatizer of Stanza can be run so: one that looks words up and spells the others."""
        config = processor.config
        return (
            not processor.use_identity
            and bool(config.get("ensemble_dict"))
            and not config.get("dict_only")
            and not processor.store_results
            and not processor.trainer.has_contextual_lemmatizers()
        )

    def __call__(self, document: Any) -> Any:
        """Fills the lemmas of a tagged document, in place, and returns it."""
        trainer = self._processor.trainer
        words: list[list[str]] = document.get([TEXT, UPOS])
        known = trainer.skip_seq2seq(words)
        unknown: dict[tuple[str, ...], int] = {}
        skipped = [
            known[number] or unknown.setdefault(tuple(word), number) != number for number, word in enumerate(words)
        ]
        spelled = dict(zip(unknown, self._spelled(document, skipped, [text for text, _ in unknown]), strict=True))
        lemmas = trainer.ensemble(words, [spelled.get(tuple(word), "") for word in words])
        document.set([LEMMA], [lemma or "_" for lemma in lemmas])
        return document

    def _spelled(self, document: Any, skipped: list[bool], texts: list[str]) -> list[str]:
        """The lemmas of the words that are not skipped, whose `texts` these are, letter by letter."""
        processor = self._processor
        batches = DataLoader(
            document,
            processor.config["batch_size"],
            processor.config,
            vocab=processor.vocab,
            evaluation=True,
            skip=skipped,
            expand_unk_vocab=True,
        )
        found: list[str] = []
        edits: list[int] = []
        for batch in batches:
            lemmas, kinds = processor.trainer.predict(batch, processor.config["beam_size"], batches.vocab)
            found += lemmas
            edits += kinds if kinds is not None else []
        return processor.trainer.postprocess(texts, found, edits=edits)  # type: ignore[no-any-return]
