"""Stanza's lemmatizer over a document: every word that its dictionary lacks is read once, however often it stands
there, and spelled only where its lemma is neither the word itself nor the word in lower case.
"""

from __future__ import annotations

from typing import Any

from stanza.models.common.doc import LEMMA, TEXT, UPOS
from stanza.models.common.utils import unsort
from stanza.models.lemma.data import DataLoader
from stanza.models.lemma.edit import EDIT_TO_ID

_SPELLED = EDIT_TO_ID["none"]
_ORDER = 6
"""Where a batch of Stanza's has the order that its words came in."""


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
            and bool(config.get("edit"))
            and bool(config.get("pos"))
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
        """The lemmas of the words that are not skipped, whose `texts` these are."""
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
            kinds = self._edits(batch)
            spelled = self._letters(batch, [row for row, kind in enumerate(kinds) if kind == _SPELLED], batches.vocab)
            order = batch[_ORDER]
            found += unsort(spelled, order)
            edits += unsort(kinds, order)
        return processor.trainer.postprocess(texts, found, edits=edits)  # type: ignore[no-any-return]

    def _edits(self, batch: tuple[Any, ...]) -> list[int]:
        """What is done to each word of a batch of Stanza's: it stays, becomes lower case, or is spelled anew."""
        model = self._processor.trainer.model.eval()
        letters, mask, _, _, tags, _, _, texts = batch
        states, _, lengths, _ = model.embed(letters, mask, tags, texts)
        _, (hidden, _) = model.encode(states, lengths)
        return model.edit_clf(hidden).argmax(1).tolist()  # type: ignore[no-any-return]

    def _letters(self, batch: tuple[Any, ...], rows: list[int], vocabulary: Any) -> list[str]:
        """The lemma of each word of a batch, letter by letter for those in `rows`, empty for the others."""
        lemmas = [""] * len(batch[_ORDER])
        if not rows:
            return lemmas
        letters, mask, _, _, tags, _, _, texts = batch
        longest = int((~mask[rows].bool()).sum(1).max())
        some = letters[rows, :longest], mask[rows, :longest], None, None, tags[rows], None
        trainer = self._processor.trainer
        again = (*some, range(len(rows)), [texts[row] for row in rows])
        for row, lemma in zip(
            rows, trainer.predict(again, self._processor.config["beam_size"], vocabulary)[0], strict=True
        ):
            lemmas[row] = lemma
        return lemmas
