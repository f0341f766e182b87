"""What stands at a gate is asked before the step, of one record or of the year as it is. Plain data, no database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.regulation.rules import facts
from tests.regulation.rules.facts import life, measure, row, statement
from tests.regulation.rules.pack import parameters
from zhiyan.consolidation import checks as consolidation
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.meeting import checks as meeting
from zhiyan.rectification import checks as rectification
from zhiyan.statements import checks as statements

Told = list[tuple[Any, ...]]
VERIFIED = {"passed": True, "verifier": "u9", "person": "p9"}


def told(findings: list[Finding]) -> Told:
    """What the gate says; only 必须 keeps it closed."""
    assert {finding.severity for finding in findings} <= {Severity.MUST}
    return [(f.rule, f.subject, f.message, f.remedy, [link.id for link in f.links]) for f in findings]


def closing(**changed: Any) -> Told:
    return told(consolidation.closing_findings({**facts.consolidation(), **changed}))


def sign_off(**changed: Any) -> Told:
    given = {"state": "verified", "changes": life()[:3], "verifications": [VERIFIED], **changed}
    return told(rectification.sign_off_gate(measure("1.1", **given)))


def handing_in(**changed: Any) -> Told:
    return told(statements.incomplete(statement("s1", "m2", "主任发言提纲", state="draft", **changed)))


def meetings_page(**changed: Any) -> list[tuple[str, str]]:
    given = {**facts.meeting(), **changed}
    return [(f.rule, f.subject) for rule, look in meeting.WHILE_RUNNING.items() for f in look(given, parameters(rule))]


def not_signed_off(lacking: str) -> Told:
    remedy = "请先上传佐证材料，报请责任人以外的人核验通过。"
    return [("R50", "措施1.1", f"还不能销号，缺少：{lacking}。", remedy, ["me1.1"])]


NOWHERE = (
    "R12", "没有归置的意见", "还有 2 条意见没有归置。", "请在工作台逐条归入条目，或说明理由另存。", ["o1", "o2"],
)  # fmt: skip
WAITING = (
    "R12", "待复核的另存", "还有 1 条另存等第二人复核。",
    "请另一位党务工作人员、书记、纪委书记或督导组在“另存”页复核。", ["o3"],
)  # fmt: skip
LACKING = (
    "R23", "主任发言提纲", "主任发言提纲还缺：上年度整改落实情况、原因分析。",
    "请补写后再提交；没有需要说明的事项，也请写“无”。", ["s1"],
)  # fmt: skip
SUBMITTED_AGAIN = [*life()[:2], {**life()[1], "by": "u2"}]

GATES: dict[str, tuple[Callable[..., Any], dict[str, Any], Any]] = {
    "consolidation closes when every opinion has its place": (closing, {}, []),
    "consolidation does not close with points nowhere and a set-aside that waits": (
        closing, {"unplaced": [row("o1"), row("o2")], "waiting": [row("o3")]}, [NOWHERE, WAITING],
    ),
    "what another person verified is signed off": (sign_off, {}, []),
    "no sign-off without evidence": (sign_off, {"evidence": 0}, not_signed_off("佐证材料")),
    "no sign-off unverified": (sign_off, {"verifications": []}, not_signed_off("核验通过的记录")),
    "no sign-off on the handler's own word": (
        sign_off, {"verifications": [{**VERIFIED, "person": "p1"}]},
        not_signed_off("责任人、经办人和报请人以外的核验人"),
    ),
    "what was not passed is not asked by whom": (
        sign_off, {"verifications": [{**VERIFIED, "person": "p1", "passed": False}]}, not_signed_off("核验通过的记录"),
    ),
    "who submitted it earlier may verify": (
        sign_off, {"verifications": [{**VERIFIED, "verifier": "u1"}], "changes": SUBMITTED_AGAIN}, [],
    ),
    "no sign-off with two things missing": (
        sign_off, {"evidence": 0, "verifications": []}, not_signed_off("佐证材料、核验通过的记录"),
    ),
    "a draft with all its parts is handed in whatever the aspects": (
        handing_in, {"problems": [{"aspect": "P9"}]}, [],
    ),
    "a draft says which parts it lacks": (handing_in, {"causes": 0, "sections": {"matters": True}}, [LACKING]),
    "the meeting's page finds nothing when all was done": (meetings_page, {}, []),
    "the meeting's page asks by the regulation's own figures": (
        meetings_page, {"self_criticisms": ["m1", "m2"], "comments": 0}, [("R36", "纪委书记"), ("R42", "督导组")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("gate", GATES)
def test_a_gate_says_what_keeps_it_closed(gate: str):
    ask, changed, expected = GATES[gate]
    assert ask(**changed) == expected
