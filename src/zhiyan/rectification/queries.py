"""What pages, checks and documents ask of the problem list and the register (整改台账)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from zhiyan.consolidation.counted import items_in_order
from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Cycle, Inheritance
from zhiyan.cycle.queries import aspects, due
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.facts import Facts
from zhiyan.kernel.once import once
from zhiyan.kernel.rows import Row, key_of, raw
from zhiyan.meeting.models import Comment, CommentKind, Criticism, Meeting, MeetingState, Sitting
from zhiyan.rectification.counted import (
    CHANGES,
    EVIDENCE,
    MEASURES,
    PROGRESS,
    VERIFICATIONS,
    History,
    change_columns,
    evidence_columns,
    measure_columns,
    progress_columns,
    verification_columns,
)
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
from zhiyan.statements.queries import answered_items

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


def facts(cycle: Cycle) -> Facts:
    """Plain data for the checks; no words of criticisms or opinions in it."""
    from zhiyan.rectification.formalism_facts import formalism_facts  # reads these queries itself

    return Facts(
        ("rectification", cycle.pk),
        {
            "today": clock.today,
            "meeting_on": lambda: meeting_day(cycle),
            "due": lambda: due(cycle, "rectify", meeting_on=meeting_day(cycle)),
            "problems": lambda: problem_rows(cycle),
            "open_origins": lambda: [
                {"kind": o.kind, "kind_label": kind_label(o.kind), "id": o.id, "label": o.label}
                for o in waiting_origins(cycle)
            ],
            "open_items": lambda: [{"id": key_of(key), "no": no} for key, no in items_without_outcome(cycle)],
            "meeting_closed": lambda: Meeting.objects.filter(cycle=cycle, state=MeetingState.CLOSED).exists(),
            "begun": lambda: bool(left_behind(cycle)) and Opinion.objects.filter(cycle=cycle).exists(),
            "left_behind": lambda: left_behind(cycle),
            "measures": lambda: with_history(measure_rows(cycle), history(cycle)),
            "formalism": formalism_facts(cycle),
        },
    )


def waiting_origins(cycle: Cycle) -> list[Origin]:
    """`open_origins`, but what is open is told from the keys alone: mostly there is none, and no record is fetched."""
    placed = placed_origins(cycle)
    kinds = [kind for kind in EXCLUDABLE if not source_keys(cycle, kind) <= placed[kind]]
    return [describe(record) for kind in kinds for record in open_of_kind(cycle, kind)]


@once
def source_keys(cycle: Cycle, kind: str) -> frozenset[Any]:
    """The records of one kind that need a place in the list or a reason, by key as held (`kernel.rows`)."""
    return frozenset(_sources(cycle, kind).values_list(raw("pk"), flat=True))


@once
def placed_origins(cycle: Cycle) -> dict[str, set[Any]]:
    """Kind → the records that are in the list or excluded with a reason, by key as held."""
    keys = [raw(kind) for kind in EXCLUDABLE]
    listed = Problem.objects.filter(cycle=cycle).order_by().values_list(*keys)
    excluded = Exclusion.objects.filter(cycle=cycle, withdrawn_on__isnull=True).order_by().values_list(*keys)
    columns = zip(*listed, *excluded, strict=True)
    return {**{kind: set() for kind in EXCLUDABLE}, **dict(zip(EXCLUDABLE, map(set, columns), strict=False))}


def items_without_outcome(cycle: Cycle) -> list[tuple[Any, int]]:
    """Key and number of the items that are neither a problem's nor answered: `open_items` from the year's rows."""
    done = items_of_problems(cycle) | answered_items(cycle)
    return [(key, no) for key, no, *_rest in items_in_order(cycle) if key not in done]


@once
def items_of_problems(cycle: Cycle) -> set[Any]:
    """The items that stand behind a problem, by key as held."""
    links = Problem.items.through.objects.filter(problem__cycle=cycle).order_by()
    return set(links.values_list(raw("item"), flat=True))


def left_behind(cycle: Cycle) -> list[dict[str, str]]:
    """Measures of the year before that are not at rest and were not handed down to this one."""
    if cycle.previous_id is None:
        return []
    handed_down = Inheritance.objects.filter(cycle=cycle).values("origin_id")
    open_ones = Measure.objects.filter(cycle=cycle.previous_id).exclude(state__in=AT_REST).exclude(pk__in=handed_down)
    rows = open_ones.order_by("problem__no", "order").values_list("pk", "problem__no", "order")
    return [{"id": str(pk), "label": f"{no}.{order}"} for pk, no, order in rows]


def plan_facts(cycle: Cycle) -> Facts:
    """What R47 looks at: problems with the number of their measures, and measures with who, until when, by what."""
    return Facts(
        ("rectification.plan", cycle.pk),
        {
            "today": clock.today,
            "meeting_on": lambda: meeting_day(cycle),
            "due": lambda: due(cycle, "rectify", meeting_on=meeting_day(cycle)),
            "problems": lambda: problem_rows(cycle),
            "measures": lambda: measure_rows(cycle),
        },
    )


def problem_rows(cycle: Cycle) -> list[dict[str, Any]]:
    """The problem list in numbers, each with how many measures it has."""
    counted = Counter(row[11] for row in MEASURES.of(cycle).values())
    listed = Problem.objects.filter(cycle=cycle).order_by(BY_SUBJECT, "no").values_list(raw("pk"), "no", "member__role")
    return [{"id": key_of(key), "no": no, "who": who or "", "measures": counted[key]} for key, no, who in listed]


def measure_facts(measure: Measure) -> dict[str, Any]:
    """One measure as plain data with its whole history."""
    of = {"measure": measure}
    told = History.of(
        progress_columns(Progress.objects.filter(**of)),
        evidence_columns(Evidence.objects.filter(**of)),
        verification_columns(Verification.objects.filter(**of)),
        change_columns(MeasureChange.objects.filter(**of)),
    )
    (row,) = measure_columns(Measure.objects.filter(pk=measure.pk))
    return with_history([_measure_row(row)], told)[0]


@once
def measure_rows(cycle: Cycle) -> list[dict[str, Any]]:
    """Measures as plain data: who, until when, by what standard; in the order of their problems."""
    return [_measure_row(row) for row in measures_in_order(cycle)]


@once
def measures_in_order(cycle: Cycle) -> list[Row]:
    """The rows of the measures in the order of their problems, the team's first."""
    return sorted(
        MEASURES.of(cycle).values(), key=lambda row: (row[1] is not None, row[1] or 0, row[2], row[3], str(row[0]))
    )


def _measure_row(row: Row) -> dict[str, Any]:
    key, _rank, no, order, state, owner, person, handler, department, due_on, standard, *_words = row
    return {
        "id": key_of(key),
        "label": f"{no}.{order}",
        "state": state,
        "owner": owner or "",
        "people": [str(one) for one in (person, handler) if one],
        "department": department or "",
        "due_on": due_on,
        "standard": standard,
    }


@once
def history(cycle: Cycle) -> History:
    """What happened to the year's measures."""
    return History.of(*(rows.of(cycle).values() for rows in (PROGRESS, EVIDENCE, VERIFICATIONS, CHANGES)))


def with_history(rows: list[dict[str, Any]], told: History) -> list[dict[str, Any]]:
    """The same measures with last progress, evidence, verifications and changes."""
    return [
        {
            **row,
            "last_progress_on": told.progress.get(row["id"]),
            "evidence": told.evidence.get(row["id"], 0),
            "verifications": told.verifications.get(row["id"], []),
            "changes": told.changes.get(row["id"], []),
        }
        for row in rows
    ]


def measure_label(measure: Measure) -> str:
    """A measure's number as printed: the problem's number, a dot, its place under it."""
    return f"{measure.problem.no}.{measure.order}"
