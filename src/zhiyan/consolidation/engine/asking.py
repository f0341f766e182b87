"""What to ask, and what answers teach beyond the two texts they are about.

An answer about two texts says something of texts that are like them: the log-odds of every pair are moved as far as the
pair is like pairs that were answered (a Gaussian process over pairs, whose kernel is the product of the likenesses of
their texts). What is asked is where an answer is expected to move most texts: how likely two groups are one matter,
times what that would join.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from zhiyan.consolidation.engine.encoders import MANY, Vectors, unit
from zhiyan.consolidation.engine.grouping import Links, scores
from zhiyan.consolidation.engine.scoring import Rows
from zhiyan.consolidation.engine.text import grams

Pair = tuple[int, int]
REACH = 0.55
"""How unlike two texts may be for an answer about one to count for the other (1 less the cosine, falling off by e)."""
FORCE = 4.0
"""How far answers move log-odds: the variance of the process."""
LATEST = 400
"""Answers that teach; earlier ones still hold for their own texts."""
MEAN, BEST, NEAR, FAR, SHARED, BASE = 0.13, 0.12, -0.36, -0.45, 1.6, -0.25
"""Log-odds that two groups are one matter: weights of their mean and best odds, of the logarithms of the better and the
worse of the ranks each has among the other's neighbours, and of their shared words (fitted on the tuning half)."""
TIRED = 0.5
"""How much less a group is asked about for each answer that something is another matter."""
COMPARED = 600
"""Pairs of groups of which the shared words are looked at."""


@dataclass(frozen=True)
class Taught:
    """Rows after answers: the inner product, each column counted with its `sign`, is the log-odds less the constant."""

    joint: Vectors
    sign: Vectors


def settled(answers: Mapping[Pair, bool]) -> tuple[list[Pair], list[Pair]]:
    """Pairs that are the same and pairs that are apart, none contradicting another: of two the later answer holds."""
    root: dict[int, int] = {}
    apart: list[Pair] = []
    same: list[Pair] = []

    def of(row: int) -> int:
        while root.get(row, row) != row:
            row = root[row]
        return row

    for (a, b), together in reversed(list(answers.items())):
        x, y = of(a), of(b)
        if not together and x != y:
            apart.append((a, b))
        elif together and not any({of(one), of(other)} == {x, y} for one, other in apart):
            same.append((a, b))
            root[max(x, y)] = min(x, y)
    return sorted(same), sorted(apart)


def taught(read: Rows, answers: Mapping[Pair, bool]) -> Taught:
    """The rows after the answers. Of very many texts they stay as they are: an answer holds for its own two alone."""
    pairs = sorted(list(answers)[-LATEST:])
    if not pairs or len(read.joint) > MANY:
        return Taught(read.joint, np.ones(read.joint.shape[1], np.float32))
    a, b = np.array(pairs).T
    likeness = _likeness(read, np.unique([a, b]))
    place = {row: column for column, row in enumerate(np.unique([a, b]).tolist())}
    first, second = ([place[row] for row in side.tolist()] for side in (a, b))
    left, right = likeness[:, first], likeness[:, second]
    odds = np.einsum("ij,ij->i", read.joint[a], read.joint[b]) + read.constant
    moved = _moved(FORCE * (left[a] * right[b] + right[a] * left[b]), odds, np.array([answers[pair] for pair in pairs]))
    left = FORCE * left * moved
    # left @ right.T + right @ left.T as one inner product: half of a sum's square less half of a difference's.
    extra = np.concatenate([left + right, left - right], axis=1) / np.sqrt(2)
    sign = np.ones(read.joint.shape[1] + extra.shape[1], np.float32)
    sign[-len(pairs) :] = -1
    return Taught(np.concatenate([read.joint, extra.astype(np.float32)], axis=1), sign)


def _likeness(read: Rows, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """How like each of these rows every text is, 1 for itself (n × rows)."""
    views = unit(read.joint[:, read.bands["view"]]).astype(np.float64)
    return np.asarray(np.exp((views @ views[rows].T - 1) / REACH))


def _moved(kernel: NDArray[np.float64], odds: NDArray[np.float64], same: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How much each answer moves: weights of the kernel at the mode of a logistic Gaussian process (Newton)."""
    found: NDArray[np.float64] = np.zeros(len(odds))
    weights: NDArray[np.float64] = found
    for _step in range(10):
        share = 1 / (1 + np.exp(-(found + odds)))
        bend = np.maximum(share * (1 - share), 1e-3)
        weights = np.asarray(np.linalg.solve(kernel + np.diag(1 / bend), found + (same - share) / bend), np.float64)
        found = kernel @ weights
    return weights


def questions(
    groups: Sequence[Sequence[int]],
    links: Links,
    rows: Taught,
    constant: float,
    apart: Sequence[Pair],
    texts: Sequence[str],
) -> list[Pair]:
    """Pairs of groups (by number) worth asking about, the best first. `links`: near pairs of rows; none of `apart`."""
    if not links:
        return []
    where = np.empty(len(texts), np.int64)
    for number, group in enumerate(groups):
        where[list(group)] = number
    between = np.sort(where[np.array(links, np.int64).reshape(-1, 2)], axis=1)
    barred = {(min(pair), max(pair)) for a, b in apart if (pair := (int(where[a]), int(where[b])))}
    codes, back = np.unique(between @ [len(groups), 1], return_inverse=True)
    pairs = np.stack([codes // len(groups), codes % len(groups)], axis=1)
    best = np.full(len(pairs), -np.inf)
    np.maximum.at(best, back, scores(rows.joint, links, rows.sign) + constant)
    open_ = np.array([a != b and (a, b) not in barred for a, b in pairs.tolist()], bool)
    pairs, best = pairs[open_], best[open_]
    means = np.stack([rows.joint[list(group)].mean(0) for group in groups])
    mean = scores(means, pairs, rows.sign) + constant
    refused = Counter(int(where[row]) for pair in apart for row in pair)
    sizes = np.array([len(group) for group in groups])
    tired = np.array([1 + TIRED * (refused[a] + refused[b]) for a, b in pairs.tolist()])
    joined = 2 * sizes[pairs].prod(1) / np.maximum(sizes[pairs].sum(1), 1) / tired
    near = np.sort(_ranks(pairs, mean, len(groups)), axis=1)
    odds = BASE + MEAN * mean + BEST * best + NEAR * np.log1p(near[:, 0]) + FAR * np.log1p(near[:, 1])
    first = np.argsort(-np.round(joined / (1 + np.exp(-odds)), 6), kind="stable")[:COMPARED]
    odds[first] += SHARED * _shared([pairs[at] for at in first], groups, texts)
    worth = np.round(joined[first] / (1 + np.exp(-odds[first])), 6)
    return [(int(pairs[at][0]), int(pairs[at][1])) for at in first[np.argsort(-worth, kind="stable")]]


def _ranks(pairs: NDArray[np.int64], mean: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """For both groups of each pair: how many pairs of that group have better odds."""
    found = np.empty((len(pairs), 2), np.int64)
    ends = np.concatenate([pairs[:, 0], pairs[:, 1]])
    order = np.lexsort((-np.concatenate([mean, mean]), ends))
    starts = np.searchsorted(ends[order], np.arange(count))
    place = np.empty(len(ends), np.int64)
    place[order] = np.arange(len(ends)) - starts[ends[order]]
    found[:, 0], found[:, 1] = place[: len(pairs)], place[len(pairs) :]
    return found


def _shared(pairs: Sequence[NDArray[np.int64]], groups: Sequence[Sequence[int]], texts: Sequence[str]) -> Vectors:
    """How much of what two groups say is said in the same words, rare words counting more."""
    said = [grams(text) for text in texts]
    known = Counter(gram for one in said for gram in one)
    weigh = {gram: log(len(texts) / count) for gram, count in known.items()}
    wanted = {int(number) for pair in pairs for number in pair}
    of = {number: frozenset().union(*(said[row] for row in groups[number])) for number in wanted}
    mass = {number: 1 + sum(weigh[gram] for gram in sorted(words)) for number, words in of.items()}
    found = [
        sum(weigh[gram] for gram in sorted(of[int(a)] & of[int(b)])) / (3 * min(mass[int(a)], mass[int(b)]) ** 0.5)
        for a, b in pairs
    ]
    return np.array(found, np.float32)
