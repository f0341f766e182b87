"""征求意见截止确认: the figures stand from here on."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock, late
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation.figures import totals
from zhiyan.solicitation.models import Channel, SolicitationClosing
from zhiyan.solicitation.open_ends import open_ends
from zhiyan.solicitation.permissions import may_solicit
from zhiyan.solicitation.standing import require_running


@action(may_solicit, "solicitation.closed")
def close_solicitation(
    actor: Actor, cycle: Cycle, *, on: dt.date | None = None, late_reason: str = ""
) -> SolicitationClosing:
    """Close every channel and fix the totals; afterwards a split makes points, not opinions.

    Raises Invalid while a file waits in preview, the box holds slips, a paper box has slips not yet entered, or there
    is no opinion at all.
    """
    require_running(cycle)
    open_matters = open_ends(cycle)
    if open_matters:
        raise Invalid(
            "solicitation.open_ends",
            _("还不能截止：%(what)s。") % {"what": "；".join(matter.text for matter in open_matters)},
            remedy=" ".join(matter.remedy for matter in open_matters),
        )
    figures = totals(cycle)
    day = on or clock.today()
    closing = SolicitationClosing.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        on=day,
        late_reason=late.check(day, late_reason),
        entered_by_id=actor.user_id,
        **figures,
    )
    Channel.objects.filter(cycle=cycle, closed=False).update(closed=True)
    return closing
