"""Meetings for tests, made through the actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tests import builders
from zhiyan.accounts.models import User
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actor import Actor, Role
from zhiyan.meeting import actions, queries
from zhiyan.meeting.models import AgendaItem, Attendance, Meeting, Sitting

ON = dt.date(2021, 1, 11)


@dataclass
class Planned:
    """A planned meeting with who runs it."""

    cycle: Cycle
    organiser: Actor
    recorder: Actor
    recorder_user: User

    @property
    def meeting(self) -> Meeting:
        return Meeting.objects.get(cycle=self.cycle, no=1)

    def sitting(self, no: int = 1) -> Sitting:
        return Sitting.objects.select_related("meeting__cycle").get(meeting=self.meeting, no=no)


def planned(cycle: Cycle, *, chair: str = "书记", sittings: int = 1) -> Planned:
    """A meeting with a named recorder, its sittings and its agenda."""
    user = builders.make_user(cycle.unit, Role.RECORDER, label="记录人")
    organiser = builders.actor(cycle, Role.ORGANISER)
    actions.plan_meeting(organiser, cycle, chair=builders.member(cycle, chair), recorder=user)
    made = Planned(cycle, organiser, builders.actor_for(user, cycle.unit), user)
    for _n in range(sittings):
        add_sitting(made)
    actions.generate_agenda(organiser, made.meeting)
    return made


def add_sitting(made: Planned, **fields: Any) -> Sitting:
    return actions.add_sitting(
        made.organiser, made.meeting, **{"on": ON, "start": dt.time(14), "place": "二楼会议室", **fields}
    )


def sign_in(made: Planned, *roles: str, no: int = 1, absent: tuple[str, ...] = ()) -> None:
    """These members are there; without names all but the absent."""
    sitting = made.sitting(no)
    rows = Attendance.objects.filter(sitting=sitting, member__isnull=False).select_related("member")
    present = {row.pk: row.member.role in roles if roles else row.member.role not in absent for row in rows}
    actions.sign_in(made.recorder, sitting, present=present)


def opened(cycle: Cycle, *, absent: tuple[str, ...] = (), **fields: Any) -> Planned:
    """A meeting under way, everybody but the absent there."""
    made = planned(cycle, **fields)
    sign_in(made, absent=absent)
    actions.open_sitting(made.recorder, made.sitting())
    return made


def speak(made: Planned, *roles: str, no: int = 1) -> None:
    """Each of these: self-criticism, a criticism by each other one, a response."""
    members = [builders.member(made.cycle, role) for role in roles]
    for member in members:
        said = [actions.speaking.Said(c, f"{c.role}批评{member.role}") for c in members if c != member]
        actions.record_turn(
            made.recorder,
            made.sitting(no),
            member=member,
            summary=f"{member.role}自我批评",
            criticisms=said,
            response=f"{member.role}表态",
        )


def report(made: Planned) -> None:
    """Study, report and the team's statement are taken in their order."""
    for kind in ("study", "report", "team_statement"):
        item = AgendaItem.objects.get(meeting=made.meeting, kind=kind)
        actions.take_agenda_item(made.recorder, item, sitting=made.sitting())


def everybody(cycle: Cycle) -> list[str]:
    return [m.role for m in queries.cycle_queries.team(cycle)]


def comment(made: Planned, actor: Actor | None = None, **fields: Any) -> Any:
    return actions.add_comment(
        actor or made.recorder,
        made.meeting,
        **{"by_label": "督导组组长", "about": "overall", "kind": "affirmed", "text": "开得好", "on": ON, **fields},
    )
