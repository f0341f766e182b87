"""Who may act on a log: the superior's office witnesses, the administrator looks after keys."""

from __future__ import annotations

from zhiyan.kernel.actor import Actor, Role
from zhiyan.org.models import Unit


def may_witness(actor: Actor, unit: Unit) -> bool:
    """见证: the superior's office (上级党委办公室), in the superior, for a unit directly below."""
    return actor.has(Role.SUPERIOR_OFFICE) and unit.parent_id is not None and unit.parent_id == actor.unit_id


def may_witness_elsewhere(actor: Actor, superior: Unit) -> bool:
    """见证 for a log of another store: the superior's office in its own unit."""
    return actor.has(Role.SUPERIOR_OFFICE) and actor.unit_id == superior.pk


def may_take_countersignature(actor: Actor, unit: Unit) -> bool:
    """取回见证: the unit's organiser or administrator; what is taken in is checked, not trusted."""
    return actor.has(Role.ORGANISER, Role.ADMINISTRATOR) and actor.unit_id == unit.pk


def may_keep_keys(actor: Actor, unit: Unit) -> bool:
    """换钥: the administrator, who runs the machine that holds the files."""
    return actor.has(Role.ADMINISTRATOR) and actor.unit_id == unit.pk
