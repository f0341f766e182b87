"""意见去向 through the talks: a pair leads to its talk. The words of a talk are in no trace."""

from __future__ import annotations

from typing import Any

from zhiyan.kernel.trace import Edge
from zhiyan.talks import queries
from zhiyan.talks.models import Talk, TalkPair


def forward(record: Any) -> list[Edge]:
    """What a pair became."""
    talk = queries.talk_of(record) if isinstance(record, TalkPair) else None
    return [Edge("talk", talk, queries.pair_label(record))] if talk is not None else []


def back(record: Any) -> list[Edge]:
    """The pair that a talk belongs to."""
    return [Edge("talk_pair", record.pair, queries.pair_label(record.pair))] if isinstance(record, Talk) else []
