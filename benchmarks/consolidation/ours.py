"""The engine's own figures on a labelled set: groups, aspects, targets, praise and personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.consolidation.answers import Point
from benchmarks.consolidation.metrics import Missed, Score, among_first, flagged, same_target
from benchmarks.consolidation.sets import Labelled
from benchmarks.consolidation.vectors import FAST, FINE
from zhiyan.consolidation.engine import Consolidator, Proposal
from zhiyan.consolidation.engine.encoders import Both

F1, PRECISION, ASPECT, ASPECT_TWO = 0.55, 0.75, 0.70, 0.90
"""Promised of groups before any answer, and of aspects: the first, and among the first two."""
PRAISE, PERSONAL = (1, 2), (0, 1)
"""Promised at most: missed, false."""
AFTER = {100: 0.62, 300: 0.72}
"""Promised B-cubed F1 after so many answers."""


@dataclass(frozen=True)
class Judged:
    """Shares from 0 to 1; what was missed and flagged for nothing."""

    aspect: float
    aspect_two: float
    target: float
    praise: Missed
    personal: Missed


def engine(one: Labelled) -> Consolidator:
    """The engine on a set, as an office has it: with both encoders, which it takes by itself for so many."""
    return Consolidator(one.texts, encoder=Both(FINE, FAST))


def judge(one: Labelled, proposals: list[Proposal]) -> Judged:
    """Proposals against the gold: of an opinion in several parts the first one's aspect and target, any one's flags."""
    first: dict[str, Proposal] = {}
    for proposal in sorted(proposals, key=lambda found: (found.id, found.start)):
        first.setdefault(proposal.id, proposal)
    ranked = {key: proposal.aspects for key, proposal in first.items()}
    right = sum(same_target(first[key].target, target) for key, target in one.target.items())
    return Judged(
        aspect=among_first(ranked, one.aspect, 1),
        aspect_two=among_first(ranked, one.aspect, 2),
        target=right / len(one.target),
        praise=flagged(with_flag(proposals, "praise"), one.praise),
        personal=flagged(with_flag(proposals, "personal_data"), one.personal),
    )


def with_flag(proposals: list[Proposal], flag: str) -> set[str]:
    """Ids of opinions with a part that has the flag."""
    return {proposal.id for proposal in proposals if flag in proposal.flags}


def not_reached(groups: Score, found: Judged, curve: Sequence[Point]) -> list[str]:
    """What was promised and is not reached, each with its figures. `curve`: empty where nothing was asked.

    Where questions run out early, the groups of then are judged.
    """
    promised = [
        (f"F1 {groups.f1:.3f} of {F1}", groups.f1 >= F1),
        (f"precision {groups.precision:.3f} of {PRECISION}", groups.precision >= PRECISION),
        (f"aspect first {found.aspect:.3f} of {ASPECT}", found.aspect >= ASPECT),
        (f"aspect among two {found.aspect_two:.3f} of {ASPECT_TWO}", found.aspect_two >= ASPECT_TWO),
    ]
    for name, flag, most in (("praise", found.praise, PRAISE), ("personal data", found.personal, PERSONAL)):
        counts = len(flag.missed), len(flag.false)
        figures = f"{name} {counts[0]} missed, {counts[1]} false of at most {most[0]}, {most[1]}"
        promised.append((figures, counts[0] <= most[0] and counts[1] <= most[1]))
    for count, least in AFTER.items() if curve else ():
        then = next((point for point in curve if point.answers >= count), curve[-1]).score.f1
        promised.append((f"F1 after {count} answers {then:.3f} of {least}", then >= least))
    return [figures for figures, reached in promised if not reached]
