"""Who reads what was said: those present while the meeting runs, afterwards each their own, secretary, supervisor."""

from __future__ import annotations

import pytest

from tests import builders
from tests.keeping import kept
from tests.meeting import builders as made
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Role
from zhiyan.meeting import actions
from zhiyan.meeting import permissions as p
from zhiyan.meeting.models import (
    Attendance,
    Comment,
    Criticism,
    Meeting,
    MeetingAssessment,
    Minutes,
    Response,
    SelfCriticism,
    Sitting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def world():
    cycle, other = builders.make_cycle(), builders.make_cycle()
    observer = builders.make_user(cycle.unit, Role.OBSERVER)
    for c in (cycle, other):
        m = made.planned(c)
        if c == cycle:
            actions.add_attendee(m.organiser, m.sitting(), capacity="observer", label="列席", user=observer)
            row = Attendance.objects.get(user=observer)
            actions.sign_in(m.recorder, m.sitting(), present={row.pk: True})
        made.sign_in(m, absent=("党委委员",))
        actions.open_sitting(m.recorder, m.sitting())
        made.speak(m, "书记", "主任", "副主任A")
        made.comment(m)
        made.comment(m, about="member", member=builders.member(c, "主任"))
        actions.assess(builders.actor(c, Role.SUPERVISOR), m.meeting, grade="good", on=made.ON)
        if c == cycle:
            world = m
    return world, other, builders.actor_for(observer, cycle.unit)


def everybody(world):
    m, other, observer = world
    granted = [builders.actor(m.cycle, role) for role in Role]
    members = [builders.member_actor(m.cycle, row[0]) for row in builders.TEAM]
    strangers = [builders.actor(other, Role.RECORDER, Role.SUPERVISOR), builders.member_actor(other, "书记")]
    return [*granted, *members, m.recorder, m.organiser, observer, *strangers]


def agree(world):
    for actor in everybody(world):
        for kind in (SelfCriticism, Criticism, Response, Comment, Minutes):
            allowed = {r for r in kind.objects.all() if p.may_read(actor, r)}
            assert set(p.readable(kind, actor)) == allowed, (actor.roles, kind)
        for kind, visible, may in (
            (Meeting, p.visible_meetings, p.may_view_meeting),
            (Sitting, p.visible_sittings, p.may_view_meeting),
            (MeetingAssessment, p.visible_assessments, p.may_view_assessment),
        ):
            assert set(visible(actor)) == {r for r in kind.objects.all() if may(actor, r)}, (actor.roles, kind)


def test_may_and_visible_agree_before_closing_after_it_and_once_signed(world):
    m = world[0]
    agree(world)
    actions.close_meeting(m.recorder, m.meeting)
    agree(world)
    for signer in (m.recorder, builders.member_actor(m.cycle, "书记")):
        actions.sign_minutes(signer, m.meeting)
    agree(world)


def criticism_of(cycle, critic, member):
    return Criticism.objects.get(critic=builders.member(cycle, critic), member=builders.member(cycle, member))


def test_while_the_meeting_runs_those_present_and_the_recorder_read_everything(world):
    m, _other, observer = world
    one = criticism_of(m.cycle, "书记", "主任")
    for actor in (m.recorder, observer, builders.member_actor(m.cycle, "副主任B")):
        assert p.may_read(actor, one)
    assert not p.may_read(builders.member_actor(m.cycle, "党委委员"), one)
    assert not p.may_read(m.organiser, one)


def test_afterwards_each_reads_only_what_they_said_or_was_said_to_them(world):
    m, _other, observer = world
    actions.close_meeting(m.recorder, m.meeting)
    one = criticism_of(m.cycle, "主任", "副主任A")
    readers = {"书记": True, "主任": True, "副主任A": True, "副主任B": False, "党委委员": False}
    assert {role: p.may_read(builders.member_actor(m.cycle, role), one) for role in readers} == readers
    assert p.may_read(builders.actor(m.cycle, Role.SUPERVISOR), one)
    assert not p.may_read(observer, one)


def test_recorder_reads_until_the_minutes_are_signed_by_both(world):
    m = world[0]
    actions.close_meeting(m.recorder, m.meeting)
    one = criticism_of(m.cycle, "书记", "主任")
    assert p.may_read(m.recorder, one)
    for signer in (m.recorder, builders.member_actor(m.cycle, "书记")):
        actions.sign_minutes(signer, m.meeting)
    assert not p.may_read(m.recorder, Criticism.objects.get(pk=one.pk))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERIOR_OFFICE, Role.ORGANISER, Role.STAFF, Role.OBSERVER])
def test_no_word_is_read_by_who_only_holds_this_role(world, role):
    actor = builders.actor(world[0].cycle, role)
    assert not any(p.readable(kind, actor).exists() for kind in (SelfCriticism, Criticism, Response, Comment, Minutes))


def test_member_of_the_next_team_does_not_read_who_was_not_there(world):
    m = world[0]
    with guard.writing("test"):
        builders.TeamMember.objects.filter(cycle=m.cycle, role="主任").update(left_on=made.ON)
    assert p.may_read(builders.member_actor(m.cycle, "主任"), criticism_of(m.cycle, "书记", "主任"))
