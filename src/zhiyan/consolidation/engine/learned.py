"""Learning small linear models from labelled texts: NumPy alone, the same weights on every run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from zhiyan.consolidation.engine.encoders import Vectors

STEPS = 40


def logistic(rows: Vectors, right: NDArray[np.bool_], weight: Vectors, shrink: float) -> Vectors:
    """Weights of the columns and, last, the constant: logistic regression, drawn towards zero by `shrink` (Newton)."""
    x = np.concatenate([rows, np.ones((len(rows), 1))], axis=1).astype(np.float64)
    drawn = np.full(x.shape[1], shrink)
    drawn[-1] = 1e-2
    found = np.zeros(x.shape[1])
    for _step in range(STEPS):
        share = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        slope = x.T @ (weight * (share - right)) + drawn * found
        bend = (x * (weight * share * (1 - share))[:, None]).T @ x + np.diag(drawn)
        step = np.linalg.solve(bend, slope)
        found -= step
        if np.abs(step).max() < 1e-4:
            break
    return found.astype(np.float32)


def axes(rows: Vectors, kept: int, softened: float = 0.3) -> tuple[Vectors, Vectors]:
    """Mean of the rows, and the directions in which they differ most, each scaled to like spread (d × kept)."""
    mean = rows.mean(0)
    values, turned = np.linalg.eigh(np.cov((rows - mean).T.astype(np.float64)))
    values, turned = values[::-1][:kept], turned[:, ::-1][:, :kept]
    return mean, (turned / np.sqrt(values + softened * values.mean())).astype(np.float32)
