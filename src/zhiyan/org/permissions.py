"""Who may found units and change the roster."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from zhiyan.kernel.actor import Actor, Role
from zhiyan.org.models import Person, Unit


def may_found(actor: Actor, parent: Unit | None = None) -> bool:
    """The administrator founds the first unit, and units below their own."""
    return actor.has(Role.ADMINISTRATOR) and (parent is None or parent.pk == actor.unit_id)


def may_edit_roster(actor: Actor, subject: Any = None) -> bool:
    """党务工作人员 of the unit."""
    return actor.has(Role.ORGANISER) and (subject is None or getattr(subject, "unit_id", None) == actor.unit_id)


def may_view_person(actor: Actor, person: Person) -> bool:
    """The office sees the roster; everybody sees themselves."""
    return actor.belongs_to(person) and (actor.has(Role.ORGANISER, Role.ADMINISTRATOR) or person.pk == actor.person_id)


def visible_people(actor: Actor) -> QuerySet[Person]:
    """The people that `may_view_person` allows."""
    people = Person.objects.filter(unit_id=actor.unit_id)
    return people if actor.has(Role.ORGANISER, Role.ADMINISTRATOR) else people.filter(pk=actor.person_id)
