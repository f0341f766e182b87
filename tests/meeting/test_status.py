"""Where the meeting stands."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.meeting import builders as made
from zhiyan.kernel import clock
from zhiyan.kernel.status import StageState
from zhiyan.meeting import actions, queries
from zhiyan.meeting.models import Criticism
from zhiyan.meeting.status import stage_status
from zhiyan.meeting.trace import back, forward

pytestmark = pytest.mark.django_db


def test_status_goes_from_nothing_planned_to_closed_and_signed():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False)
    assert stage_status(cycle).state is StageState.WAITING
    m = made.planned(cycle)
    assert stage_status(cycle).state is StageState.RUNNING
    with clock.at(dt.date(2021, 2, 1)):
        assert stage_status(cycle).state is StageState.LATE
    made.sign_in(m)
    actions.open_sitting(m.recorder, m.sitting())
    made.speak(m, *made.everybody(cycle))
    actions.close_meeting(m.recorder, m.meeting)
    assert stage_status(cycle).state is StageState.RUNNING
    for signer in (m.recorder, builders.member_actor(cycle, "书记")):
        actions.sign_minutes(signer, m.meeting)
    status = stage_status(cycle)
    assert (status.state, status.steps) == (StageState.DONE, [])
    assert (status.figures["criticisms"], status.figures["pairs"]) == (6, 6)


def test_figures_without_a_meeting_are_nothing():
    assert queries.figures(builders.make_cycle())["criticisms"] == 0


def test_facts_hold_no_words_and_take_a_fixed_number_of_queries(django_assert_max_num_queries):
    cycle = builders.make_cycle()
    m = made.opened(cycle, sittings=2)
    made.speak(m, *made.everybody(cycle))
    with django_assert_max_num_queries(20):
        facts = str(queries.facts(cycle))
    assert "副主任A" in facts
    assert "批评主任" not in facts


def test_trace_of_a_criticism_leads_to_its_meeting():
    m = made.opened(builders.make_cycle())
    made.speak(m, "书记", "主任")
    criticism = Criticism.objects.first()
    assert back(criticism)[0].record == m.meeting
    assert forward(criticism) == []
