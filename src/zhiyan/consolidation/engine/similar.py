"""Which texts come back, share passages or meaning, or are near-copies: pairs with a score, spans side by side.

Four questions, one form of answer: `returning` (what earlier cycles asked too), `passages`, `meaning`, `copies`. Plain
data in and out; the same texts give the same pairs, whatever their order. `passages` and `copies` need no encoder;
the two others take words where none is given.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log, sqrt
from typing import Literal

import numpy as np

from zhiyan.consolidation.engine.encoders import Encoder
from zhiyan.consolidation.engine.passages import SEED, Shared, Signs, among, between, length, seeds, shared, signs
from zhiyan.consolidation.engine.passages import passages as chained
from zhiyan.consolidation.engine.scoring import probability, rows
from zhiyan.consolidation.engine.splitting import sentences
from zhiyan.consolidation.engine.text import grams

Kind = Literal["passage", "copy", "meaning"]
SHORTEST = 12
"""Signs of a passage that are worth pointing to."""
COPY = 0.8
"""Share of pairs of signs in common from which two texts are near-copies."""
PROBABLE, ALIKE = 0.5, 0.3
"""From which score on two texts mean one thing: a probability where an encoder reads, else a likeness of words."""
WHOLE = 160
"""Signs up to which a text is read as one; a longer one is read sentence by sentence."""
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Pair:
    """Two texts by id, how much they share (0 to 1), what kind of sharing it is, and where.

    `score`: of a passage the share of the shorter text that lies in passages; of a copy the share of pairs of signs
    in common; of meaning see `PROBABLE` and `ALIKE`.
    """

    first: str
    second: str
    score: float
    kind: Kind
    spans: tuple[Shared, ...]


@dataclass(frozen=True)
class _Asked:
    """Ids and texts in one row, in the order of the ids: those before `split` are held against those from it on."""

    ids: list[str]
    texts: list[str]
    split: int | None

    def wanted(self, a: int, b: int) -> bool:
        """Whether a pair (a < b) is asked for."""
        return a != b and (self.split is None or a < self.split <= b)


def _asked(texts: Texts, against: Texts | None) -> _Asked:
    held = [*sorted(texts.items()), *sorted((against or {}).items())]
    split = None if against is None else len(texts)
    return _Asked([key for key, _text in held], [text for _key, text in held], split)


def passages(
    texts: Texts, *, against: Texts | None = None, shortest: int = SHORTEST, ignore: Sequence[str] = ()
) -> list[Pair]:
    """Pairs of texts that share passages of at least `shortest` signs, exactly or nearly.

    `against`: each text is held against these, not against the others. `ignore`: what is quoted or printed on the form
    and counts for nothing.
    """
    asked = _asked(texts, against)
    read = [signs(text) for text in asked.texts]
    found = []
    for (a, b), runs in among(read, asked.split, [signs(text).line for text in ignore]).items():
        if chains := chained(runs, max(shortest, SEED)):
            share = sum(map(length, chains)) / min(len(read[a].line), len(read[b].line))
            spans = tuple(shared(read[a], read[b], chain) for chain in chains)
            found.append(Pair(asked.ids[a], asked.ids[b], round(min(share, 1.0), 4), "passage", spans))
    return _sorted(found)


def copies(texts: Texts, *, against: Texts | None = None, least: float = COPY) -> list[Pair]:
    """Pairs that are near-copies, whatever their length. Of texts that hold the same signs each is paired with one."""
    asked = _asked(texts, against)
    read = [signs(text) for text in asked.texts]
    found = []
    for a, b, score in _near_copies(asked, read, least):
        chains = chained(between(read[a], read[b], 4), 4)
        spans = tuple(shared(read[a], read[b], chain) for chain in chains)
        found.append(Pair(asked.ids[a], asked.ids[b], round(score, 4), "copy", spans))
    return _sorted(found)


def meaning(
    texts: Texts, *, against: Texts | None = None, encoder: Encoder | None = None, least: float | None = None
) -> list[Pair]:
    """Pairs that mean one thing: short ones as a whole, of long ones the sentences that do, as spans."""
    asked = _asked(texts, against)
    pieces = [(number, span) for number, text in enumerate(asked.texts) for span in _pieces(text)]
    said = [asked.texts[number][start:end] for number, (start, end) in pieces]
    first = next((at for at, (number, _span) in enumerate(pieces) if number == asked.split), len(pieces))
    near = _alike(said, first if asked.split is not None else None, encoder, least)
    best: dict[tuple[int, int], float] = {}
    spans: dict[tuple[int, int], list[Shared]] = defaultdict(list)
    for i, j, score in near:
        (a, one), (b, other) = pieces[i], pieces[j]
        if asked.wanted(a, b):
            best[a, b] = max(score, best.get((a, b), 0.0))
            spans[a, b].append(Shared(one, other, said[i] == said[j]))
    return _sorted(
        Pair(asked.ids[a], asked.ids[b], score, "meaning", tuple(sorted(spans[a, b], key=lambda one: one.first)))
        for (a, b), score in best.items()
    )


def returning(
    new: Texts, earlier: Texts, *, encoder: Encoder | None = None, least: float | None = None, most: int = 3
) -> list[Pair]:
    """For each new text at most `most` earlier ones that asked for the same, a near-copy before what means the same."""
    found = {(one.first, one.second): one for one in meaning(new, against=earlier, encoder=encoder, least=least)}
    found |= {(one.first, one.second): one for one in copies(new, against=earlier)}
    of: dict[str, list[Pair]] = defaultdict(list)
    for pair in sorted(found.values(), key=lambda one: (one.kind != "copy", -one.score, one.first, one.second)):
        if len(of[pair.first]) < most:
            of[pair.first].append(pair)
    return _sorted(pair for pairs in of.values() for pair in pairs)


def _sorted(found: Iterable[Pair]) -> list[Pair]:
    return sorted(found, key=lambda one: (-one.score, one.first, one.second))


# --------------------------------------------------------------------------------------------------------- near-copies


def _near_copies(asked: _Asked, read: Sequence[Signs], least: float) -> Iterator[tuple[int, int, float]]:
    """Pairs by their share of pairs of signs (Dice). Only texts that share one of their rarest pairs are compared."""
    first: dict[tuple[bool, str], int] = {}
    for number, one in enumerate(read):
        second = asked.split is not None and number >= asked.split
        known = first.setdefault((second, one.line), number)
        if known != number and asked.split is None and one.line:
            yield known, number, 1.0
    sets = {number: frozenset(seeds(line, 2)) or frozenset(line) for (_second, line), number in first.items()}
    often = Counter(pair for held in sets.values() for pair in held)
    overlap = least / (2 - least)
    where: dict[str, list[int]] = defaultdict(list)
    for number, mine in sets.items():
        rare = sorted(mine, key=lambda pair: (often[pair], pair))[: len(mine) - ceil(overlap * len(mine)) + 1]
        for other in sorted({other for pair in rare for other in where[pair]}):
            score = 2 * len(mine & sets[other]) / (len(mine) + len(sets[other]))
            if score >= least and asked.wanted(other, number):
                yield other, number, score
        for pair in rare:
            where[pair].append(number)


# ------------------------------------------------------------------------------------------------------------- meaning


def _pieces(text: str) -> list[tuple[int, int]]:
    if not text.strip():
        return []
    return [(0, len(text))] if len(text) <= WHOLE else sentences(text)


def _alike(
    said: Sequence[str], split: int | None, encoder: Encoder | None, least: float | None
) -> Iterator[tuple[int, int, float]]:
    """Pairs (i < j) of pieces that mean one thing, with a `split` one before it and one from it on."""
    if not said:
        return iter(())
    if encoder is None:
        return _by_words(said, split, ALIKE if least is None else least)
    return _by_encoder(said, split, encoder, PROBABLE if least is None else least)


def _by_encoder(
    said: Sequence[str], split: int | None, encoder: Encoder, least: float
) -> Iterator[tuple[int, int, float]]:
    read = rows(said, encoder)
    joint = read.joint
    last, first = len(said) if split is None else split, 0 if split is None else split
    floor = log(least / (1 - least)) - read.constant if 0 < least < 1 else float("-inf")
    for start in range(0, last, 512):
        odds = np.round(joint[start : min(start + 512, last)] @ joint[first:].T, 4)
        for i, j in np.argwhere(odds >= floor).tolist():
            if start + i < first + j:
                yield start + i, first + j, probability(float(odds[i, j]) + read.constant)


def _by_words(said: Sequence[str], split: int | None, least: float) -> Iterator[tuple[int, int, float]]:
    """By neighbouring pairs of signs, rare ones weighing more: the cosine of the angle between two pieces."""
    held = [frozenset(gram for gram in grams(text) if len(gram) == 2) for text in said]
    often = Counter(gram for one in held for gram in one)
    weight = {gram: log(1 + len(said) / n) for gram, n in often.items() if n <= max(20, len(said) // 8)}
    length = [sqrt(sum(weight.get(gram, 0.0) ** 2 for gram in one)) for one in held]
    where: dict[str, list[int]] = defaultdict(list)
    for j, one in enumerate(held):
        scores: dict[int, float] = defaultdict(float)
        for gram in sorted(one & weight.keys()):
            if split is None or j >= split:
                for i in where[gram]:
                    scores[i] += weight[gram] ** 2
            if split is None or j < split:
                where[gram].append(j)
        for i, score in sorted(scores.items()):
            if (found := round(score / (length[i] * length[j]), 4)) >= least:
                yield i, j, min(found, 1.0)
