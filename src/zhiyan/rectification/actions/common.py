"""What all actions of this stage share: an open cycle, the stamp of a happening, one change of a measure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.kernel import clock, late
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.rectification import transitions
from zhiyan.rectification.models import Measure, MeasureChange


def writable(cycle: Cycle) -> None:
    """Raise Invalid for an archived year: it is read-only."""
    if cycle.state == CycleState.CLOSED:
        raise Invalid("cycle.closed", _("这个年度已经归档，只能查看，不能再修改。"))


def stamp(actor: Actor, on: dt.date | None, late_reason: str) -> dict[str, Any]:
    """The happening's day, later entry's reason, and who entered it. Raises Invalid as `late.check` does."""
    day = on or clock.today()
    return {"on": day, "late_reason": late.check(day, late_reason), "entered_by_id": actor.user_id}


def required(**texts: str) -> None:
    """Raise Invalid naming each empty text, so that the sentence stands beside its field."""
    missing = {name: _("请填写。") for name, text in texts.items() if not (text or "").strip()}
    if missing:
        raise Invalid("rectification.incomplete", _("还有必填的内容没有填写。"), fields=missing)


def locked(measure: Measure) -> Measure:
    """The measure as stored now, with what transitions and permissions look at."""
    return (
        Measure.objects.select_related("problem", "owner", "cycle").select_for_update(of=("self",)).get(pk=measure.pk)
    )


def move(
    actor: Actor,
    measure: Measure,
    what: str,
    *,
    on: dt.date | None,
    late_reason: str,
    reason: str = "",
    approver: str = "",
) -> MeasureChange:
    """Move the measure along the table of transitions and keep the change.

    Raises Invalid where the table has no such step, or for a day before the last change.
    """
    current = locked(measure)
    writable(current.cycle)
    state = transitions.after(what, current.state)
    given = stamp(actor, on, late_reason)
    not_before_last_change(current, given["on"])
    change = MeasureChange.objects.create(
        unit_id=current.unit_id,
        measure=current,
        kind=transitions.CHANGE_KIND[what],
        before=current.state,
        after=state,
        reason=reason.strip(),
        approver=approver.strip(),
        **given,
    )
    current.change(None, state=state)
    measure.refresh_from_db()
    return change


def not_before_last_change(measure: Measure, on: dt.date) -> None:
    """Raise Invalid for a day before the measure's last change: the history would not hold together."""
    last = MeasureChange.objects.filter(measure=measure).order_by("-entered_at").first()
    if last is not None and on < last.on:
        raise Invalid(
            "measure.order",
            _("日期早于这条措施的上一次变动（%(last)s）。") % {"last": last.on.isoformat()},
            fields={"on": _("请填不早于上一次变动的日期。")},
        )
