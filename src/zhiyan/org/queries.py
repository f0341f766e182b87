"""What others ask of the unit."""

from __future__ import annotations

from django.db.models import QuerySet

from zhiyan.org.models import Alias, Branch, Department, Person, Unit


def branches(unit: Unit) -> QuerySet[Branch]:
    """In the unit's order."""
    return Branch.objects.filter(unit=unit).order_by("order")


def departments(unit: Unit) -> QuerySet[Department]:
    """In the unit's order, without the leaders' own line."""
    return Department.objects.filter(unit=unit, is_leadership=False).order_by("order")


def current_people(unit: Unit) -> QuerySet[Person]:
    """Who is on the roster now."""
    return Person.objects.filter(unit=unit, left_on__isnull=True).order_by("staff_no")


def aliases(unit: Unit) -> dict[str, dict[str, str]]:
    """kind → what files write → what it means."""
    known: dict[str, dict[str, str]] = {}
    for alias in Alias.objects.filter(unit=unit):
        known.setdefault(alias.kind, {})[alias.raw] = alias.value
    return known
