"""Who of a superior reads its units' reports and gives orders; who of a unit sends and answers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from zhiyan.cycle.permissions import same_unit
from zhiyan.kernel.actor import Actor, Role
from zhiyan.org.models import Unit
from zhiyan.oversight.models import Claim, Order, Report, UnitProgress

READERS = (Role.SUPERIOR_OFFICE, Role.ORGANISER, Role.SECRETARY, Role.SUPERVISOR)
SENDERS = (Role.ORGANISER, Role.SECRETARY)


def may_open_oversight(actor: Actor, subject: Any) -> bool:
    """The stage's page: what is received by and sent from the actor's unit."""
    return same_unit(actor, subject) and actor.has(*READERS)


def may_view_report(actor: Actor, report: Report) -> bool:
    """Reports that the actor's unit received or sent."""
    return may_open_oversight(actor, report)


def visible_reports(actor: Actor) -> QuerySet[Report]:
    """The reports that `may_view_report` allows."""
    return _own(actor, Report.objects.all())


def may_view_progress(actor: Actor, progress: UnitProgress) -> bool:
    """Figures that units sent up to the actor's unit."""
    return may_open_oversight(actor, progress)


def visible_progress(actor: Actor) -> QuerySet[UnitProgress]:
    """The figures that `may_view_progress` allows."""
    return _own(actor, UnitProgress.objects.all())


def may_view_order(actor: Actor, order: Order) -> bool:
    """Orders that the actor's unit received or gave."""
    return may_open_oversight(actor, order)


def visible_orders(actor: Actor) -> QuerySet[Order]:
    """The orders that `may_view_order` allows."""
    return _own(actor, Order.objects.all())


def _own(actor: Actor, found: QuerySet[Any]) -> QuerySet[Any]:
    return found.filter(unit_id=actor.unit_id) if actor.has(*READERS) else found.none()


def may_send(actor: Actor, subject: Any) -> bool:
    """Send figures and reports up, answer orders: organiser or secretary of the unit."""
    return same_unit(actor, subject) and actor.has(*SENDERS)


def may_order(actor: Actor, unit: Any) -> bool:
    """Order a unit directly below: the superior's office."""
    return actor.has(Role.SUPERIOR_OFFICE) and isinstance(unit, Unit) and unit.parent_id == actor.unit_id


def may_claim(actor: Actor, unit: Any) -> bool:
    """Anybody at all may show a receipt to a superior: its signature is the right, and nobody asks who holds it."""
    return isinstance(unit, Unit) and unit.pk == actor.unit_id


def may_view_claim(actor: Actor, claim: Claim) -> bool:
    """Claims that the actor's unit received, or that are about it."""
    return may_open_oversight(actor, claim)


def visible_claims(actor: Actor) -> QuerySet[Claim]:
    """The claims that `may_view_claim` allows."""
    return _own(actor, Claim.objects.all())
