"""Who reads which version: `may_` and `visible_` agree for everybody, before and from the meeting day on."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.keeping import kept
from tests.statements import builders as made
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.statements import actions
from zhiyan.statements import permissions as p
from zhiyan.statements.models import ItemAnswer, Statement, Version

pytestmark = pytest.mark.django_db
MEETING = dt.date(2021, 1, 26)


def everybody(cycle, other, drafter, typist):
    granted = [builders.actor(cycle, role) for role in Role]
    members = [builders.member_actor(cycle, row[0]) for row in builders.TEAM]
    strangers = [builders.actor(other, Role.ORGANISER, Role.SUPERVISOR), builders.member_actor(other, "书记")]
    return [*granted, *members, drafter, typist, *strangers]


@pytest.fixture
@kept
def world():
    """Statements submitted, returned and revised, typed and in draft; answers of each kind."""
    cycle, other = builders.make_cycle(), builders.make_cycle()
    drafter, typist = made.begun(cycle), builders.actor(cycle, Role.ORGANISER)
    made.begun(other)
    for role in ("班子", "书记", "主任", "副主任A"):
        made.submitted(cycle, role)
    made.submitted(other, "主任")
    actions.return_statement(
        builders.member_actor(cycle, "书记"),
        made.statement(cycle, "副主任A"),
        capacity="secretary",
        comments="改",
        due_on=MEETING,
    )
    actions.revise(made.author(cycle, "副主任A"), made.statement(cycle, "副主任A"))
    actions.type_for_member(typist, made.statement(cycle, "纪委书记"), name="提纲.txt", data="文字".encode())
    actions.answer_item(drafter, builders.make_item(cycle), kind="explained", text="班子")
    actions.answer_item(
        builders.member_actor(cycle, "主任"), builders.make_item(cycle, target="主任"), kind="explained", text="主任"
    )
    outside = builders.make_item(cycle, target_kind="other", target_body="科技处")
    actions.answer_item(drafter, outside, kind="explained", text="其他")
    return cycle, other, drafter, typist


def test_may_and_visible_agree_for_every_role_and_record_before_and_after_the_meeting_day(world):
    cycle = world[0]
    actions.open_to_team(builders.actor(cycle, Role.RECORDER), cycle, on=MEETING)
    for day in (made.ON, MEETING):
        with clock.at(day):
            for actor in everybody(*world):
                for records, visible, may in (
                    (Statement, p.visible_statements, p.may_view_stage),
                    (Version, p.readable_versions, p.may_read_version),
                    (ItemAnswer, p.visible_answers, p.may_view_answer),
                ):
                    assert set(visible(actor)) == {r for r in records.objects.all() if may(actor, r)}, actor.roles


def readers(world, version):
    return [a for a in everybody(*world) if p.may_read_version(a, version)]


def test_draft_is_read_by_its_author_alone(world):
    cycle = world[0]
    found = readers(world, made.version(cycle, "副主任B"))
    assert {a.person_id for a in found} == {builders.member(cycle, "副主任B").person_id}


def test_typed_draft_is_read_by_its_author_and_who_types_it(world):
    cycle, _other, _drafter, typist = world
    found = readers(world, made.version(cycle, "纪委书记"))
    assert {a.user_id for a in found} == {typist.user_id, builders.member_user(cycle, "纪委书记").pk}


def test_teams_draft_is_read_by_secretary_and_drafter():
    cycle = builders.make_cycle()
    drafter = made.begun(cycle)
    draft = made.version(cycle, "班子")
    assert p.may_read_version(drafter, draft)
    assert p.may_read_version(builders.member_actor(cycle, "书记"), draft)
    assert not p.may_read_version(builders.actor(cycle, Role.ORGANISER), draft)
    assert not p.may_read_version(builders.member_actor(cycle, "主任"), draft)


def test_submitted_one_is_read_by_secretary_and_supervisor_but_by_other_members_only_from_the_meeting_day(world):
    cycle = world[0]
    version = made.version(cycle, "主任")
    deputy = builders.member_actor(cycle, "副主任B")
    assert p.may_read_version(builders.member_actor(cycle, "书记"), version)
    assert p.may_read_version(builders.actor(cycle, Role.SUPERVISOR), version)
    actions.open_to_team(builders.actor(cycle, Role.RECORDER), cycle, on=MEETING)
    assert not p.may_read_version(deputy, version)
    with clock.at(MEETING):
        assert p.may_read_version(deputy, version)
        assert not p.may_read_version(deputy, made.version(cycle, "副主任A", 2))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERIOR_OFFICE, Role.ORGANISER, Role.RECORDER, Role.STAFF])
def test_no_statement_is_read_by_who_only_holds_this_role(world, role):
    cycle = world[0]
    actions.open_to_team(builders.actor(cycle, Role.RECORDER), cycle, on=made.ON)
    assert not p.readable_versions(builders.actor(cycle, role)).exists()


def test_first_day_of_two_sittings_opens_the_statements(world):
    cycle = world[0]
    recorder = builders.actor(cycle, Role.RECORDER)
    for day in (MEETING, dt.date(2021, 1, 25), dt.date(2021, 1, 27)):
        opened = actions.open_to_team(recorder, cycle, on=day)
    assert opened.on == dt.date(2021, 1, 25)
