"""意见去向 through this stage: item → problem → measure, and back to item and origin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Inheritance
from zhiyan.kernel.trace import Edge
from zhiyan.meeting.models import Comment, Criticism
from zhiyan.rectification import origins, queries
from zhiyan.rectification.models import Exclusion, Measure, Problem
from zhiyan.statements.models import StatedProblem


def forward(record: Any) -> list[Edge]:
    """What an item, an origin or a problem became here."""
    if isinstance(record, Item):
        return [problem_edge(p) for p in Problem.objects.filter(items=record).select_related("member").order_by("no")]
    if isinstance(record, (StatedProblem, Criticism, Comment, Inheritance)):
        return placed(record)
    if isinstance(record, Problem):
        return [measure_edge(m) for m in queries.measures(record.cycle).filter(problem=record)]
    return []


def placed(record: Any) -> list[Edge]:
    """The problem that an origin became, or the exclusion with its reason."""
    fields = origins.fields_of(record)
    found = [problem_edge(p) for p in Problem.objects.filter(**fields).select_related("member")]
    for exclusion in Exclusion.objects.filter(**fields, withdrawn_on__isnull=True).select_related("merged_into"):
        found.append(Edge("exclusion", exclusion, _("不列入问题清单"), note=exclusion.reason))
        if exclusion.merged_into is not None:
            found.append(problem_edge(exclusion.merged_into))
    return found


def back(record: Any) -> list[Edge]:
    """Where a measure or a problem came from: the problem; its origin and the items it answers."""
    if isinstance(record, Measure):
        return [problem_edge(record.problem)]
    if not isinstance(record, Problem):
        return []
    origin = origins.describe(queries.origin_record(record))
    items = record.items.order_by("no")
    edges = [] if origin.kind == "item" else [Edge(origin.kind, origin.record, origin.label)]
    return edges + [
        Edge("item", item, _("归并条目第%(no)d号：%(title)s") % {"no": item.no, "title": item.title}) for item in items
    ]


def problem_edge(problem: Problem) -> Edge:
    """An edge to a problem; whether its words may be shown is for the reader's rights to decide."""
    who = problem.member.role if problem.member else _("领导班子")
    return Edge("problem", problem, _("问题第%(no)d号（%(who)s）") % {"no": problem.no, "who": who})


def measure_edge(measure: Measure) -> Edge:
    """An edge to a measure with its state."""
    label = _("措施%(no)s") % {"no": queries.measure_label(measure)}
    return Edge("measure", measure, label, note=measure.get_state_display())
