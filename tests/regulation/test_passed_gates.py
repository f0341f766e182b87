"""说明情况后继续: whom the rule lets passes with a reason, which is kept, shown to supervisors and printed."""

from __future__ import annotations

import pytest

from tests import builders
from tests.keeping import kept
from tests.meeting import builders as meetings
from tests.rectification import builders as lists
from tests.statements import builders as made
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.overriding import overrides
from zhiyan.documents.gbt9704 import render_text
from zhiyan.kernel import clock, gates, guard
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import GateClosed
from zhiyan.ledger.models import Outbox
from zhiyan.meeting import actions as meeting_actions
from zhiyan.oversight.documents import report
from zhiyan.rectification import actions as rectification_actions
from zhiyan.rectification.models import Measure, MeasureState
from zhiyan.regulation.actions import decide_rule
from zhiyan.regulation.checking import CheckResult, check_cycle
from zhiyan.regulation.documents import checklist
from zhiyan.statements import actions
from zhiyan.statements.models import StatementState

pytestmark = pytest.mark.django_db
REASON = "本人因公出国，回国后补写"


@pytest.fixture
@kept
def cycle() -> Cycle:
    cycle = builders.make_cycle()
    made.begun(cycle)
    return cycle


def passed(cycle: Cycle):
    """The secretary hands in an incomplete statement with a reason."""
    statement = made.statement(cycle, "书记")
    with gates.overridden(REASON):
        actions.submit(made.author(cycle, "书记"), statement)
    return statement


def test_the_secretary_passes_with_a_reason_and_the_step_is_taken(cycle):
    statement = passed(cycle)
    statement.refresh_from_db()
    assert statement.state == StatementState.SUBMITTED


def test_who_when_why_and_what_was_missing_are_kept(cycle):
    statement = passed(cycle)
    (kept,) = overrides(cycle)
    assert (kept.reason, kept.by, kept.gate) == (REASON, "书记", "statements.submit")
    assert kept.subject == statement.pk
    assert [finding["rule"] for finding in kept.findings] == ["R23"]
    assert kept.findings[0]["source"]


def test_the_passing_leaves_its_own_event_in_the_log(cycle):
    passed(cycle)
    assert Outbox.objects.filter(body__contains="cycle.gate_overridden").count() == 1


def test_without_a_reason_nothing_is_passed_and_nothing_kept(cycle):
    with pytest.raises(GateClosed) as refused:
        actions.submit(made.author(cycle, "书记"), made.statement(cycle, "书记"))
    assert refused.value.may_override
    assert not overrides(cycle).exists()


def test_a_member_does_not_pass_with_a_reason(cycle):
    with gates.overridden(REASON), pytest.raises(GateClosed) as refused:
        actions.submit(made.author(cycle, "主任"), made.statement(cycle, "主任"))
    assert not refused.value.may_override
    assert not overrides(cycle).exists()


def test_a_gate_that_is_open_keeps_no_reason(cycle):
    with gates.overridden(REASON):
        made.submitted(cycle, "书记")
    assert not overrides(cycle).exists()


def test_a_rule_that_the_unit_made_advice_no_longer_closes_the_gate(cycle):
    decide_rule(builders.actor(cycle, Role.ORGANISER), cycle, rule="R23", kind="建议", reason="今年试行")
    assert actions.submit(made.author(cycle, "主任"), made.statement(cycle, "主任")).state == StatementState.SUBMITTED


def test_the_units_stricter_quorum_keeps_a_sitting_closed_that_two_thirds_would_open():
    cycle = builders.make_cycle()
    m = meetings.planned(cycle)
    meetings.sign_in(m, "书记", "主任", "副主任A", "副主任B")
    decide_rule(builders.actor(cycle, Role.ORGANISER), cycle, rule="R32", parameters={"share": "9/10"}, reason="从严")
    with pytest.raises(GateClosed):
        meeting_actions.open_sitting(m.recorder, m.sitting())


def test_the_checklist_lists_what_was_passed(cycle):
    passed(cycle)
    text = render_text(checklist(cycle, CheckResult([], [])))
    assert REASON in text
    assert "说明情况后继续办理的" in text


def test_the_report_upwards_prints_what_was_passed_why_and_by_whom(cycle):
    passed(cycle)
    text = render_text(report(cycle))
    assert "说明情况后继续办理的事项" in text
    assert all(said in text for said in ("R23", REASON, "书记办理"))


def test_a_verified_measure_without_evidence_is_signed_off_with_a_reason_and_stays_found():
    cycle = builders.make_cycle()
    measure = lists.make_measure(lists.make_problem(cycle))
    with guard.writing("test"):
        Measure.objects.filter(pk=measure.pk).update(state=MeasureState.VERIFIED)
    measure.refresh_from_db()
    secretary = builders.member_actor(cycle, "书记")
    with clock.at(lists.AFTER):
        with pytest.raises(GateClosed) as refused:
            rectification_actions.sign_off(secretary, measure)
        assert refused.value.may_override
        with gates.overridden("佐证材料在档案室，原件已由督导组看过"):
            rectification_actions.sign_off(secretary, measure)
        assert [finding["rule"] for finding in overrides(cycle).get().findings] == ["R50"]
        assert [finding.rule for finding in check_cycle(cycle, {"R50"}).findings] == ["R50"]
    assert measure.state == MeasureState.SIGNED_OFF


def test_a_supervisor_sees_what_was_passed(cycle, client):
    passed(cycle)
    client.force_login(builders.user_of(builders.actor(cycle, Role.SUPERVISOR)))
    page = client.get(f"/{cycle.unit.code}/{cycle.label}/findings/passed/").content.decode()
    assert REASON in page
    assert "R23" in page


def test_the_refused_page_offers_the_reason_to_whom_the_rule_lets_and_takes_it(cycle, client):
    statement = made.statement(cycle, "书记")
    client.force_login(builders.member_user(cycle, "书记"))
    url = f"/{cycle.unit.code}/{cycle.label}/statements/{statement.pk}/submit/"
    refused = client.post(url, {})
    assert refused.status_code == 422
    assert 'name="override_reason"' in refused.content.decode()
    assert client.post(url, {"override_reason": REASON}).status_code == 302
    assert overrides(cycle).get().reason == REASON


def test_the_refused_page_offers_nothing_to_a_member(cycle, client):
    statement = made.statement(cycle, "主任")
    client.force_login(builders.member_user(cycle, "主任"))
    url = f"/{cycle.unit.code}/{cycle.label}/statements/{statement.pk}/submit/"
    page = client.post(url, {"override_reason": REASON}).content.decode()
    assert "override_reason" not in page
    assert not overrides(cycle).exists()
