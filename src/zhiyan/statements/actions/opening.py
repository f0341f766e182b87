"""What the meeting tells this stage."""

from __future__ import annotations

import datetime as dt

from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.statements import permissions
from zhiyan.statements.models import TeamOpening


@action(permissions.may_open_to_team, "statements.opened_to_team")
def open_to_team(actor: Actor, cycle: Cycle, *, on: dt.date) -> TeamOpening:
    """From the day of the first sitting on every member reads the submitted statements. The earliest day stands."""
    found, made = TeamOpening.objects.get_or_create(cycle=cycle, defaults={"unit_id": cycle.unit_id, "on": on})
    if not made and on < found.on:
        found.on = on
        found.save(update_fields=["on"])
    return found
