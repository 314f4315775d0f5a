"""The lemmatizer: treebanks in, lemma.pt out.

    python -m training.lemma

Stanza's own command: a dictionary of word and tag, and for unknown words an edit classifier and a small character
model. It learns from the treebanks and their copies with curly apostrophes and in capitals; it takes minutes, so that
it starts anew instead of resuming.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from stanza.models import lemmatizer

from training import loop
from training.corpora import UD_DEV, UD_TRAIN, Sentence, Token, Word, read_treebanks, seeded, write_conllu
from training.typography import capitals, curl_apostrophes, has_marks, random_style, restyle


def variants(sentences: Iterable[Sentence], rng: Random) -> Iterator[Sentence]:
    """Every sentence, its copy in curly print where that differs, and now and then one in capitals."""
    for sentence in sentences:
        yield sentence
        curly = curl_apostrophes(restyle(sentence, random_style(rng)) if has_marks(sentence) else sentence)
        if curly != sentence:
            yield curly
        if rng.random() < 0.03:
            yield capitals(sentence)


def dictionary(sentences: Iterable[Sentence], size: int = 50) -> Iterator[Sentence]:
    """Each word with each of its tags and lemmas once, as sentences of `size` words without a tree.

    The character model learns from these; how often a word has which lemma, only the dictionary has to know. Addresses
    and the like, which are long and their own lemmas, are left out.
    """
    entries = sorted(
        {(w.form, w.upos, w.lemma) for s in sentences for w in s.words if w.deprel != "goeswith" and len(w.form) < 20}
    )
    for start in range(0, len(entries), size):
        words = [Word(form, lemma, upos) for form, upos, lemma in entries[start : start + size]]
        yield Sentence(tuple(Token(word.form, (word,)) for word in words))


def main(argv: list[str] | None = None) -> None:
    """Train the lemmatizer."""
    parser = loop.arguments("lemma", steps=0)
    parser.add_argument("--epochs", type=int, default=12)
    args = parser.parse_args(argv)
    loop.prepare(args.seed)
    folder = args.work / "lemma"
    full = list(variants(read_treebanks(args.shared / "ud", UD_TRAIN), seeded(args.seed, "lemma")))
    write_conllu(folder / "full.conllu", full)
    write_conllu(folder / "train.conllu", dictionary(full))
    write_conllu(folder / "dev.conllu", read_treebanks(args.shared / "ud", UD_DEV))
    files = ["--train_file", str(folder / "train.conllu"), "--eval_file", str(folder / "dev.conllu")]
    files += ["--secondary_file", str(folder / "full.conllu")]
    target = ["--save_dir", str(folder), "--save_name", "lemma.pt", "--shorthand", "en_quoth", "--seed", str(args.seed)]
    shape = [
        "--hidden_dim",
        "100",
        "--emb_dim",
        "32",
        "--pos_dim",
        "32",
        "--batch_size",
        "250",
        "--lr",
        "0.003",
        "--cpu",
    ]
    lemmatizer.main([*files, *target, *shape, "--num_epoch", str(args.epochs)])
    (folder / "lemma.pt").replace(args.work / "lemma.pt")


if __name__ == "__main__":
    main()
