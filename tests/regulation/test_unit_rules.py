"""本单位规则: a unit may be stricter, never under a floor; each decision has its reason and stays."""

from __future__ import annotations

import pytest

from tests import builders
from zhiyan.cycle.models import Cycle
from zhiyan.documents.gbt9704 import render_text
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.kernel.findings import Severity
from zhiyan.ledger.models import Outbox
from zhiyan.regulation.actions import decide_rule
from zhiyan.regulation.checking import CheckResult, rules_for
from zhiyan.regulation.documents import checklist
from zhiyan.regulation.queries import decisions
from zhiyan.regulation.standing import at_the_gate, standing_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> Cycle:
    return builders.make_cycle(notice=False)


def standing(cycle: Cycle, rule: str):
    return next(one for one in standing_rules(cycle) if one.id == rule)


def decide(cycle: Cycle, rule: str, role: Role = Role.ORGANISER, **changes):
    return decide_rule(builders.actor(cycle, role), cycle, rule=rule, **{"reason": "党委会决定", **changes})


def test_a_stricter_quorum_of_the_unit_counts_and_is_named_as_the_source(cycle):
    decide(cycle, "R32", parameters={"share": "9/10"})
    rule = standing(cycle, "R32")
    assert rule.parameters["share"] == "9/10"
    assert "党委会决定" in rule.decided["share"]
    assert rule.source.endswith("本单位规定：党委会决定")


def test_a_quorum_below_two_thirds_is_refused_beside_its_field(cycle):
    with pytest.raises(Invalid) as refused:
        decide(cycle, "R32", parameters={"share": "1/2"})
    assert "2/3" in refused.value.fields["share"]
    assert standing(cycle, "R32").parameters["share"] == "2/3"


def test_a_rule_of_the_floor_is_not_switched_off(cycle):
    with pytest.raises(Invalid) as refused:
        decide(cycle, "R32", off=True)
    assert "off" in refused.value.fields


def test_a_rule_switched_off_is_no_longer_run_but_still_shown_with_its_reason(cycle):
    decide(cycle, "R15", off=True)
    assert "R15" not in {rule.id for rule in rules_for(cycle)}
    assert standing(cycle, "R15").off == "党委会决定"


def test_supervisors_read_in_the_checklist_what_was_switched_off_and_why(cycle):
    assert "停用" not in render_text(checklist(cycle, CheckResult([], [])))
    decide(cycle, "R15", off=True)
    text = render_text(checklist(cycle, CheckResult([], [])))
    assert "今年停用的规则" in text
    assert "党委会决定" in text


def test_advice_may_be_made_a_must(cycle):
    decide(cycle, "R19", kind="必须")
    assert standing(cycle, "R19").kind is Severity.MUST


def test_a_decision_needs_a_reason(cycle):
    with pytest.raises(Invalid) as refused:
        decide(cycle, "R19", kind="必须", reason="  ")
    assert "reason" in refused.value.fields


def test_a_rule_that_is_not_there_is_refused(cycle):
    with pytest.raises(Invalid):
        decide(cycle, "R99", kind="必须")


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.STAFF, Role.ADMINISTRATOR, Role.DISCIPLINE_SECRETARY])
def test_nobody_but_office_and_secretary_decides(cycle, role):
    with pytest.raises(Denied):
        decide(cycle, "R19", role, kind="必须")


def test_a_later_decision_replaces_the_earlier_one_which_stays_in_the_list(cycle):
    decide(cycle, "R07", parameters={"sessions": 3})
    decide(cycle, "R07", parameters={"sessions": 2}, reason="调整")
    assert standing(cycle, "R07").parameters["sessions"] == 2
    assert [one.reason for one in decisions(cycle, "R07")] == ["调整", "党委会决定"]


def test_a_list_holds_nothing_that_its_rule_does_not_know(cycle):
    with pytest.raises(Invalid) as refused:
        decide(cycle, "R45", parameters={"attachments": ["minutes", "照片"]})
    assert "照片" in refused.value.fields["attachments"]
    decide(cycle, "R45", parameters={"attachments": ["list"]})
    assert standing(cycle, "R45").parameters["attachments"] == ["list"]


def test_an_empty_decision_gives_the_rule_back_to_the_packs(cycle):
    decide(cycle, "R07", parameters={"sessions": 3})
    decide(cycle, "R07", reason="恢复原样")
    assert standing(cycle, "R07").decided == {}


def test_a_decision_leaves_an_event(cycle):
    decide(cycle, "R19", kind="必须")
    assert "regulation.rule_decided" in Outbox.objects.latest("pk").body


def test_one_years_decision_does_not_count_for_another(cycle):
    decide(cycle, "R19", kind="必须")
    other = builders.make_cycle(cycle.unit, label="2021", team=(), notice=False)
    assert standing(other, "R19").kind is Severity.ADVICE


def test_the_years_notice_pack_lies_below_the_unit(cycle):
    later = builders.make_cycle(cycle.unit, label="2024", team=(), notice=False)
    rule = standing(later, "R25")
    assert rule.parameters["required"] is True
    assert "2024" in rule.decided["required"]


def test_a_gate_asks_for_the_figures_of_the_subjects_year(cycle):
    decide(cycle, "R32", parameters={"share": "4/5"})
    found = at_the_gate("R32", builders.member(cycle, "书记"))
    assert found is not None
    assert found.parameters["share"] == "4/5"
    assert found.override == frozenset()


def test_a_rule_of_no_pack_stands_nowhere(cycle):
    assert at_the_gate("R99", cycle) is None
    assert at_the_gate("R32", "no record") is None
