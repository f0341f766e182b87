"""Who may open accounts and grant roles."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from zhiyan.accounts.models import RoleGrant
from zhiyan.kernel.actor import Actor, Role


def may_administer(actor: Actor, subject: Any = None) -> bool:
    """The administrator of the unit."""
    return actor.has(Role.ADMINISTRATOR) and (subject is None or getattr(subject, "unit_id", None) == actor.unit_id)


def may_view_grant(actor: Actor, grant: RoleGrant) -> bool:
    """The administrator, those who organise, and whoever holds it."""
    return actor.belongs_to(grant) and (
        actor.has(Role.ADMINISTRATOR, Role.ORGANISER, Role.SUPERVISOR, Role.SECRETARY) or grant.user_id == actor.user_id
    )


def visible_grants(actor: Actor) -> QuerySet[RoleGrant]:
    """The grants that `may_view_grant` allows."""
    grants = RoleGrant.objects.filter(unit_id=actor.unit_id)
    if actor.has(Role.ADMINISTRATOR, Role.ORGANISER, Role.SUPERVISOR, Role.SECRETARY):
        return grants
    return grants.filter(user_id=actor.user_id)
