"""What was learned from the catalogue for an encoder: a metric, and where the usual issues lie in it.

Two askers of one thing are nearer under the metric (within-class covariance of the catalogue's phrases, whitened; the
directions in which issues differ, kept) than under the plain angle. `learning.py` makes the file that ships.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from zhiyan.consolidation.engine.catalogue import PRAISE, catalogue
from zhiyan.consolidation.engine.encoders import Encoder, Vectors, unit, views
from zhiyan.consolidation.engine.text import bare, normalise

KEPT = 128
"""Directions of the metric that are kept."""
SHRINK = 0.8
"""How far the within-class covariance is drawn towards a round one: a dozen phrases an issue are few."""
READ_AT_ONCE = 512
"""Texts given to an encoder at once."""
AT_ONCE = 128
"""Rows compared with all phrases at once: few enough for the processor's cache."""
BEST = 4
"""Phrases of an issue that speak for it: the nearest counts half, the mean of these the other half."""


@dataclass(frozen=True)
class Space:
    """Mean (d), metric (d × k), phrases in it (m × k) and the issue of each phrase (m).

    Where two encoders read, d counts the numbers of both, one beside the other.
    """

    mean: Vectors
    metric: Vectors
    phrases: Vectors
    owner: NDArray[np.int32]

    def project(self, rows: Vectors, mean: Vectors | None = None) -> Vectors:
        """Encoder's rows in the metric, of length 1."""
        return unit(np.asarray((rows - (self.mean if mean is None else mean)) @ self.metric, np.float32))

    def likeness(self, rows: Vectors) -> Vectors:
        """How like each issue of the catalogue the projected rows are (n × issues)."""
        slots = _slots(self.owner)
        held = np.minimum(np.bincount(self.owner), BEST)
        found = np.empty((len(rows), slots.shape[1]), np.float32)
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            best = [np.full((len(part), slots.shape[1]), -np.inf, np.float32) for _n in range(BEST)]
            for slot in slots:
                near = part @ self.phrases[slot].T
                near[:, slot < 0] = -np.inf
                for kept in best:  # each keeps the larger and hands the smaller on
                    smaller = np.minimum(kept, near)
                    np.maximum(kept, near, out=kept)
                    near = smaller
            told = np.where(np.isfinite(best), best, 0).sum(0) / held
            found[start : start + AT_ONCE] = 0.5 * best[0] + 0.5 * told
        return found


def _slots(owner: NDArray[np.int32]) -> NDArray[np.int32]:
    """The first phrase of each issue in the first row, the second in the second…; -1 where it has no more."""
    numbers = np.arange(len(owner)) - np.searchsorted(owner, owner)
    slots = np.full((numbers.max() + 1, owner.max() + 1), -1, np.int32)
    slots[numbers, owner] = np.arange(len(owner))
    return slots


def learn(rows: Vectors, owner: NDArray[np.int32], kept: int = KEPT, shrink: float = SHRINK) -> Space:
    """The space from the catalogue's phrases as they are read, by issue. Praise does not shape the metric."""
    problem = np.array([one.complaint != PRAISE for one in catalogue()])[owner]
    x, classes = rows[problem], np.unique(owner[problem], return_inverse=True)[1]
    mean = x.mean(0)
    centres = np.stack([x[classes == one].mean(0) for one in range(classes.max() + 1)]) - mean
    rest = (x - mean) - centres[classes]
    within = rest.T @ rest / len(x)
    size = len(within)
    within = (1 - shrink) * within + shrink * np.trace(within) / size * np.eye(size)
    values, axes = np.linalg.eigh(within)
    whiten = axes @ np.diag(values**-0.5) @ axes.T
    _values, between = np.linalg.eigh(np.cov((centres @ whiten).T))
    metric = (whiten @ between[:, ::-1][:, :kept]).astype(np.float32)
    return placed(rows, owner, mean.astype(np.float32), metric)


def placed(rows: Vectors, owner: NDArray[np.int32], mean: Vectors, metric: Vectors) -> Space:
    """The space of a metric: the phrases laid in it."""
    return Space(mean, metric, unit(np.asarray((rows - mean) @ metric, np.float32)), owner)


def learned(encoder: Encoder) -> Space:
    """The space of an encoder: every phrase of the catalogue read once."""
    return learn(*catalogue_read(encoder))


def catalogue_read(encoder: Encoder) -> tuple[Vectors, NDArray[np.int32]]:
    """Every phrase of the catalogue as an encoder sees it, and the issue it belongs to."""
    phrases = [(number, phrase) for number, one in enumerate(catalogue()) for phrase in one.phrases]
    rows = np.concatenate(seen(encoder, [phrase for _number, phrase in phrases]), axis=1)
    return rows, np.array([number for number, _phrase in phrases], np.int32)


def seen(
    encoder: Encoder, texts: Sequence[str], told: Callable[[float], None] = lambda _share: None
) -> tuple[Vectors, ...]:
    """The vectors of texts, one table for each that reads: without lead-ins, and, where two read, as they stand.

    Read some hundred at a time; `told` is called with the share of a reader's that is done.
    """
    readers = views(encoder)
    given = [[bare(text) for text in texts], [normalise(text) or text for text in texts]]
    return tuple(_read(reader, own, told) for reader, own in zip(readers, given, strict=False))


def _read(encoder: Encoder, texts: Sequence[str], told: Callable[[float], None]) -> Vectors:
    first = encoder.encode(texts[:READ_AT_ONCE])
    found = np.empty((len(texts), first.shape[1]), np.float32)
    found[: len(first)] = first
    for start in range(READ_AT_ONCE, len(texts), READ_AT_ONCE):
        told(start / len(texts))
        found[start : start + READ_AT_ONCE] = encoder.encode(texts[start : start + READ_AT_ONCE])
    return found


def fingerprint() -> str:
    """SHA-256 over the catalogue's phrases: a space that was learned from others is not used."""
    text = "\n".join(f"{one.slug}\t{phrase}" for one in catalogue() for phrase in one.phrases)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def shipped(name: str) -> Space | None:
    """The space that ships for the encoder of this name; None where there is none for today's catalogue."""
    path = files(__package__).joinpath("spaces", f"{name}.npz")
    if not path.is_file():
        return None
    with path.open("rb") as stream, np.load(stream) as held:
        if str(held["catalogue"]) != fingerprint():
            return None
        owner = held["owner"].astype(np.int32)
        return Space(held["mean"], held["metric"], held["phrases"].astype(np.float32), owner)
