"""The first unit and the first administrator of a store."""

from __future__ import annotations

import secrets

from zhiyan.accounts import actions as accounts
from zhiyan.kernel.actor import Actor, Role
from zhiyan.org import actions as org
from zhiyan.org.models import Unit


def found(
    *, code: str, name: str, parent: Unit | None = None, disclaimer: str = "", office_name: str = ""
) -> tuple[Unit, dict[str, str]]:
    """Found the unit with an administrator's account; the password is told once and kept nowhere."""
    unit = Unit()
    actor = Actor(unit_id=parent.pk if parent else unit.pk, roles=frozenset({Role.ADMINISTRATOR}), label="安装")
    unit = org.found_unit(
        actor, parent, unit=unit, code=code, name=name, disclaimer=disclaimer, office_name=office_name
    )
    own = Actor(unit_id=unit.pk, roles=frozenset({Role.ADMINISTRATOR}), label="安装")
    password = secrets.token_urlsafe(9)
    user = accounts.open_account(own, unit, username=f"{code}-admin", label="系统管理员", password=password)
    accounts.grant_role(own, unit, user=user, role=Role.ADMINISTRATOR)
    return unit, {"label": "系统管理员", "username": user.username, "password": password}
