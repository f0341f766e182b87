"""Measures of grouping and of flags: pure functions over plain data. A grouping is a mapping from id to group name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Grouping = Mapping[str, Hashable]


@dataclass(frozen=True)
class Score:
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where both are 0."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Missed:
    """A flag against the gold: ids missed, ids flagged for nothing, and how many there were to find."""

    missed: tuple[str, ...]
    false: tuple[str, ...]
    total: int


def grouping(groups: Iterable[Iterable[str]]) -> dict[str, int]:
    """Groups as a mapping from id to the number of its group. Raises ValueError where an id stands twice."""
    found: dict[str, int] = {}
    for number, group in enumerate(groups):
        for key in group:
            if key in found:
                raise ValueError(f"{key} stands in two groups")
            found[key] = number
    return found


def overlaps(
    found: Grouping, gold: Grouping
) -> tuple[Counter[tuple[Hashable, Hashable]], Counter[Hashable], Counter[Hashable]]:
    """How many ids each found and gold group share, and the sizes of both. Raises ValueError where the ids differ."""
    if set(found) != set(gold):
        raise ValueError("found and gold do not hold the same ids")
    shared = Counter((found[key], gold[key]) for key in gold)
    return shared, Counter(found.values()), Counter(gold.values())


def b_cubed(found: Grouping, gold: Grouping) -> Score:
    """B-cubed (Bagga, Baldwin 1998): of each id's group the share that belongs, of its issue the share in it."""
    shared, sizes, issues = overlaps(found, gold)
    if not gold:
        return Score(1.0, 1.0)
    precision = sum(n * n / sizes[group] for (group, _issue), n in shared.items())
    recall = sum(n * n / issues[issue] for (_group, issue), n in shared.items())
    return Score(precision / len(gold), recall / len(gold))


def pairwise(found: Grouping, gold: Grouping) -> Score:
    """Over all pairs of ids: of those put together how many belong, of those that belong how many were put together."""
    shared, sizes, issues = overlaps(found, gold)
    right, together, belong = (sum(map(pairs, counts.values())) for counts in (shared, sizes, issues))
    return Score(right / together if together else 1.0, right / belong if belong else 1.0)


def adjusted_rand(found: Grouping, gold: Grouping) -> float:
    """Rand index adjusted for chance (Hubert and Arabie 1985): 0 as good as chance, 1 the same groups."""
    shared, sizes, issues = overlaps(found, gold)
    right, together, belong = (sum(map(pairs, counts.values())) for counts in (shared, sizes, issues))
    every = pairs(len(gold))
    chance = together * belong / every if every else 0.0
    most = (together + belong) / 2
    return 1.0 if most == chance else (right - chance) / (most - chance)


def pairs(n: int) -> int:
    """How many pairs n things make."""
    return n * (n - 1) // 2


def among_first(ranked: Mapping[str, Sequence[str]], gold: Mapping[str, str], first: int) -> float:
    """Share of ids whose gold value stands among the first so many of their ranking."""
    return sum(value in ranked[key][:first] for key, value in gold.items()) / len(gold) if gold else 1.0


def same_target(found: str | None, gold: str | None) -> bool:
    """Whether two targets are one; the program stores nobody named as the team."""
    return (found or "team") == (gold or "team")


def flagged(found: Collection[str], gold: Collection[str]) -> Missed:
    """Which ids were missed and which flagged for nothing."""
    return Missed(tuple(sorted(set(gold) - set(found))), tuple(sorted(set(found) - set(gold))), len(set(gold)))
