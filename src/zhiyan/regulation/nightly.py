"""每夜检查: dates pass without an action, so every running year is checked once a day and what is new is noted."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.cycle.queries import member_of
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Actor
from zhiyan.regulation.checking import check_cycle
from zhiyan.regulation.models import Noticed
from zhiyan.regulation.permissions import may_view_findings


def check_running(today: dt.date) -> int:
    """Check every running year; the number of findings that were not there the night before.

    What goes wrong with one year keeps none of the others from being checked; it is raised after them.
    """
    new, wrong = 0, []
    for cycle in Cycle.objects.filter(state=CycleState.OPEN).select_related("notice"):
        try:
            new += note_new(cycle, today)
        except Exception as error:
            wrong.append(error)
    if wrong:
        raise wrong[0]
    return new


def note_new(cycle: Cycle, today: dt.date) -> int:
    """Note the findings that no earlier night saw, and forget those that have gone; how many are new."""
    found = {finding.key: finding for finding in check_cycle(cycle).findings}
    with transaction.atomic(), guard.writing("regulation.night"):
        noticed = Noticed.objects.filter(cycle=cycle)
        noticed.exclude(key__in=found).delete()
        known = set(noticed.values_list("key", flat=True))
        new = [finding for key, finding in found.items() if key not in known]
        Noticed.objects.bulk_create(
            Noticed(
                unit_id=cycle.unit_id,
                cycle=cycle,
                key=finding.key,
                severity=str(finding.severity),
                member=finding.member or None,
                on=today,
            )
            for finding in new
        )
    return len(new)


def new_for(actor: Actor, cycle: Cycle, today: dt.date) -> QuerySet[Noticed]:
    """What the last night noticed first, of what the actor may see."""
    last = Noticed.objects.filter(cycle=cycle, on=today)
    if may_view_findings(actor, cycle):
        return last
    own = member_of(actor, cycle) if actor.belongs_to(cycle) else None
    return last.filter(Q(member=own.pk)) if own else last.none()
