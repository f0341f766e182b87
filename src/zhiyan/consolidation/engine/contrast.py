"""A metric sharpened by contrast: two askers of one thing nearer than askers of other things, within one office.

Supervised contrastive learning (Khosla and others, 2020) of one linear map, by Adam, from a fixed start; NumPy alone.
A batch is drawn within one source, the catalogue or an office: across two offices the same issue has two names.
It is learned for the encoders that ship (see `learning.py`); an office's own encoder has the metric of `space`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zhiyan.consolidation.engine.encoders import Vectors, unit

STEPS, RATE = 2400, 2e-3
ISSUES, VOICES = 64, 5
"""Issues in a batch, and texts of each, at most."""
OFFICES = 0.5
"""Share of the batches that are drawn from offices; the others come from the catalogue."""
HEAT = 12.0
"""What a likeness of 1 counts."""
DROPPED = 0.3
"""Share of the numbers of a text that are left out at each step, so that it leans on none."""
PULL = 1e-3
"""How strongly the map is drawn towards its start."""

Source = tuple[Vectors, NDArray[np.int32]]
"""Texts (m × d), centred and of like spread, and the issue of each."""


def sharpened(usual: Source, offices: Sequence[Source], start: Vectors) -> Vectors:
    """The map (d × k) that the start becomes. `usual`: the catalogue's phrases."""
    drawn = np.random.default_rng(0)
    sources = [(rows, members) for rows, owner in (usual, *offices) if (members := _members(owner))]
    found, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, STEPS + 1):
        apart = len(sources) > 1 and drawn.random() < OFFICES
        rows, members = sources[int(drawn.integers(1, len(sources))) if apart else 0]
        chosen = [members[number] for number in drawn.permutation(len(members))[:ISSUES]]
        voices = [drawn.permutation(held)[:VOICES] for held in chosen]
        batch, owner = np.concatenate(voices), np.repeat(np.arange(len(voices)), [len(one) for one in voices])
        kept = drawn.random((len(batch), rows.shape[1])) > DROPPED
        slope = _slope(rows[batch] * kept / np.float32(1 - DROPPED), owner, found) + PULL * (found - start)
        first = np.asarray(0.9 * first + 0.1 * slope, np.float32)
        second = np.asarray(0.99 * second + 0.01 * slope**2, np.float32)
        rate = RATE * min(1.0, 2 * (1 - step / STEPS) + 0.02)
        found = found - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return np.asarray(found, np.float32)


def _members(owner: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """The rows of every issue that has more than one."""
    return [held for one in np.unique(owner) if len(held := np.flatnonzero(owner == one)) > 1]


def _slope(rows: Vectors, owner: NDArray[np.int64], held: Vectors) -> Vectors:
    """The gradient of the loss: how surely each text is told from the others by its own issue's texts."""
    laid = rows @ held
    length = np.linalg.norm(laid, axis=1, keepdims=True) + 1e-9
    near = unit(laid)
    odds = HEAT * near @ near.T
    np.fill_diagonal(odds, -1e9)
    share = np.exp(odds - odds.max(1, keepdims=True))
    share /= share.sum(1, keepdims=True)
    same = (owner[:, None] == owner) & ~np.eye(len(owner), dtype=bool)
    wrong = HEAT * (share - same / np.maximum(same.sum(1, keepdims=True), 1)) / len(owner)
    moved = (wrong + wrong.T) @ near
    return np.asarray(rows.T @ ((moved - near * (moved * near).sum(1, keepdims=True)) / length), np.float32)
