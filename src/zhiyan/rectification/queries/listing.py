"""The problem list, the register (整改台账), the plan and their figures as pages and documents read them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet

from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import aspects
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.once import once
from zhiyan.meeting.models import Meeting, Sitting
from zhiyan.rectification.models import (
    ORIGINS,
    ChangeKind,
    Evidence,
    Measure,
    MeasureChange,
    MeasureState,
    Problem,
    Progress,
    RectificationPlan,
    Verification,
)
from zhiyan.rectification.permissions import visible_measures, visible_problems
from zhiyan.rectification.queries.placing import BY_SUBJECT
from zhiyan.rectification.transitions import AT_REST


@once
def meeting_day(cycle: Cycle) -> dt.date | None:
    """The last day of the latest meeting's sittings, planned ones included; None while no sitting is set."""
    latest = Meeting.objects.filter(cycle=cycle).order_by("-no").values("pk")[:1]
    day: dt.date | None = Sitting.objects.filter(meeting__in=latest).aggregate(day=Max("on"))["day"]
    return day


def problems(cycle: Cycle) -> QuerySet[Problem]:
    """The problem list (问题清单): the team's first, then by rank, by number."""
    return Problem.objects.filter(cycle=cycle).select_related("member", "aspect", "cycle").order_by(BY_SUBJECT, "no")


def problem_list(actor: Actor, cycle: Cycle, *, whose: str = "", aspect: str = "") -> QuerySet[Problem]:
    """The problem list as the actor may read it; `whose` is "team", a member's id, or empty."""
    found = problems(cycle).filter(pk__in=visible_problems(actor).values("pk"))
    if whose == "team":
        found = found.filter(member__isnull=True)
    elif whose:
        found = found.filter(member__id=whose)
    if aspect:
        found = found.filter(aspect__code=aspect)
    return found.annotate(measure_count=Count("measures", distinct=True), item_count=Count("items", distinct=True))


def measures(cycle: Cycle) -> QuerySet[Measure]:
    """All measures in the order of their problems."""
    return (
        Measure.objects.filter(cycle=cycle)
        .select_related("problem", "problem__member", "problem__aspect", "owner", "department", "handler", "cycle")
        .order_by(F("problem__member__rank").asc(nulls_first=True), "problem__no", "order")
    )


def overdue() -> Q:
    """逾期: past its deadline and not at rest."""
    return Q(due_on__lt=clock.today()) & ~Q(state__in=AT_REST)


def register(actor: Actor, cycle: Cycle, filters: Mapping[str, str] | None = None) -> QuerySet[Measure]:
    """The register (整改台账) as the actor may read it, with what its columns need.

    Filters: `state` (a state, or "overdue"), `owner` (member id), `department` (id), `kind` (now, lasting).
    """
    given = {key: value for key, value in (filters or {}).items() if value}
    found = measures(cycle).filter(pk__in=visible_measures(actor).values("pk"))
    if given.get("state") == "overdue" or given.get("overdue"):
        found = found.filter(overdue())
    if given.get("state") in MeasureState.values:
        found = found.filter(state=given["state"])
    for name in ("owner", "department", "problem"):
        if name in given:
            found = found.filter(**{f"{name}_id": given[name]})
    if "kind" in given:
        found = found.filter(kind=given["kind"])
    return with_work(found)


def with_work(found: QuerySet[Measure]) -> QuerySet[Measure]:
    """The measures with last progress, number of evidence files, verifications and changes, in few queries."""
    return found.prefetch_related(
        Prefetch("progress", queryset=Progress.objects.order_by("on", "entered_at")),
        Prefetch("evidence", queryset=Evidence.objects.select_related("file").order_by("on")),
        Prefetch("verifications", queryset=Verification.objects.select_related("verifier").order_by("entered_at")),
        Prefetch("changes", queryset=MeasureChange.objects.select_related("entered_by").order_by("entered_at")),
    )


def my_measures(actor: Actor, cycle: Cycle) -> QuerySet[Measure]:
    """What the actor owns, handles or leads the department of, soonest deadline first."""
    mine = Q(department_id__in=actor.department_ids)
    if actor.person_id is not None:
        mine |= Q(owner__person_id=actor.person_id) | Q(handler_id=actor.person_id)
    return with_work(measures(cycle).filter(mine).order_by("due_on", "problem__no", "order"))


def waiting(cycle: Cycle, state: MeasureState) -> QuerySet[Measure]:
    """Measures in one state: those to be verified, those to be signed off."""
    return measures(cycle).filter(state=state)


def plans(cycle: Cycle) -> QuerySet[RectificationPlan]:
    """The plan's versions, first to last."""
    return RectificationPlan.objects.filter(cycle=cycle).select_related("resolution").order_by("no")


@once
def adopted_plan(cycle: Cycle) -> RectificationPlan | None:
    """The version in force: the last that a resolution adopted."""
    return plans(cycle).filter(resolution__isnull=False).order_by("-no").first()


def last_sign_off(measure: Measure) -> MeasureChange | None:
    """The sign-off (销号) in force, from prefetched changes; None when the measure is not signed off."""
    if measure.state != MeasureState.SIGNED_OFF:
        return None
    return next((c for c in reversed(list(measure.changes.all())) if c.kind == ChangeKind.SIGN_OFF), None)


@once
def figures(cycle: Cycle) -> dict[str, Any]:
    """Numbers of problems and measures, all computed."""
    rows = Problem.objects.filter(cycle=cycle).values_list("member_id", "aspect__code", *(f"{k}_id" for k in ORIGINS))
    by_aspect = Counter({aspect.code: 0 for aspect in aspects(cycle)})
    by_origin = Counter(dict.fromkeys(ORIGINS, 0))
    team = members = 0
    for member_id, code, *origins in rows:
        team, members = team + (member_id is None), members + (member_id is not None)
        by_aspect[code or "none"] += 1
        by_origin[next(kind for kind, value in zip(ORIGINS, origins, strict=True) if value is not None)] += 1
    states = dict(
        Measure.objects.filter(cycle=cycle)
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
        .values_list("state", "n")
    )
    counted: dict[str, Any] = {state: states.get(state, 0) for state in MeasureState.values}
    return {
        "problems": {"team": team, "members": members, "by_aspect": dict(by_aspect), "by_origin": dict(by_origin)},
        "measures": {
            **counted,
            "total": sum(counted.values()),
            "overdue": Measure.objects.filter(overdue(), cycle=cycle).count(),
        },
    }


def measure_label(measure: Measure) -> str:
    """A measure's number as printed: the problem's number, a dot, its place under it."""
    return f"{measure.problem.no}.{measure.order}"
