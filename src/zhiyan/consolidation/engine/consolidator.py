"""梳理: opinions in, proposals out. A person decides; their answers hold and better the next proposals."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from zhiyan.consolidation.engine import asking
from zhiyan.consolidation.engine import aspects as by_aspect
from zhiyan.consolidation.engine.catalogue import catalogue
from zhiyan.consolidation.engine.encoders import Encoder, Vectors, usual
from zhiyan.consolidation.engine.grouping import Grouping
from zhiyan.consolidation.engine.praise import praised
from zhiyan.consolidation.engine.scoring import Rows, probability, rows
from zhiyan.consolidation.engine.splitting import parts
from zhiyan.consolidation.engine.target import target_of
from zhiyan.consolidation.engine.text import normalise
from zhiyan.consolidation.engine.titles import title
from zhiyan.kernel.masks import apply
from zhiyan.kernel.personal import Found, personal_data

READING = 0.8
"""Share of the whole that reading takes, for the telling of progress."""
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one part of an opinion, the span `[start, end)` of its text.

    `item` names the group: the same for all of its members, and the same whatever the order of the input. `aspects` are
    all codes, likeliest first. `target` is a role or None. `flags` ⊆ {praise, personal_data}. `confidence`: how surely
    it belongs with the others; for one that stands alone, how surely it does.
    """

    id: str
    start: int
    end: int
    item: str
    title: str
    aspect: str
    aspects: tuple[str, ...]
    target: str | None
    flags: tuple[str, ...]
    confidence: float


@dataclass(frozen=True)
class Why:
    """Why two texts may stand together: how surely, and the usual issue that both are near, empty where none is."""

    score: float
    usual: str


@dataclass(frozen=True)
class Part:
    """A matter in a text, as the engine reads it."""

    id: str
    start: int
    end: int
    text: str


class Consolidator:
    """Groups opinions, and learns from answers. The same texts and answers give the same groups, in whatever order.

    Without an `encoder` those that ship read: both, or the fast one alone for very many.
    `aspects`: code → name, the five of the 2020 cycle unless given. `seeds`: code → texts that were placed under it.
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        aspects: Mapping[str, str] | None = None,
        *,
        encoder: Encoder | None = None,
        seeds: Mapping[str, Sequence[str]] | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._aspects = dict(aspects or by_aspect.FIVE)
        self._seeds = dict(seeds or {})
        self._progress = progress or (lambda _step, _share: None)
        self._parts = in_order(texts)
        self._row_of: dict[str, int] = {}
        for number, part in enumerate(self._parts):
            self._row_of.setdefault(part.id, number)
        self._distinct, self._of = _fold(self._parts)
        self._asked = {self._of[row]: key for key, row in reversed(self._row_of.items())}
        self._encoder = encoder or usual(len(self._distinct))
        self._answers: dict[asking.Pair, bool] = {}
        self._rows: Rows | None = None
        self._grouping: Grouping | None = None
        self._groups: list[list[int]] | None = None
        self._held: list[list[int]] = []
        self._taught: asking.Taught
        self._nearest_of: Vectors | None = None

    # ---------------------------------------------------------------------------------------------------- proposals

    def groups(self) -> list[list[str]]:
        """Every id exactly once, by its first part: largest group first, ids in the order of their texts' hashes."""
        found = []
        for group in self._grouped():
            ids = [self._parts[row].id for row in group if self._row_of[self._parts[row].id] == row]
            if ids:
                found.append(ids)
        return sorted(found, key=lambda ids: (-len(ids), self._row_of[ids[0]]))

    def proposals(self) -> list[Proposal]:
        """One for each part, in the order of `in_order`: groups, titles, aspects, targets, flags."""
        groups = self._grouped()
        read = self._read()
        texts = [part.text for part in self._distinct]
        praise = self._praised(texts)
        order, _shares = by_aspect.ranked(read, texts, self._aspects, self._seeds, self._encoder)
        found: dict[int, Proposal] = {}
        for number, group in enumerate(groups):
            self._progress("title", READING + (1 - READING) * number / len(groups))
            held = [self._parts[row] for row in group]
            personal = [personal_data(part.text) for part in held]
            # A title goes where the texts do not: nobody's number or name stands in it.
            name = title([apply(part.text, _spans(own)) for part, own in zip(held, personal, strict=True)])
            item = _item_id([part.text for part in held])
            for row, part, own, sure in zip(group, held, personal, self._confidence(group), strict=True):
                ranked = order[self._of[row]]
                found[row] = Proposal(
                    part.id,
                    part.start,
                    part.end,
                    item,
                    name,
                    ranked[0],
                    ranked,
                    target_of(part.text),
                    _flags(praise=part.id in praise, personal=bool(own)),
                    sure,
                )
        return [found[row] for row in sorted(found)]

    def why(self, a: str, b: str) -> Why:
        """Why two opinions may stand together."""
        x, y = self._of[self._row_of[a]], self._of[self._row_of[b]]
        read = self._read()
        both = (read.profile(slice(x, x + 1)) * read.profile(slice(y, y + 1)))[0]
        issue = catalogue()[int(np.argmax(both))] if both.max() > 0.05 else None
        return Why(probability(read.odds(x, y)), issue.title if issue else "")

    # ------------------------------------------------------------------------------------------------------ answers

    def questions(self, n: int) -> list[tuple[str, str]]:
        """The `n` pairs whose answer is expected to help most: the nearest two of two groups that may be one."""
        self._grouped()
        assert self._grouping is not None
        _same, apart = asking.settled(self._answers)
        texts, constant = [part.text for part in self._distinct], self._read().constant
        worth = asking.questions(self._held, self._grouping.links, self._taught, constant, apart, texts)
        pairs = (self._nearest(self._held[a], self._held[b]) for a, b in worth)
        return list(islice((pair for pair in pairs if pair is not None), n))

    def answer(self, a: str, b: str, same: bool) -> None:
        """Keep what a person decided of two opinions. Where answers contradict each other the later one holds.

        Opinions of the same words stand together whatever is answered. Raises KeyError for an id that is not there.
        """
        x, y = self._of[self._row_of[a]], self._of[self._row_of[b]]
        pair = (min(x, y), max(x, y))
        if x != y:
            self._answers.pop(pair, None)
            self._answers[pair] = same
            self._groups = None

    # ----------------------------------------------------------------------------------------------------- within

    def _read(self) -> Rows:
        if self._rows is None:
            self._progress("read", 0.0)
            texts = [part.text for part in self._distinct]
            self._rows = rows(texts, self._encoder, told=lambda share: self._progress("read", share * READING))
        return self._rows

    def _praised(self, texts: Sequence[str]) -> set[str]:
        """Ids of the opinions that only praise, in all of their parts."""
        read = self._read()
        warm = praised(texts, dict(zip(read.encoders, read.read, strict=True)))
        mixed = {part.id for row, part in enumerate(self._parts) if not warm[self._of[row]]}
        return {part.id for part in self._parts} - mixed

    def _grouped(self) -> list[list[int]]:
        """Groups of rows of all parts: copies stand with their first."""
        if self._groups is None:
            read = self._read()
            if self._grouping is None:
                self._progress("group", READING)
                self._grouping = Grouping(read.joint, read.least - read.constant, view=read.bands["view"])
            self._taught = asking.taught(read, self._answers)
            after = self._grouping
            if self._answers:
                least, links = read.least - read.constant, self._grouping.links
                after = Grouping(self._taught.joint, least, links, sign=self._taught.sign)
            self._held = after.groups(*asking.settled(self._answers))
            members: dict[int, list[int]] = {}
            for row, distinct in enumerate(self._of):
                members.setdefault(distinct, []).append(row)
            self._groups = [sorted(row for one in group for row in members[one]) for group in self._held]
        return self._groups

    def _nearest(self, left: Sequence[int], right: Sequence[int]) -> tuple[str, str] | None:
        """The two opinions that are most alike, one of each group; None where a group holds later parts alone.

        An answer is about the first part of an opinion.
        """
        a, b = ([row for row in group if row in self._asked] for group in (left, right))
        if not a or not b:
            return None
        joint, sign = self._taught.joint, self._taught.sign
        scores = np.round((joint[a] * sign) @ joint[b].T, 5)
        i, j = np.unravel_index(int(np.argmax(scores)), scores.shape)
        return self._asked[a[int(i)]], self._asked[b[int(j)]]

    def _confidence(self, group: list[int]) -> list[float]:
        """How surely each member belongs: its average with the others; alone, how surely it does."""
        rows_ = [self._of[row] for row in group]
        read = self._read()
        if len(group) == 1:
            return [round(1 - probability(float(self._nearest_odds()[rows_[0]])), 5)]
        held = read.joint[rows_]
        others = held @ held.sum(0) - np.einsum("ij,ij->i", held, held)
        return [probability(round(one + read.constant, 5)) for one in (others / (len(rows_) - 1)).tolist()]

    def _nearest_odds(self) -> Vectors:
        """For each distinct text the log-odds with its nearest neighbour; the constant where it has none."""
        if self._nearest_of is None:
            assert self._grouping is not None
            nearest = np.zeros(len(self._distinct))
            for rows_ in np.array(self._grouping.links, np.int64).reshape(-1, 2).T:
                np.maximum.at(nearest, rows_, self._grouping.scores)
            self._nearest_of = np.round(nearest + self._read().constant, 5)
        return self._nearest_of


def in_order(texts: Mapping[str, str]) -> list[Part]:
    """All parts of all texts, sorted by the hash of their words (then by id): the order of the input plays no part."""
    found = [
        Part(key, start, end, text[start:end])
        for key, text in texts.items()
        for start, end in (parts(text) if text.strip() else [(0, len(text))])
    ]
    return sorted(found, key=lambda part: (hashlib.sha256(part.text.encode()).digest(), part.id, part.start))


def _fold(found: Sequence[Part]) -> tuple[list[Part], list[int]]:
    """Near-copies read once: the first part of each wording, and for every part which of them it is."""
    numbers: dict[str, int] = {}
    distinct: list[Part] = []
    of: list[int] = []
    for part in found:
        said = normalise(part.text) or part.text
        if said not in numbers:
            numbers[said] = len(distinct)
            distinct.append(part)
        of.append(numbers[said])
    return distinct, of


def _item_id(texts: Sequence[str]) -> str:
    """A name for the group that follows from its members alone."""
    return hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()[:12]


def _spans(found: Sequence[Found]) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in found]


def _flags(*, praise: bool, personal: bool) -> tuple[str, ...]:
    return tuple(name for name, holds in (("praise", praise), ("personal_data", personal)) if holds)
