"""How surely two texts ask for one thing: inner products of one row a text, read as a probability.

A row holds the text in the metric (without its lead-ins, and as it stands) and its profile against the usual issues;
each part is weighted so that the inner product of two rows, plus a constant, is the log-odds that an office would
answer both texts with one measure. The weights were fitted on the tuning half of `benchmarks/data` with three in ten
issues of the catalogue hidden at random: an office has issues that the catalogue does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise, starmap

import numpy as np

from zhiyan.consolidation.engine.catalogue import catalogue
from zhiyan.consolidation.engine.encoders import MANY, Encoder, Vectors, views
from zhiyan.consolidation.engine.space import Space, learned, shipped
from zhiyan.consolidation.engine.text import bare, normalise

TRIGGER, EXCLUDE = 0.06, 0.1
"""What a word that points to an issue, and one that points away from it, count against a likeness."""
SHARP, SOFT = 0.04, 0.08
"""Temperatures of the two profiles: a sharp one names the issue, a soft one its neighbourhood."""
PRIOR = 50
"""Texts for which the catalogue's mean stands in when the texts' own mean is taken."""
ROUND = 5
"""Decimals kept of a score before it is held against a threshold: cores and batches may differ in the last ones."""
LONGEST = 2_000
"""Signs of a text that are read for its meaning; the rest seldom says another thing."""
READ_AT_ONCE, AT_ONCE = 512, 2048
BANDS = "bare", "raw", "sharp", "soft"


@dataclass(frozen=True)
class Weights:
    """What each part of a row counts, what the second view counts in the profile, and the constant of the log-odds.

    `least`: the average log-odds from which two groups are proposed as one.
    """

    bare: float
    raw: float
    sharp: float
    soft: float
    constant: float
    least: float
    second: float = 0.0


BOTH = Weights(bare=4.66, raw=2.68, sharp=4.04, soft=1.03, constant=-6.59, least=-0.9, second=0.4)
"""Where each view has its own encoder."""
ALONE = Weights(bare=4.84, raw=0.0, sharp=4.89, soft=1.63, constant=-6.62, least=-0.4)
"""Where one encoder reads the text once, without its lead-ins."""

_learned: dict[str, Space] = {}


@dataclass(frozen=True)
class Rows:
    """What was read of texts, a row each.

    `joint` (n × parts): inner products are log-odds less `constant`, of which `least` makes one group; `bands` names
    its columns. `profile` (n × issues) sums to 1 in a row. `read`: the vectors of both views as `encoders` gave them;
    `centres`: the means taken off them.
    """

    joint: Vectors
    profile: Vectors
    constant: float
    least: float
    bands: Mapping[str, slice]
    read: tuple[Vectors, Vectors]
    encoders: tuple[str, str]
    centres: tuple[Vectors, Vectors]

    def odds(self, a: int, b: int) -> float:
        """Log-odds that two texts ask for one thing."""
        return round(float(self.joint[a] @ self.joint[b]) + self.constant, ROUND)


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
    centres: tuple[Vectors, Vectors] | None = None,
    told: Callable[[float], None] = lambda _share: None,
) -> Rows:
    """Every text's row, 6 KiB each. `centres`: those of texts that were read before, to be held against these.

    `told` is called with the share that is done, every few hundred texts; what it raises ends the reading.
    """
    readers = views(encoder)
    spaces = space_of(readers[0]), space_of(readers[1])
    texts = [text[:LONGEST] for text in texts]
    plain = [bare(text) for text in texts]
    first = _read(readers[0], plain, told)
    alone = readers[1] is readers[0]
    read = first, first if alone else _read(readers[1], [normalise(text) or text for text in texts], told)
    centres = centres or (centre(read[0], spaces[0].mean), centre(read[1], spaces[1].mean))
    weights = ALONE if alone else BOTH
    edges = _edges(spaces[:1] if alone else spaces)
    joint = np.empty((len(texts), edges[-1]), np.float32)
    # Of very many texts what is not compared is kept in half the room.
    profile = np.empty((len(texts), len(catalogue())), np.float32 if len(texts) <= MANY else np.float16)
    for start in range(0, len(texts), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        near = [space.project(rows_[part]) for space, rows_ in zip(spaces, read, strict=True)]
        sharp, soft = _profiles(plain[part], near, spaces, 0.0 if alone else weights.second)
        own = [np.sqrt(weights.bare) * spaces[0].project(read[0][part], centres[0])]
        own += [] if alone else [np.sqrt(weights.raw) * spaces[1].project(read[1][part], centres[1])]
        joint[part] = np.concatenate([*own, np.sqrt(weights.sharp * sharp), np.sqrt(weights.soft * soft)], axis=1)
        profile[part] = sharp
    bands = dict(zip(("bare", "sharp", "soft") if alone else BANDS, starmap(slice, pairwise(edges)), strict=True))
    names = readers[0].name, readers[1].name
    return Rows(joint, profile, weights.constant, weights.least, bands, read, names, centres)


def _read(encoder: Encoder, texts: Sequence[str], told: Callable[[float], None]) -> Vectors:
    """The encoder's vectors, some hundred texts at a time."""
    first = encoder.encode(texts[:READ_AT_ONCE])
    found = np.empty((len(texts), first.shape[1]), np.float32)
    found[: len(first)] = first
    for start in range(READ_AT_ONCE, len(texts), READ_AT_ONCE):
        told(start / len(texts))
        found[start : start + READ_AT_ONCE] = encoder.encode(texts[start : start + READ_AT_ONCE])
    return found


def _edges(spaces: Sequence[Space]) -> list[int]:
    """Where the bands of a row begin and end."""
    return [0, *accumulate([*(space.metric.shape[1] for space in spaces), len(catalogue()), len(catalogue())])]


def _profiles(
    plain: Sequence[str], near: Sequence[Vectors], spaces: Sequence[Space], second: float
) -> tuple[Vectors, Vectors]:
    """How the texts share themselves out over the usual issues, sharply and softly."""
    likeness = (1 - second) * spaces[0].likeness(near[0])
    if second:
        likeness += second * spaces[1].likeness(near[1])
    likeness += TRIGGER * np.minimum(hits(plain, "triggers"), 3) - EXCLUDE * np.minimum(hits(plain, "excludes"), 1)
    return softmax(likeness, SHARP), softmax(likeness, SOFT)


def centre(read: Vectors, mean: Vectors) -> Vectors:
    """The texts' own mean, drawn towards the catalogue's where they are few."""
    found: Vectors = ((read.sum(0) + PRIOR * mean) / (len(read) + PRIOR)).astype(np.float32)
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
