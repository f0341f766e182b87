"""The engine's own figures on a labelled set: groups, aspects, targets, praise and personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.consolidation.metrics import Missed, among_first, flagged, same_target
from benchmarks.consolidation.sets import ASPECTS, Labelled
from zhiyan.consolidation.engine import Consolidator, Proposal
from zhiyan.consolidation.engine.encoders import Encoder, Fast, Fine, Vectors


class Once:
    """An encoder that reads each text once in a run: the ways that are compared share what it reads."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.size, self._encoder = encoder.name, encoder.size, encoder
        self.known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self.known]
        self.known |= dict(zip(missing, self._encoder.encode(missing), strict=True))
        return np.stack([self.known[text] for text in texts]) if texts else np.empty((0, self.size), np.float32)


FINE, FAST = Once(Fine()), Once(Fast())


@dataclass(frozen=True)
class Judged:
    """Shares from 0 to 1; what was missed and flagged for nothing."""

    aspect: float
    aspect_two: float
    target: float
    praise: Missed
    personal: Missed


def engine(one: Labelled) -> Consolidator:
    """The engine on a set, as an office has it: with the fine encoder, which it takes by itself for so many."""
    return Consolidator(one.texts, ASPECTS, encoder=FINE)


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
    """Ids of opinions with a part that has the flag. Praise counts only where every part has it."""
    held = {proposal.id for proposal in proposals if flag in proposal.flags}
    if flag == "praise":
        held -= {proposal.id for proposal in proposals if flag not in proposal.flags}
    return held
