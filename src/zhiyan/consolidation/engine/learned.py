"""Small linear models over an encoder's vectors: learned from labelled texts by NumPy alone, the same on every run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyan.consolidation.engine.encoders import Vectors

STEPS = 40
KEPT, SCALE = 128, 0.3
"""Directions of an encoder's vectors that are weighed, and their spread beside what else is."""


@dataclass(frozen=True)
class Model:
    """Weights, the constant last, of vectors once their `mean` is off and they are turned by `axes` (d × k)."""

    mean: Vectors
    axes: Vectors
    weights: Vectors

    def weighed(self, read: Vectors, weights: Vectors) -> Vectors:
        """What some of the weights, one for each direction, make of an encoder's vectors."""
        return np.asarray((read - self.mean) @ (self.axes @ weights), np.float32)

    def save(self, folder: Path, kind: str, name: str) -> None:
        """Write the file that `shipped` reads."""
        axes_ = self.axes.astype(np.float16)
        np.savez_compressed(folder / f"{kind}-{name}.npz", mean=self.mean, axes=axes_, weights=self.weights)


@cache
def shipped(kind: str, name: str) -> Model | None:
    """The model of this kind (aspects, praise) that ships for an encoder of this name; None where there is none."""
    path = files(__package__).joinpath("spaces", f"{kind}-{name}.npz")
    if not path.is_file():
        return None
    with path.open("rb") as stream, np.load(stream) as held:
        return Model(*(held[part].astype(np.float32) for part in ("mean", "axes", "weights")))


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


def axes(rows: Vectors, softened: float = 0.3, kept: int = KEPT) -> tuple[Vectors, Vectors]:
    """Mean of the rows, and the directions in which they differ most, each scaled to like spread (d × `kept`)."""
    mean = rows.mean(0)
    values, turned = np.linalg.eigh(np.cov((rows - mean).T.astype(np.float64)))
    values, turned = values[::-1][:kept], turned[:, ::-1][:, :kept]
    return mean, SCALE * (turned / np.sqrt(values + softened * values.mean())).astype(np.float32)
