"""The facts that the rules are asked with, the stage's status, and the way from item to measure and back."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders as b
from tests.keeping import kept
from tests.rectification import builders as rb
from tests.regulation.rules.pack import parameters
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.status import StageState
from zhiyan.rectification import actions, checks, queries
from zhiyan.rectification.models import MeasureState
from zhiyan.rectification.status import stage_status
from zhiyan.rectification.trace import back, forward
from zhiyan.statements.models import ItemAnswer

S = MeasureState
TODAY = dt.date(2021, 7, 1)

# ------------------------------------------------------------ facts from records


@pytest.mark.django_db
def test_a_measures_own_facts_pass_every_rule_after_a_proper_life():
    cycle = b.make_cycle()
    rb.make_meeting(cycle)
    rb.at_state(rb.make_measure(rb.make_problem(cycle)), S.SIGNED_OFF)
    with clock.at(rb.AFTER):
        given = queries.facts(cycle)
    for rule, check in (
        ("R43", checks.r43_everything_in_one_list),
        ("R47", checks.r47_measures_complete),
        ("R49", checks.r49_progress_each_quarter),
        ("R50", checks.r50_signed_off_on_evidence),
        ("R51", checks.r51_history_kept),
    ):
        assert [f.message for f in check(given, parameters(rule))] == []


@pytest.mark.django_db
def test_facts_of_criticisms_hold_no_words():
    cycle = b.make_cycle()
    rb.make_criticism(rb.make_meeting(cycle), text="逐字批评内容")
    assert "逐字批评内容" not in repr(queries.facts(cycle))


@pytest.mark.django_db
def test_an_answered_item_is_no_open_item():
    cycle = b.make_cycle()
    item, _other = b.make_item(cycle), b.make_item(cycle)
    with b.guard.writing("test"):
        ItemAnswer.objects.create(unit=cycle.unit, cycle=cycle, item=item, kind="explained", text="已说明")
    assert [x.no for x in queries.open_items(cycle)] == [2]


# ------------------------------------------------------------ status


@pytest.fixture
@kept
def cycle():
    found = b.make_cycle()
    rb.make_meeting(found)
    return found


@pytest.mark.django_db
def test_the_stage_waits_until_the_meeting():
    assert stage_status(b.make_cycle()).state is StageState.WAITING


@pytest.mark.django_db
def test_the_stage_is_late_when_the_plan_is_not_adopted_in_time(cycle):
    with clock.at(dt.date(2021, 2, 15)):
        assert stage_status(cycle).state is StageState.RUNNING
    with clock.at(dt.date(2021, 2, 16)):
        assert stage_status(cycle).state is StageState.LATE


@pytest.mark.django_db
def test_the_stage_is_late_with_an_overdue_measure_and_done_when_all_rest(cycle):
    made = rb.make_measure(rb.make_problem(cycle))
    organiser = rb.organiser(cycle)
    actions.adopt_plan(organiser, actions.save_plan(organiser, cycle), resolution=rb.make_resolution(cycle))
    with clock.at(rb.DUE):
        assert stage_status(cycle).state is StageState.RUNNING
    with clock.at(rb.DUE + dt.timedelta(days=1)):
        assert stage_status(cycle).state is StageState.LATE
    rb.at_state(made, S.SIGNED_OFF)
    with clock.at(TODAY):
        assert stage_status(cycle).state is StageState.DONE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("owner", "state", "role"),
    [
        ("副主任B", S.SUBMITTED, Role.DISCIPLINE_SECRETARY),
        ("副主任B", S.VERIFIED, Role.SECRETARY),
        ("纪委书记", S.SUBMITTED, Role.SECRETARY),
        ("书记", S.SUBMITTED, Role.SUPERVISOR),
    ],
)
def test_the_next_step_is_the_right_persons(cycle, owner, state, role):
    made = rb.at_state(rb.make_measure(rb.make_problem(cycle), owner=owner), S.IN_PROGRESS)
    with clock.at(rb.AFTER):
        actions.submit(rb.worker(made), made)
        if state == S.VERIFIED:
            actions.verify(b.member_actor(cycle, "纪委书记"), made, passed=True, note="看过")
        steps = [step for step in stage_status(cycle).steps if step.url_name == "rectification:measure"]
    assert [(step.role, step.args) for step in steps] == [(role, (str(made.pk),))]


@pytest.mark.django_db
def test_each_owner_has_one_step_for_all_open_measures(cycle):
    problem = rb.make_problem(cycle)
    for _ in range(2):
        rb.make_measure(problem)
    (step,) = [s for s in stage_status(cycle).steps if s.url_name == "rectification:mine"]
    assert step.member_id == str(b.member(cycle, "副主任B").pk)
    assert "2条" in step.text


# ------------------------------------------------------------ trace


@pytest.mark.django_db
def test_an_item_leads_to_its_problem_and_measures_and_a_measure_back_to_the_item(cycle):
    item = b.make_item(cycle)
    problem = rb.make_problem(cycle, item=item)
    made = rb.make_measure(problem)
    assert [e.record for e in forward(item)] == [problem]
    assert [e.record for e in forward(problem)] == [made]
    assert [e.record for e in back(made)] == [problem]
    assert [e.record for e in back(problem)] == [item]


@pytest.mark.django_db
def test_an_excluded_criticism_leads_to_the_reason_and_the_problem_that_holds_it(cycle):
    criticism = rb.make_criticism(cycle_meeting(cycle))
    problem = rb.make_problem(cycle, "副主任A")
    exclusion = actions.exclude(b.member_actor(cycle, "书记"), criticism, merged_into=problem)
    assert [e.record for e in forward(criticism)] == [exclusion, problem]


def cycle_meeting(cycle):
    from zhiyan.meeting.models import Meeting

    return Meeting.objects.get(cycle=cycle)


@pytest.mark.django_db
def test_a_problem_from_a_statement_leads_back_to_it_and_to_its_items(cycle):
    item = b.make_item(cycle)
    (stated,) = rb.make_statement(cycle, sources=(item,))
    (problem,) = actions.draw_up_list(rb.organiser(cycle), cycle)
    assert [e.record for e in back(problem)] == [stated, item]


@pytest.mark.django_db
def test_many_waiting_measures_are_one_step(cycle):
    problem = rb.make_problem(cycle)
    for _ in range(4):
        rb.at_state(rb.make_measure(problem), S.SUBMITTED)
    with clock.at(rb.AFTER):
        (step,) = [s for s in stage_status(cycle).steps if s.role is Role.DISCIPLINE_SECRETARY]
    assert step.url_name == "rectification:register"
    assert "4条" in step.text
