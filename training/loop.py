"""The training loop of the neural recipes: a Stanza trainer in, its best weights and its learning curve out.

Stanza's own commands, the parser's excepted, cannot go on where they were stopped, and let the learning rate fall only
on a plateau. This loop drives the same trainers, batches and scorers with a warm-up and a linear fall, scores a
running average of the weights (Polyak and Juditsky 1992), and writes a checkpoint at every scoring.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training import dropout
from training.corpora import SHARED, WORK


@dataclass
class Recipe:
    """What the loop needs of one model.

    `update` takes a batch one step further and returns the loss; `score` measures the development data between 0 and 1;
    `save` writes a model file that Stanza loads.
    """

    name: str
    model: torch.nn.Module
    optimizers: list[torch.optim.Optimizer]
    batches: Iterator[Any]
    update: Callable[[Any], float]
    score: Callable[[], float]
    save: Callable[[str], None]


@dataclass
class State:
    """How far a training has come: steps, seconds, the best score, and since when losses are summed."""

    step: int = 0
    seconds: float = 0.0
    best: float = -1.0
    losses: list[float] = field(default_factory=list)


class Average:
    """A running average of a model's trained weights."""

    def __init__(self, model: torch.nn.Module, decay: float = 0.999) -> None:
        self.decay = decay
        self.weights = {name: p.detach().clone() for name, p in model.named_parameters() if p.requires_grad}

    def update(self, model: torch.nn.Module, step: int) -> None:
        """Move towards the model's weights, faster in the first steps."""
        decay = min(self.decay, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if name in self.weights:
                    self.weights[name].lerp_(parameter, 1 - decay)

    @contextlib.contextmanager
    def applied(self, model: torch.nn.Module) -> Iterator[None]:
        """The model with the averaged weights, its own put back afterwards."""
        own = {name: p.detach().clone() for name, p in model.named_parameters() if name in self.weights}
        try:
            _assign(model, self.weights)
            yield
        finally:
            _assign(model, own)


def _assign(model: torch.nn.Module, weights: dict[str, torch.Tensor]) -> None:
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name in weights:
                parameter.copy_(weights[name])


def arguments(name: str, steps: int, *, autocast: bool = False) -> argparse.ArgumentParser:
    """The options that every recipe has; with `autocast` also --bf16, for those that can train at lower precision."""
    parser = argparse.ArgumentParser(prog=f"python -m training.{name}")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the corpora")
    parser.add_argument("--work", type=Path, default=WORK, help="folder of working data, checkpoints and curves")
    parser.add_argument("--steps", type=int, default=steps, help="length of the training in batches")
    parser.add_argument(
        "--minutes", type=float, default=None, help="end after so many minutes, if the steps take longer"
    )
    parser.add_argument("--every", type=int, default=500, help="steps between two scorings")
    parser.add_argument("--seed", type=int, default=7)
    if autocast:
        action = argparse.BooleanOptionalAction
        parser.add_argument("--bf16", action=action, default=False, help="bfloat16 products in training")
    return parser


def prepare(seed: int) -> None:
    """Seed all generators and keep torch to one thread, so that two recipes can share a small machine."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    dropout.make_cheap()


def progress(state: State, args: argparse.Namespace) -> float:
    """How much of the training is over, by steps or by minutes, whichever is further; from 0 to 1."""
    done: float = state.step / args.steps
    if args.minutes:
        done = max(done, state.seconds / (60 * args.minutes))
    return min(done, 1.0)


def factor(done: float, warmup: float = 0.01, floor: float = 0.02) -> float:
    """The share of the peak learning rate: a short rise, a plateau over a third of the time, then a linear fall."""
    if done < warmup:
        return max(done / warmup, 0.05)
    return max(floor, min(1.0, (1 - done) / (1 - 0.33)))


def run(recipe: Recipe, args: argparse.Namespace) -> float:
    """Train to the end, from the checkpoint if there is one; return the best score, whose model lies under `work`."""
    checkpoint = args.work / f"{recipe.name}.checkpoint.pt"
    state, average = State(), Average(recipe.model)
    if checkpoint.exists():
        state = _resume(recipe, average, checkpoint)
    peaks = [[group["lr"] for group in opt.param_groups] for opt in _fresh(recipe, state)]
    last = time.monotonic()
    while progress(state, args) < 1:
        scale = factor(progress(state, args))
        for optimizer, rates in zip(recipe.optimizers, peaks, strict=True):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * scale
        state.losses.append(float(recipe.update(next(recipe.batches))))
        state.step += 1
        average.update(recipe.model, state.step)
        state.seconds, last = state.seconds + time.monotonic() - last, time.monotonic()
        if state.step % args.every == 0 or progress(state, args) >= 1:
            _evaluate(recipe, average, state, args.work)
            _store(recipe, average, state, peaks, checkpoint)
    return state.best


def _fresh(recipe: Recipe, state: State) -> list[torch.optim.Optimizer]:
    """The optimizers with their peak learning rates, which a resumed run finds in `peak`."""
    for optimizer in recipe.optimizers:
        for group in optimizer.param_groups:
            group["lr"] = group.get("peak", group["lr"]) if state.step else group["lr"]
            group["peak"] = group["lr"]
    return recipe.optimizers


def _evaluate(recipe: Recipe, average: Average, state: State, work: Path) -> None:
    with average.applied(recipe.model), torch.no_grad():
        score = recipe.score()
        if score > state.best:
            state.best = score
            target = work / f"{recipe.name}.pt"
            recipe.save(f"{target}.new")
            Path(f"{target}.new").replace(target)
    line = f"{state.step}\t{state.seconds / 60:.1f}\t{np.mean(state.losses):.4f}\t{100 * score:.2f}"
    print(line, flush=True)
    with (work / f"{recipe.name}.curve.tsv").open("a", encoding="utf-8") as curve:
        curve.write(line + "\n")
    state.losses = []


def _store(recipe: Recipe, average: Average, state: State, peaks: list[list[float]], path: Path) -> None:
    bundle = {
        "model": {name: p for name, p in recipe.model.named_parameters() if p.requires_grad},
        "average": average.weights,
        "optimizers": [optimizer.state_dict() for optimizer in recipe.optimizers],
        "state": (state.step, state.seconds, state.best),
        "peaks": peaks,
    }
    torch.save(bundle, f"{path}.new")
    Path(f"{path}.new").replace(path)


def _resume(recipe: Recipe, average: Average, path: Path) -> State:
    bundle = torch.load(path, weights_only=True)
    _assign(recipe.model, bundle["model"])
    average.weights.update(bundle["average"])
    for optimizer, saved in zip(recipe.optimizers, bundle["optimizers"], strict=True):
        optimizer.load_state_dict(saved)
    step, seconds, best = bundle["state"]
    print(
        f"{recipe.name}: going on from step {step}, {seconds / 60:.1f} minutes, best score {100 * best:.2f}", flush=True
    )
    return State(step, seconds, best)
