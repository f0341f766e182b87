"""What guessing reaches: the bound of hits by luck, and the AUC of pairs within strata."""

from __future__ import annotations

import bisect
import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


def guessing_bound(chances: Sequence[float], level: float = 0.99) -> int:
    """The smallest number of hits that guessing exceeds with probability at most 1 - `level` (one-sided).

    `chances` holds for each opinion the chance of one guess among the persons who may have written it, so that the
    number of hits follows a Poisson binomial distribution, summed up exactly.
    """
    width = int(sum(chances) + 12 * math.sqrt(sum(p * (1 - p) for p in chances)) + 20)
    found = [1.0] + [0.0] * width
    top = 0
    for chance in chances:
        top = min(top + 1, width)
        for hits in range(top, 0, -1):
            found[hits] = found[hits] * (1 - chance) + found[hits - 1] * chance
        found[0] *= 1 - chance
    below = 0.0
    for hits, probability in enumerate(found):
        below += probability
        if below >= level:
            return hits
    return len(chances)


@dataclass(frozen=True)
class Auc:
    """Probability that a same-writer pair scores over another pair of its stratum; `same` pairs were compared."""

    value: float
    same: int

    def tolerance(self, sigmas: float = 4.0) -> float:
        """How far from one half luck alone may carry it; pairs of one writer hang together, hence the factor 1.5."""
        return sigmas * 1.5 / math.sqrt(12 * max(self.same, 1))


def stratified_auc(pairs: Iterable[tuple[Hashable, bool, float]]) -> Auc:
    """AUC over (stratum, same writer, score), each same-writer pair compared within its stratum; ties count half."""
    same: dict[Hashable, list[float]] = defaultdict(list)
    other: dict[Hashable, list[float]] = defaultdict(list)
    for stratum, alike, score in pairs:
        (same if alike else other)[stratum].append(score)
    won, compared = 0.0, 0
    for stratum, scores in same.items():
        rest = sorted(other[stratum])
        if not rest:
            continue
        for score in scores:
            low, high = bisect.bisect_left(rest, score), bisect.bisect_right(rest, score)
            won += (low + (high - low) / 2) / len(rest)
        compared += len(scores)
    return Auc(won / compared if compared else 0.5, compared)
