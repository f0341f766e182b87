"""Groups by average link: two groups become one while their members, over all pairs, are likely to ask for one thing.

The average over all pairs of two groups is an inner product of their sums, so that no table of all pairs is kept. Only
neighbours are tried: the nearest of each row. What an office answered holds: pairs that are the same stand together,
pairs that are not stay apart.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from zhiyan.consolidation.engine.encoders import Vectors

NEIGHBOURS, FEWER = 24, 8
"""Nearest rows that each row is tried with; the second number where they are very many."""
EXACT = 6000
"""Rows up to which neighbours are found by comparing all; above, by an index (faiss) over the view alone."""
ROUND = 5
AT_ONCE = 2048
PLAIN = np.ones(1, np.float32)
"""The sign of every column where none is turned."""

Links = list[tuple[int, int]]


def neighbours(joint: Vectors, view: slice = slice(None)) -> Links:
    """Pairs (a < b) of rows of which one is among the other's nearest, by inner product.

    `view`: the columns in which the nearest of very many rows are sought.
    """
    n = len(joint)
    near = _exact(joint, min(NEIGHBOURS, n - 1)) if n <= EXACT else _indexed(joint[:, view], FEWER)
    rows = np.repeat(np.arange(n), near.shape[1])
    found = near.ravel()
    pairs = np.stack([np.minimum(rows, found), np.maximum(rows, found)])[:, rows != found]
    codes = np.unique(pairs[0] * n + pairs[1])
    return list(zip((codes // n).tolist(), (codes % n).tolist(), strict=True))


def _exact(joint: Vectors, count: int) -> NDArray[np.int64]:
    """The nearest rows by comparing all, in blocks."""
    if count <= 0:
        return np.empty((len(joint), 0), np.int64)
    found = []
    for start in range(0, len(joint), AT_ONCE):
        scores = np.round(joint[start : start + AT_ONCE] @ joint.T, ROUND)
        rows = np.arange(len(scores))
        scores[rows, start + rows] = -np.inf
        found.append(np.argpartition(-scores, count - 1, axis=1)[:, :count])
    return np.concatenate(found)


def _indexed(view: Vectors, count: int) -> NDArray[np.int64]:
    """The nearest rows by cells: rows are sorted into cells by their direction, and a few cells are looked through.

    Built by one thread from a fixed start, so that it is the same on every machine.
    """
    import faiss

    held = np.ascontiguousarray(view)
    faiss.omp_set_num_threads(1)
    size = held.shape[1]
    cells = int(4 * np.sqrt(len(held)))
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(size), size, cells, faiss.METRIC_INNER_PRODUCT)
    index.cp.seed, index.cp.niter, index.cp.min_points_per_centroid = 1, 8, 1
    index.train(held[:: max(1, len(held) // (40 * cells))])
    index.add(held)
    index.nprobe = 8
    faiss.omp_set_num_threads(2)
    _scores, found = index.search(held, count + 1)
    rows: NDArray[np.int64] = np.where(found < 0, np.arange(len(held))[:, None], found)
    return rows


def scores(joint: Vectors, links: Links | NDArray[np.int64], sign: Vectors = PLAIN) -> NDArray[np.float64]:
    """The inner product of each pair, each column counted with its sign."""
    pairs = np.array(links, np.int64).reshape(-1, 2)
    found = np.empty(len(pairs))
    for start in range(0, len(pairs), AT_ONCE):
        a, b = pairs[start : start + AT_ONCE].T
        found[start : start + AT_ONCE] = np.einsum("ij,ij->i", joint[a] * sign, joint[b])
    return np.round(found, ROUND)


class Grouping:
    """Rows and the groups they are in. `least` is the average inner product from which two groups become one.

    `links` are the pairs that are tried, `scores` their inner products, each column counted with its `sign`.
    """

    def __init__(
        self,
        joint: Vectors,
        least: float,
        links: Links | None = None,
        *,
        view: slice = slice(None),
        sign: Vectors = PLAIN,
    ) -> None:
        self.joint, self.least, self.sign = joint, least, sign
        self.links = neighbours(joint, view) if links is None else links
        self.scores = scores(joint, self.links, sign)

    def groups(self, same: Iterable[tuple[int, int]] = (), apart: Iterable[tuple[int, int]] = ()) -> list[list[int]]:
        """Every row once: groups in the order of their first row."""
        state = _State(self.joint, self.least, self.sign)
        told = sorted((min(pair), max(pair)) for pair in same)
        for a, b in told:
            state.join(state.of(a), state.of(b))
        for a, b in sorted(apart):
            state.keep_apart(state.of(a), state.of(b))
        # Two groups that are near enough on average hold a pair that is: no other link need be tried.
        strong = np.flatnonzero(self.scores >= self.least).tolist()
        state.run((*self.links[at], float(self.scores[at])) for at in strong)
        return state.result()


class _State:
    """Groups by the number of their first row. A row that stands alone costs nothing but its number."""

    def __init__(self, joint: Vectors, least: float, sign: Vectors) -> None:
        self.joint, self.least, self.sign = joint, least, sign
        self.exact = np.float64 if len(joint) <= EXACT else np.float32
        self.parent = list(range(len(joint)))
        self.total: dict[int, NDArray[np.floating]] = {}
        self.members: dict[int, list[int]] = {}
        self.near: dict[int, set[int]] = defaultdict(set)
        self.barred: dict[int, set[int]] = defaultdict(set)

    def of(self, row: int) -> int:
        """The group of a row."""
        while self.parent[row] != row:
            self.parent[row] = self.parent[self.parent[row]]
            row = self.parent[row]
        return row

    def size(self, group: int) -> int:
        """How many rows a group has."""
        return len(self.members.get(group, (group,)))

    def sum(self, group: int) -> NDArray[np.floating]:
        """The sum of a group's rows."""
        found = self.total.get(group)
        return np.asarray(self.joint[group], self.exact) if found is None else found

    def scores(self, group: int, others: Sequence[int]) -> list[float]:
        """The average inner product over all pairs of a group and each of the others."""
        mine = self.sum(group) * self.sign
        sums = self.joint[others] @ mine
        for at, other in enumerate(others):
            if (total := self.total.get(other)) is not None:
                sums[at] = total @ mine
        pairs = np.array([self.size(other) for other in others]) * self.size(group)
        found: list[float] = np.round(sums / pairs, ROUND).tolist()
        return found

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
        self.total[a] = self.sum(a) + self.sum(b)
        self.total.pop(b, None)
        self.members[a] = self.members.pop(a, [a]) + self.members.pop(b, [b])
        self.parent[b] = a
        for kept in (self.near, self.barred):
            theirs = kept.pop(b, set())
            for other in theirs:
                kept[other].discard(b)
                kept[other].add(a)
            if theirs:
                kept[a] |= theirs
                kept[a] -= {a, b}
        return a

    def run(self, links: Iterable[tuple[int, int, float]]) -> None:
        """Join the likeliest two groups again and again; ties go to the smaller numbers. `links`: rows and scores."""
        heap: list[tuple[float, int, int, int, int]] = []
        age: dict[int, int] = defaultdict(int)
        for a, b, score in links:
            x, y = self.of(a), self.of(b)
            if x != y and y not in self.near[x]:
                self.near[x].add(y)
                self.near[y].add(x)
                known = score if x == a and y == b and self.size(a) == self.size(b) == 1 else self.scores(x, [y])[0]
                if known >= self.least:
                    heap.append((-known, min(x, y), max(x, y), 0, 0))
        heapq.heapify(heap)
        while heap:
            _score, a, b, age_a, age_b = heapq.heappop(heap)
            if self.parent[a] != a or self.parent[b] != b or (age[a], age[b]) != (age_a, age_b) or b in self.barred[a]:
                continue
            kept = self.join(a, b)
            age[kept] += 1
            others = sorted(self.near[kept])
            for other, found in zip(others, self.scores(kept, others) if others else (), strict=True):
                if found >= self.least:
                    x, y = min(kept, other), max(kept, other)
                    heapq.heappush(heap, (-found, x, y, age[x], age[y]))

    def result(self) -> list[list[int]]:
        """The groups, rows sorted."""
        return [sorted(self.members.get(row, [row])) for row, parent in enumerate(self.parent) if parent == row]
