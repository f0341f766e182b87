"""Where the statements stand."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.statements import builders as made
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.status import StageState
from zhiyan.statements import queries
from zhiyan.statements.status import stage_status

pytestmark = pytest.mark.django_db


def test_nothing_begun_waits_for_the_organiser():
    status = stage_status(builders.make_cycle())
    assert (status.state, [s.role for s in status.steps]) == (StageState.WAITING, [Role.ORGANISER])


def test_steps_name_who_writes_and_who_reviews():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False)
    made.begun(cycle)
    made.submitted(cycle, "副站长A")
    made.submitted(cycle, "书记")
    steps = {(s.role, s.member_id) for s in stage_status(cycle).steps}
    assert steps == {
        (Role.SECRETARY, None),
        (Role.SUPERVISOR, None),
        (Role.MEMBER, str(builders.member(cycle, "副站长B").pk)),
    }


def test_all_approved_and_answered_is_done_and_an_open_item_keeps_it_running():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False)
    made.begun(cycle)
    for role in ("班子", "书记", "副站长A", "副站长B"):
        made.approved(cycle, role)
    with clock.at(dt.date(2021, 1, 25)):
        assert stage_status(cycle).state is StageState.DONE
        builders.make_item(cycle)
        assert stage_status(cycle).state is StageState.RUNNING


def test_deadline_passed_with_drafts_is_late():
    cycle = builders.make_cycle()
    made.begun(cycle)
    with clock.at(dt.date(2021, 1, 23)):
        assert stage_status(cycle).state is StageState.LATE


def test_draft_of_who_left_is_asked_of_nobody():
    cycle = builders.make_cycle()
    made.begun(cycle)
    with builders.guard.writing("test"):
        builders.TeamMember.objects.filter(cycle=cycle, role="主任").update(left_on=made.ON)
    assert queries.figures(cycle)["statements"]["total"] == 6


def test_figures_and_facts_take_a_fixed_number_of_queries(django_assert_max_num_queries):
    cycle = builders.make_cycle()
    made.begun(cycle)
    for role in ("班子", "主任", "副主任A"):
        made.approved(cycle, role, problems=5)
    with django_assert_max_num_queries(12):
        queries.figures(cycle)
    with django_assert_max_num_queries(26):
        queries.facts(cycle)
