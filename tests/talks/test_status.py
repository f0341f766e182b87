"""Where the talks stand."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.talks import builders as talks
from zhiyan.kernel import clock
from zhiyan.kernel.status import StageState
from zhiyan.talks import actions, queries
from zhiyan.talks.models import TalkPair
from zhiyan.talks.status import stage_status
from zhiyan.talks.trace import back, forward

pytestmark = pytest.mark.django_db


def test_nothing_generated_waits_for_the_organiser():
    status = stage_status(builders.make_cycle())
    assert status.state is StageState.WAITING
    assert [s.role for s in status.steps] == ["organiser"]


def test_open_talks_are_steps_of_each_member():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False)
    talks.generated(cycle)
    steps = {s.member_id: s.text for s in stage_status(cycle).steps}
    assert len(steps) == 3
    assert "3" in steps[str(builders.member(cycle, "书记").pk)]


def test_deadline_passed_is_late_and_all_confirmed_is_done():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False)
    for pair in talks.generated(cycle):
        talks.hold(talks.organiser(cycle), pair, text="")
    with clock.at(dt.date(2021, 1, 23)):
        assert stage_status(cycle).state is StageState.LATE
        for pair in TalkPair.objects.filter(cycle=cycle):
            actions.confirm_talk(builders.member_actor(cycle, pair.member.role), pair.talk)
        assert stage_status(cycle).state is StageState.DONE


def test_facts_hold_no_words_and_trace_joins_pair_and_talk():
    cycle = builders.make_cycle()
    talks.generated(cycle)
    pair = talks.pair_of(cycle, "书记", "主任")
    assert forward(pair) == []
    talk = talks.hold(builders.member_actor(cycle, "书记"), pair)
    assert "谈话原话" not in str(queries.facts(cycle))
    pair.refresh_from_db()
    assert forward(pair)[0].record == talk
    assert back(talk)[0].record == pair
