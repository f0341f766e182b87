"""Planning the meeting: chair, recorder, sittings (场次) and who should be there."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyan.accounts.models import User
from zhiyan.accounts.queries import actor_for
from zhiyan.cycle import queries as cycle_queries
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Invalid
from zhiyan.meeting import permissions, queries
from zhiyan.meeting.models import Attendance, Capacity, Meeting, MeetingState, Minutes, Sitting
from zhiyan.talks.queries import ensure_open


@action(permissions.may_plan, "meeting.planned")
def plan_meeting(
    actor: Actor,
    cycle: Cycle,
    *,
    chair: TeamMember,
    recorder: User | None = None,
    consent: str = "",
    again: bool = False,
) -> Meeting:
    """Plan the year's meeting, or with `again` a second one after the first was closed (重新召开).

    Raises Invalid when one is planned already, or for a chair or recorder who cannot be it.
    """
    ensure_open(cycle)
    last = queries.latest_meeting(cycle)
    if last is not None and not (again and last.state == MeetingState.CLOSED):
        raise Invalid(
            "meeting.exists",
            _("本年度已经有一次会议。"),
            remedy=_("需要调整的，请修改会议；责令重开的，先结束上一次。"),
        )
    _require_people(cycle, chair, recorder)
    meeting = Meeting.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        no=last.no + 1 if last else 1,
        chair=chair,
        recorder=recorder,
        consent=consent.strip(),
    )
    Minutes.objects.create(unit_id=cycle.unit_id, meeting=meeting)
    return meeting


@action(permissions.may_plan, "meeting.changed")
def change_meeting(
    actor: Actor,
    meeting: Meeting,
    *,
    chair: TeamMember,
    recorder: User | None = None,
    consent: str = "",
    version: int | None = None,
) -> Meeting:
    """Another chair, recorder or consent. Raises Invalid once closed, Conflict when changed meanwhile."""
    require_running(meeting)
    _require_people(meeting.cycle, chair, recorder)
    return meeting.change(version, chair=chair, recorder=recorder, consent=consent.strip())


def _require_people(cycle: Cycle, chair: TeamMember, recorder: User | None) -> None:
    if chair.cycle_id != cycle.pk or chair.left_on is not None:
        sentence = _("主持人须是现任班子成员。")
        raise Invalid("meeting.chair", sentence, fields={"chair": sentence})
    if recorder is not None and not actor_for(recorder, cycle.unit).has(Role.RECORDER, Role.ORGANISER):
        sentence = _("记录人须有“记录人”或“党务工作人员”角色。")
        raise Invalid("meeting.recorder", sentence, fields={"recorder": sentence})


def require_running(meeting: Meeting) -> None:
    """Raise Invalid for a closed meeting or an archived year."""
    ensure_open(meeting.cycle)
    if meeting.state == MeetingState.CLOSED:
        raise Invalid(
            "meeting.closed", _("会议已经结束，记录不能再改。"), remedy=_("需要改正的，请用“更正”，原文会保留。")
        )


@action(permissions.may_run, "meeting.sitting_planned")
def add_sitting(
    actor: Actor, meeting: Meeting, *, on: dt.date, start: dt.time, place: str, end: dt.time | None = None
) -> Sitting:
    """Plan a sitting; its attendance list is the team's, with the observers, supervisors and recorder of the last."""
    require_running(meeting)
    _require_place(place, start, end)
    last = meeting.sittings.order_by("-no").first()
    sitting = Sitting.objects.create(
        unit_id=meeting.unit_id,
        meeting=meeting,
        no=last.no + 1 if last else 1,
        on=on,
        start=start,
        end=end,
        place=place.strip(),
    )
    list_team(sitting)
    if last is not None:
        for row in last.attendance.exclude(capacity=Capacity.TEAM):
            _list(sitting, Capacity(row.capacity), row.label, user=row.user, lead=row.lead)
    elif meeting.recorder is not None:
        _list(sitting, Capacity.RECORDER, meeting.recorder.label, user=meeting.recorder)
    return sitting


def list_team(sitting: Sitting) -> None:
    """Make the team's part of the list follow the team's list; who signed in stays."""
    members = [m for m in cycle_queries.team(sitting.meeting.cycle) if m.should_attend]
    listed = {row.member_id: row for row in sitting.attendance.filter(capacity=Capacity.TEAM)}
    for member in members:
        row = listed.pop(member.pk, None)
        if row is None:
            _list(sitting, Capacity.TEAM, member.role, member=member, order=member.rank)
    for row in listed.values():
        if row.present is None:
            row.delete()


def _list(
    sitting: Sitting,
    capacity: Capacity,
    label: str,
    *,
    member: TeamMember | None = None,
    user: User | None = None,
    lead: bool = False,
    order: int | None = None,
) -> Attendance:
    last: int = sitting.attendance.aggregate(last=Max("order"))["last"] or 0
    return Attendance.objects.create(
        unit_id=sitting.unit_id,
        sitting=sitting,
        capacity=capacity,
        member=member,
        user=user,
        label=label,
        lead=lead,
        order=max(last, 100) + 1 if order is None else order,
    )


@action(permissions.may_run, "meeting.sitting_changed")
def change_sitting(
    actor: Actor,
    sitting: Sitting,
    *,
    on: dt.date,
    start: dt.time,
    place: str,
    end: dt.time | None = None,
    version: int | None = None,
) -> Sitting:
    """Another day, time or place, before it is opened; the attendance list follows the team's list."""
    require_running(sitting.meeting)
    if sitting.opened:
        raise Invalid("meeting.opened", _("这一场已经开始，不能再改日期和地点。"))
    _require_place(place, start, end)
    list_team(sitting)
    return sitting.change(version, on=on, start=start, end=end, place=place.strip())


def _require_place(place: str, start: dt.time, end: dt.time | None) -> None:
    if not place.strip():
        raise Invalid("meeting.place", _("请填写地点。"), fields={"place": _("请填写地点。")})
    if end is not None and end <= start:
        sentence = _("结束时间要晚于开始时间。")
        raise Invalid("meeting.end", sentence, fields={"end": sentence})


@action(permissions.may_run, "meeting.attendee_added")
def add_attendee(
    actor: Actor, sitting: Sitting, *, capacity: str, label: str, user: User | None = None, lead: bool = False
) -> Attendance:
    """List an observer, supervisor or recorder. Members come from the team's list alone."""
    require_running(sitting.meeting)
    if capacity == Capacity.TEAM:
        sentence = _("应到人员按班子名单确定，不能另加。")
        raise Invalid("meeting.team_list", sentence, fields={"capacity": sentence})
    if not label.strip():
        sentence = _("请填写职务或角色。")
        raise Invalid("meeting.label", sentence, fields={"label": sentence})
    return _list(sitting, Capacity(capacity), label.strip(), user=user, lead=lead)
