"""Groups by average link: two groups become one while their members, over all pairs, are likely to ask for one thing.

The average over all pairs of two groups is an inner product of their means, so that no table of all pairs is kept. Only
neighbours are tried: the nearest of each row. What an office answered holds: pairs that are the same stand together,
pairs that are not stay apart.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from zhiyan.consolidation.engine.encoders import Vectors

NEIGHBOURS = 24
"""Nearest rows that each row is tried with."""
EXACT = 6000
"""Rows up to which neighbours are found by comparing all; above, by an index (faiss)."""
ROUND = 5

Links = list[tuple[int, int]]


def neighbours(joint: Vectors, count: int = NEIGHBOURS) -> Links:
    """Pairs (a < b) of rows that are among each other's nearest, by inner product."""
    n = len(joint)
    near = _exact(joint, min(count, n - 1)) if n <= EXACT else _indexed(joint, count)
    pairs = {(min(a, b), max(a, b)) for a, row in enumerate(near) for b in row.tolist() if a != b}
    return sorted(pairs)


def _exact(joint: Vectors, count: int) -> NDArray[np.int64]:
    """The nearest rows by comparing all, in blocks."""
    if count <= 0:
        return np.empty((len(joint), 0), np.int64)
    found = []
    for start in range(0, len(joint), 1024):
        scores = np.round(joint[start : start + 1024] @ joint.T, ROUND)
        rows = np.arange(len(scores))
        scores[rows, start + rows] = -np.inf
        found.append(np.argsort(-scores, axis=1, kind="stable")[:, :count])
    return np.concatenate(found)


def _indexed(joint: Vectors, count: int) -> NDArray[np.int64]:
    """The nearest rows by cells: rows are sorted into cells by their direction, and a few cells are looked through.

    Built by one thread from a fixed start, so that it is the same on every machine.
    """
    import faiss

    faiss.omp_set_num_threads(1)
    size = joint.shape[1]
    cells = max(1, int(4 * np.sqrt(len(joint))))
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(size), size, cells, faiss.METRIC_INNER_PRODUCT)
    index.cp.seed, index.cp.niter, index.cp.min_points_per_centroid = 1, 8, 1
    index.train(joint[:: max(1, len(joint) // (40 * cells))])
    index.add(joint)
    index.nprobe = 12
    faiss.omp_set_num_threads(2)
    _scores, found = index.search(joint, count + 1)
    rows: NDArray[np.int64] = np.where(found < 0, np.arange(len(joint))[:, None], found)
    return rows


class Grouping:
    """Rows and the groups they are in. `least` is the average inner product from which two groups become one."""

    def __init__(self, joint: Vectors, least: float, links: Links | None = None) -> None:
        self.joint, self.least = joint, least
        self.links = neighbours(joint) if links is None else links

    def groups(self, same: Iterable[tuple[int, int]] = (), apart: Iterable[tuple[int, int]] = ()) -> list[list[int]]:
        """Every row once: groups in the order of their first row."""
        state = _State(self.joint, self.least)
        for a, b in sorted(same):
            state.join(state.of(a), state.of(b))
        for a, b in sorted(apart):
            state.keep_apart(state.of(a), state.of(b))
        state.run([*self.links, *((min(a, b), max(a, b)) for a, b in same)])
        return state.result()


class _State:
    def __init__(self, joint: Vectors, least: float) -> None:
        self.least = least
        self.parent = list(range(len(joint)))
        self.total = {i: joint[i].astype(np.float64) for i in range(len(joint))}
        self.members: dict[int, list[int]] = {i: [i] for i in range(len(joint))}
        self.near: dict[int, set[int]] = {i: set() for i in range(len(joint))}
        self.barred: dict[int, set[int]] = {i: set() for i in range(len(joint))}

    def of(self, row: int) -> int:
        """The group of a row."""
        while self.parent[row] != row:
            self.parent[row] = self.parent[self.parent[row]]
            row = self.parent[row]
        return row

    def score(self, a: int, b: int) -> float:
        """Average inner product over all pairs of two groups."""
        return round(float(self.total[a] @ self.total[b]) / (len(self.members[a]) * len(self.members[b])), ROUND)

    def keep_apart(self, a: int, b: int) -> None:
        """Two groups never become one; a contradiction to what was joined already is left as joined."""
        if a != b:
            self.barred[a].add(b)
            self.barred[b].add(a)

    def join(self, a: int, b: int) -> int:
        """Make two groups one, under the smaller number."""
        if a == b:
            return a
        a, b = min(a, b), max(a, b)
        self.parent[b] = a
        self.total[a] = self.total[a] + self.total.pop(b)
        self.members[a] += self.members.pop(b)
        for kept in (self.near, self.barred):
            mine = kept.pop(b)
            for other in mine:
                kept[other].discard(b)
                if other != a:
                    kept[other].add(a)
            kept[a] = (kept[a] | mine) - {a, b}
        return a

    def run(self, links: Sequence[tuple[int, int]]) -> None:
        """Join the likeliest two groups again and again; ties go to the smaller numbers."""
        for a, b in links:
            x, y = self.of(a), self.of(b)
            if x != y:
                self.near[x].add(y)
                self.near[y].add(x)
        heap = [
            (-score, a, b, 0, 0)
            for a in self.near
            for b in self.near[a]
            if a < b and (score := self.score(a, b)) >= self.least
        ]
        heapq.heapify(heap)
        age = dict.fromkeys(self.near, 0)
        while heap:
            _score, a, b, age_a, age_b = heapq.heappop(heap)
            if a not in self.members or b not in self.members or (age[a], age[b]) != (age_a, age_b):
                continue
            if b in self.barred[a]:
                continue
            kept = self.join(a, b)
            age[kept] += 1
            for other in sorted(self.near[kept]):
                found = self.score(kept, other)
                if found >= self.least:
                    x, y = min(kept, other), max(kept, other)
                    heapq.heappush(heap, (-found, x, y, age[x], age[y]))

    def result(self) -> list[list[int]]:
        """The groups, rows sorted."""
        return sorted(sorted(group) for group in self.members.values())
