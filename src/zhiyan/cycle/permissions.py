"""Who may see and shape a cycle."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from zhiyan.cycle.models import Cycle, Inheritance
from zhiyan.kernel.actor import Actor, Role

OFFICE = (Role.ORGANISER,)
READERS = tuple(role for role in Role if role is not Role.ADMINISTRATOR)


def same_unit(actor: Actor, subject: Any) -> bool:
    """Whether the subject (a record, or the unit itself) is the actor's unit's."""
    return subject is None or getattr(subject, "unit_id", None) == actor.unit_id


def may_view_cycle(actor: Actor, cycle: Any) -> bool:
    """Everybody of the unit sees where its cycle stands; the administrator too, without contents."""
    return bool(actor.roles) and same_unit(actor, cycle)


def visible_cycles(actor: Actor) -> QuerySet[Cycle]:
    """The cycles that `may_view_cycle` allows."""
    cycles = Cycle.objects.filter(unit_id=actor.unit_id)
    return cycles if actor.roles else cycles.none()


def may_organise(actor: Actor, subject: Any = None) -> bool:
    """党务工作人员 (organiser) of the unit."""
    return actor.has(Role.ORGANISER) and same_unit(actor, subject)


def may_prepare(actor: Actor, subject: Any = None) -> bool:
    """Organiser or secretary: plan, resolutions, team list."""
    return actor.has(Role.ORGANISER, Role.SECRETARY) and same_unit(actor, subject)


def may_view_preparation(actor: Actor, subject: Any = None) -> bool:
    """Plan, study and team list: the office, the team, supervisors."""
    return same_unit(actor, subject) and actor.has(
        Role.ORGANISER, Role.MEMBER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR
    )


# who reads what a member's own matters left; the member too
OVERSEERS = (Role.ORGANISER, Role.SECRETARY, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR)


def may_view_inheritance(actor: Actor, inheritance: Inheritance) -> bool:
    """The team's: whoever sees the preparation. A member's own: that member and those who oversee."""
    if not may_view_preparation(actor, inheritance):
        return False
    return (
        inheritance.person_id is None
        or actor.has(*OVERSEERS)
        or (actor.person_id is not None and inheritance.person_id == actor.person_id)
    )


def visible_inheritance(actor: Actor) -> QuerySet[Inheritance]:
    """What `may_view_inheritance` allows."""
    found = Inheritance.objects.filter(unit_id=actor.unit_id)
    if not may_view_preparation(actor):
        return found.none()
    if actor.has(*OVERSEERS):
        return found
    own = Q(person__isnull=True)
    if actor.person_id is not None:
        own |= Q(person_id=actor.person_id)
    return found.filter(own)
