"""意见去向 at the meeting: what was said stands here; what became of it is told by rectification."""

from __future__ import annotations

from typing import Any

from zhiyan.kernel.trace import Edge
from zhiyan.meeting import queries
from zhiyan.meeting.models import Comment, Criticism


def forward(record: Any) -> list[Edge]:
    """Nothing earlier than the meeting leads into it: opinions reach it through the statements."""
    return []


def back(record: Any) -> list[Edge]:
    """The meeting in which a criticism or a comment was spoken."""
    if isinstance(record, (Criticism, Comment)):
        return [Edge("meeting", record.meeting, queries.label_of(record.meeting), record.on.isoformat())]
    return []
