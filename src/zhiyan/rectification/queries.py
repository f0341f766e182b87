"""What pages, checks and documents ask of the problem list and the register (整改台账)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.functional import SimpleLazyObject

from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Cycle, Inheritance
from zhiyan.cycle.queries import aspects, due
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.once import once
from zhiyan.meeting.models import Comment, CommentKind, Criticism, Meeting, MeetingState, Sitting
from zhiyan.rectification.models import (
    EXCLUDABLE,
    ORIGINS,
    ChangeKind,
    Evidence,
    Exclusion,
    Measure,
    MeasureChange,
    MeasureState,
    Problem,
    Progress,
    RectificationPlan,
    Verification,
)
from zhiyan.rectification.origins import Origin, describe, kind_label
from zhiyan.rectification.permissions import visible_measures, visible_problems
from zhiyan.rectification.transitions import AT_REST
from zhiyan.solicitation.models import Opinion
from zhiyan.statements.models import ItemAnswer, StatedProblem, StatementState, Version

# 班子 first, then members by rank: null ranks come last in some databases unless told.
BY_SUBJECT = F("member__rank").asc(nulls_first=True)


@once
def meeting_day(cycle: Cycle) -> dt.date | None:
    """The last day of the latest meeting's sittings, planned ones included; None while no sitting is set."""
    latest = Meeting.objects.filter(cycle=cycle).order_by("-no").values("pk")[:1]
    day: dt.date | None = Sitting.objects.filter(meeting__in=latest).aggregate(day=Max("on"))["day"]
    return day


def approved_versions(cycle: Cycle) -> QuerySet[Version]:
    """The version in force of each approved statement, the team's first, then by rank."""
    latest = Version.objects.filter(statement=OuterRef("statement"), approved_on__isnull=False).order_by("-no")
    return (
        Version.objects.filter(
            statement__cycle=cycle,
            statement__state=StatementState.APPROVED,
            pk=Subquery(latest.values("pk")[:1]),
        )
        .select_related("statement", "statement__member")
        .order_by(F("statement__member__rank").asc(nulls_first=True))
    )


def stated_problems(cycle: Cycle) -> QuerySet[StatedProblem]:
    """The problems of the approved versions, the team's first, then by rank, in each author's order."""
    return in_statements(_sources(cycle, "stated_problem"))


def in_statements(found: QuerySet[StatedProblem]) -> QuerySet[StatedProblem]:
    """Stated problems in the order of their statements, the team's first, with what their labels need."""
    return found.select_related("of__statement__member", "of__statement__cycle", "aspect").order_by(
        F("of__statement__member__rank").asc(nulls_first=True), "order"
    )


def _unplaced(cycle: Cycle, kind: str) -> Q:
    listed = Problem.objects.filter(**{"cycle": cycle, kind: OuterRef("pk")})
    excluded = Exclusion.objects.filter(**{"cycle": cycle, kind: OuterRef("pk")}, withdrawn_on__isnull=True)
    return ~Exists(listed) & ~Exists(excluded)


def open_of_kind(cycle: Cycle, kind: str) -> QuerySet[Any]:
    """The records of one kind that are neither in the list nor excluded with a reason."""
    found = _sources(cycle, kind).filter(_unplaced(cycle, kind))
    shown: Mapping[str, Callable[[], QuerySet[Any]]] = {
        "stated_problem": lambda: in_statements(found),
        "criticism": lambda: found.select_related("member", "meeting").order_by(
            BY_SUBJECT, "critic__rank", "entered_at"
        ),
        "comment": lambda: found.select_related("member", "meeting").order_by(BY_SUBJECT, "entered_at"),
        "inheritance": lambda: found.order_by("order"),
    }
    return shown[kind]()


def _sources(cycle: Cycle, kind: str) -> QuerySet[Any]:
    """All records of one kind that need a place in the list or a reason, in no order."""
    sources: Mapping[str, Callable[[], QuerySet[Any]]] = {
        "stated_problem": lambda: StatedProblem.objects.filter(of__in=approved_versions(cycle).order_by().values("pk")),
        "criticism": lambda: Criticism.objects.filter(meeting__cycle=cycle),
        "comment": lambda: Comment.objects.filter(meeting__cycle=cycle, kind=CommentKind.PROBLEM),
        "inheritance": lambda: Inheritance.objects.filter(cycle=cycle),
    }
    return sources[kind]().order_by()


def open_origins(cycle: Cycle) -> list[Origin]:
    """R43: every stated problem of an approved version, criticism, problem-kind comment and inherited matter that is
    neither in the problem list nor excluded with a reason."""
    return [describe(record) for kind in EXCLUDABLE for record in open_of_kind(cycle, kind)]


@once
def open_counts(cycle: Cycle) -> dict[str, int]:
    """How many records of each kind wait for a place in the list or a reason: `open_origins` counted, not fetched."""
    return {kind: _sources(cycle, kind).filter(_unplaced(cycle, kind)).count() for kind in EXCLUDABLE}


def open_items(cycle: Cycle) -> QuerySet[Item]:
    """Items without an outcome: neither a problem's nor answered (办理答复); retired ones have no points left."""
    answered = ItemAnswer.objects.filter(item=OuterRef("pk"))
    return (
        Item.objects.filter(cycle=cycle, retired=False, problems__isnull=True)
        .filter(~Exists(answered))
        .select_related("aspect", "target_member")
        .order_by("no")
    )


def exclusions(cycle: Cycle) -> QuerySet[Exclusion]:
    """What was left out of the list with its reason, withdrawn ones included."""
    return Exclusion.objects.filter(cycle=cycle).select_related(
        "merged_into", "stated_problem__of__statement__member", "criticism__member", "criticism__meeting",
        "comment__member", "comment__meeting", "inheritance",
    ).order_by("on", "entered_at")  # fmt: skip


def origin_record(record: Problem | Exclusion) -> Any:
    """The origin of a problem or exclusion."""
    return next(getattr(record, name) for name in ORIGINS if getattr(record, f"{name}_id", None) is not None)


def origin_kind(record: Problem | Exclusion) -> str:
    """The kind of the origin, without fetching it."""
    return next(name for name in ORIGINS if getattr(record, f"{name}_id", None) is not None)


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


def facts(cycle: Cycle) -> dict[str, Any]:
    """Plain data for the checks; no words of criticisms or opinions in it, measures and problems read when asked."""
    from zhiyan.rectification.formalism_facts import formalism_facts  # reads these queries itself

    listed, left = plan_facts(cycle), left_behind(cycle)
    return {
        **listed,
        "open_origins": [
            {"kind": o.kind, "kind_label": kind_label(o.kind), "id": o.id, "label": o.label}
            for o in open_origins(cycle)
        ],
        "open_items": [{"id": str(pk), "no": no} for pk, no in open_items(cycle).values_list("pk", "no")],
        "meeting_closed": Meeting.objects.filter(cycle=cycle, state=MeetingState.CLOSED).exists(),
        "begun": bool(left) and Opinion.objects.filter(cycle=cycle).exists(),
        "left_behind": left,
        "measures": with_history(Measure.objects.filter(cycle=cycle), listed["measures"]),
        "formalism": SimpleLazyObject(lambda: formalism_facts(cycle)),
    }


def left_behind(cycle: Cycle) -> list[dict[str, str]]:
    """Measures of the year before that are not at rest and were not handed down to this one."""
    if cycle.previous_id is None:
        return []
    handed_down = Inheritance.objects.filter(cycle=cycle).values("origin_id")
    open_ones = Measure.objects.filter(cycle=cycle.previous_id).exclude(state__in=AT_REST).exclude(pk__in=handed_down)
    rows = open_ones.order_by("problem__no", "order").values_list("pk", "problem__no", "order")
    return [{"id": str(pk), "label": f"{no}.{order}"} for pk, no, order in rows]


def plan_facts(cycle: Cycle) -> dict[str, Any]:
    """What R47 looks at: problems with the number of their measures, and measures with who, until when, by what."""
    problems = Problem.objects.filter(cycle=cycle).order_by(BY_SUBJECT, "no").annotate(n=Count("measures"))
    return {
        "today": clock.today(),
        "meeting_on": meeting_day(cycle),
        "due": due(cycle, "rectify", meeting_on=meeting_day(cycle)),
        "problems": [
            {"id": str(pk), "no": no, "who": who or "", "measures": n}
            for pk, no, who, n in problems.values_list("pk", "no", "member__role", "n")
        ],
        "measures": measure_rows(Measure.objects.filter(cycle=cycle)),
    }


def measure_facts(measure: Measure) -> dict[str, Any]:
    """One measure as plain data with its whole history."""
    found = Measure.objects.filter(pk=measure.pk)
    return with_history(found, measure_rows(found))[0]


def measure_rows(found: QuerySet[Measure]) -> list[dict[str, Any]]:
    """Measures as plain data: who, until when, by what standard; in the order of their problems."""
    in_order = found.order_by(F("problem__member__rank").asc(nulls_first=True), "problem__no", "order")
    rows = in_order.values_list(
        "pk", "problem__no", "order", "state", "owner__role", "owner__person_id", "handler_id", "department__name",
        "due_on", "standard",
    )  # fmt: skip
    return [
        {
            "id": str(pk),
            "label": f"{no}.{order}",
            "state": state,
            "owner": owner or "",
            "people": [str(one) for one in (person, handler) if one],
            "department": department or "",
            "due_on": due_on,
            "standard": standard,
        }
        for pk, no, order, state, owner, person, handler, department, due_on, standard in rows
    ]


def with_history(found: QuerySet[Measure], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same measures with last progress, evidence, verifications and changes: a query for each kind of record."""
    last = dict(
        Progress.objects.filter(measure__in=found).order_by().values_list("measure_id").annotate(last=Max("on"))
    )
    evidence = Counter(Evidence.objects.filter(measure__in=found).values_list("measure_id", flat=True))
    verifications, changes = defaultdict(list), defaultdict(list)
    for pk, passed, on, verifier, person in (
        Verification.objects.filter(measure__in=found).order_by("entered_at")
        .values_list("measure_id", "passed", "on", "verifier_id", "verifier__person_id")
    ):  # fmt: skip
        verifications[pk].append({"passed": passed, "on": on, "verifier": str(verifier), "person": str(person or "")})
    fields = ("kind", "field", "before", "after", "on", "reason", "approver")
    for change in (
        MeasureChange.objects.filter(measure__in=found).order_by("entered_at")
        .values("measure_id", "entered_by_id", *fields)
    ):  # fmt: skip
        told = {name: change[name] for name in fields}
        changes[change["measure_id"]].append({**told, "by": str(change["entered_by_id"] or "")})
    return [
        {
            **row,
            "last_progress_on": last.get(pk),
            "evidence": evidence[pk],
            "verifications": verifications[pk],
            "changes": changes[pk],
        }
        for row in rows
        for pk in (UUID(row["id"]),)
    ]


def measure_label(measure: Measure) -> str:
    """A measure's number as printed: the problem's number, a dot, its place under it."""
    return f"{measure.problem.no}.{measure.order}"
