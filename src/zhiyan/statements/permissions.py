"""Who may write, read, review and approve statements. A draft is its author's alone; nobody reviews their own."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.permissions import same_unit
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor, Role
from zhiyan.solicitation.models import TargetKind
from zhiyan.statements.models import (
    ItemAnswer,
    ReviewCapacity,
    Statement,
    TeamOpening,
    Version,
)

TEAM = (Role.MEMBER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.DISCIPLINE_SECRETARY)
OFFICE = (Role.ORGANISER, Role.SECRETARY, Role.SUPERVISOR, Role.DISCIPLINE_SECRETARY)
REVIEWERS = (Role.SECRETARY, Role.SUPERVISOR)


def may_view_stage(actor: Actor, subject: Any = None) -> bool:
    """Which statements there are and where each stands: the team, the organiser, supervisors."""
    return actor.has(*TEAM, Role.ORGANISER, Role.SUPERVISOR) and same_unit(actor, subject)


def visible_statements(actor: Actor) -> QuerySet[Statement]:
    """The statements that `may_view_stage` lets see as a line of the list, not as a text."""
    found = Statement.objects.filter(unit_id=actor.unit_id).select_related("member__person", "cycle", "unit")
    return found if may_view_stage(actor) else found.none()


def may_start(actor: Actor, subject: Any = None) -> bool:
    """Begin the statements: organiser or secretary."""
    return actor.has(Role.ORGANISER, Role.SECRETARY) and same_unit(actor, subject)


def statement_of(subject: Any) -> Statement:
    """The statement to which a version, a part of it or the statement itself belongs."""
    while not isinstance(subject, Statement):
        subject = (
            subject.statement if isinstance(subject, Version) else getattr(subject, "of", None) or subject.direction
        )
    return subject


def is_author(actor: Actor, subject: Any) -> bool:
    """A member of their own statement; of the team's the secretary, who leads the drafting."""
    statement = statement_of(subject)
    if not actor.belongs_to(statement):
        return False
    if statement.member is None:
        return actor.has(Role.SECRETARY)
    return actor.person_id is not None and actor.person_id == statement.member.person_id


def is_writer(actor: Actor, subject: Any) -> bool:
    """Whoever holds the pen for the author: who drafts the team's, who types a member's (代录)."""
    statement = statement_of(subject)
    holds = actor.user_id is not None and actor.user_id in (statement.drafter_id, statement.typed_by_id)
    return holds and actor.belongs_to(statement) and actor.has(Role.ORGANISER)


def may_edit(actor: Actor, subject: Any) -> bool:
    """Write in a draft: its author, or who writes for them."""
    return is_author(actor, subject) or is_writer(actor, subject)


def may_type(actor: Actor, subject: Any) -> bool:
    """代录: the organiser types what a member gave on paper or as a file."""
    statement = statement_of(subject)
    return actor.has(Role.ORGANISER) and actor.belongs_to(statement) and statement.member is not None


def may_submit(actor: Actor, statement: Statement) -> bool:
    """Hand in: the author, or who writes for them (a typed one only once the author confirmed it)."""
    return may_edit(actor, statement)


def opened_to_team(cycle: Cycle) -> bool:
    """Whether the meeting day has come, from which on the team reads every submitted statement."""
    return TeamOpening.objects.filter(cycle=cycle, on__lte=clock.today()).exists()


def may_open_to_team(actor: Actor, cycle: Any) -> bool:
    """Who runs the meeting: organiser, recorder, secretary."""
    return actor.has(Role.ORGANISER, Role.RECORDER, Role.SECRETARY) and same_unit(actor, cycle)


def may_read_version(actor: Actor, version: Version) -> bool:
    """Author and writer; once submitted secretary, supervisor, the team its own; from the meeting day the team all."""
    statement = version.statement
    if not actor.belongs_to(version):
        return False
    if may_edit(actor, statement):
        return True
    if version.submitted_on is None:
        return False
    if actor.has(*REVIEWERS):
        return True
    return actor.has(*TEAM) and (statement.member_id is None or opened_to_team(statement.cycle))


def readable_versions(actor: Actor) -> QuerySet[Version]:
    """The versions that `may_read_version` allows."""
    found = Version.objects.filter(unit_id=actor.unit_id).select_related(
        "statement__member__person", "statement__cycle", "statement__unit"
    )
    allowed = _written_by(actor)
    submitted = Q(submitted_on__isnull=False)
    if actor.has(*REVIEWERS):
        allowed |= submitted
    if actor.has(*TEAM):
        opened = TeamOpening.objects.filter(unit_id=actor.unit_id, on__lte=clock.today()).values("cycle")
        allowed |= submitted & (Q(statement__member__isnull=True) | Q(statement__cycle__in=opened))
    return found.filter(allowed)


def _written_by(actor: Actor) -> Q:
    allowed = Q(pk__in=[])
    if actor.person_id is not None:
        allowed |= Q(statement__member__person_id=actor.person_id)
    if actor.has(Role.SECRETARY):
        allowed |= Q(statement__member__isnull=True)
    if actor.user_id is not None and actor.has(Role.ORGANISER):
        allowed |= Q(statement__drafter_id=actor.user_id) | Q(statement__typed_by_id=actor.user_id)
    return allowed


def capacities(actor: Actor, statement: Statement) -> list[ReviewCapacity]:
    """As what the actor may review this statement; nobody their own or what they wrote.

    The secretary's own and the team's are reviewed by the supervisor or discussed by the team.
    """
    if not actor.belongs_to(statement) or may_edit(actor, statement):
        return []
    found = []
    if actor.has(Role.SECRETARY):
        found.append(ReviewCapacity.SECRETARY)
    if actor.has(Role.SUPERVISOR):
        found.append(ReviewCapacity.SUPERVISOR)
    if is_heads(statement) and actor.has(Role.MEMBER, Role.ORGANISER):
        found.append(ReviewCapacity.TEAM)
    return found


def is_heads(statement: Statement) -> bool:
    """The team's statement or the secretary's own, which the secretary cannot review."""
    return statement.member is None or statement.member.is_secretary


def may_review(actor: Actor, statement: Statement) -> bool:
    """In any capacity."""
    return bool(capacities(actor, statement))


may_approve = may_review


def typed_members(actor: Actor, cycle_id: Any) -> set[Any]:
    """The members for whom the actor types (代录)."""
    if actor.user_id is None or not actor.has(Role.ORGANISER):
        return set()
    return set(
        Statement.objects.filter(cycle=cycle_id, typed_by=actor.user_id, member__isnull=False).values_list(
            "member_id", flat=True
        )
    )


def may_answer(actor: Actor, item: Item, typed: set[Any] | None = None) -> bool:
    """An item aimed at a member: that member, or the organiser typing for them; any other: organiser or secretary.

    `typed` spares a list the look-up of `typed_members` on every row.
    """
    if not actor.belongs_to(item):
        return False
    if item.target_member is None:
        return actor.has(Role.ORGANISER, Role.SECRETARY)
    if actor.person_id is not None and actor.person_id == item.target_member.person_id:
        return True
    return item.target_member.pk in (typed_members(actor, item.cycle_id) if typed is None else typed)


def may_view_answer(actor: Actor, answer: ItemAnswer) -> bool:
    """The office; members those to the team's items and their own."""
    if not actor.belongs_to(answer):
        return False
    if actor.has(*OFFICE):
        return True
    target = answer.item.target_member
    if target is not None and actor.person_id is not None and target.person_id == actor.person_id:
        return True
    return actor.has(*TEAM) and answer.item.target_kind == TargetKind.TEAM


def visible_answers(actor: Actor) -> QuerySet[ItemAnswer]:
    """The answers that `may_view_answer` allows."""
    found = ItemAnswer.objects.filter(unit_id=actor.unit_id).select_related("item__target_member", "item__aspect")
    if actor.has(*OFFICE):
        return found
    allowed = Q(pk__in=[])
    if actor.person_id is not None:
        allowed |= Q(item__target_member__person_id=actor.person_id)
    if actor.has(*TEAM):
        allowed |= Q(item__target_kind=TargetKind.TEAM)
    return found.filter(allowed)
