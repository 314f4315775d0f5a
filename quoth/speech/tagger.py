"""The quote tagger: the encoder's states of an article's words in; cues, and each cue's source and content, out.

Quote attribution as semantic role labelling: every word is judged as the head of a cue, and for every cue the words
around it are labelled once more, as part of its own span, its source or its content. So quotes may stand inside one
another, share a source, and have contents in several places. A second reading labels each word once, for the outermost
quotes only, which is how PolNeAR's published figures are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from stanza.models.common.crf import CRFLoss, viterbi_decode
from torch import Tensor, nn
from torch.nn import functional

from quoth.foundation import Encoder
from quoth.layers import Parse, Quotation, owners

ROLES = ("source", "cue", "content")
LABELS = ("O", *(f"{prefix}-{role}" for role in ROLES for prefix in "BI"))
"""Nothing, and the beginning and the inside of each role."""
ACTS = ("none", "statement", "attitude")
"""What a word is the cue's head of."""
SHAPES = ("lower", "title", "upper", "mixed", "digit", "mark")
"""How a word is printed, which an uncased encoder does not see."""
PLACES = ("outside", "inside", "nested", "opening", "closing")
"""Where a word stands with regard to quotation marks, or which mark it is."""
STYLES = ("gold", "polnear")
"""The annotations that the tagger learned from; the product answers in the manner of the first."""
BEFORE, AFTER = 80, 100
"""How many words before and behind a cue may belong to its quote."""
_DISTANCES = torch.tensor([-60, -40, -25, -15, -10, -7, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 7, 10, 15, 25, 40, 60])


def shape_of(form: str) -> int:
    """The position in SHAPES that a word's print has."""
    if not any(char.isalnum() for char in form):
        return 5
    if not any(char.isalpha() for char in form):
        return 4
    if form == form.lower():
        return 0
    if form == form.upper():
        return 2
    return 1 if form[1:] == form[1:].lower() else 3


@dataclass(frozen=True)
class Words:
    """An article as the tagger sees it: states (W, D) and, for each word, the numbers of its shape, of its place, and
    whether a sentence (1) or a paragraph (2) begins with it.
    """

    states: Tensor
    shapes: Tensor
    places: Tensor
    starts: Tensor


def words_of(parse: Parse, quotations: tuple[Quotation, ...], states: Tensor) -> Words:
    """The tagger's view of a parse, given the encoder's states (W, D) of its words."""
    owner = owners(parse, quotations)
    places = []
    for word, number in zip(parse.words, owner, strict=True):
        if number is None:
            places.append(0)
            continue
        quotation = quotations[number]
        if word.start == quotation.start:
            places.append(3)
        elif word.end == quotation.end and quotation.closing:
            places.append(4)
        else:
            places.append(1 if quotation.parent is None else 2)
    starts = [0] * len(parse.words)
    for first, last in parse.sentences:
        if first < last:
            starts[first] = 1
    for start, end in parse.paragraphs:
        inside = parse.words_in(start, end)
        if inside:
            starts[inside[0]] = 2
    shapes = [shape_of(word.text) for word in parse.words]
    return Words(states, torch.tensor(shapes), torch.tensor(places), torch.tensor(starts))


def sentences_of(parse: Parse) -> list[list[str]]:
    """The words of each sentence that has any, as the encoder is asked for them."""
    return [[word.text for word in parse.words[first:last]] for first, last in parse.sentences if first < last]


def encode(parse: Parse, encoder: Encoder, tokenizer: Any) -> Tensor:
    """The encoder's states (W, D) of a parse's words, each that of the word's last piece."""
    return torch.cat([states[1:-1] for states in encoder.of_words(sentences_of(parse), tokenizer)])


class QuoteTagger(nn.Module):
    """BiLSTM over a whole article, a cue classifier, and a second BiLSTM over each cue's surroundings."""

    def __init__(self, width: int = 384, hidden: int = 160, paired: int = 64, dropout: float = 0.3) -> None:
        super().__init__()
        self.arguments: dict[str, Any] = {"width": width, "hidden": hidden, "paired": paired, "dropout": dropout}
        self.shape, self.place = nn.Embedding(len(SHAPES), 16), nn.Embedding(len(PLACES), 16)
        self.start, self.style = nn.Embedding(3, 8), nn.Embedding(len(STYLES), 8)
        self.lstm: nn.Module = nn.LSTM(
            width + 48, hidden, num_layers=2, bidirectional=True, dropout=dropout, batch_first=True
        )
        self.drop = nn.Dropout(dropout)
        context = 2 * hidden + width + 48
        self.flat = nn.Linear(context, len(LABELS))
        self.crf = CRFLoss(len(LABELS), batch_average=True)
        self.cue = nn.Sequential(nn.Linear(context, 96), nn.GELU(), nn.Dropout(dropout), nn.Linear(96, len(ACTS)))
        self.of_word, self.of_cue = nn.Linear(context, paired), nn.Linear(context, paired)
        self.distance, self.relation = nn.Embedding(len(_DISTANCES) + 1, 16), nn.Embedding(8, 16)
        self.around = nn.LSTM(2 * paired + 32, paired, bidirectional=True, batch_first=True)
        self.role = nn.Linear(2 * paired + 2 * paired + 32, len(LABELS))

    def contexts(self, words: Words, style: int) -> Tensor:
        """States (W, C) of the words in their article."""
        features = torch.cat(
            [
                words.states,
                self.shape(words.shapes),
                self.place(words.places),
                self.start(words.starts),
                self.style(torch.full_like(words.shapes, style)),
            ],
            -1,
        )
        found, _ = self.lstm(self.drop(features)[None])
        return torch.cat([self.drop(found[0]), self.drop(features)], -1)

    def pairs(self, words: Words, contexts: Tensor, cues: Tensor) -> tuple[Tensor, Tensor]:
        """For each cue head (N) the word indices around it (N, S), clamped, -1 off the article; and their label scores
        (N, S, L).
        """
        count = len(contexts)
        offsets = torch.arange(-BEFORE, AFTER + 1)
        at = cues[:, None] + offsets
        first, last = max(0, int(cues.min()) - BEFORE), min(count, int(cues.max()) + AFTER + 1)
        steps = (at >= first).any(0) & (at < last).any(0)
        at, offsets = at[:, steps], offsets[steps]
        inside = (at >= 0) & (at < count)
        where = at.clamp(0, count - 1)
        distance = self.distance(torch.bucketize(offsets, _DISTANCES))[None].expand(len(cues), -1, -1)
        relation = self.relation(self._relations(words, where, cues))
        of_word = functional.gelu(self.of_word(contexts))[where]
        of_cue = functional.gelu(self.of_cue(contexts[cues]))[:, None]
        features = torch.cat([of_word, of_word * of_cue, distance, relation], -1) * inside[..., None]
        around, _ = self.around(self.drop(features))
        scores = self.role(torch.cat([self.drop(around), features], -1))
        return torch.where(inside, at, -1), scores

    @staticmethod
    def _relations(words: Words, where: Tensor, cues: Tensor) -> Tensor:
        """How words (N, S) stand to their cue: the same sentence or another; the same side of the marks or not."""
        sentence = torch.cumsum((words.starts > 0).long(), 0)
        paragraph = torch.cumsum((words.starts > 1).long(), 0)
        same_sentence = sentence[where] == sentence[cues][:, None]
        same_paragraph = paragraph[where] == paragraph[cues][:, None]
        quoted = words.places > 0
        unlike = quoted[where] != quoted[cues][:, None]
        return same_sentence.long() + 2 * same_paragraph.long() + 4 * unlike.long()

    def flat_paragraphs(self, words: Words, contexts: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores (P, W, L) of the labels of each paragraph by itself, the words (P, W) that they belong to, and which
        of them are padding (P, W).
        """
        scores = self.flat(contexts)
        firsts = torch.cat([torch.tensor([0]), (words.starts[1:] == 2).nonzero().flatten() + 1])
        lasts = torch.cat([firsts[1:], torch.tensor([len(scores)])])
        at = firsts[:, None] + torch.arange(int((lasts - firsts).max()))
        padding = at >= lasts[:, None]
        at = at.clamp(max=len(scores) - 1)
        return scores[at], at, padding

    @torch.no_grad()
    def flat_labels(self, words: Words, style: str) -> list[str]:
        """One label for each word: the outermost quotes' pieces, paragraph by paragraph."""
        scores, _, padding = self.flat_paragraphs(words, self.contexts(words, STYLES.index(style)))
        transitions = self.crf._transitions.detach().numpy()
        found: list[str] = []
        for rows, hidden in zip(scores, padding, strict=True):
            tags, _ = viterbi_decode(rows[~hidden].numpy(), transitions)
            labels = [LABELS[tag] for tag in tags]
            # an inside that follows nothing of its kind opens a span
            found += [
                _opened(label) if not _allowed(before, label) else label for before, label in pairwise(("O", *labels))
            ]
        return found


@dataclass(frozen=True)
class Found:
    """A cue that the tagger found: the index of its head, the chances that it reports a statement and an attitude, and
    which runs of words [first, last) play which role.
    """

    head: int
    statement: float
    attitude: float
    roles: tuple[tuple[str, int, int], ...]

    def runs(self, role: str) -> list[tuple[int, int]]:
        """The runs of one role, in text order."""
        return [(first, last) for name, first, last in self.roles if name == role]


@torch.no_grad()
def find(tagger: QuoteTagger, words: Words, threshold: float, style: str = STYLES[0]) -> list[Found]:
    """The cues of an article whose chance reaches `threshold`, in text order, with what belongs to each."""
    contexts = tagger.contexts(words, STYLES.index(style))
    chances = tagger.cue(contexts).softmax(-1)
    cues = (1 - chances[:, 0] >= threshold).nonzero().flatten()
    found = []
    for some in cues.split(64) if len(cues) else ():
        at, scores = tagger.pairs(words, contexts, some)
        for cue, places, labels in zip(some.tolist(), at.tolist(), best_labels(scores, at >= 0), strict=True):
            runs = tuple(_runs(labels, places))
            found.append(Found(cue, float(chances[cue, 1]), float(chances[cue, 2]), runs))
    return found


def best_labels(scores: Tensor, present: Tensor) -> list[list[str]]:
    """For each of N rows of scores (N, S, L) the best sequence of LABELS in which every I- goes on from a B- or I- of
    its role, found for all rows at once (Viterbi 1967). What is not present (N, S) is O.
    """
    rewards = scores.masked_fill(~present[..., None], _NEVER)
    rewards[..., 0].masked_fill_(~present, 0.0)
    steps = rewards.transpose(0, 1).numpy()
    best = steps[0]
    origins = []
    for reward in steps[1:]:
        ways = best[:, :, None] + _TRANSITIONS
        origins.append(ways.argmax(1))
        best = ways.max(1) + reward
    path = [best.argmax(1)]
    rows = np.arange(len(best))
    for origin in reversed(origins):
        path.append(origin[rows, path[-1]])
    return [[LABELS[tag] for tag in row] for row in np.stack(path[::-1], 1).tolist()]


def _opened(label: str) -> str:
    return f"B-{label[2:]}"


def _allowed(before: str, after: str) -> bool:
    return not after.startswith("I-") or before[2:] == after[2:]


_NEVER = -1e4
_TRANSITIONS = np.array([[0.0 if _allowed(a, b) else _NEVER for b in LABELS] for a in LABELS], dtype=np.float32)


def _runs(labels: Sequence[str], places: Sequence[int]) -> list[tuple[str, int, int]]:
    """(role, first, last) of each stretch of words that one B- opens; `places` are the labels' words."""
    runs: list[tuple[str, int, int]] = []
    for i, label in zip(places, labels, strict=True):
        if label.startswith("I-") and runs and runs[-1][2] == i and runs[-1][0] == label[2:]:
            runs[-1] = (runs[-1][0], runs[-1][1], i + 1)
        elif label != "O":
            runs.append((label[2:], i, i + 1))
    return runs
