"""Two more units under the same superior: a handful of facts for the superior's page."""

from __future__ import annotations

import datetime as dt

from zhiyan.cycle import actions as cycle_actions
from zhiyan.cycle.importing.notice import parse_notice
from zhiyan.cycle.models import Aspect, Cycle
from zhiyan.cycle.queries import team
from zhiyan.demo.making.cast import CASE, Cast, on
from zhiyan.demo.making.people import found
from zhiyan.demo.records.after import EarlyOpinion, OtherUnit
from zhiyan.demo.texts import TEAM, other_units
from zhiyan.kernel.actor import Actor, Role
from zhiyan.org.importing.shapes import (
    ParsedRoster,
    RosterBranch,
    RosterDepartment,
    RosterPerson,
    RosterTeamMember,
)
from zhiyan.org.models import Branch, Party, Unit
from zhiyan.oversight import actions as oversight
from zhiyan.oversight.models import OrderKind
from zhiyan.overview.queries import progress_figures
from zhiyan.solicitation import actions as solicitation
from zhiyan.solicitation.making import Target
from zhiyan.solicitation.models import Channel, TargetKind

CODES = ("optics", "station")


def make(cast: Cast) -> None:
    """Each unit founded, its year begun, its opinions entered, its progress sent up."""
    for code, text in zip(CODES, other_units(), strict=False):
        with on(text.plan_on):
            unit = found(cast.superior, code, text.name)
            office = Actor(unit_id=unit.pk, roles=frozenset({Role.ORGANISER}), label="党务工作人员")
            cycle = begin(office, unit, text)
        for opinion in text.opinions:
            with on(opinion.on):
                enter(office, cycle, opinion)
        with on(text.reported_on or text.solicited_to):
            oversight.send_progress(office, cycle, figures=progress_figures(cycle))
        if text.remark and text.reported_on and "晚" in text.remark:
            remind(cast, unit, text)


def begin(office: Actor, unit: Unit, text: OtherUnit) -> Cycle:
    """Notice, team, channels."""
    notice = CASE / "notice.docx"
    cycle = cycle_actions.take_in_notice(office, unit, notice=parse_notice(notice.read_bytes(), notice.name))
    cycle = cycle_actions.take_in_roster(office, unit, label=cycle.label, roster=roster(text))
    cycle = cycle_actions.open_cycle(office, cycle)
    solicitation.set_up_channels(office, cycle)
    return cycle


def roster(text: OtherUnit) -> ParsedRoster:
    """The team and its departments, as a roster file would have said; the staff are a number only."""
    people = tuple(
        RosterPerson(
            row=n, staff_no=f"{n:04d}", name=member.role, department="领导班子", branch=None, party=Party.FULL,
            post="、".join(member.posts), joined=None, phone="", email="", leadership=True,
        )
        for n, member in enumerate(text.members, 1)
    )  # fmt: skip
    members = tuple(
        RosterTeamMember(
            rank=n, staff_no=f"{n:04d}", role=member.role, post="、".join(member.posts),
            portfolio=member.portfolio, branch=None, note="",
        )
        for n, member in enumerate(text.members, 1)
    )  # fmt: skip
    return ParsedRoster(
        people=people,
        team=members,
        departments=tuple(RosterDepartment(order=n, name=name) for n, name in enumerate(text.departments, 1)),
        branches=tuple(RosterBranch(order=n, name=name) for n, name in enumerate(text.branches, 1)),
        rejected=(), duplicates=(), warnings=(), mapped=(), header_rows=(1,), last_data_row=len(people) + 1,
        trailing_blank_rows=0, text_date_rows=0, numeric_staff_no_rows=0,
    )  # fmt: skip


def enter(office: Actor, cycle: Cycle, text: EarlyOpinion) -> None:
    """One opinion of an interview, typed in by the office."""
    seat = None if text.target == TEAM else team(cycle).filter(role=text.target).first()
    solicitation.enter_opinion(
        office,
        Channel.objects.get(cycle=cycle, code="interview"),
        text=text.text,
        on=text.on,
        aspect=Aspect.objects.get(cycle=cycle, code=text.aspect),
        target=Target(TargetKind.MEMBER if seat else TargetKind.TEAM, seat, source="person"),
        branch=Branch.objects.filter(unit=cycle.unit, name=text.branch).first(),
    )


def remind(cast: Cast, unit: Unit, text: OtherUnit) -> None:
    """The superior asks for what is missing."""
    superior = Actor(
        unit_id=cast.superior.pk,
        roles=frozenset({Role.SUPERIOR_OFFICE}),
        user_id=cast.users["上级机关"].pk,
        label="上级机关",
    )
    asked = text.reported_on or text.solicited_to
    with on(asked):
        oversight.give_order(
            superior,
            unit,
            kind=OrderKind.REQUIREMENT,
            text=text.remark,
            cycle_label="2020",
            due_on=asked + dt.timedelta(days=14),
        )
