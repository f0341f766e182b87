"""What the checks found stands until something changes what they looked at; then only that is run again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache

from tests import builders
from tests.meeting import builders as meetings
from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock, guard, once
from zhiyan.kernel.actor import Role
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.ledger.models import LedgerHead, Outbox
from zhiyan.ledger.sequencer import flush
from zhiyan.meeting import actions as meeting_actions
from zhiyan.rectification.queries import meeting_day
from zhiyan.regulation import checking, keeping
from zhiyan.regulation.actions import answer, decide_rule
from zhiyan.regulation.checking import STAGES, check_cycle
from zhiyan.regulation.keeping import last_check
from zhiyan.talks import actions as talks

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> Cycle:
    cache.clear()
    return builders.make_cycle()


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The stages whose facts are gathered from now on."""
    stages: list[str] = []
    gather = checking.stage_facts
    monkeypatch.setattr(checking, "stage_facts", lambda stage, c: stages.append(stage) or gather(stage, c))
    return stages


def ran(cycle: Cycle, asked: list[str]) -> set[str]:
    """The stages that one more look runs again."""
    asked.clear()
    last_check(cycle)
    return set(asked)


def plan_talks(cycle: Cycle) -> None:
    talks.generate_pairs(builders.actor(cycle, Role.ORGANISER), cycle)


def test_the_first_look_runs_every_stage_and_finds_what_a_whole_check_finds(cycle, asked):
    assert ran(cycle, asked) == set(STAGES)
    assert last_check(cycle) == check_cycle(cycle)


def test_a_second_look_runs_nothing(cycle, asked):
    last_check(cycle)
    assert ran(cycle, asked) == set()


def test_after_an_action_only_stages_that_looked_at_its_tables_are_run_again(cycle, asked):
    last_check(cycle)
    plan_talks(cycle)
    again = ran(cycle, asked)
    assert "talks" in again
    assert {"cycle", "solicitation", "rectification"}.isdisjoint(again)


def test_what_is_found_after_an_action_is_what_a_whole_check_finds(cycle):
    before = last_check(cycle)
    plan_talks(cycle)
    assert last_check(cycle) == check_cycle(cycle)
    assert last_check(cycle) != before


def test_earlier_stages_that_are_told_of_the_meeting_are_run_again_when_it_opens(cycle, asked):
    made = meetings.planned(cycle)
    meetings.sign_in(made)
    last_check(cycle)
    meeting_actions.open_sitting(made.recorder, made.sitting())
    assert {"talks", "statements", "meeting"} <= ran(cycle, asked)
    assert last_check(cycle) == check_cycle(cycle)


def test_a_stage_that_a_page_had_asked_before_is_still_run_again_after_what_it_rests_on_changed(cycle, asked):
    made = meetings.planned(cycle)
    meetings.sign_in(made)
    with once.reading():
        meeting_day(cycle)
        last_check(cycle)
    meeting_actions.open_sitting(made.recorder, made.sitting())
    assert {"rectification", "disclosure", "oversight"} <= ran(cycle, asked)


def test_an_event_that_is_appended_to_the_log_meanwhile_counts_as_one_that_waits(cycle, asked):
    last_check(cycle)
    plan_talks(cycle)
    flush(cycle.unit_id)
    assert not Outbox.objects.filter(unit_id=cycle.unit_id).exists()
    assert "talks" in ran(cycle, asked)
    assert ran(cycle, asked) == set()


def test_a_change_of_the_years_frame_or_of_its_rules_runs_everything(cycle, asked):
    last_check(cycle)
    decide_rule(builders.actor(cycle, Role.ORGANISER), cycle, rule="R19", kind="必须", reason="从严")
    assert ran(cycle, asked) == set(STAGES)


def test_an_answer_runs_no_check_again(cycle, asked):
    last_check(cycle)
    finding = Finding("R16", Severity.MUST, "", "书记与主任", "", "")
    answer(builders.actor(cycle, Role.ORGANISER), cycle, finding=finding, text="已安排。")
    assert ran(cycle, asked) == set()


def test_another_day_is_looked_at_anew(cycle, asked):
    last_check(cycle)
    with clock.at(dt.date(2021, 3, 1)):
        assert ran(cycle, asked) == set(STAGES)


def test_another_units_event_runs_nothing(cycle, asked):
    last_check(cycle)
    plan_talks(builders.make_cycle(builders.make_unit(code="other")))
    assert ran(cycle, asked) == set()


def test_a_log_that_became_shorter_runs_everything(cycle, asked):
    plan_talks(cycle)
    flush(cycle.unit_id)
    last_check(cycle)
    with guard.writing("test"):
        LedgerHead.objects.filter(unit_id=cycle.unit_id).update(size=0)
    assert ran(cycle, asked) == set(STAGES)


def test_an_event_that_nobody_here_knows_runs_everything(cycle, asked):
    last_check(cycle)
    with guard.writing("test"):
        Outbox.objects.create(unit_id=cycle.unit_id, body='{"event": "elsewhere.done"}', salt=b"")
    assert ran(cycle, asked) == set(STAGES)


def test_more_events_than_are_worth_reading_run_everything(cycle, asked, monkeypatch):
    monkeypatch.setattr(keeping, "MANY", 0)
    last_check(cycle)
    plan_talks(cycle)
    assert ran(cycle, asked) == set(STAGES)
