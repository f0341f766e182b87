"""Reads of the meeting stage. Facts and figures carry no words that were said."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from zhiyan.cycle import queries as cycle_queries
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.kernel import clock, gates
from zhiyan.kernel.facts import Facts, Part
from zhiyan.kernel.findings import Finding
from zhiyan.kernel.once import once
from zhiyan.meeting import checks
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
from zhiyan.meeting.quorum import Share
from zhiyan.statements.models import StatedProblem
from zhiyan.statements.queries import approved_versions, has_supervisor
from zhiyan.talks.models import Talk


@once
def latest_meeting(cycle: Cycle) -> Meeting | None:
    """The year's meeting; the last one where it was held again."""
    return (
        Meeting.objects.filter(cycle=cycle)
        .select_related("cycle", "chair__person", "recorder", "minutes")
        .order_by("-no")
        .first()
    )


def quorum_of(subject: Meeting | Sitting) -> Mapping[str, Any]:
    """The figures of R32 this year: two thirds, or the unit's stricter share."""
    return gates.parameters("R32", subject) or {"share": "2/3"}


def share_of(subject: Meeting | Sitting) -> Share:
    """The share of the team that must attend this year."""
    return Share.of(quorum_of(subject)["share"]).at_least_floor()


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
def facts(cycle: Cycle) -> Facts:
    """Plain data of the year's meeting for the checks; without one `meeting` is None and the lists are empty."""
    from zhiyan.meeting.formalism_facts import formalism_facts  # reads these queries itself

    meeting = latest_meeting(cycle)
    parts = no_meeting(cycle) if meeting is None else parts_of(meeting)
    return Facts(
        ("meeting", cycle.pk, meeting.pk if meeting else None),
        {**parts, "formalism": formalism_facts(cycle)},
        about=meeting,
    )


def no_meeting(cycle: Cycle) -> dict[str, Part]:
    """The facts of a year without a meeting."""
    lists = ("meetings", "sittings", "members", "self_criticisms", "criticisms", "responses", "agenda")
    return {
        "meeting": lambda: None,
        **dict.fromkeys(lists, list),
        "comments": lambda: 0,
        "supervised": lambda: has_supervisor(cycle),
        "today": clock.today,
        "due": lambda: cycle_queries.due(cycle, "meeting"),
        "window": lambda: window(cycle),
        "consent": str,
    }


@once
def facts_of(meeting: Meeting) -> Facts:
    """Plain data of one meeting."""
    return Facts(("meeting.one", meeting.pk), parts_of(meeting), about=meeting)


def parts_of(meeting: Meeting) -> dict[str, Part]:
    """The facts of one meeting, part by part."""
    cycle = meeting.cycle
    return {
        "today": clock.today,
        "meetings": lambda: meetings_facts(cycle),
        "meeting": lambda: {"id": str(meeting.pk), "state": meeting.state, "on": first_day(meeting)},
        "sittings": lambda: [sitting_facts(sitting) for sitting in sittings(meeting)],
        "members": lambda: member_facts(cycle),
        "minutes": lambda: minutes_facts(meeting),
        "self_criticisms": lambda: [str(pk) for pk in _ids(SelfCriticism, meeting, "member_id")],
        "criticisms": lambda: [
            (str(critic), str(member))
            for critic, member in Criticism.objects.filter(meeting=meeting).values_list("critic_id", "member_id")
        ],
        "responses": lambda: [str(pk) for pk in _ids(Response, meeting, "member_id")],
        "agenda": lambda: [agenda_facts(item) for item in agenda(meeting)],
        "comments": lambda: Comment.objects.filter(meeting=meeting).count(),
        "supervised": lambda: has_supervisor(cycle),
        "due": lambda: cycle_queries.due(cycle, "meeting"),
        "window": lambda: window(cycle),
        "consent": lambda: meeting.consent,
    }


def member_facts(cycle: Cycle) -> list[dict[str, Any]]:
    """The team in rank order, those who left too; `named` and `stated` are numbers of problems."""
    named, stated = problems_named(cycle), problems_stated(cycle)
    return [
        {
            "id": str(member.pk),
            "label": member.role,
            "secretary": member.is_secretary,
            "rank": member.rank,
            "named": named[member.pk],
            "stated": stated[member.pk],
        }
        for member in cycle_queries.everybody_of_team(cycle)
    ]


def meetings_facts(cycle: Cycle) -> list[dict[str, Any]]:
    """All meetings of the year, first to last: whether one was held and is closed."""
    opened = Sitting.objects.filter(meeting=OuterRef("pk"), opened=True)
    rows = Meeting.objects.filter(cycle=cycle).order_by("no").values_list("no", "state", Exists(opened))
    return [{"no": no, "state": state, "held": held} for no, state, held in rows]


@once
def problems_named(cycle: Cycle) -> Counter[UUID]:
    """The most problems of each member that one talk named, by themselves or by the other; numbers only."""
    talks = Talk.objects.filter(cycle=cycle)
    most: Counter[UUID] = Counter()
    for member, own, named in talks.values_list("pair__member_id", "own_problems", "named_problems"):
        most[member] = max(most[member], own, named)
    return most


@once
def problems_stated(cycle: Cycle) -> Counter[UUID]:
    """How many problems each member's approved statement names."""
    stated = StatedProblem.objects.filter(of__in=approved_versions(cycle).values("pk")).order_by()
    return Counter(stated.values_list("of__statement__member_id", flat=True))


def minutes_facts(meeting: Meeting) -> dict[str, bool]:
    """Who is named in the minutes, and who signed them."""
    minutes = Minutes.objects.filter(meeting=meeting).first()
    return {
        "chair": meeting.chair_id is not None,
        "recorder": meeting.recorder_id is not None,
        "chair_signed": bool(minutes and minutes.chair_signed_on),
        "recorder_signed": bool(minutes and minutes.recorder_signed_on),
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
        "ended": sitting.end is not None,
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
        "relayed": bool(absence and absence.relayed_on and absence.relayed_by),
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


def figures_of(given: Mapping[str, Any]) -> dict[str, Any]:
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


def running_findings(meeting: Meeting, facts: Mapping[str, Any]) -> list[Finding]:
    """What is missing of the meeting while it runs and after, by the rules as they stand this year."""
    found: list[Finding] = []
    for rule, check in checks.WHILE_RUNNING.items():
        stands = gates.standing(rule, meeting)
        if stands and not stands.off:
            told = check(facts, stands.parameters)
            found += [replace(one, severity=stands.kind, source=stands.source) for one in told]
    return found


def matrix(meeting: Meeting) -> dict[str, Any]:
    """The n×n matrix of criticisms in rank order: how many, whether still to come, and sums by row and column."""
    given = facts_of(meeting)
    held = [sitting for sitting in given["sittings"] if sitting["opened"]]
    needed = checks.together(held)
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
