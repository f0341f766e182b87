"""议程: made in the regulation's order, edited by hand, and ticked off in the order in which it is taken."""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyan.cycle import queries as cycle_queries
from zhiyan.cycle.models import TeamMember
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.meeting import permissions
from zhiyan.meeting.actions.planning import require_running
from zhiyan.meeting.models import AgendaItem, AgendaKind, Meeting, Sitting


@action(permissions.may_run, "meeting.agenda_generated")
def generate_agenda(actor: Actor, meeting: Meeting) -> int:
    """Make the agenda in the regulation's order: study, report, team's statement, secretary first then each by rank,
    comments, closing; returns how many points it has. Raises Invalid once a point was taken.
    """
    require_running(meeting)
    if meeting.agenda.filter(done=True).exists():
        raise Invalid("meeting.agenda_begun", _("议程已经开始进行，不能重新生成。"), remedy=_("请逐项修改。"))
    meeting.agenda.all().delete()
    chair = meeting.chair.role if meeting.chair else ""
    rows: list[tuple[AgendaKind, str, str, TeamMember | None]] = [
        (AgendaKind.STUDY, _("学习民主生活会制度，明确主题和要求"), chair, None),
        (AgendaKind.REPORT, _("通报上年度整改落实情况和本次征求意见情况"), chair, None),
        (AgendaKind.TEAM_STATEMENT, _("代表领导班子作对照检查"), chair, None),
        *((AgendaKind.MEMBER, member_title(m), m.role, m) for m in speaking_order(meeting)),
        (AgendaKind.COMMENTS, _("督导组点评"), _("督导组"), None),
        (AgendaKind.CLOSING, _("总结表态"), chair, None),
    ]
    for order, (kind, title, speaker, member) in enumerate(rows, 1):
        AgendaItem.objects.create(
            unit_id=meeting.unit_id,
            meeting=meeting,
            kind=kind,
            title=title,
            speaker=speaker,
            member=member,
            order=order,
        )
    return len(rows)


def member_title(member: TeamMember) -> str:
    """A member's turn."""
    return _("%(role)s自我批评，其他成员逐一提出批评意见，本人表态") % {"role": member.role}


def speaking_order(meeting: Meeting) -> list[TeamMember]:
    """The secretary first, then each in rank."""
    members = [m for m in cycle_queries.team(meeting.cycle) if m.should_attend]
    return sorted(members, key=lambda m: (not m.is_secretary, m.rank))


@action(permissions.may_run, "meeting.agenda_added")
def add_agenda_item(
    actor: Actor,
    meeting: Meeting,
    *,
    kind: str,
    title: str,
    speaker: str = "",
    member: TeamMember | None = None,
    minutes: int | None = None,
    sitting: Sitting | None = None,
    note: str = "",
) -> AgendaItem:
    """Add a point at the end."""
    require_running(meeting)
    last: int = meeting.agenda.aggregate(last=Max("order"))["last"] or 0
    return AgendaItem.objects.create(
        unit_id=meeting.unit_id,
        meeting=meeting,
        kind=AgendaKind(kind),
        title=_titled(title),
        speaker=speaker.strip(),
        member=member,
        minutes=minutes,
        sitting=_of_meeting(sitting, meeting),
        note=note.strip(),
        order=last + 1,
    )


@action(permissions.may_run, "meeting.agenda_changed")
def change_agenda_item(
    actor: Actor,
    item: AgendaItem,
    *,
    title: str,
    speaker: str = "",
    minutes: int | None = None,
    sitting: Sitting | None = None,
    note: str = "",
    version: int | None = None,
) -> AgendaItem:
    """Change words, speaker, length or sitting of a point."""
    require_running(item.meeting)
    return item.change(
        version,
        title=_titled(title),
        speaker=speaker.strip(),
        minutes=minutes,
        sitting=_of_meeting(sitting, item.meeting),
        note=note.strip(),
    )


@action(permissions.may_run, "meeting.agenda_moved")
def move_agenda_item(actor: Actor, item: AgendaItem, *, to: int) -> AgendaItem:
    """Put the point at place `to`, counted from 1. An order that the regulation does not know is a finding (R34)."""
    require_running(item.meeting)
    others = list(item.meeting.agenda.exclude(pk=item.pk).order_by("order"))
    others.insert(max(0, min(to - 1, len(others))), item)
    for order, one in enumerate(others, 1):
        if one.order != order:
            one.change(None, order=order)
    item.refresh_from_db()
    return item


@action(permissions.may_run, "meeting.agenda_removed")
def remove_agenda_item(actor: Actor, item: AgendaItem) -> Meeting:
    """Take a point out. Raises Invalid once it was taken."""
    meeting = item.meeting
    require_running(meeting)
    if item.done:
        raise Invalid("meeting.agenda_done", _("这一项已经进行，不能删去。"))
    item.delete()
    return meeting


@action(permissions.may_run, "meeting.agenda_taken")
def take_agenda_item(actor: Actor, item: AgendaItem, *, sitting: Sitting) -> AgendaItem:
    """Note that the point is taken now, in this sitting; the order in which points are really taken is kept."""
    require_running(item.meeting)
    if not sitting.opened or sitting.meeting_id != item.meeting_id:
        raise Invalid("meeting.not_opened", _("这一场还没有开始，不能进行议程。"), remedy=_("请先签到并开始。"))
    return mark_taken(item, sitting)


def mark_taken(item: AgendaItem, sitting: Sitting) -> AgendaItem:
    """The next number in the order really taken; a point taken before keeps its own."""
    if item.done:
        return item
    last: int = AgendaItem.objects.filter(meeting=item.meeting_id).aggregate(last=Max("taken"))["last"] or 0
    return item.change(None, done=True, taken=last + 1, sitting=sitting)


def _titled(title: str) -> str:
    if not title.strip():
        raise Invalid("meeting.title", _("请填写事项。"), fields={"title": _("请填写事项。")})
    return title.strip()


def _of_meeting(sitting: Sitting | None, meeting: Meeting) -> Sitting | None:
    if sitting is not None and sitting.meeting_id != meeting.pk:
        raise Invalid(
            "meeting.other_sitting", _("请选择本次会议的场次。"), fields={"sitting": _("请选择本次会议的场次。")}
        )
    return sitting
