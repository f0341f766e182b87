"""What leaves the stage: marks of what staff were shown, and what the year leaves to the next."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.cycle.actions import inherit
from zhiyan.cycle.models import Cycle, Inheritance, InheritanceKind
from zhiyan.kernel import clock
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.rectification import queries
from zhiyan.rectification.actions.common import writable
from zhiyan.rectification.models import Measure, MeasureState, Problem
from zhiyan.rectification.permissions import may_hand_down, may_list
from zhiyan.rectification.transitions import AT_REST


@action(may_list, "rectification.disclosed")
def mark_disclosed(
    actor: Actor,
    cycle: Cycle,
    *,
    problems: Collection[uuid.UUID] = (),
    measures: Collection[uuid.UUID] = (),
    on: dt.date | None = None,
) -> int:
    """The team's problems and measures named here were shown: from now on all staff may read them.

    Members' own never become staff's to read, named or not. Returns how many were newly marked.
    """
    day = on or clock.today()
    shown = Problem.objects.filter(cycle=cycle, member__isnull=True, disclosed_on__isnull=True, pk__in=problems)
    listed = Measure.objects.filter(
        cycle=cycle, problem__member__isnull=True, disclosed_on__isnull=True, pk__in=measures
    )
    return shown.update(disclosed_on=day) + listed.update(disclosed_on=day)


@action(may_hand_down, "rectification.handed_down")
def hand_down(
    actor: Actor,
    cycle: Cycle,
    next_cycle: Cycle,
    *,
    badly_rated: Collection[uuid.UUID] = (),
    promised: Collection[uuid.UUID] = (),
    reasons: Mapping[uuid.UUID, str] | None = None,
) -> list[Inheritance]:
    """What this year leaves is written into the next: unfinished, reopened, badly rated, promised; what is there stays.

    `badly_rated` and `promised` are ids of measures; `reasons` says why, by the measure's id. A problem without any
    measure is handed down as unfinished. Raises Invalid where the next cycle is not a later one of the same unit.
    """
    writable(next_cycle)
    if next_cycle.unit_id != cycle.unit_id or next_cycle.label <= cycle.label:
        raise Invalid(
            "inheritance.cycle", _("只能交给本单位的下一年度。"), fields={"next_cycle": _("请选择下一年度。")}
        )
    given = dict(reasons or {})
    entries = [
        entry(cycle, measure.problem, measure, kind, given.get(measure.pk, ""))
        for measure in queries.measures(cycle)
        for kind in kinds(measure, badly_rated, promised)
    ]
    bare = queries.problems(cycle).filter(measures__isnull=True)
    entries += [entry(cycle, problem, None, InheritanceKind.UNFINISHED, given.get(problem.pk, "")) for problem in bare]
    return inherit(actor, next_cycle, entries=entries)


def kinds(
    measure: Measure, badly_rated: Collection[uuid.UUID], promised: Collection[uuid.UUID]
) -> Iterable[InheritanceKind]:
    """As what a measure is handed down: nothing where it is at rest and nobody complained."""
    if measure.state == MeasureState.REOPENED:
        yield InheritanceKind.REOPENED
    elif measure.state not in AT_REST:
        yield InheritanceKind.UNFINISHED
    if measure.pk in badly_rated:
        yield InheritanceKind.BADLY_RATED
    if measure.pk in promised:
        yield InheritanceKind.PROMISED


def entry(
    cycle: Cycle, problem: Problem, measure: Measure | None, kind: InheritanceKind, reason: str
) -> dict[str, Any]:
    """One matter by value, with no key into this cycle but the id it came from."""
    return {
        "from_label": cycle.label,
        "kind": kind,
        "origin_id": measure.pk if measure else problem.pk,
        "person_id": problem.member.person_id if problem.member else None,
        "problem_text": problem.text,
        "measure_text": measure.text if measure else "",
        "aspect_name": problem.aspect.name if problem.aspect else "",
        "owner_label": (measure.owner.role if measure and measure.owner else "")
        or (problem.member.role if problem.member else ""),
        "department_name": measure.department.name if measure and measure.department else "",
        "due_on": measure.due_on if measure else None,
        "reason": reason.strip() or default_reason(kind, measure),
    }


def default_reason(kind: InheritanceKind, measure: Measure | None) -> str:
    """Why it is handed down, where nobody said more."""
    if measure is None:
        return _("还没有整改措施")
    if kind == InheritanceKind.UNFINISHED:
        return _("移交时状态：%(state)s") % {"state": measure.get_state_display()}
    return str(InheritanceKind(kind).label)
