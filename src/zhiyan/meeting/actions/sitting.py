"""What happens in a sitting: signing in, opening on a quorum, absences, the end."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.utils.translation import gettext as _

from zhiyan.cycle.models import TeamMember
from zhiyan.kernel import late
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import GateClosed, Invalid
from zhiyan.meeting import checks, permissions, queries
from zhiyan.meeting.actions.planning import require_running
from zhiyan.meeting.models import Absence, Attendance, MeetingState, Sitting
from zhiyan.statements.actions import open_to_team


@action(permissions.may_run, "meeting.signed_in")
def sign_in(actor: Actor, sitting: Sitting, *, present: Mapping[uuid.UUID, bool | None]) -> int:
    """Note who is there (签到), by the list's rows; returns how many rows changed.

    Whoever is noted as present is no longer absent with a reason. Raises Invalid once the meeting is closed.
    """
    require_running(sitting.meeting)
    changed = 0
    for row in sitting.attendance.select_related("member"):
        if row.pk in present and present[row.pk] != row.present:
            row.change(None, present=present[row.pk])
            changed += 1
            if row.present and row.member_id:
                Absence.objects.filter(sitting=sitting, member_id=row.member_id).delete()
    return changed


@action(permissions.may_run, "meeting.absence_recorded")
def record_absence(
    actor: Actor, sitting: Sitting, *, member: TeamMember, reason: str, approved_by: str = "", written: bool = False
) -> Absence:
    """Who is not there, why, who approved it, and whether a written statement was given (R33)."""
    require_running(sitting.meeting)
    row = Attendance.objects.filter(sitting=sitting, member=member).first()
    if row is None:
        raise Invalid("meeting.not_listed", _("这位成员不在应到名单上。"), fields={"member": _("请从应到名单中选择。")})
    if not reason.strip():
        raise Invalid("meeting.absence_reason", _("请写明缺席原因。"), fields={"reason": _("请写明缺席原因。")})
    if row.present is not False:
        row.change(None, present=False)
    fields = {"reason": reason.strip(), "approved_by": approved_by.strip(), "written": written}
    existing = Absence.objects.filter(sitting=sitting, member=member).first()
    if existing is not None:
        return existing.change(None, **fields)
    return Absence.objects.create(unit_id=sitting.unit_id, sitting=sitting, member=member, **fields)


@action(permissions.may_run, "meeting.sitting_opened", gate="meeting.open_sitting")
def open_sitting(actor: Actor, sitting: Sitting, *, late_reason: str = "") -> Sitting:
    """Open the sitting: refused unless two thirds of the team are there, 3a ≥ 2n, whatever else may be overridden.

    The unit may ask for a stricter share. From this day on the team reads the submitted statements. Raises GateClosed
    saying how many are missing, Invalid for a coming day.
    """
    require_running(sitting.meeting)
    if sitting.opened:
        raise Invalid("meeting.opened_already", _("这一场已经开始。"))
    reason = late.check(sitting.on, late_reason)
    facts = {"sittings": [queries.sitting_facts(sitting, opened=True)]}
    short = checks.r32_quorum(facts, queries.quorum_of(sitting))
    if short:
        raise GateClosed("meeting.quorum", short[0].message, short, remedy=short[0].remedy)
    sitting.change(None, opened=True, late_reason=reason)
    meeting = sitting.meeting
    if meeting.state == MeetingState.PLANNED:
        meeting.change(None, state=MeetingState.OPEN)
    open_to_team(actor, meeting.cycle, on=sitting.on)
    return sitting


@action(permissions.may_run, "meeting.sitting_ended")
def end_sitting(actor: Actor, sitting: Sitting, *, end: dt.time, version: int | None = None) -> Sitting:
    """Note when the sitting ended."""
    require_running(sitting.meeting)
    if not sitting.opened:
        raise Invalid("meeting.not_opened", _("这一场还没有开始。"), remedy=_("请先签到并开始。"))
    if end <= sitting.start:
        sentence = _("结束时间要晚于开始时间。")
        raise Invalid("meeting.end", sentence, fields={"end": sentence})
    return sitting.change(version, end=end)
