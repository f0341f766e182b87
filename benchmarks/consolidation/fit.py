"""`python -m benchmarks.consolidation.fit`: a row's weights, fitted on offices that the metric has not learned from.

The offices of `training/offices` are dealt into folds; for each the metric is learned from the others, and the pairs
of its texts are asked for. A logistic model over all of them gives what view, profile and constant count. Groups are
then made at several thresholds. Prints what `scoring.BOTH` and `scoring.ALONE` hold.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.consolidation.metrics import Score, b_cubed, grouping
from benchmarks.consolidation.vectors import FAST, FINE
from zhiyan.consolidation.engine.encoders import Both, Encoder, Vectors
from zhiyan.consolidation.engine.grouping import Grouping
from zhiyan.consolidation.engine.learned import logistic
from zhiyan.consolidation.engine.learning import learned_metric
from zhiyan.consolidation.engine.offices import Opinion, offices
from zhiyan.consolidation.engine.scoring import compared, joined, mean_of
from zhiyan.consolidation.engine.space import Space, seen
from zhiyan.consolidation.engine.text import bare

FOLDS = 3
LEAST = (-1.6, -1.4, -1.2, -1.0, -0.8, -0.6)


@dataclass(frozen=True)
class Seen:
    """An office's texts in a metric that has not learned from them: view and profile (n × …), and their issues."""

    near: Vectors
    shares: Vectors
    issue: list[str]

    def pairs(self) -> tuple[Vectors, NDArray[np.bool_]]:
        """For each pair what view and profile say (pairs × 2), and whether it is one issue."""
        upper = np.triu_indices(len(self.issue), 1)
        roots = np.sqrt(self.shares)
        said = np.stack([(self.near @ self.near.T)[upper], (roots @ roots.T)[upper]], axis=1)
        issue = np.array(self.issue)
        return said, np.asarray((issue[:, None] == issue)[upper])


def main() -> int:
    """Fit, and print."""
    for encoder in (Both(FINE, FAST), FAST):
        held = strange(encoder)
        told = [one.pairs() for one in held]
        said, same = np.concatenate([x for x, _y in told]), np.concatenate([y for _x, y in told])
        view, profile, constant = logistic(said, same, np.ones(len(same), np.float32), 1e-3).tolist()
        precision = np.mean([average_precision(x @ [view, profile], y) for x, y in told])
        sys.stdout.write(f"{encoder.name}: view {view:.2f}, profile {profile:.2f}, constant {constant:.2f}\n")
        sys.stdout.write(f"  average precision over pairs {precision:.3f}\n")
        for least in LEAST:
            found = [groups(one, view, profile, least - constant) for one in held]
            f1, right = np.mean([one.f1 for one in found]), np.mean([one.precision for one in found])
            sys.stdout.write(f"  least {least}: B-cubed F1 {f1:.3f}, precision {right:.3f}\n")
        sys.stdout.flush()
    return 0


def strange(encoder: Encoder) -> list[Seen]:
    """Every office as seen by a metric that learned from the offices of the other folds."""
    known = offices()
    found = []
    for fold in range(FOLDS):
        left_out = list(known)[fold::FOLDS]
        space = learned_metric(encoder, {name: said for name, said in known.items() if name not in left_out})
        found += [_seen(known[name], encoder, space) for name in left_out]
    return found


def _seen(said: Sequence[Opinion], encoder: Encoder, space: Space) -> Seen:
    texts = [one.text for one in said]
    read = seen(encoder, texts)
    whole = np.concatenate(read, axis=1)
    near, shares = compared([bare(text) for text in texts], whole, space, mean_of(read, space.mean))
    return Seen(near, shares, [one.issue for one in said])


def groups(one: Seen, view: float, profile: float, least: float) -> Score:
    """How good the groups are that such weights make."""
    joint = joined(one.near, one.shares, view, profile)
    names = [str(number) for number in range(len(one.issue))]
    made = [[names[row] for row in group] for group in Grouping(joint, least).groups()]
    return b_cubed(grouping(made), dict(zip(names, one.issue, strict=True)))


def average_precision(odds: NDArray[np.float64], same: NDArray[np.bool_]) -> float:
    """Mean precision at each pair that is one issue, the likeliest pairs first."""
    right = same[np.argsort(-odds, kind="stable")]
    return float((np.cumsum(right) / np.arange(1, len(right) + 1))[right].mean())


if __name__ == "__main__":
    raise SystemExit(main())
