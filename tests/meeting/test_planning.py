"""Planning the meeting: people, sittings, agenda."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.meeting import builders as made
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Conflict, Denied, Invalid
from zhiyan.meeting import actions, queries
from zhiyan.meeting.models import AgendaItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return builders.make_cycle()


def member(cycle, role):
    return builders.member(cycle, role)


# ------------------------------------------------------------------------------------------------------ planning


def test_plan_twice_is_refused_until_the_first_is_closed(cycle):
    m = made.opened(cycle)
    fields = {"chair": member(cycle, "书记"), "again": True}
    with pytest.raises(Invalid) as refused:
        actions.plan_meeting(m.organiser, cycle, **fields)
    assert refused.value.code == "meeting.exists"
    actions.close_meeting(m.recorder, m.meeting)
    assert actions.plan_meeting(m.organiser, cycle, **fields).no == 2


def test_recorder_must_hold_the_role(cycle):
    with pytest.raises(Invalid) as refused:
        actions.plan_meeting(
            builders.actor(cycle, Role.ORGANISER),
            cycle,
            chair=member(cycle, "书记"),
            recorder=builders.member_user(cycle, "主任"),
        )
    assert "recorder" in refused.value.fields


def test_chair_must_be_of_this_team(cycle):
    with pytest.raises(Invalid) as refused:
        actions.plan_meeting(builders.actor(cycle, Role.ORGANISER), cycle, chair=member(builders.make_cycle(), "书记"))
    assert "chair" in refused.value.fields


def test_attendance_list_is_the_team_in_rank_order_with_the_recorder(cycle):
    m = made.planned(cycle)
    rows = [(row.label, row.capacity) for row in m.sitting().attendance.all()]
    assert rows == [(role, "team") for role in made.everybody(cycle)] + [("记录人", "recorder")]


def test_member_who_left_is_off_the_list_when_the_sitting_is_changed(cycle):
    m = made.planned(cycle)
    with guard.writing("test"):
        builders.TeamMember.objects.filter(cycle=cycle, role="主任").update(left_on=made.ON)
    actions.change_sitting(m.organiser, m.sitting(), on=made.ON, start=dt.time(9), place="三楼")
    assert "主任" not in [row.label for row in m.sitting().attendance.all()]


def test_second_sitting_takes_over_observers_and_supervisors(cycle):
    m = made.planned(cycle)
    actions.add_attendee(m.organiser, m.sitting(), capacity="supervisor", label="督导组组长", lead=True)
    second = made.add_sitting(m, start=dt.time(19))
    assert second.no == 2
    assert second.attendance.get(capacity="supervisor").lead


def test_member_cannot_be_added_by_hand(cycle):
    m = made.planned(cycle)
    with pytest.raises(Invalid) as refused:
        actions.add_attendee(m.organiser, m.sitting(), capacity="team", label="某人")
    assert "capacity" in refused.value.fields


def test_plain_member_plans_nothing(cycle):
    m = made.planned(cycle)
    for do in (
        lambda a: actions.plan_meeting(a, cycle, chair=member(cycle, "书记")),
        lambda a: actions.generate_agenda(a, m.meeting),
        lambda a: actions.open_sitting(a, m.sitting()),
    ):
        with pytest.raises(Denied):
            do(builders.member_actor(cycle, "副主任A"))


# ------------------------------------------------------------------------------------------------------ agenda


def test_agenda_stands_in_the_regulations_order_with_the_secretary_first(cycle):
    m = made.planned(cycle)
    items = list(AgendaItem.objects.filter(meeting=m.meeting))
    kinds = [item.kind for item in items]
    assert kinds == ["study", "report", "team_statement", *["member"] * 6, "comments", "closing"]
    assert [item.member.role for item in items if item.member] == made.everybody(cycle)


def test_agenda_of_a_director_ranked_first_still_begins_with_the_secretary():
    cycle = builders.make_cycle(team=(builders.TEAM[1], builders.TEAM[0], builders.TEAM[2]))
    m = made.planned(cycle)
    turns = [i.member.role for i in AgendaItem.objects.filter(meeting=m.meeting, member__isnull=False)]
    assert turns == ["书记", "主任", "副主任A"]


def test_agenda_moved_against_the_order_is_a_finding_not_a_refusal(cycle):
    m = made.planned(cycle)
    item = AgendaItem.objects.get(meeting=m.meeting, kind="comments")
    actions.move_agenda_item(m.organiser, item, to=1)
    found = actions.closing.checks.r34_order(queries.facts(cycle), {})
    assert [f.rule for f in found] == ["R34"]


def test_agenda_begun_cannot_be_generated_anew_nor_its_point_removed(cycle):
    m = made.opened(cycle)
    item = AgendaItem.objects.get(meeting=m.meeting, kind="study")
    taken = actions.take_agenda_item(m.recorder, item, sitting=m.sitting())
    assert (taken.done, taken.taken) == (True, 1)
    with pytest.raises(Invalid):
        actions.generate_agenda(m.organiser, m.meeting)
    with pytest.raises(Invalid):
        actions.remove_agenda_item(m.organiser, taken)


def test_agenda_point_is_not_taken_before_the_sitting_is_open(cycle):
    m = made.planned(cycle)
    with pytest.raises(Invalid) as refused:
        actions.take_agenda_item(m.recorder, AgendaItem.objects.first(), sitting=m.sitting())
    assert refused.value.code == "meeting.not_opened"


def test_agenda_changed_by_two_people_is_a_conflict(cycle):
    m = made.planned(cycle)
    item = AgendaItem.objects.filter(meeting=m.meeting).first()
    actions.change_agenda_item(m.organiser, item, title="先改", version=1)
    with pytest.raises(Conflict):
        actions.change_agenda_item(m.recorder, AgendaItem.objects.get(pk=item.pk), title="后改", version=1)
