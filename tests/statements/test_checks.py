"""R22, R23, R24, R26, R28 on plain facts."""

from __future__ import annotations

import datetime as dt

import pytest

from zhiyan.kernel.findings import Severity
from zhiyan.statements import checks

COMPLETE = {
    "id": "s1", "label": "主任发言提纲", "member": "m1", "heads": False, "state": "approved", "version": 1,
    "approved_on": dt.date(2021, 1, 21), "sections": {"last_year": True, "matters": True},
    "problems": [{"aspect": "P1", "case": True}], "causes": 1, "directions": 1, "measures": 1,
    "reviews": [{"capacity": "secretary", "conclusion": "pass"}],
}  # fmt: skip
TEAM = {**COMPLETE, "id": "s0", "label": "班子", "member": None, "heads": True, "sections": {"last_year": True}}


def facts(*statements, **fields):
    return {
        "due": dt.date(2021, 1, 22), "meeting_on": dt.date(2021, 1, 26), "items": [],
        "answers": [],
        "aspects": [{"code": "P1", "name": "政治方向"}], "must_write": [{"id": "m1", "label": "主任"}],
        "statements": list(statements), **fields,
    }  # fmt: skip


def test_everything_approved_in_time_leaves_no_finding():
    assert checks.r22_all_final_before_the_meeting(facts(TEAM, COMPLETE), {}) == []
    assert checks.r23_sections_present(facts(TEAM, COMPLETE), {}) == []
    assert checks.r24_every_aspect_with_a_case(facts(TEAM, COMPLETE), {}) == []


def test_statement_not_approved_is_found_by_r22():
    found = checks.r22_all_final_before_the_meeting(
        facts(TEAM, {**COMPLETE, "state": "submitted", "approved_on": None}), {}
    )
    assert [(f.subject, f.due) for f in found] == [("主任发言提纲", dt.date(2021, 1, 22))]


def test_statement_never_begun_is_found_by_r22():
    assert [f.subject for f in checks.r22_all_final_before_the_meeting(facts(), {})] == ["班子", "主任"]


def test_statement_approved_after_the_meeting_is_found_by_r22():
    late = {**COMPLETE, "approved_on": dt.date(2021, 1, 27)}
    assert "会议之后" in checks.r22_all_final_before_the_meeting(facts(TEAM, late), {})[0].message


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"sections": {"matters": True}}, "上年度"),
        ({"sections": {"last_year": True}}, "需要说明"),
        ({"problems": []}, "突出问题"),
        ({"causes": 0}, "原因"),
        ({"directions": 0, "measures": 0}, "努力方向"),
        ({"measures": 0}, "整改措施"),
    ],
)
def test_missing_part_is_named_by_r23(change, word):
    assert word in checks.r23_sections_present(facts({**COMPLETE, **change}), {})[0].message


def test_team_needs_no_matters_to_be_explained():
    assert checks.r23_sections_present(facts(TEAM), {}) == []


@pytest.mark.parametrize(("problems", "word"), [([], "没有问题"), ([{"aspect": "P1", "case": False}], "没有具体事例")])
def test_aspect_without_problem_or_case_is_advice_of_r24(problems, word):
    found = checks.r24_every_aspect_with_a_case(facts({**COMPLETE, "problems": problems}), {})
    assert found[0].severity is Severity.ADVICE
    assert word in found[0].message


def test_item_without_outcome_is_found_by_r26():
    items = [{"id": "1", "label": "条目1", "done": True}, {"id": "2", "label": "条目2", "done": False}]
    assert [f.subject for f in checks.r26_items_answered(facts(items=items), {})] == ["条目2"]


def test_limit_of_the_same_answer_is_a_parameter():
    given = facts(answers=["研究", "研究"])
    assert checks.r26_items_answered(given, {}) == []
    assert len(checks.r26_items_answered(given, {"same_text": 1})) == 1


@pytest.mark.parametrize(
    ("statement", "supervised", "who"),
    [
        ({**COMPLETE, "reviews": []}, False, "书记"),
        (COMPLETE, True, "督导组"),
        ({**TEAM, "reviews": []}, False, "班子集体研究"),
        ({**TEAM, "reviews": []}, True, "督导组"),
    ],
)
def test_missing_reviewer_is_named_by_r28(statement, supervised, who):
    assert who in checks.r28_reviewed(facts(statement), {"supervised": supervised})[0].message


def test_draft_waits_for_no_review():
    assert checks.r28_reviewed(facts({**COMPLETE, "state": "draft", "reviews": []}), {}) == []
