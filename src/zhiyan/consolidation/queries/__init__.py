"""Reads of consolidation, shaped for its pages, for documents and for the rules."""

from __future__ import annotations

from zhiyan.consolidation.queries.feedback import feedback_rows, items_of, member_feedback
from zhiyan.consolidation.queries.figures import facts, figures
from zhiyan.consolidation.queries.history import History, last_undoable, lineage, steps
from zhiyan.consolidation.queries.items import (
    ItemFilter,
    item_points,
    items,
    items_by_aspect,
    point_counts,
    sizes,
    with_opinions,
)
from zhiyan.consolidation.queries.workbench import PointFilter, set_aside, unplaced

__all__ = [
    "History",
    "ItemFilter",
    "PointFilter",
    "facts",
    "feedback_rows",
    "figures",
    "item_points",
    "items",
    "items_by_aspect",
    "items_of",
    "last_undoable",
    "lineage",
    "member_feedback",
    "point_counts",
    "set_aside",
    "sizes",
    "steps",
    "unplaced",
    "with_opinions",
]
