"""What needs a place in the problem list or a reason, and what has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from zhiyan.consolidation.counted import items_in_order
from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Cycle, Inheritance
from zhiyan.kernel.once import once
from zhiyan.kernel.rows import raw
from zhiyan.meeting.models import Comment, CommentKind, Criticism
from zhiyan.rectification.models import (
    EXCLUDABLE,
    ORIGINS,
    Exclusion,
    Problem,
)
from zhiyan.rectification.origins import Origin, describe
from zhiyan.statements.models import ItemAnswer, StatedProblem, StatementState, Version
from zhiyan.statements.queries import answered_items

# 班子 first, then members by rank: null ranks come last in some databases unless told.
BY_SUBJECT = F("member__rank").asc(nulls_first=True)


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
