"""Read and write the corpora: CoNLL-U treebanks and token-per-line entity files in, plain dataclasses out."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Where the corpora lie unless an option says otherwise: beside the repository."""
WORK = Path(__file__).resolve().parents[1] / ".cache" / "training"
"""Where prepared data, checkpoints and logs go unless an option says otherwise."""

UD_TRAIN = ("en_ewt-train.conllu", "en_gum-train.conllu")
UD_DEV = ("en_ewt-dev.conllu", "en_gum-dev.conllu")

ENTITY_CLASSES = {
    "Person": "PERSON",
    "Organization": "ORG",
    "Location": "LOC",
    "NORP": "NORP",
    "Facility": "FAC",
    "Date": "DATE",
    "Money": "MONEY",
    "Product": "PRODUCT",
    "Misc": "MISC",
}
"""Worldwide Newswire's nine classes, and the names that the bundled model gives them."""


@dataclass(frozen=True)
class Word:
    """A syntactic word; `head` is the index of its governor among the sentence's words, from 0, and -1 at the root."""

    form: str
    lemma: str = "_"
    upos: str = "X"
    xpos: str = "_"
    feats: str = "_"
    head: int = -1
    deprel: str = "root"


@dataclass(frozen=True)
class Token:
    """A surface token of one word, or of several (don't: do, n't); `space` tells whether a space follows it."""

    form: str
    words: tuple[Word, ...]
    space: bool = True


@dataclass(frozen=True)
class Sentence:
    """A sentence; `opens` is True where a new paragraph or document begins with it."""

    tokens: tuple[Token, ...]
    opens: bool = False

    @property
    def words(self) -> list[Word]:
        """All syntactic words in order."""
        return [word for token in self.tokens for word in token.words]

    @property
    def text(self) -> str:
        """The sentence as it stands in print."""
        return "".join(token.form + (" " if token.space else "") for token in self.tokens).strip()


@dataclass
class _Rows:
    """The lines of one sentence while they are being read."""

    opens: bool = False
    tokens: list[tuple[str, int, bool]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    covered: int = 0


def read_conllu(path: Path) -> list[Sentence]:
    """Read a treebank (https://universaldependencies.org/format.html); empty nodes are left out.

    Raises:
        ValueError: a line has not ten columns; the message names file and line.
    """
    sentences: list[Sentence] = []
    rows = _Rows(opens=True)
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.rstrip("\n")
            if line.startswith(("# newpar", "# newdoc")):
                rows.opens = True
            elif not line:
                if rows.words:
                    sentences.append(_sentence(rows))
                rows = _Rows()
            elif not line.startswith("#"):
                columns = line.split("\t")
                if len(columns) != 10:
                    raise ValueError(f"{path}:{number}: {len(columns)} columns where CoNLL-U has 10")
                _add_row(rows, columns)
    return sentences


def _add_row(rows: _Rows, columns: list[str]) -> None:
    index, space = columns[0], "SpaceAfter=No" not in columns[9]
    if "." in index:
        return
    if "-" in index:
        start, end = map(int, index.split("-"))
        rows.tokens.append((columns[1], end - start + 1, space))
        rows.covered = end
        return
    form, lemma, upos, xpos, feats, head, deprel = columns[1:8]
    rows.words.append(Word(form, lemma, upos, xpos, feats, int(head) - 1, deprel))
    if int(index) > rows.covered:
        rows.tokens.append((columns[1], 1, space))


def _sentence(rows: _Rows) -> Sentence:
    words = iter(rows.words)
    tokens = [Token(form, tuple(next(words) for _ in range(count)), space) for form, count, space in rows.tokens]
    return Sentence(tuple(tokens), rows.opens)


def conllu_lines(sentence: Sentence) -> Iterator[str]:
    """The lines of one sentence in CoNLL-U, with the empty line that ends it."""
    yield f"# text = {sentence.text}"
    index = 0
    for token in sentence.tokens:
        misc = "_" if token.space else "SpaceAfter=No"
        if len(token.words) > 1:
            yield "\t".join([f"{index + 1}-{index + len(token.words)}", token.form, *"_______", misc])
        for word in token.words:
            index += 1
            columns = [word.form, word.lemma, word.upos, word.xpos, word.feats, str(word.head + 1), word.deprel, "_"]
            yield "\t".join([str(index), *columns, misc if len(token.words) == 1 else "_"])
    yield ""


def write_conllu(path: Path, sentences: Iterable[Sentence]) -> None:
    """Write a treebank file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for sentence in sentences:
            out.writelines(line + "\n" for line in conllu_lines(sentence))


def raw_text(sentences: Iterable[Sentence]) -> str:
    """The running text of a treebank: paragraphs parted by blank lines, as a newsroom would post it."""
    parts: list[str] = []
    for sentence in sentences:
        if parts:
            parts.append("\n\n" if sentence.opens else " ")
        parts.append(sentence.text)
    return "".join(parts) + "\n"


def read_treebanks(folder: Path, names: Iterable[str]) -> list[Sentence]:
    """Read several treebank files of one folder into one list."""
    return [sentence for name in names for sentence in read_conllu(folder / name)]


@dataclass(frozen=True)
class TaggedToken:
    """A token of running text and its entity label in BIO (B-PERSON, I-PERSON, O)."""

    form: str
    label: str


def read_entities(path: Path, classes: dict[str, str] | None = None) -> list[list[TaggedToken]]:
    """Read one file of Worldwide Newswire: token, tab, label; an empty line ends a sentence.

    Where a file has two columns of labels, the first one, of the outer entities, is taken; a few lines have spaces for
    the tab. `classes` maps the corpus's classes to ours, ENTITY_CLASSES by default.
    """
    classes = ENTITY_CLASSES if classes is None else classes
    sentences: list[list[TaggedToken]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = re.split(r"\t| {2,}", line.strip())
        if len(columns) < 2:
            if sentences[-1]:
                sentences.append([])
            continue
        prefix, _, name = columns[1].partition("-")
        label = f"{prefix}-{classes[name]}" if name in classes else "O"
        sentences[-1].append(TaggedToken(columns[0], label))
    return [sentence for sentence in sentences if sentence]


def spans(labels: Iterable[str]) -> set[tuple[str, int, int]]:
    """(class, first, end) of the spans of one sequence in BIO or BIOES; an I- that continues nothing opens a span."""
    found: set[tuple[str, int, int]] = set()
    start, name = 0, ""
    for index, label in enumerate((*labels, "O")):
        prefix, _, current = label.partition("-")
        if name and (prefix in {"O", "B", "S"} or current != name):
            found.add((name, start, index))
            name = ""
        if prefix != "O" and not name:
            start, name = index, current
    return found


def held_out_names(gold: Path) -> set[str]:
    """Stems of every article that is annotated for the product itself, and therefore never trained on."""
    if not gold.is_dir():
        return set()
    return {path.stem for path in gold.rglob("*") if path.suffix in {".json", ".txt"}}


def read_entity_folder(folder: Path, without: Collection[str] = ()) -> list[list[TaggedToken]]:
    """Read all entity files of a folder, in the order of their names, but for those whose stem is in `without`."""
    files = sorted(path for path in folder.glob("*.tsv") if path.stem not in without)
    return [sentence for path in files for sentence in read_entities(path)]


def reworded(token: Token, form: str) -> Token:
    """A one-word token under another form; tags and lemma stay."""
    return replace(token, form=form, words=(replace(token.words[0], form=form),))


def seeded(*parts: object) -> random.Random:
    """A random generator that depends on nothing but the parts named."""
    return random.Random("/".join(map(str, parts)))
