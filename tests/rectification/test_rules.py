"""Rules R43 to R51 over plain facts, the stage's status, and the way from item to measure and back."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders as b
from tests.rectification import builders as rb
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.findings import Severity
from zhiyan.kernel.status import StageState
from zhiyan.rectification import actions, checks, queries
from zhiyan.rectification.models import MeasureState
from zhiyan.rectification.status import stage_status
from zhiyan.rectification.trace import back, forward
from zhiyan.statements.models import ItemAnswer

S = MeasureState
TODAY = dt.date(2021, 7, 1)


def measure(**fields):
    return {
        "id": "m", "label": "1.1", "state": "in_progress", "owner": "主任", "people": ["p1", "p2"],
        "department": "科技处", "due_on": dt.date(2021, 12, 31), "standard": "九成", "last_progress_on": TODAY,
        "evidence": 1, "verifications": [], "changes": [], **fields,
    }  # fmt: skip


def facts(*measures, **fields):
    return {
        "today": TODAY, "meeting_on": rb.MEETING_DAY, "open_origins": [], "open_items": [], "problems": [],
        "measures": list(measures), **fields,
    }  # fmt: skip


def origin(kind, label="来源"):
    return {"kind": kind, "kind_label": kind, "id": label, "label": label}


def change(kind, before, after, **fields):
    given = {"field": "", "on": TODAY, "reason": "因", "approver": "党委会", "by": "u1", **fields}
    return {"kind": kind, "before": before, "after": after, **given}


SIGNED = [
    change("start", "not_started", "in_progress"),
    change("submit", "in_progress", "submitted"),
    change("verify", "submitted", "verified"),
    change("sign_off", "verified", "signed_off"),
]
PASSED = {"passed": True, "on": TODAY, "verifier": "u9", "person": "p9"}


# ------------------------------------------------------------ R43


def test_open_origins_are_one_finding_for_each_kind_with_a_link_for_each():
    given = [origin("criticism", "一"), origin("criticism", "二"), origin("comment")]
    found = checks.r43_everything_in_one_list(facts(open_origins=given), {})
    assert [(f.subject, len(f.links), f.severity) for f in found] == [
        ("criticism", 2, Severity.MUST), ("comment", 1, Severity.MUST),
    ]  # fmt: skip
    assert "2条" in found[0].message


def test_items_without_an_outcome_are_a_finding():
    (found,) = checks.r43_everything_in_one_list(facts(open_items=[{"id": "i", "no": 7}]), {})
    assert [link.label for link in found.links] == ["第7号"]


def test_a_complete_list_is_no_finding():
    assert checks.r43_everything_in_one_list(facts(), {}) == []


# ------------------------------------------------------------ R47


def test_a_problem_without_a_measure_is_a_finding():
    problem = {"id": "p", "no": 3, "who": "", "measures": 0}
    (found,) = checks.r47_measures_complete(facts(problems=[problem]), {})
    assert found.subject == "领导班子第3号问题"


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [("owner", "", "责任领导"), ("department", "", "责任部门"), ("due_on", None, "完成时限"),
     ("standard", "", "衡量标准"), ("due_on", rb.MEETING_DAY, "会后的完成时限")],
)  # fmt: skip
def test_a_measure_that_lacks_something_names_it(field, value, word):
    (found,) = checks.r47_measures_complete(facts(measure(**{field: value})), {})
    assert word in found.message


def test_a_complete_measure_is_no_finding():
    assert checks.r47_measures_complete(facts(measure()), {}) == []


# ------------------------------------------------------------ R49


@pytest.mark.parametrize(("days", "found"), [(92, 0), (93, 1)])
def test_an_open_measure_without_progress_for_a_quarter_is_advised(days, found):
    last = TODAY - dt.timedelta(days=days)
    assert len(checks.r49_progress_each_quarter(facts(measure(last_progress_on=last)), {})) == found


def test_the_quarter_is_a_parameter():
    last = TODAY - dt.timedelta(days=31)
    assert len(checks.r49_progress_each_quarter(facts(measure(last_progress_on=last)), {"days": 30})) == 1


def test_an_overdue_measure_is_told_with_its_deadline():
    due = TODAY - dt.timedelta(days=2)
    (found,) = checks.r49_progress_each_quarter(facts(measure(due_on=due)), {})
    assert found.due == due
    assert "2天" in found.message


@pytest.mark.parametrize("state", ["signed_off", "long_term"])
def test_a_measure_at_rest_needs_no_progress(state):
    old = dt.date(2021, 1, 1)
    assert checks.r49_progress_each_quarter(facts(measure(state=state, last_progress_on=old, due_on=old)), {}) == []


# ------------------------------------------------------------ R50, R51


def test_a_proper_sign_off_is_no_finding():
    good = measure(state="signed_off", changes=SIGNED, verifications=[PASSED])
    assert checks.r50_signed_off_on_evidence(facts(good), {}) == []
    assert checks.r51_history_kept(facts(good), {}) == []


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"evidence": 0}, "佐证材料"),
        ({"verifications": []}, "核验通过的记录"),
        ({"verifications": [PASSED, {**PASSED, "passed": False}]}, "核验通过的记录"),
        ({"verifications": [{**PASSED, "person": "p2"}]}, "以外的核验人"),
        ({"verifications": [{**PASSED, "verifier": "u1"}]}, "以外的核验人"),
        ({"changes": SIGNED[:1]}, "报请核验的人和日期"),
    ],
)
def test_a_sign_off_without_proof_names_what_is_missing(fields, word):
    bad = measure(**{"state": "signed_off", "changes": SIGNED, "verifications": [PASSED], **fields})
    (found,) = checks.r50_signed_off_on_evidence(facts(bad), {})
    assert word in found.message


def test_a_lasting_duty_is_not_judged_as_a_sign_off():
    assert checks.r50_signed_off_on_evidence(facts(measure(state="long_term")), {}) == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ([*SIGNED, change("reopen", "signed_off", "reopened", reason="")], "没有写原因"),
        ([*SIGNED, change("reopen", "signed_off", "reopened", approver="")], "没有批准人"),
        ([SIGNED[0], *SIGNED[2:], change("reopen", "signed_off", "reopened")], "状态前后不衔接"),
        (SIGNED, "现状与变动记录不一致"),
        ([*SIGNED, change("reopen", "signed_off", "reopened"), change("extend", "a", "b", field="due_on", reason="")],
         "没有写原因"),
    ],
)  # fmt: skip
def test_a_gap_in_the_history_is_a_finding(changes, word):
    (found,) = checks.r51_history_kept(facts(measure(state="reopened", changes=changes)), {})
    assert word in found.message


# ------------------------------------------------------------ facts from records


@pytest.mark.django_db
def test_a_measures_own_facts_pass_every_rule_after_a_proper_life():
    cycle = b.make_cycle()
    rb.make_meeting(cycle)
    rb.at_state(rb.make_measure(rb.make_problem(cycle)), S.SIGNED_OFF)
    with clock.at(rb.AFTER):
        given = queries.facts(cycle)
    assert [f.message for check in checks.CHECKS.values() for f in check(given, {})] == []


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
