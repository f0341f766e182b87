"""How surely two texts ask for one thing: inner products of one row a text, read as a probability.

A row holds the text in the metric (without and with its lead-ins) and its profile against the usual issues; each part
is weighted so that the inner product of two rows, plus a constant, is the log-odds that an office would answer both
texts with one measure. The weights were fitted on the tuning half of `benchmarks/data` with both encoders that ship.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from zhiyan.consolidation.engine.catalogue import catalogue
from zhiyan.consolidation.engine.encoders import Encoder, Vectors
from zhiyan.consolidation.engine.learning import learned
from zhiyan.consolidation.engine.space import Space, shipped
from zhiyan.consolidation.engine.text import bare, normalise

TRIGGER, EXCLUDE = 0.06, 0.1
"""What a word that points to an issue, and one that points away from it, count against a likeness."""
SHARP, SOFT = 0.04, 0.08
"""Temperatures of the two profiles: a sharp one names the issue, a soft one its neighbourhood."""
PRIOR = 50
"""Texts for which the catalogue's mean stands in when the texts' own mean is taken."""
WEIGHTS = {"bare": 2.7, "raw": 2.57, "sharp": 5.54, "soft": 1.34}
CONSTANT = -6.79
ROUND = 5
"""Decimals kept of a score before it is held against a threshold: cores and batches may differ in the last ones."""


_learned: dict[str, Space] = {}


@dataclass(frozen=True)
class Rows:
    """`joint` (n × parts): inner products are log-odds less the constant. `profile` (n × issues) sums to 1 in a row.

    `centres`: the means that were taken off the two readings, for texts that are read later.
    """

    joint: Vectors
    profile: Vectors
    centres: tuple[Vectors, Vectors]

    def odds(self, a: int, b: int) -> float:
        """Log-odds that two texts ask for one thing."""
        return round(float(self.joint[a] @ self.joint[b]) + CONSTANT, ROUND)


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
    texts: Sequence[str], encoder: Encoder, *, centres: tuple[Vectors, Vectors] | None = None, views: int = 2
) -> Rows:
    """Every text's row, 4 KiB each. `centres`: of texts read before; `views` 1: without their lead-ins alone."""
    space = space_of(encoder)
    plain, whole = [bare(text) for text in texts], [normalise(text) or text for text in texts]
    first = encoder.encode(plain)
    read = first, encoder.encode(whole) if views == 2 else first
    centres = centres or (centre(read[0], space.mean), centre(read[1], space.mean))
    likeness = 0.6 * space.likeness(space.project(read[0])) + 0.4 * space.likeness(space.project(read[1]))
    likeness += TRIGGER * np.minimum(hits(plain, "triggers"), 3) - EXCLUDE * np.minimum(hits(plain, "excludes"), 1)
    sharp, soft = softmax(likeness, SHARP), softmax(likeness, SOFT)
    parts = {
        "bare": space.project(read[0], centres[0]),
        "raw": space.project(read[1], centres[1]),
        "sharp": np.sqrt(sharp),
        "soft": np.sqrt(soft),
    }
    joint = np.concatenate([np.sqrt(WEIGHTS[name]) * part for name, part in parts.items()], axis=1)
    return Rows(joint.astype(np.float32), sharp, centres)


def centre(read: Vectors, mean: Vectors) -> Vectors:
    """The texts' own mean, drawn towards the catalogue's where they are few."""
    found: Vectors = ((read.sum(0) + PRIOR * mean) / (len(read) + PRIOR)).astype(np.float32)
    return found


def hits(texts: Sequence[str], kind: str) -> Vectors:
    """How many words of each issue's `kind` occur in each text (n × issues)."""
    found = np.zeros((len(texts), len(catalogue())), np.float32)
    known = words(kind)
    for row, text in enumerate(texts):
        starts = {text[at : at + n] for at in range(len(text)) for n in (1, 2)}
        for start in starts & known.keys():
            for word, issues in known[start].items():
                if word in text:
                    found[row, issues] += 1
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
