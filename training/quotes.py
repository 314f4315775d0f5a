"""The quote tagger: PolNeAR, gold training articles and the encoder's states in, quote.pt out.

    python -m training.quotes

Articles are parsed with the bundled models, which give words, sentences and the heads of cues.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoTokenizer

from quoth.foundation import Encoder
from quoth.layers import Parse
from quoth.speech import tagger
from quoth.speech.tagger import ACTS, LABELS, STYLES, QuoteTagger, Words, words_of
from quoth.steps import marks
from training import attributions, loop
from training.attributions import Annotation
from training.corpora import seeded, spans


@dataclass(frozen=True)
class Example:
    """An article: its words, its style, flat labels (W), cue labels (W; 3 a cue of unknown act), and for each cue head
    the labels of all words, by index.
    """

    words: Words
    style: int
    flat: Tensor
    cues: Tensor
    frames: dict[int, dict[int, int]]


UNKNOWN_ACT = len(ACTS)
FOLDS = 5
"""Into how many parts the gold training articles fall, of which one may be left out."""


def example(parse: Parse, quotes: Sequence[Annotation], style: str, states: Tensor) -> Example:
    """One annotated article."""
    words = words_of(parse, marks.pair(parse.text, parse.paragraphs), states)
    flat = torch.tensor([LABELS.index(label) for label in attributions.labels(parse, quotes)])
    cues = torch.zeros(len(parse.words), dtype=torch.long)
    frames: dict[int, dict[int, int]] = {}
    for quote in quotes:
        span = [i for piece in quote.cue for i in parse.words_in(*piece)]
        if not span:
            continue
        head = next((i for i in span if parse.words[i].head not in span), span[0])
        cues[head] = ACTS.index(quote.act) if quote.act else UNKNOWN_ACT
        labels = frames.setdefault(head, {})
        for role, pieces in (("source", quote.source), ("cue", quote.cue), ("content", quote.contents)):
            for piece in pieces:
                inside = parse.words_in(*piece)
                for i in inside:
                    labels[i] = LABELS.index(f"{'B' if i == inside[0] else 'I'}-{role}")
    return Example(words, STYLES.index(style), flat, cues, frames)


def states_of(parses: Sequence[Parse], encoder: Encoder, tokenizer: object) -> Iterator[Tensor]:
    """The encoder's states (W, D) of the words of each article, in half precision."""
    for parse in parses:
        yield tagger.encode(parse, encoder, tokenizer).half()
        encoder.forget()


def read(args: argparse.Namespace) -> tuple[list[Example], dict[str, list[Example]]]:
    """Training articles, and development articles by corpus."""
    folder = args.work / "models" / "en" / "encoder"
    encoder = Encoder.load(folder, most_remembered=0)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    gold, polnear = args.shared / "gold", args.shared / "polnear"
    corpora = {
        "gold": ("gold", attributions.gold_articles(gold / "train")),
        "polnear": ("polnear", attributions.polnear_articles(polnear / "train")),
        "gold-dev": ("gold", attributions.gold_articles(gold)),
        "polnear-dev": ("polnear", attributions.polnear_articles(polnear / "dev")),
    }
    found: dict[str, list[Example]] = {}
    for name, (style, articles) in corpora.items():
        cache = args.work / f"{name.removesuffix('-dev') if style == 'gold' else name}.parses"
        if name == "gold" and args.fold is not None:
            articles = [article for i, article in enumerate(articles) if i % FOLDS != args.fold]
        pairs = [pair for pair in attributions.parsed(articles, cache) if pair[0].words]
        states = states_of([parse for parse, _ in pairs], encoder, tokenizer)
        found[name] = [example(*pair, style, s) for pair, s in zip(pairs, states, strict=True)]
        print(f"{name}: {len(pairs)} articles, {sum(len(e.frames) for e in found[name])} cues", flush=True)
    return [*found["gold"], *found["polnear"]], {name: found[name] for name in ("gold-dev", "polnear-dev")}


def floating(words: Words) -> Words:
    """The words with their states in single precision."""
    return replace(words, states=words.states.float())


def loss(model: QuoteTagger, article: Example, rng: Random) -> Tensor:
    """Flat labels, cues and the roles around them, summed."""
    words = floating(article.words)
    contexts = model.contexts(words, article.style)
    scores, at, padding = model.flat_paragraphs(words, contexts)
    flat: Tensor = model.crf(scores, padding, article.flat[at])[0] / 2
    acts = model.cue(contexts).log_softmax(-1)
    either = torch.cat([acts, acts[:, 1:].logsumexp(-1, keepdim=True)], -1)
    judged: Tensor = functional.nll_loss(either, article.cues, reduction="sum") / 10
    heads = list(article.frames)
    likely = (1 - acts[:, 0].exp() > 0.15).nonzero().flatten().tolist()
    wrong = [i for i in likely if i not in article.frames]
    heads = rng.sample(heads, min(48, len(heads))) + rng.sample(wrong, min(8, len(wrong)))
    if not heads:
        return flat + judged
    places, roles = model.pairs(words, contexts, torch.tensor(heads))
    labels = torch.full(places.shape, 0)
    for row, head in enumerate(heads):
        for i, label in article.frames.get(head, {}).items():
            labels[row, places[row] == i] = label
    labels[places < 0] = -1
    paired: Tensor = functional.cross_entropy(roles.flatten(0, 1), labels.flatten(), ignore_index=-1, reduction="sum")
    return flat + judged + paired / 40


def figures(model: QuoteTagger, dev: dict[str, list[Example]]) -> dict[str, float]:
    """Exact F1 of the flat spans; F1 of cue heads; and F1 of the words of each role of each cue."""
    model.eval()
    counts: dict[str, list[int]] = {}

    def count(name: str, given: AbstractSet[Any], wanted: AbstractSet[Any]) -> None:
        row = counts.setdefault(name, [0, 0])
        row[0] += len(given & wanted)
        row[1] += len(given) + len(wanted)

    for corpus, articles in dev.items():
        for article in articles:
            words = floating(article.words)
            given, wanted = model.flat_labels(words, STYLES[article.style]), [LABELS[i] for i in article.flat.tolist()]
            for role in tagger.ROLES:
                g, w = ({span for span in spans(part) if span[0] == role} for part in (given, wanted))
                count(f"{corpus} flat {role}", g, w)
            found = tagger.find(model, words, 0.4, STYLES[article.style])
            count(f"{corpus} cues", {f.head for f in found}, set(article.frames))
            roles = {(f.head, role, i) for f in found for role, first, last in f.roles for i in range(first, last)}
            gold = {(head, LABELS[n][2:], i) for head, labels in article.frames.items() for i, n in labels.items()}
            for role in ("source", "content"):
                count(f"{corpus} {role}", {r for r in roles if r[1] == role}, {r for r in gold if r[1] == role})
    model.train()
    return {name: 200 * right / max(1, total) for name, (right, total) in counts.items()}


def endless(articles: list[Example], size: int, rng: Random) -> Iterator[list[Example]]:
    """Batches of articles, over and over; gold articles, which are few, come twice a round."""
    while True:
        drawn = [a for a in articles for _ in range(1 + (a.style == 0))]
        rng.shuffle(drawn)
        for start in range(0, len(drawn) - size + 1, size):
            yield drawn[start : start + size]


def build(args: argparse.Namespace) -> loop.Recipe:
    """The tagger, its batches and its scoring."""
    train, dev = read(args)
    model = QuoteTagger()
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.rate, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    rng = seeded(args.seed, "quotes")

    def update(batch: list[Example]) -> float:
        model.train()
        optimizer.zero_grad()
        total = 0.0
        for article in batch:
            part = loss(model, article, rng) / len(batch)
            part.backward()  # type: ignore[no-untyped-call]
            total += part.item()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        return total

    def score() -> float:
        found = figures(model, dev)
        print("  ".join(f"{name} {value:.1f}" for name, value in found.items()), flush=True)
        return sum(value for name, value in found.items()) / len(found) / 100

    def save(path: str) -> None:
        torch.save({"arguments": model.arguments, "model": model.state_dict()}, path)

    batches = endless(train, args.articles, seeded(args.seed, "quotes-batches"))
    name = "quote" if args.fold is None else f"quote.{args.fold}"
    return loop.Recipe(name, model, [optimizer], batches, update, score, save)


def main(argv: list[str] | None = None) -> None:
    """Train the tagger."""
    parser = loop.arguments("quotes", steps=4000)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--articles", type=int, default=3, help="articles in a batch")
    parser.add_argument(
        "--fold",
        type=int,
        choices=range(FOLDS),
        help="leave this part of the gold training articles out, for training.confidence, and write quote.FOLD.pt",
    )
    args = parser.parse_args(argv)
    loop.prepare(args.seed)
    loop.run(build(args), args)


if __name__ == "__main__":
    main()
