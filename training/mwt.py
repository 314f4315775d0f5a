"""The expander of tokens of several words (don’t: do, n’t): treebanks in, mwt.pt out.

    python -m training.mwt

Stanza's own command, over the treebanks and their copies with curly apostrophes. A dictionary answers the known tokens,
a small character model finds the seam in the others. It takes minutes, so that it starts anew instead of resuming.
"""

from __future__ import annotations

from stanza.models import mwt_expander

from training import loop
from training.corpora import UD_DEV, UD_TRAIN, Sentence, read_treebanks, write_conllu
from training.typography import curl_apostrophes


def expandable(sentences: list[Sentence]) -> list[Sentence]:
    """Those sentences that have a token of several words."""
    return [sentence for sentence in sentences if any(len(token.words) > 1 for token in sentence.tokens)]


def main(argv: list[str] | None = None) -> None:
    """Train the expander."""
    args = loop.arguments("mwt", steps=0).parse_args(argv)
    loop.prepare(args.seed)
    folder = args.work / "mwt"
    for name, files in (("train", UD_TRAIN), ("dev", UD_DEV)):
        straight = expandable(read_treebanks(args.shared / "ud", files))
        write_conllu(folder / f"{name}.conllu", straight + [curl_apostrophes(sentence) for sentence in straight])
    train, dev = str(folder / "train.conllu"), str(folder / "dev.conllu")
    files_ = [
        "--train_file",
        train,
        "--eval_file",
        dev,
        "--gold_file",
        dev,
        "--save_dir",
        str(folder),
        "--save_name",
        "mwt.pt",
    ]
    shape = ["--num_epoch", "4", "--hidden_dim", "50", "--emb_dim", "32", "--cpu", "--seed", str(args.seed)]
    mwt_expander.main(["--lang", "en", "--shorthand", "en_quoth", *files_, *shape])
    (folder / "mwt.pt").replace(args.work / "mwt.pt")


if __name__ == "__main__":
    main()
