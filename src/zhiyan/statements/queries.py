"""Reads of the statements stage."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from zhiyan.accounts.models import RoleGrant
from zhiyan.accounts.queries import in_force
from zhiyan.consolidation.counted import items_in_order, opinions_in_items
from zhiyan.consolidation.models import Item
from zhiyan.consolidation.queries.figures import receipts
from zhiyan.cycle import queries as cycle_queries
from zhiyan.cycle.models import Cycle
from zhiyan.formalism.hollow import has_case
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.facts import Facts
from zhiyan.kernel.once import once
from zhiyan.kernel.rows import key_of, raw
from zhiyan.solicitation.counted import OPINIONS
from zhiyan.solicitation.models import Channel, ChannelCategory, TargetKind
from zhiyan.statements.models import (
    Direction,
    ItemAnswer,
    Review,
    Section,
    SectionKind,
    StatedCause,
    StatedProblem,
    Statement,
    StatementState,
    Version,
)


def statements(cycle: Cycle) -> QuerySet[Statement]:
    """All statements: the team's first, then members in rank order; of who left only what was handed in."""
    return (
        Statement.objects.filter(cycle=cycle)
        .exclude(member__left_on__isnull=False, state=StatementState.DRAFT)
        .select_related("member__person", "cycle")
        .order_by(F("member__rank").asc(nulls_first=True))
    )


def label_of(statement: Statement) -> str:
    """What the statement is called: the team's 对照检查材料, or the member's by the cycle's word."""
    if statement.member is None:
        return _("领导班子对照检查材料")
    return _("%(role)s%(label)s") % {"role": statement.member.role, "label": statement.cycle.statement_label}


def owner_label(statement: Statement) -> str:
    """Whose it is: 班子 or the member's role."""
    return statement.member.role if statement.member else _("班子")


def latest_version(statement: Statement) -> Version | None:
    """The newest version, written or submitted."""
    return Version.objects.filter(statement=statement).select_related("statement__cycle").order_by("-no").first()


def approved_versions(cycle: Cycle) -> QuerySet[Version]:
    """The approved version of each approved statement, the team's first, then by rank."""
    latest = Version.objects.filter(statement=OuterRef("statement"), approved_on__isnull=False).order_by("-no")
    return Version.objects.filter(
        statement__cycle=cycle, statement__state=StatementState.APPROVED, pk=latest.values("pk")[:1]
    ).order_by(F("statement__member__rank").asc(nulls_first=True))


def with_parts(versions: QuerySet[Version]) -> QuerySet[Version]:
    """The versions with sections, problems, causes, directions, measures and reviews, in a fixed number of queries."""
    return versions.select_related("statement__member", "statement__cycle").prefetch_related(
        "sections",
        Prefetch("problems", StatedProblem.objects.select_related("aspect").prefetch_related("sources")),
        Prefetch("causes", StatedCause.objects.order_by("order")),
        Prefetch("directions", Direction.objects.prefetch_related("measures")),
        Prefetch("reviews", Review.objects.select_related("entered_by")),
    )


def has_words(statement: Statement) -> bool:
    """Whether anything was written in any version."""
    versions = Version.objects.filter(statement=statement)
    parts = (StatedProblem, StatedCause, Direction)
    return Section.objects.filter(of__in=versions).exclude(text="").exists() or any(
        model._default_manager.filter(of__in=versions).exists() for model in parts
    )


def assigned_items(statement: Statement) -> QuerySet[Item]:
    """Items that the statement must answer: the team's, or those aimed at the member."""
    items = Item.objects.filter(cycle_id=statement.cycle_id, retired=False).select_related("aspect")
    if statement.member_id is None:
        return items.filter(target_kind=TargetKind.TEAM)
    return items.filter(target_member_id=statement.member_id)


def items_with_outcome(cycle: Cycle) -> QuerySet[Any]:
    """All items of the cycle with `answered` (has an answer) and `stated` (a problem names it)."""
    newest = Version.objects.filter(statement=OuterRef("statement")).order_by("-no")
    stated = StatedProblem.objects.filter(
        of__in=Version.objects.filter(statement__cycle=cycle, pk=newest.values("pk")[:1]), sources=OuterRef("pk")
    )
    return (
        Item.objects.filter(cycle=cycle, retired=False)
        .select_related("aspect", "target_member__person", "answer")
        .annotate(answered=Exists(ItemAnswer.objects.filter(item=OuterRef("pk"))), stated=Exists(stated))
        .order_by("no")
    )


def answer_of(item: Item) -> ItemAnswer | None:
    """The item's answer, if it has one."""
    return getattr(item, "answer", None)


# ------------------------------------------------------------------------------------------------------ content


@dataclass(frozen=True)
class Part:
    """One part of a version as read: its section's own words, then its records as plain lines."""

    kind: str
    label: str
    text: str
    lines: Sequence[str] = field(default_factory=tuple)

    @property
    def whole(self) -> str:
        """Everything as one text, for comparing versions and for lengths."""
        return "\n".join([part for part in (self.text, *self.lines) if part])


def parts(version: Version) -> list[Part]:
    """The version in reading order; call with a version from `with_parts`."""
    lines = {
        SectionKind.PROBLEMS: [problem_line(no, problem) for no, problem in enumerate(version.problems.all(), 1)],
        SectionKind.CAUSES: [f"{cause.dimension}：{cause.text}" for cause in version.causes.all()],
        SectionKind.DIRECTIONS: [line for direction in version.directions.all() for line in direction_lines(direction)],
    }
    return [
        Part(
            section.kind,
            str(SectionKind(section.kind).label),
            section.text,
            tuple(lines.get(SectionKind(section.kind), ())),
        )
        for section in version.sections.all()
    ]


def problem_line(no: int, problem: StatedProblem) -> str:
    """A problem as one paragraph."""
    title = f"{problem.title}。" if problem.title else ""
    return "".join((f"{no}. 【{problem.aspect.name}】{title}{problem.text}", problem.case))


def direction_lines(direction: Direction) -> list[str]:
    """A direction and its measures, a line each."""
    return ["：".join(filter(None, (direction.title, direction.text))), *(m.text for m in direction.measures.all())]


# ------------------------------------------------------------------------------------------------------ figures


@once
def figures(cycle: Cycle) -> dict[str, Any]:
    """Statements by state; problems, cause dimensions and directions as counted from the approved versions.

    `cause_dimensions` and `directions` are the team's, `by_aspect` counts the team's problems by aspect code.
    """
    states = Counter(statements(cycle).values_list("state", flat=True))
    versions = list(with_parts(approved_versions(cycle)))
    team = next((v for v in versions if v.statement.member_id is None), None)
    members = [v for v in versions if v.statement.member_id is not None]
    counted = Counter(p.aspect.code for p in team.problems.all()) if team else Counter[str]()
    return {
        "statements": {
            "total": sum(states.values()),
            "submitted": states[StatementState.SUBMITTED] + states[StatementState.APPROVED],
            "approved": states[StatementState.APPROVED],
        },
        "problems": {
            "team": len(team.problems.all()) if team else 0,
            "members": sum(len(v.problems.all()) for v in members),
            "by_aspect": {aspect.code: counted[aspect.code] for aspect in cycle_queries.aspects(cycle)},
        },
        "cause_dimensions": len({c.dimension for c in team.causes.all()}) if team else 0,
        "directions": len(team.directions.all()) if team else 0,
    }


def has_supervisor(cycle: Cycle) -> bool:
    """Whether a supervisor was assigned to this unit."""
    return RoleGrant.objects.filter(in_force(clock.today()), unit=cycle.unit_id, role=Role.SUPERVISOR.value).exists()


def facts(cycle: Cycle, *, meeting_on: dt.date | None = None) -> Facts:
    """Plain data for the checks, with no words of any draft; what is handed in is read when a check asks."""
    from zhiyan.statements.formalism_facts import formalism_facts  # reads these queries itself

    return Facts(
        ("statements", cycle.pk, meeting_on),
        {
            "today": clock.today,
            "due": lambda: cycle_queries.due(cycle, "statements"),
            "meeting_on": lambda: meeting_on,
            "aspects": lambda: [{"code": a.code, "name": a.name} for a in cycle_queries.aspects(cycle)],
            "must_write": lambda: [
                {"id": str(m.pk), "label": m.role}
                for m in cycle_queries.team(cycle)
                if m.must_write and m.should_attend
            ],
            "statements": lambda: statements_facts(cycle),
            "items": lambda: item_facts(cycle),
            "answers": lambda: list(
                ItemAnswer.objects.filter(cycle=cycle).order_by("item__no", "pk").values_list("text", flat=True)
            ),
            "formalism": formalism_facts(cycle),
        },
    )


def statements_facts(cycle: Cycle) -> list[dict[str, Any]]:
    """The newest versions as plain data, each with the day on which its writer had signed for what was fed back."""
    found = list(statements(cycle))
    signed = {row["id"]: signed_on(row) for row in receipts(cycle)}
    latest = {version.statement_id: version for version in newest_versions(cycle)}
    return [
        {**statement_facts(s, latest[s.pk]), "signed_on": signed.get(str(s.member_id))} for s in found if s.pk in latest
    ]


@once
def newest_versions(cycle: Cycle) -> list[Version]:
    """The newest version of each statement, with its parts."""
    newest = Version.objects.filter(statement=OuterRef("statement")).order_by("-no")
    found = Version.objects.filter(statement__cycle=cycle, pk=newest.values("pk")[:1])
    return list(with_parts(found).order_by(F("statement__member__rank").asc(nulls_first=True)))


def signed_on(receipt: Mapping[str, Any]) -> dt.date | None:
    """The day from which a member had signed for everything fed back to them; None before."""
    days = (receipt["own_signed"], receipt["team_signed"])
    return None if None in days else max(days)


def statement_facts(statement: Statement, version: Version) -> dict[str, Any]:
    """One statement's newest version as plain data."""
    problems = list(version.problems.all())
    directions = list(version.directions.all())
    return {
        "id": str(statement.pk),
        "label": label_of(statement),
        "member": str(statement.member_id) if statement.member_id else None,
        "heads": statement.member is None or statement.member.is_secretary,
        "state": statement.state,
        "version": version.no,
        "submitted_on": version.submitted_on,
        "approved_on": version.approved_on,
        "sections": {section.kind: bool(section.text.strip()) for section in version.sections.all()},
        "problems": [{"aspect": p.aspect.code, "case": has_case(p.case)} for p in problems],
        "causes": len(version.causes.all()),
        "directions": len(directions),
        "measures": sum(len(d.measures.all()) for d in directions),
        "reviews": [{"capacity": r.capacity, "conclusion": r.conclusion} for r in version.reviews.all()],
    }


def item_facts(cycle: Cycle) -> list[dict[str, Any]]:
    """Every item and whether anything became of it."""
    label = _("条目%(no)d %(title)s")
    carried, done = carried_items(cycle), answered_items(cycle) | stated_items(cycle)
    return [
        {
            "id": key_of(key),
            "label": label % {"no": no, "title": title},
            "member": key_of(member) if member else None,
            "carried": key in carried,
            "done": key in done,
        }
        for key, no, title, _kind, member in items_in_order(cycle)
    ]


@once
def carried_items(cycle: Cycle) -> set[Any]:
    """Items in which an opinion from a carried-over channel stands, by key as held (`kernel.rows`)."""
    found = Channel.objects.filter(cycle=cycle, category=ChannelCategory.CARRIED).values_list(raw("pk"), flat=True)
    carried, opinions = set(found), OPINIONS.of(cycle)
    if not carried:
        return set()
    of_these = {key for key, row in opinions.items() if row[1] in carried}
    return {item for item, inside in opinions_in_items(cycle).items() if not of_these.isdisjoint(inside)}


@once
def answered_items(cycle: Cycle) -> set[Any]:
    """Items that were answered (办理答复), by key as held."""
    return set(ItemAnswer.objects.filter(item__cycle=cycle).order_by().values_list(raw("item"), flat=True))


@once
def stated_items(cycle: Cycle) -> set[Any]:
    """Items that a problem of a statement's newest version names, by key as held."""
    newest = Version.objects.filter(statement=OuterRef("statement")).order_by("-no")
    found = Version.objects.filter(statement__cycle=cycle, pk=newest.values("pk")[:1])
    links = StatedProblem.sources.through.objects.filter(statedproblem__of__in=found.order_by().values("pk"))
    return set(links.order_by().values_list(raw("item"), flat=True))


def open_items(cycle: Cycle) -> int:
    """How many items have neither answer nor problem."""
    return items_with_outcome(cycle).filter(answered=False, stated=False).count()
