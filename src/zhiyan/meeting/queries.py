"""Reads of the meeting stage. Facts and figures carry no words that were said."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import permutations
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhiyan.cycle import queries as cycle_queries
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.kernel.once import once
from zhiyan.meeting.models import (
    Absence,
    AgendaItem,
    Attendance,
    Capacity,
    Comment,
    Criticism,
    Meeting,
    MeetingAssessment,
    Minutes,
    Response,
    SelfCriticism,
    Sitting,
)
from zhiyan.statements.queries import has_supervisor


@once
def latest_meeting(cycle: Cycle) -> Meeting | None:
    """The year's meeting; the last one where it was held again."""
    return (
        Meeting.objects.filter(cycle=cycle)
        .select_related("cycle", "chair__person", "recorder", "minutes")
        .order_by("-no")
        .first()
    )


def minutes_of(meeting: Meeting) -> Minutes:
    """The meeting's minutes, made empty where there are none yet. Call inside an action when they may be missing."""
    found = Minutes.objects.filter(meeting=meeting).select_related("meeting").first()
    return found or Minutes.objects.create(unit_id=meeting.unit_id, meeting=meeting)


def sittings(meeting: Meeting) -> QuerySet[Sitting]:
    """Sittings in order with attendance and absences."""
    return (
        Sitting.objects.filter(meeting=meeting)
        .select_related("meeting__cycle", "meeting__recorder")
        .prefetch_related("attendance__member", "absences__member")
        .order_by("no")
    )


def agenda(meeting: Meeting) -> QuerySet[AgendaItem]:
    """The agenda in its order."""
    return AgendaItem.objects.filter(meeting=meeting).select_related("member", "sitting").order_by("order")


def grades() -> dict[str, str]:
    """The grades of an assessment with their words."""
    return {str(value): str(label) for value, label in MeetingAssessment._meta.get_field("grade").choices or []}


def first_day(meeting: Meeting | None) -> Any:
    """The day of the first sitting held; None before."""
    if meeting is None:
        return None
    held = Sitting.objects.filter(meeting=meeting, opened=True).order_by("on").first()
    return held.on if held else None


# ------------------------------------------------------------------------------------------------------ facts


@once
def facts(cycle: Cycle) -> dict[str, Any]:
    """Plain data of the year's meeting for the checks; without one `meeting` is None and the lists are empty."""
    meeting = latest_meeting(cycle)
    if meeting is None:
        return {
            "cycle": str(cycle.pk), "meeting": None, "sittings": [], "members": [], "self_criticisms": [],
            "criticisms": [], "responses": [], "agenda": [], "comments": 0, "supervised": has_supervisor(cycle),
            "due": cycle_queries.due(cycle, "meeting"), "window": window(cycle), "consent": "",
        }  # fmt: skip
    return facts_of(meeting)


@once
def facts_of(meeting: Meeting) -> dict[str, Any]:
    """Plain data of one meeting."""
    cycle = meeting.cycle
    return {
        "cycle": str(cycle.pk),
        "meeting": {"id": str(meeting.pk), "state": meeting.state, "on": first_day(meeting)},
        "sittings": [sitting_facts(sitting) for sitting in sittings(meeting)],
        "members": [
            {"id": str(m.pk), "label": m.role, "secretary": m.is_secretary, "rank": m.rank}
            for m in cycle_queries.everybody_of_team(cycle)
        ],
        "self_criticisms": [str(pk) for pk in _ids(SelfCriticism, meeting, "member_id")],
        "criticisms": [
            (str(critic), str(member))
            for critic, member in Criticism.objects.filter(meeting=meeting).values_list("critic_id", "member_id")
        ],
        "responses": [str(pk) for pk in _ids(Response, meeting, "member_id")],
        "agenda": [agenda_facts(item) for item in agenda(meeting)],
        "comments": Comment.objects.filter(meeting=meeting).count(),
        "supervised": has_supervisor(cycle),
        "due": cycle_queries.due(cycle, "meeting"),
        "window": window(cycle),
        "consent": meeting.consent,
    }


def window(cycle: Cycle) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day on which the notice lets the meeting be held; None where it does not say."""
    return (cycle.notice.meeting_from, cycle.notice.meeting_to) if cycle.notice else (None, None)


def _ids(model: type[Any], meeting: Meeting, field: str) -> Any:
    return model.objects.filter(meeting=meeting).values_list(field, flat=True)


def sitting_facts(sitting: Sitting, *, opened: bool | None = None) -> dict[str, Any]:
    """One sitting: who should be there, who is, who is not and why."""
    rows = list(sitting.attendance.all())
    team = [row for row in rows if row.capacity == Capacity.TEAM]
    absences = {str(absence.member_id): absence for absence in sitting.absences.all()}
    return {
        "id": str(sitting.pk),
        "no": sitting.no,
        "on": sitting.on,
        "opened": sitting.opened if opened is None else opened,
        "should": len(team),
        "present": [str(row.member_id) for row in team if row.present],
        "unsigned": sum(row.present is None for row in team),
        "absent": [absent_facts(row, absences.get(str(row.member_id))) for row in team if not row.present],
        "supervisors": sum(bool(row.present) for row in rows if row.capacity == Capacity.SUPERVISOR),
    }


def absent_facts(row: Attendance, absence: Absence | None) -> dict[str, Any]:
    """Somebody who should be there and is not."""
    return {
        "id": str(row.member_id),
        "label": row.label,
        "reason": bool(absence and absence.reason),
        "approved": bool(absence and absence.approved_by),
        "written": bool(absence and absence.written),
        "relayed": bool(absence and absence.relayed_on),
    }


def agenda_facts(item: AgendaItem) -> dict[str, Any]:
    """One point of the agenda."""
    return {
        "kind": item.kind,
        "title": item.title,
        "order": item.order,
        "taken": item.taken,
        "done": item.done,
        "member": str(item.member_id) if item.member_id else None,
    }


# ------------------------------------------------------------------------------------------------------ figures


@once
def figures(cycle: Cycle) -> dict[str, Any]:
    """Numbers of the year's meeting; `pairs` is n(n-1) over those who attended, `attended` in any sitting held."""
    return figures_of(facts(cycle))


def figures_of(given: dict[str, Any]) -> dict[str, Any]:
    """The numbers of a meeting from its facts."""
    held = [sitting for sitting in given["sittings"] if sitting["opened"]]
    attended = {pk for sitting in held for pk in sitting["present"]}
    day = given["meeting"]["on"] if given["meeting"] else None
    return {
        "held_on": day.isoformat() if day else None,
        "sittings": len(held),
        "should_attend": max((sitting["should"] for sitting in held), default=0),
        "attended": len(attended),
        "self_criticisms": len(given["self_criticisms"]),
        "criticisms": len(given["criticisms"]),
        "pairs": len(attended) * (len(attended) - 1),
        "responses": len(given["responses"]),
        "comments": given["comments"],
    }


def together(held: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Ordered pairs of members who sat together in at least one sitting held: those who can criticise each other."""
    return {pair for sitting in held for pair in permutations(sitting["present"], 2)}


def matrix(meeting: Meeting) -> dict[str, Any]:
    """The n×n matrix of criticisms in rank order: how many, whether still to come, and sums by row and column."""
    given = facts_of(meeting)
    held = [sitting for sitting in given["sittings"] if sitting["opened"]]
    needed = together(held)
    counted = Counter(given["criticisms"])
    listed = {
        pk for sitting in given["sittings"] for pk in [*sitting["present"], *(a["id"] for a in sitting["absent"])]
    }
    members = [m for m in given["members"] if m["id"] in listed]
    return {
        "members": members,
        "counts": counted,
        "needed": needed,
        "given": Counter(critic for critic, _member in given["criticisms"]),
        "received": Counter(member for _critic, member in given["criticisms"]),
        "spoken": set(given["self_criticisms"]),
        "responded": set(given["responses"]),
    }


def turn_members(meeting: Meeting) -> list[TeamMember]:
    """Whose turns there are: the secretary first, then by rank, of everybody listed in a sitting."""
    listed = Attendance.objects.filter(sitting__meeting=meeting, member__isnull=False).values("member")
    members = TeamMember.objects.filter(pk__in=listed).select_related("person")
    return sorted(members, key=lambda m: (not m.is_secretary, m.rank))


def label_of(meeting: Meeting) -> str:
    """What the meeting is called."""
    return (
        _("%(cycle)s（第 %(no)d 次）") % {"cycle": meeting.cycle, "no": meeting.no}
        if meeting.no > 1
        else str(meeting.cycle)
    )
