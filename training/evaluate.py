"""Figures of a Stanza model folder: model files and annotated files in, one table out.

    python -m training.evaluate --models DIR --ud FILE.conllu... --ner DIR_OF_TSV...

Treebanks are read as raw text, tokenized by the models themselves and scored with the evaluation of the CoNLL 2018
shared task (Zeman et al. 2018). Entities count when span and class are exactly right; they are scored on the given
tokens and, as "raw", on running text put together from them. Marks are counted in small articles of our own
(training/marks), where every quotation mark stands between ⟦ and ⟧. Times are the best of several runs on one thread.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import stanza
import torch
from stanza.models.common.doc import Document
from stanza.models.common.utils import ud_scores

from benchmarks.latency import ARTICLE
from quoth.foundation import Encoder, foundation_cache
from quoth.inference.pipeline import quicken
from training.corpora import ENTITY_CLASSES, TaggedToken, raw_text, read_conllu, read_entities, spans

UD_FIGURES = ("Words", "Sentences", "UPOS", "Lemmas", "UAS", "LAS")
CORE = frozenset({"PERSON", "ORG", "LOC", "NORP"})
MARKS = Path(__file__).with_name("marks")
TWINS = {
    "GPE": "LOC",
    "PER": "PERSON",
    "FACILITY": "FAC",
    "LOCATION": "LOC",
    "ORGANIZATION": "ORG",
    "EVENT": "MISC",
    "LAW": "MISC",
    "WORK_OF_ART": "MISC",
    "LANGUAGE": "NORP",
}
"""What other packages call the same classes. Those of OntoNotes go where Stanza's simplify_ontonotes_to_worldwide puts
them (Shan, Bauer, Carlson and Manning 2023); numbers, percentages, quantities and times have no class of ours."""

Entity = tuple[int, int, int, str]
"""Sentence or document, start, end, class."""


def load(models: Path, processors: str, **options: object) -> stanza.Pipeline:
    """The models as a pipeline on the CPU, without network, as quick as the product's."""
    pipeline = stanza.Pipeline(
        "en",
        dir=str(models),
        processors=processors,
        foundation_cache=foundation_cache(models),
        download_method=None,
        use_gpu=False,
        verbose=False,
        **options,
    )
    quicken(pipeline)
    return pipeline


def treebank_figures(pipeline: stanza.Pipeline, path: Path, scratch: Path) -> dict[str, float]:
    """CoNLL 2018 F1, in percent, of the pipeline on the raw text of one treebank."""
    document = pipeline(raw_text(read_conllu(path)))
    system = scratch / f"{path.stem}.system.conllu"
    system.write_text(f"{document:C}\n\n", encoding="utf-8")
    scores = ud_scores(str(path), str(system))
    return {name: 100 * scores[name].f1 for name in UD_FIGURES}


def given_tokens(pipeline: stanza.Pipeline, files: list[list[list[TaggedToken]]]) -> tuple[set[Entity], set[Entity]]:
    """Gold and found entities with the corpus's own tokens."""
    sentences = [sentence for file in files for sentence in file]
    document = Document([[{"id": (i + 1,), "text": t.form} for i, t in enumerate(s)] for s in sentences])
    tagged = pipeline.processors["ner"].process(document)
    gold = entities([token.label for token in sentence] for sentence in sentences)
    found = entities([token.ner for token in sentence.tokens] for sentence in tagged.sentences)
    return gold, renamed(found)


def entities(sentences: Iterable[Iterable[str]]) -> set[Entity]:
    """The entities that the labels of each sentence tell of, over token indices."""
    return {(i, start, end, name) for i, labels in enumerate(sentences) for name, start, end in spans(labels)}


def running_text(pipeline: stanza.Pipeline, files: list[list[list[TaggedToken]]]) -> tuple[set[Entity], set[Entity]]:
    """Gold and found entities on running text with the models' own tokens, over counts of printed characters."""
    gold: set[Entity] = set()
    found: set[Entity] = set()
    for number, sentences in enumerate(files):
        text = " ".join(joined([token.form for token in sentence]) for sentence in sentences)
        tokens = [token for sentence in sentences for token in sentence]
        ends = offsets(token.form for token in tokens)
        for _, start, end, name in (e for s in split(sentences) for e in s):
            gold.add((number, ends[start], ends[end], name))
        printed = list(offsets(text))
        for entity in pipeline(text).ents:
            found.add((number, printed[entity.start_char], printed[entity.end_char], entity.type))
    return gold, renamed(found)


def split(sentences: Iterable[Sequence[TaggedToken]]) -> Iterable[set[Entity]]:
    """The entities of each sentence, over token indices of the whole file."""
    start = 0
    for sentence in sentences:
        yield {(0, start + a, start + b, name) for name, a, b in spans(token.label for token in sentence)}
        start += len(sentence)


def offsets(pieces: Iterable[str]) -> list[int]:
    """How many characters that are not space come before each piece, and at the end."""
    counts = [0]
    for piece in pieces:
        counts.append(counts[-1] + len("".join(piece.split())))
    return counts


def joined(forms: list[str]) -> str:
    """Tokens as running text: no space before a comma or after an opening bracket or mark."""
    text, inside = "", False
    for form in forms:
        closing = form in {"”", "’", ",", ".", ";", ":", "?", "!", ")", "]", "%", "'s", "’s", "n't", "n’t", "'", "''"}
        glued = (
            closing
            or (form == '"' and inside)
            or form in {"-", "/"}
            or text.endswith(("“", "‘", "(", "[", "$", "-", "/"))
        )
        if text.endswith('"') and inside:
            glued = True
        text += form if glued or not text else " " + form
        inside = inside != (form == '"')
    return text


def renamed(entities: set[Entity]) -> set[Entity]:
    """The entities under our names of classes, without those of classes that we have not."""
    ours = {(a, b, c, TWINS.get(name, name)) for a, b, c, name in entities}
    return {entity for entity in ours if entity[3] in ENTITY_CLASSES.values()}


def f1(gold: set[Entity], found: set[Entity], classes: Iterable[str] | None = None) -> float:
    """Exact-match F1 in percent, over all classes or some."""
    chosen = set(classes) if classes is not None else {entity[3] for entity in gold | found}
    gold = {entity for entity in gold if entity[3] in chosen}
    found = {entity for entity in found if entity[3] in chosen}
    return 200 * len(gold & found) / max(1, len(gold) + len(found))


def read_marked(path: Path) -> tuple[str, list[tuple[int, int]]]:
    """An article without ⟦ and ⟧, and where the marks between them stand."""
    text, places = "", []
    for piece in re.split(r"(⟦[^⟧]*⟧)", path.read_text(encoding="utf-8")):
        if piece.startswith("⟦"):
            places.append((len(text), len(text) + len(piece) - 2))
            text += piece[1:-1]
        else:
            text += piece
    return text, places


def mark_figures(pipeline: stanza.Pipeline, folder: Path = MARKS) -> tuple[int, int, int, list[str]]:
    """Marks in all, marks that are a token of their own, sentence breaks inside short quotations, and the errors."""
    total = own = 0
    errors: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        text, places = read_marked(path)
        tokens = {(token.start_char, token.end_char) for s in pipeline(text).sentences for token in s.tokens}
        total += len(places)
        for start, end in places:
            if (start, end) in tokens:
                own += 1
            else:
                errors.append(f"{path.name}: …{text[max(0, start - 15) : end + 15]!r}")
    return total, own, broken(pipeline, folder), errors


def broken(pipeline: stanza.Pipeline, folder: Path) -> int:
    """Sentence breaks inside quotations that have no sentence end in them, that is no .!? with a space after it."""
    count = 0
    for path in sorted(folder.glob("*.txt")):
        text, places = read_marked(path)
        starts = {sentence.tokens[0].start_char for sentence in pipeline(text).sentences}
        for (_, opened), (closed, _) in zip(places[::2], places[1::2], strict=False):
            inside = text[opened:closed]
            if not re.search(r"[.!?…]\s", inside) and "\n" not in inside:
                count += any(opened <= start <= closed for start in starts)
    return count


def seconds(call: Callable[[], object], runs: int) -> list[tuple[str, float]]:
    """Best and median seconds of several runs, and the best in processor time, which other loads hardly touch."""
    taken, computed = [], []
    for _ in range(runs):
        start, used = time.perf_counter(), time.process_time()
        call()
        taken.append(time.perf_counter() - start)
        computed.append(time.process_time() - used)
    return [("best", min(taken)), ("median", sorted(taken)[len(taken) // 2]), ("CPU", min(computed))]


def anew(pipeline: stanza.Pipeline, text: str) -> None:
    """Read the text as if for the first time: a shared encoder remembers its sentences otherwise."""
    for shared in pipeline.foundation_cache.bert.values():
        if isinstance(shared.model, Encoder):
            shared.model.forget()
    pipeline(text)


def row(name: str, figures: Iterable[tuple[str, float]]) -> str:
    """A line of the table."""
    return f"{name:<28}" + "  ".join(f"{label} {value:.2f}" for label, value in figures)


def report_entities(pipeline: stanza.Pipeline, folders: list[Path]) -> None:
    """Print the entity figures of each folder."""
    for folder in folders:
        files = [read_entities(path) for path in sorted(folder.glob("*.tsv"))]
        for kind, measure in (("given tokens", given_tokens), ("raw", running_text)):
            gold, found = measure(pipeline, files)
            classes = [(name, f1(gold, found, [name])) for name in ENTITY_CLASSES.values()]
            print(
                row(f"{folder.name} entities, {kind}", [("all", f1(gold, found)), ("core four", f1(gold, found, CORE))])
            )
            print(row("", classes))
        print(f"{'':<28}gold entities: {dict(Counter(entity[3] for entity in gold))}")


def main(argv: list[str] | None = None) -> None:
    """Print the table of one model folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, required=True, help="a Stanza model folder, with resources.json")
    parser.add_argument("--ud", type=Path, nargs="*", default=[], help="treebank files")
    parser.add_argument("--ner", type=Path, nargs="*", default=[], help="folders of entity files")
    parser.add_argument("--work", type=Path, default=Path(".cache/evaluate"), help="folder for parsed files")
    parser.add_argument("--runs", type=int, default=7, help="timed runs")
    args = parser.parse_args(argv)
    if missing := [path for path in args.ud if not path.is_file()]:
        parser.error(f"--ud names files in CoNLL-U format; there is none at {', '.join(map(str, missing))}")
    if empty := [folder for folder in args.ner if not any(folder.glob("*.tsv"))]:
        parser.error(f"--ner names folders of .tsv files; there is none in {', '.join(map(str, empty))}")
    torch.set_num_threads(1)
    args.work.mkdir(parents=True, exist_ok=True)
    parse, names = "tokenize,mwt,pos,lemma,depparse", "tokenize,mwt,ner"
    start = time.perf_counter()
    whole = load(args.models, f"{parse},ner")
    loaded = time.perf_counter() - start
    for path in args.ud:
        print(row(path.stem, treebank_figures(whole, path, args.work).items()), flush=True)
    report_entities(load(args.models, names), args.ner)
    total, own, breaks, errors = mark_figures(load(args.models, "tokenize,mwt"))
    print(
        row("marks", [("own token %", 100 * own / max(1, total))])
        + f"  of {total}; breaks inside short quotations {breaks}"
    )
    for error in errors:
        print(f"  {error}")
    text = ARTICLE.read_text(encoding="utf-8")
    whole(text)
    size = sum(path.stat().st_size for path in args.models.rglob("*") if path.is_file()) / 1e6
    print(row(f"{len(text.split())} words, seconds", seconds(lambda: anew(whole, text), args.runs)))
    print(row("load, seconds", [("", loaded)]))
    print(row("weights, MB", [("", size)]))


if __name__ == "__main__":
    main()
