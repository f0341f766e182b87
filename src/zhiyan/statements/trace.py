"""意见去向 through the statements: an item leads to its answer and to the stated problems that name it."""

from __future__ import annotations

from typing import Any

from zhiyan.consolidation.models import Item
from zhiyan.kernel.trace import Edge
from zhiyan.statements import queries
from zhiyan.statements.models import ItemAnswer, StatedProblem


def forward(record: Any) -> list[Edge]:
    """An item's answer, and the problems stated of it in approved statements."""
    if not isinstance(record, Item):
        return []
    edges = [
        Edge("stated_problem", problem, problem.title or problem.text, queries.label_of(problem.of.statement))
        for problem in StatedProblem.objects.filter(
            of__in=queries.approved_versions(record.cycle).order_by().values("pk"), sources=record
        ).select_related("of__statement__member", "of__statement__cycle")
    ]
    answer = ItemAnswer.objects.filter(item=record).first()
    if answer is not None:
        edges.append(Edge("answer", answer, answer.text, answer.get_kind_display()))
    return edges


def back(record: Any) -> list[Edge]:
    """The items that a stated problem answers, or the one that an answer is for."""
    if isinstance(record, StatedProblem):
        return [Edge("item", item, item.title) for item in record.sources.order_by("no")]
    return [Edge("item", record.item, record.item.title)] if isinstance(record, ItemAnswer) else []
