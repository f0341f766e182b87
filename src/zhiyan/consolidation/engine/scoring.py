"""How surely two texts ask for one thing: inner products of one row a text, read as a probability.

A row holds the text in the metric and its profile against the usual issues; each part is weighted so that the inner
product of two rows, plus a constant, is the log-odds that an office would answer both texts with one measure. The
weights were fitted (`python -m benchmarks.consolidation.fit`) on invented offices that the metric had not learned from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from zhiyan.consolidation.engine.catalogue import catalogue
from zhiyan.consolidation.engine.encoders import Encoder, Vectors, views
from zhiyan.consolidation.engine.space import Space, learned, seen, shipped
from zhiyan.consolidation.engine.text import bare, normalise

TRIGGER, EXCLUDE = 0.06, 0.1
"""What a word that points to an issue, and one that points away from it, count against a likeness."""
SHARP = 0.025
"""Temperature of the profile: a sharp one names the issue, a soft one its neighbourhood."""
PRIOR = 50
"""Texts for which the catalogue's mean stands in when the texts' own mean is taken."""
ROUND = 5
"""Decimals kept of a score before it is held against a threshold: cores and batches may differ in the last ones."""
LONGEST = 2_000
"""Signs of a text that are read for its meaning; the rest seldom says another thing."""
AT_ONCE = 2048


@dataclass(frozen=True)
class Weights:
    """What each part of a row counts, and the constant of the log-odds.

    `least`: the average log-odds from which two groups are proposed as one. Over some tenths F1 hardly changes and
    precision does: the stricter end was taken, as a wrong merge hides somebody's point and a missed one costs a click.
    """

    view: float
    profile: float
    constant: float
    least: float


BOTH = Weights(view=7.72, profile=3.16, constant=-5.11, least=-1.0)
"""Where each view has its own encoder."""
ALONE = Weights(view=5.65, profile=3.43, constant=-4.88, least=-1.4)
"""Where one encoder reads the text once, without its lead-ins."""

_learned: dict[str, Space] = {}


@dataclass(frozen=True)
class Rows:
    """What was read of texts, a row each.

    `joint` (n × parts): inner products are log-odds less `constant`, of which `least` makes one group; `bands` names
    its columns. `read`: the vectors as each of the `encoders` gave them; `centre`: the mean taken off them.
    """

    joint: Vectors
    constant: float
    least: float
    bands: Mapping[str, slice]
    read: tuple[Vectors, ...]
    encoders: tuple[str, ...]
    centre: Vectors

    def odds(self, a: int, b: int) -> float:
        """Log-odds that two texts ask for one thing."""
        return round(float(self.joint[a] @ self.joint[b]) + self.constant, ROUND)

    def profile(self, rows: slice) -> Vectors:
        """How some texts share themselves out over the usual issues (n × issues): each row sums to 1."""
        found = self.joint[rows, self.bands["profile"]] ** 2
        return np.asarray(found / found.sum(1, keepdims=True), np.float32)


def probability(odds: float) -> float:
    """Log-odds as a probability."""
    return round(1 / (1 + float(np.exp(-odds))), ROUND)


def space_of(encoder: Encoder) -> Space:
    """The space for an encoder: the one that ships, or learned at first use for one that an office brought."""
    found = shipped(encoder.name) or _learned.get(encoder.name)
    if found is None:
        found = _learned[encoder.name] = learned(encoder)
    return found


def rows(
    texts: Sequence[str],
    encoder: Encoder,
    centre: Vectors | None = None,
    told: Callable[[float], None] = lambda _share: None,
) -> Rows:
    """Every text's row, 5 KiB each. `centre`: that of texts that were read before, to be held against these.

    `told` is called with the share that is done, every few hundred texts; what it raises ends the reading.
    """
    readers, space = views(encoder), space_of(encoder)
    weights = BOTH if len(readers) > 1 else ALONE
    texts = [text[:LONGEST] for text in texts]
    plain = [bare(text) for text in texts]
    read = seen(encoder, texts, told)
    if centre is None:
        centre = mean_of(read, space.mean)
    view = space.metric.shape[1]
    bands = {"view": slice(view), "profile": slice(view, view + len(catalogue()))}
    joint = np.empty((len(texts), view + len(catalogue())), np.float32)
    for start in range(0, len(texts), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        whole = np.concatenate([one[part] for one in read], axis=1)
        near, shares = compared(plain[part], whole, space, centre)
        joint[part] = joined(near, shares, weights.view, weights.profile)
    names = tuple(one.name for one in readers)
    return Rows(joint, weights.constant, weights.least, bands, read, names, centre)


def compared(plain: Sequence[str], read: Vectors, space: Space, centre: Vectors) -> tuple[Vectors, Vectors]:
    """Texts in the metric, their own mean taken off, and how they share themselves out over the usual issues."""
    likeness = space.likeness(space.project(read))
    likeness += TRIGGER * np.minimum(hits(plain, "triggers"), 3) - EXCLUDE * np.minimum(hits(plain, "excludes"), 1)
    return space.project(read, centre), softmax(likeness, SHARP)


def joined(near: Vectors, shares: Vectors, view: float, profile: float) -> Vectors:
    """Rows whose inner products are what view and profile count together."""
    return np.concatenate([np.sqrt(view) * near, np.sqrt(profile * shares)], axis=1, dtype=np.float32)


def mean_of(read: tuple[Vectors, ...], mean: Vectors) -> Vectors:
    """The texts' own mean, drawn towards the catalogue's where they are few."""
    total = np.concatenate([one.sum(0) for one in read])
    found: Vectors = ((total + PRIOR * mean) / (len(read[0]) + PRIOR)).astype(np.float32)
    return found


def hits(texts: Sequence[str], kind: str) -> Vectors:
    """How many words of each issue's `kind` occur in each text (n × issues)."""
    known = words(kind)
    places: list[int] = []
    issues: list[int] = []
    for row, text in enumerate(texts):
        starts = {text[at : at + 2] for at in range(len(text))}.union(text)
        for start in starts & known.keys():
            for word, pointed in known[start].items():
                if word in text:
                    places += [row] * len(pointed)
                    issues += pointed
    found = np.zeros((len(texts), len(catalogue())), np.float32)
    np.add.at(found, (places, issues), 1)
    return found


@cache
def words(kind: str) -> dict[str, dict[str, list[int]]]:
    """First two signs → word → the numbers of the issues that it points to, or away from."""
    found: dict[str, dict[str, list[int]]] = {}
    for number, one in enumerate(catalogue()):
        for word in map(normalise, getattr(one, kind)):
            found.setdefault(word[:2], {}).setdefault(word, []).append(number)
    return found


def softmax(scores: Vectors, temperature: float) -> Vectors:
    """Shares that sum to 1 in a row."""
    raised = np.exp((scores - scores.max(1, keepdims=True)) / temperature)
    shares: Vectors = (raised / raised.sum(1, keepdims=True)).astype(np.float32)
    return shares
