"""A later pack changes kind and figures or switches a rule off; no pack passes a floor; each value has a source."""

from __future__ import annotations

import pytest

from zhiyan.kernel.findings import Severity
from zhiyan.regulation.rulebook import Change, Parameter, Rule, overlay, refusals

RULE = Rule(
    "R07", "cycle", "学习", Severity.ADVICE, "规定",
    settings={"sessions": Parameter(1, "次数", "次", least=1), "hours": Parameter(4, "学时", "小时")},
)  # fmt: skip
QUORUM = Rule(
    "R32", "meeting", "到会", Severity.MUST, "规定", fixed=True,
    settings={"share": Parameter("2/3", "到会比例", least="2/3", most="1")},
)  # fmt: skip


def test_a_later_pack_changes_kind_and_figures_and_is_named_for_each():
    (found,) = overlay([RULE], [Change("R07", "通知", kind=Severity.MUST, parameters={"sessions": 2})])
    assert found.kind is Severity.MUST
    assert found.parameters == {"sessions": 2, "hours": 4}
    assert found.decided == {"kind": "通知", "sessions": "通知"}
    assert found.source == "规定；通知"


def test_the_last_pack_decides_and_is_the_one_named():
    changes = [Change("R07", "通知", parameters={"sessions": 2}), Change("R07", "本单位", parameters={"sessions": 3})]
    (found,) = overlay([RULE], changes)
    assert found.parameters["sessions"] == 3
    assert found.decided == {"sessions": "本单位"}


def test_a_pack_that_says_what_stood_before_decides_nothing():
    (found,) = overlay([RULE], [Change("R07", "通知", kind=Severity.ADVICE, parameters={"sessions": 1})])
    assert found == RULE


def test_a_rule_that_no_later_pack_names_stays_as_it_is():
    assert overlay([RULE], [Change("R08", "通知", kind=Severity.MUST)]) == [RULE]


def test_laying_a_pack_on_top_does_not_change_the_pack_below():
    overlay([RULE], [Change("R07", "通知", parameters={"sessions": 9})])
    assert RULE.parameters == {"sessions": 1, "hours": 4}


def test_a_rule_is_switched_off_with_its_reason_and_source():
    (found,) = overlay([RULE], [Change("R07", "本单位", off="今年与上级一并学习")])
    assert found.off == "今年与上级一并学习"
    assert found.decided == {"off": "本单位"}


@pytest.mark.parametrize("share", ["3/5", "0.66", "1/2"])
def test_a_quorum_under_two_thirds_is_refused_and_leaves_two_thirds(share):
    change = Change("R32", "本单位", parameters={"share": share})
    assert "2/3" in refusals(QUORUM, change)["share"]
    assert overlay([QUORUM], [change])[0].parameters["share"] == "2/3"


@pytest.mark.parametrize("share", ["2/3", "9/10", "0.9", "1"])
def test_a_quorum_of_two_thirds_or_stricter_is_taken(share):
    change = Change("R32", "本单位", parameters={"share": share})
    assert refusals(QUORUM, change) == {}
    assert overlay([QUORUM], [change])[0].parameters["share"] == share


def test_a_share_above_its_upper_floor_is_refused():
    assert "share" in refusals(QUORUM, Change("R32", "本单位", parameters={"share": "3/2"}))


@pytest.mark.parametrize("value", ["两次", "2", True, [2]])
def test_a_figure_of_another_sort_is_refused(value):
    assert "sessions" in refusals(RULE, Change("R07", "本单位", parameters={"sessions": value}))


@pytest.mark.parametrize("share", ["三分之二", "1/0"])
def test_a_share_that_is_no_fraction_is_refused(share):
    assert "share" in refusals(QUORUM, Change("R32", "本单位", parameters={"share": share}))


def test_a_figure_that_the_rule_does_not_have_is_refused():
    assert "days" in refusals(RULE, Change("R07", "本单位", parameters={"days": 3}))


def test_a_rule_of_the_floor_is_neither_made_advice_nor_switched_off():
    change = Change("R32", "本单位", kind=Severity.ADVICE, off="人少")
    assert set(refusals(QUORUM, change)) == {"kind", "off"}
    assert overlay([QUORUM], [change]) == [QUORUM]


def test_what_passes_a_floor_does_not_keep_the_rest_of_the_change_from_counting():
    changes = [Change("R07", "本单位", kind=Severity.MUST, parameters={"sessions": 0, "hours": 6})]
    (found,) = overlay([RULE], changes)
    assert found.kind is Severity.MUST
    assert found.parameters == {"sessions": 1, "hours": 6}


def test_a_rule_as_data_has_the_keys_that_the_command_line_promises():
    assert RULE.as_dict() == {
        "id": "R07", "mode": "finding", "kind": "建议", "source": "规定", "parameters": {"sessions": 1, "hours": 4},
    }  # fmt: skip
