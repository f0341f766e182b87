"""The engine's own figures on a labelled set: groups, aspects, targets, praise and personal data."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.consolidation.metrics import Missed, among_first, flagged, same_target
from benchmarks.consolidation.sets import Labelled
from benchmarks.consolidation.vectors import FAST, FINE
from zhiyan.consolidation.engine import Consolidator, Proposal
from zhiyan.consolidation.engine.encoders import Both


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
