"""The cue lexicon's recipe: parsed training articles in, data/cues.tsv out — what each word in each construction
reported, counted.

    python -m training.cues [--gold DIR] [--polnear DIR] [--work DIR]

Every candidate that `quoth.language.grammar.complements` finds under a verb, noun or adjective is one occurrence. It
counts as a statement (or an attitude) where an annotated quote has its cue on that word and three quarters of the
candidate lie in its content. PolNeAR does not tell attitudes from statements: its counts are split as those of the
same lemma in the gold articles are. The verbs of reporting_verbs.tsv count for a few occurrences beside these.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from quoth.language.grammar import complements
from quoth.layers import Parse
from quoth.speech.syntax import cue_lemma
from training.attributions import Annotation, gold_articles, parsed, polnear_articles

ROOT = Path(__file__).parent.parent
_HEADER = (
    "# Cues: lemma (with /noun or /adj where it is no verb), construction, occurrences, statements, attitudes.\n"
    "# Counted by `python -m training.cues` in newswire annotated for training and in PolNeAR 1.0 train.\n"
)
#: What an occurrence in PolNeAR, which is older and of one country, counts for.
_POLNEAR_WEIGHT = 0.25
#: Occurrences, and how many of them report, that being in the list of reporting verbs is worth.
_LISTED = (2.0, 1.4)


def main() -> None:
    """Counts and writes quoth/data/cues.tsv."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=ROOT.parent / "shared" / "gold" / "train")
    parser.add_argument("--polnear", type=Path, default=ROOT.parent / "shared" / "polnear" / "train")
    parser.add_argument("--work", type=Path, default=ROOT / ".cache" / "training", help="where parses are kept")
    parser.add_argument("--output", type=Path, default=ROOT / "quoth" / "data" / "cues.tsv")
    args = parser.parse_args()
    gold = count(parsed(gold_articles(args.gold), args.work / "gold.parses"))
    polnear = count(parsed(polnear_articles(args.polnear), args.work / "polnear.parses"))
    write(merge(gold, polnear, reporting_verbs()), args.output)


Counts = dict[tuple[str, str], list[float]]


def count(articles: Iterable[tuple[Parse, tuple[Annotation, ...]]]) -> Counts:
    """(lemma, construction) -> [occurrences, statements, attitudes, of unknown act]."""
    counts: Counts = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for parse, quotes in articles:
        by_word: dict[int, list[Annotation]] = defaultdict(list)
        for annotation in quotes:
            for i in (i for span in annotation.cue for i in parse.words_in(*span)):
                by_word[i].append(annotation)
        for word in parse.words:
            if word.upos not in ("VERB", "NOUN", "ADJ"):
                continue
            for complement in complements(parse, word.index):
                row = counts[cue_lemma(parse, word.index), complement.construction]
                row[0] += 1
                hit = next((a for a in by_word[word.index] if _overlaps(parse, a, set(complement.words))), None)
                if hit is not None:
                    row[{"statement": 1, "attitude": 2, None: 3}[hit.act]] += 1
    return counts


def _overlaps(parse: Parse, annotation: Annotation, words: set[int]) -> bool:
    """Whether most of the candidate is content; a candidate that a parser cut short is one all the same."""
    wanted = {i for span in annotation.contents for i in parse.words_in(*span)}
    return 4 * len(wanted & words) >= 3 * len(words) and 5 * len(wanted & words) >= len(wanted)


def reporting_verbs() -> Counts:
    """A few occurrences of each verb of reporting_verbs.tsv, in the shape of `count`."""
    counts: Counts = defaultdict(lambda: [0.0, 0.0, 0.0])
    for line in (Path(__file__).parent / "reporting_verbs.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            construction, act, verbs = line.split("\t")
            for verb in _with_particles(verbs.split()):
                counts[verb, construction][0] += _LISTED[0]
                counts[verb, construction][1 if act == "statement" else 2] += _LISTED[1]
    return counts


def _with_particles(words: list[str]) -> Iterator[str]:
    """The verbs of a list, a particle put back to the verb before it; prepositions name constructions and go."""
    for i, word in enumerate(words):
        if word in ("out", "up"):
            continue
        if word not in ("to", "on", "upon", "with"):
            yield f"{word} {words[i + 1]}" if words[i + 1 : i + 2] in (["out"], ["up"]) else word


def merge(gold: Counts, polnear: Counts, listed: Counts) -> Counts:
    """Gold counts plus weighted PolNeAR counts plus the list's.

    PolNeAR's acts are split in the proportion of the same lemma's in gold.
    """
    acts: dict[str, list[float]] = defaultdict(lambda: [0.5, 0.1])
    for (lemma, _), row in gold.items():
        acts[lemma][0] += row[1]
        acts[lemma][1] += row[2]
    merged: Counts = defaultdict(lambda: [0.0, 0.0, 0.0])
    for key, row in gold.items():
        merged[key] = row[:3]
    for key, row in polnear.items():
        share = acts[key[0]][0] / sum(acts[key[0]])
        merged[key] = [
            merged[key][0] + _POLNEAR_WEIGHT * row[0],
            merged[key][1] + _POLNEAR_WEIGHT * row[3] * share,
            merged[key][2] + _POLNEAR_WEIGHT * row[3] * (1 - share),
        ]
    for key, row in listed.items():
        merged[key] = [a + b for a, b in zip(merged[key], row, strict=True)]
    return merged


def write(counts: Counts, path: Path) -> None:
    """The table, rows without any quote of rare words left out."""
    lemmas: dict[str, float] = defaultdict(float)
    for (lemma, _), row in counts.items():
        lemmas[lemma] += row[1] + row[2]
    with path.open("w", encoding="utf-8") as out:
        out.write(_HEADER)
        for (lemma, construction), row in sorted(counts.items()):
            if row[0] >= 1 and (lemmas[lemma] >= 0.5 or (row[0] >= 3 and "/" not in lemma)) and "\t" not in lemma:
                out.write(f"{lemma}\t{construction}\t" + "\t".join(f"{n:.4g}" for n in row[:3]) + "\n")


if __name__ == "__main__":
    main()
