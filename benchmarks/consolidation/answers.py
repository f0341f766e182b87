"""What answers are worth: questions answered from the gold, the groups measured as they mount up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from benchmarks.consolidation.metrics import Score, b_cubed, grouping

STEPS = (0, 50, 100, 200, 300)
ROUND = 10
"""Questions that are put before the proposals are made anew."""


class Asks(Protocol):
    """What proposes groups, asks, and takes answers."""

    def groups(self) -> list[list[str]]: ...
    def questions(self, n: int) -> list[tuple[str, str]]: ...
    def answer(self, a: str, b: str, same: bool) -> None: ...


@dataclass(frozen=True)
class Point:
    """After so many answers, of which so many were 'same': how good the groups are."""

    answers: int
    same: int
    score: Score

    @property
    def share(self) -> float:
        """Share of 'same' among the answers so far."""
        return self.same / self.answers if self.answers else 0.0


def curve(engine: Asks, gold: Mapping[str, str], steps: Sequence[int] = STEPS, at_once: int = ROUND) -> list[Point]:
    """A point for each step; the last one where questions run out."""
    found, asked, same = [], 0, 0
    for step in steps:
        while asked < step:
            put = engine.questions(min(at_once, step - asked))
            if not put:
                break
            for a, b in put:
                engine.answer(a, b, gold[a] == gold[b])
                same += gold[a] == gold[b]
            asked += len(put)
        found.append(Point(asked, same, b_cubed(grouping(engine.groups()), gold)))
        if asked < step:
            break
    return found


def lines(found: Iterable[Point]) -> list[str]:
    """The curve as rows of a table."""
    rows = ["| answers | B-cubed F1 | precision | recall | share of 'same' |", "| --- | --- | --- | --- | --- |"]
    for one in found:
        share = f"{one.share:.2f}" if one.answers else ""
        rows.append(
            f"| {one.answers} | {one.score.f1:.3f} | {one.score.precision:.3f} | {one.score.recall:.3f} | {share} |"
        )
    return rows
