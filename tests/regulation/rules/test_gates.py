"""What stands at a gate is asked before the step, of one record or of the year as it is. Plain data, no database."""

from __future__ import annotations

from typing import Any

import pytest

from tests.regulation.rules import facts
from tests.regulation.rules.facts import life, measure, row
from zhiyan.consolidation.checks import closing_findings
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.meeting.checks import all_findings
from zhiyan.rectification.checks import sign_off_gate
from zhiyan.statements.checks import incomplete

VERIFIED = {
    "state": "verified",
    "changes": life()[:3],
    "verifications": [{"passed": True, "verifier": "u9", "person": "p9"}],
}


def told(findings: list[Finding]) -> list[tuple[Any, ...]]:
    assert {finding.severity for finding in findings} <= {Severity.MUST}
    return [(f.rule, f.subject, f.message, f.remedy, [link.id for link in f.links]) for f in findings]


def test_consolidation_is_closed_when_every_opinion_has_its_place():
    assert closing_findings(facts.consolidation()) == []


def test_consolidation_is_not_closed_with_a_point_nowhere_or_a_set_aside_that_waits():
    given = {**facts.consolidation(), "unplaced": [row("o1"), row("o2")], "waiting": [row("o3")]}
    assert told(closing_findings(given)) == [
        (
            "R12", "没有归置的意见", "还有 2 条意见没有归置。",
            "请在工作台逐条归入条目，或说明理由另存。", ["o1", "o2"],
        ),
        (
            "R12", "待复核的另存", "还有 1 条另存等第二人复核。",
            "请另一位党务工作人员、书记、纪委书记或督导组在“另存”页复核。", ["o3"],
        ),
    ]  # fmt: skip


def test_a_measure_verified_by_another_person_may_be_signed_off():
    assert sign_off_gate(measure("1.1", **VERIFIED)) == []


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"evidence": 0}, "佐证材料"),
        ({"verifications": []}, "核验通过的记录"),
        ({"verifications": [{"passed": True, "verifier": "u9", "person": "p1"}]}, "责任人、经办人和报请人以外的核验人"),
        ({"verifications": [{"passed": False, "verifier": "u9", "person": "p1"}]}, "核验通过的记录"),
        (
            {"verifications": [{"passed": True, "verifier": "u1", "person": "p9"}], "changes": [
                *life()[:2], {**life()[1], "by": "u2"},
            ]},
            "",
        ),
        ({"evidence": 0, "verifications": []}, "佐证材料、核验通过的记录"),
    ],
)  # fmt: skip
def test_a_sign_off_says_what_it_still_lacks(changed, lacking):
    remedy = "请先上传佐证材料，报请责任人以外的人核验通过。"
    said = f"还不能销号，缺少：{lacking}。"
    found = told(sign_off_gate(measure("1.1", **{**VERIFIED, **changed})))
    assert found == ([("R50", "措施1.1", said, remedy, ["me1.1"])] if lacking else [])


def test_a_draft_that_has_all_its_parts_may_be_handed_in_whatever_the_aspects():
    assert incomplete(facts.statement("s1", "m2", "主任发言提纲", state="draft", problems=[{"aspect": "P9"}])) == []


def test_a_draft_says_which_parts_it_lacks():
    draft = facts.statement("s1", "m2", "主任发言提纲", state="draft", causes=0, sections={"matters": True})
    assert told(incomplete(draft)) == [
        (
            "R23", "主任发言提纲", "主任发言提纲还缺：上年度整改落实情况、原因分析。",
            "请补写后再提交；没有需要说明的事项，也请写“无”。", ["s1"],
        )
    ]  # fmt: skip


def test_the_meetings_page_shows_what_its_rules_find_with_the_regulations_own_figures():
    given = {**facts.meeting(), "self_criticisms": ["m1", "m2"], "comments": 0}
    assert all_findings(facts.meeting()) == []
    assert [(f.rule, f.subject) for f in all_findings(given)] == [("R36", "纪委书记"), ("R42", "督导组")]
