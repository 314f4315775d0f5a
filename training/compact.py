"""The shared encoder made smaller: the folder `tuned` in, the folder `encoder` out, with fewer inner units in a layer.

    python -m training.compact

In every layer the inner units that count least are left out, and the weights of those that stay are fitted by least
squares to give what all of them gave (as Frantar and Alistarh 2022 do for single weights). Then the smaller encoder
learns to give the larger one's states (Hinton, Vinyals and Dean 2015; behind every layer, as Sun et al. 2019), on the
sentences of all corpora, whose labels it does not see.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence
from transformers import AutoConfig, AutoModel, AutoTokenizer

from training import encoder, loop
from training.batching import batches_of_like_length
from training.corpora import seeded

CALIBRATION = 400
"""Training sentences that tell which inner units count."""
SCORED = 20
"""Of so many development sentences one is scored."""
BELOW = 0.2
"""What the states behind the lower layers weigh in the loss, on average, beside those behind the last."""

Pieces = list[int]
Padded = tuple[Tensor, Tensor]
"""Word pieces (sentences, pieces), and which of them are no padding."""


class Pair(nn.Module):
    """The encoder as it is, and the one that is to give its states; both as they run in use, without dropout."""

    def __init__(self, large: Any, small: Any) -> None:
        super().__init__()
        self.large, self.small = large.eval().requires_grad_(False), small.eval()
        self.small.embeddings.requires_grad_(False)

    def errors(self, batch: Padded) -> Tensor:
        """The mean squared difference of the states behind each layer, as a share of their variance (layers)."""
        pieces, mask = batch
        with torch.no_grad():
            wanted = self.large(pieces, attention_mask=mask, output_hidden_states=True).hidden_states[1:]
        found = self.small(pieces, attention_mask=mask, output_hidden_states=True).hidden_states[1:]
        real = mask.bool()
        return torch.stack([_error(f[real].float(), w[real].float()) for f, w in zip(found, wanted, strict=True)])


def _error(found: Tensor, wanted: Tensor) -> Tensor:
    return functional.mse_loss(found, wanted) / wanted.var(0).mean()


def pruned(large: Any, inner: int, batches: Sequence[Padded]) -> Any:
    """The encoder with `inner` units in each layer's feed-forward part, those that weigh most in what it adds to the
    states of `batches`.
    """
    small = deepcopy(large)
    small.config.intermediate_size = inner
    grams = _grams(large, batches)
    for layer, own, gram in zip(large.encoder.layer, small.encoder.layer, grams, strict=True):
        weight = layer.output.dense.weight.detach()
        chosen = (gram.diagonal() * weight.square().sum(0)).topk(inner).indices.sort().values
        ridge = 1e-4 * gram.diagonal().mean() * torch.eye(inner)
        fitted = torch.linalg.solve(gram[chosen][:, chosen] + ridge, gram[chosen] @ weight.T)
        own.intermediate.dense = _linear(layer.intermediate.dense.weight[chosen], layer.intermediate.dense.bias[chosen])
        own.output.dense = _linear(fitted.T, layer.output.dense.bias)
    return small


@torch.no_grad()
def _grams(large: Any, batches: Sequence[Padded]) -> Tensor:
    """For each layer the products (layers, units, units) of its inner states with themselves, summed over all word
    pieces.
    """
    units = large.config.intermediate_size
    totals = torch.zeros(len(large.encoder.layer), units, units)
    caught: list[Tensor] = []
    hooks = [
        layer.intermediate.register_forward_hook(lambda _, __, states: caught.append(states))
        for layer in large.encoder.layer
    ]
    for pieces, mask in batches:
        caught.clear()
        large(pieces, attention_mask=mask)
        for total, states in zip(totals, caught, strict=True):
            real = states[mask.bool()]
            total += real.T @ real
    for hook in hooks:
        hook.remove()
    return totals


@torch.no_grad()
def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight.copy_(weight)
    made.bias.copy_(bias)
    return made


def padded(sentences: Sequence[Pieces]) -> Padded:
    """Sentences as a batch."""
    rows = [torch.tensor(sentence) for sentence in sentences]
    return pad_sequence(rows, batch_first=True), pad_sequence([torch.ones_like(r) for r in rows], batch_first=True)


def endless(sentences: Sequence[Pieces], size: int, rng: Random) -> Iterator[Padded]:
    """Batches of about `size` word pieces, in random order, over and over."""
    while True:
        for indices in batches_of_like_length([len(s) for s in sentences], size, rng, noise=6):
            yield padded([sentences[i] for i in indices])


def build(args: argparse.Namespace) -> loop.Recipe:
    """Both encoders, the batches and the scoring: the share of the variance of the last states that is explained."""
    large = AutoModel.from_pretrained(args.encoder, local_files_only=True, add_pooling_layer=False)
    data = encoder.read(args, AutoTokenizer.from_pretrained(args.encoder, local_files_only=True))
    train = [example.pieces for found in data.train.values() for example in found]
    dev = [example.pieces for found in data.dev.values() for example in found][::SCORED]
    calibration = seeded(args.seed, "compact").sample(train, CALIBRATION)
    model = Pair(large, pruned(large, args.inner, [padded([sentence]) for sentence in calibration]))
    parameters = [p for p in model.small.parameters() if p.requires_grad]
    chosen = torch.optim.AdamW(parameters, lr=args.rate, weight_decay=0.0, betas=(0.9, 0.98), fused=True)

    def update(batch: Padded) -> float:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            errors = model.errors(batch)
        loss = errors[-1] + BELOW * errors[:-1].mean()
        chosen.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parameters, 1.0)
        chosen.step()
        return errors[-1].item()

    @torch.no_grad()
    def score() -> float:
        batches = batches_of_like_length([len(s) for s in dev], 4096, seeded("dev"), noise=0)
        errors = [model.errors(padded([dev[i] for i in indices]))[-1].item() for indices in batches]
        return 1 - sum(errors) / len(errors)

    def save(path: str) -> None:
        torch.save({"inner": args.inner, "model": model.small.state_dict()}, path)

    batches = endless(train, args.pieces, seeded(args.seed, "compact-batches"))
    return loop.Recipe("compact", model, [chosen], batches, update, score, save)


def trained(folder: Path, weights: Path) -> Any:
    """The encoder of `folder` with the inner units and the weights that the training saved."""
    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    saved = torch.load(weights, weights_only=True)
    config.intermediate_size = saved["inner"]
    small = AutoModel.from_config(config, add_pooling_layer=False)  # type: ignore[no-untyped-call]
    small.load_state_dict(saved["model"])
    return small


def main(argv: list[str] | None = None) -> None:
    """Make the encoder smaller, then write its folder."""
    parser = loop.arguments("compact", steps=1600)
    parser.add_argument(
        "--encoder", type=Path, help=f"folder of the encoder that is made smaller (default: {encoder.TUNED} in --work)"
    )
    parser.add_argument("--inner", type=int, default=768, help="inner units of a layer")
    parser.add_argument("--rate", type=float, default=3e-4, help="peak learning rate")
    parser.add_argument("--pieces", type=int, default=2048, help="word pieces in a batch")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(argv)
    args.encoder = args.encoder or args.work / encoder.TUNED
    loop.prepare(args.seed)
    torch.set_num_threads(args.threads)
    loop.run(build(args), args)
    tokenizer = AutoTokenizer.from_pretrained(args.encoder, local_files_only=True)
    encoder.export(trained(args.encoder, args.work / "compact.pt"), tokenizer, args.work / "models" / "en" / "encoder")


if __name__ == "__main__":
    main()
