"""Where two texts share passages (相同段落): the same signs, or nearly, with the place in both.

Texts are compared by their letters, Han characters and digits alone, in unified forms; places count in the texts as
given. Six signs in a row that both hold are a seed; seeds that follow one another are a run; runs with small gaps
between them, in both texts, are a passage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zhiyan.consolidation.engine.text import normalise

SEED = 6
"""Signs in a row that start a comparison."""
GAP = 8
"""Signs of either text that may differ inside a passage, each time."""
OFTEN = 8
"""Times that a seed counts in one text: its first ones."""
COMMON = 400
"""A seed that stands in more places than this is a stock phrase, and starts nothing."""

Run = tuple[int, int, int]
"""Start in the first text, start in the second, length; in signs."""


@dataclass(frozen=True)
class Shared:
    """A passage in both texts, `[start, end)` of each as given; `exact`: no sign differs."""

    first: tuple[int, int]
    second: tuple[int, int]
    exact: bool


@dataclass(frozen=True)
class Signs:
    """A text's signs that are compared, and where each stands in the text."""

    line: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Signs `[start, end)` as a span of the text."""
        return self.at[start], self.at[end - 1] + 1


@lru_cache(maxsize=8192)
def _sign(one: str) -> str:
    return "".join(c for c in normalise(one) if c.isalnum())


def signs(text: str) -> Signs:
    """The signs of a text that are compared."""
    found = [(c, at) for at, one in enumerate(text) for c in _sign(one)]
    return Signs("".join(c for c, _at in found), tuple(at for _c, at in found))


def seeds(line: str, size: int = SEED) -> Iterator[str]:
    """Every `size` signs in a row, from the left."""
    return (line[at : at + size] for at in range(len(line) - size + 1))


def places(line: str, size: int = SEED) -> dict[str, list[int]]:
    """Where each seed stands in a line."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, seed in enumerate(seeds(line, size)):
        if len(held := found[seed]) < OFTEN:
            held.append(at)
    return found


def between(a: Signs, b: Signs, size: int = SEED) -> list[Run]:
    """The runs of two texts."""
    left, right = places(a.line, size), places(b.line, size)
    hits = [(at, other) for seed in left.keys() & right.keys() for at in left[seed] for other in right[seed]]
    return _runs(hits, size)


def among(texts: Sequence[Signs], split: int | None, stock: Iterable[str]) -> dict[tuple[int, int], list[Run]]:
    """The runs of all pairs of texts that share a seed; with `split`, of one text before it and one from it on.

    Seeds of the lines in `stock` start nothing.
    """
    ignored = {seed for line in stock for seed in seeds(line)}
    where: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, one in enumerate(texts):
        for seed, found in places(one.line).items():
            if seed not in ignored:
                where[seed] += [(number, at) for at in found]
    hits: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for held in where.values():
        if len(held) <= COMMON:
            for i, (a, at) in enumerate(held):
                for b, other in held[i + 1 :]:
                    if a != b and (split is None or a < split <= b):
                        hits[a, b].append((at, other))
    return {pair: _runs(found, SEED) for pair, found in sorted(hits.items())}


def _runs(hits: Iterable[tuple[int, int]], size: int) -> list[Run]:
    """Seeds that follow one another in both texts, as runs in the order of the first text."""
    found: list[Run] = []
    for offset, at in sorted((second - first, first) for first, second in hits):
        if found and found[-1][1] - found[-1][0] == offset and at <= found[-1][0] + found[-1][2] - size + 1:
            start, other, _length = found[-1]
            found[-1] = (start, other, at + size - start)
        else:
            found.append((at, at + offset, size))
    return sorted(found)


def passages(runs: Sequence[Run], shortest: int) -> list[list[Run]]:
    """Runs chained over small gaps; chains of at least `shortest` signs, none overlapping another in the first text."""
    chains: list[list[Run]] = []
    for run in runs:
        for chain in reversed(chains[-GAP:]):
            last = chain[-1]
            gaps = run[0] - last[0] - last[2], run[1] - last[1] - last[2]
            if all(0 <= gap <= GAP for gap in gaps):
                chain.append(run)
                break
        else:
            chains.append([run])
    kept: list[list[Run]] = []
    for chain in sorted((c for c in chains if length(c) >= shortest), key=lambda c: (-length(c), c)):
        start, end = chain[0][0], chain[-1][0] + chain[-1][2]
        if all(end <= other[0][0] or other[-1][0] + other[-1][2] <= start for other in kept):
            kept.append(chain)
    return sorted(kept)


def length(chain: Sequence[Run]) -> int:
    """Signs that both texts share in a passage."""
    return sum(run[2] for run in chain)


def shared(a: Signs, b: Signs, chain: Sequence[Run]) -> Shared:
    """A passage as spans of both texts."""
    (first, second, _), (last, other, size) = chain[0], chain[-1]
    return Shared(a.span(first, last + size), b.span(second, other + size), len(chain) == 1)
