"""A branch's 组织生活会: rules from a pack alone over plain facts, by the machinery of the regulation."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest

from zhiyan.kernel import clock
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.findings import Severity
from zhiyan.regulation.branch import check_facts, complete, read_facts
from zhiyan.regulation.reading import shipped
from zhiyan.regulation.rulebook import Change

MEETING = dt.date(2021, 1, 10)
SECRETARY, OTHER, THIRD = "支部书记", "组织委员", "党员0003"
SOUND: dict[str, Any] = {
    "members": [
        {"label": SECRETARY, "committee": True, "attended": True, "spoke": True, "rating": "优秀"},
        {"label": OTHER, "committee": True, "attended": True, "spoke": True, "rating": "合格"},
        {"label": THIRD, "attended": True, "spoke": True, "rating": "合格"},
    ],
    "studies": [{"on": "2021-01-04"}],
    "opinions": [{"text": "学习形式可以更多样。"}],
    "talks": [
        {"a": SECRETARY, "b": OTHER, "on": "2021-01-05"},
        {"a": THIRD, "b": OTHER, "on": "2021-01-06"},
    ],
    "criticisms": [{"by": SECRETARY, "to": OTHER}, {"by": OTHER, "to": SECRETARY}],
    "measures": [{"label": "措施1", "owner": SECRETARY, "due_on": "2021-03-01"}],
    "meeting": {
        "on": "2021-01-10", "theme": "学习教育", "chair": SECRETARY, "recorder": OTHER, "reported_on": "2021-01-20",
    },
    "review": {"on": "2021-01-10"},
}  # fmt: skip


def broken(facts: dict[str, Any]) -> set[str]:
    return {finding.rule for finding in check_facts("branch", complete(facts)).findings}


def but(**changes: Any) -> dict[str, Any]:
    """The sound facts with one thing changed: a list's first record's fields, or a field of a table."""
    facts = copy.deepcopy(SOUND)
    for name, change in changes.items():
        if isinstance(change, dict) and isinstance(facts[name], list):
            facts[name][0] |= change
        elif isinstance(change, dict):
            facts[name] |= change
        else:
            facts[name] = change
    return facts


def test_a_meeting_in_order_breaks_no_rule():
    assert broken(SOUND) == set()


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        (but(meeting={"on": None}), {"B01"}),
        (but(meeting={"theme": ""}), {"B02"}),
        (but(studies=[]), {"B02"}),
        (but(opinions=[]), {"B03"}),
        (but(talks=SOUND["talks"][1:]), {"B04"}),
        (but(talks=SOUND["talks"][:1]), {"B05"}),
        (but(members={"attended": False, "written": True, "committee": False}, criticisms=[]), set()),
        (but(members={"spoke": False}), {"B08"}),
        (but(criticisms=SOUND["criticisms"][:1]), {"B09"}),
        (but(meeting={"chair": ""}), {"B10"}),
        (but(measures={"due_on": None}), {"B12"}),
        (but(measures={"owner": ""}), {"B12"}),
        (but(measures=[]), {"B15"}),
        (but(meeting={"reported_on": "2021-01-26"}), {"B13"}),
        (but(talks={"on": "2021-01-11"}), {"B14"}),
    ],
)
def test_what_is_wrong_breaks_its_rule_and_no_other(facts, rules):
    assert broken(facts) == rules


def test_attendance_of_exactly_two_thirds_is_enough_and_one_less_is_not():
    two = but(members={"attended": False, "written": True}, criticisms=[])
    assert "B06" not in broken(two)
    two["members"][1] |= {"attended": False, "written": True}
    assert "B06" in broken(two)


def test_an_absent_member_without_written_words_breaks_the_rule_for_absentees_alone():
    facts = but(members={"attended": False}, criticisms=[])
    assert broken(facts) == {"B07"}


def test_more_than_a_third_of_excellent_ratings_is_found_once_ratings_were_given():
    facts = but()
    facts["members"][1]["rating"] = "优秀"
    assert broken(facts) == {"B11"}
    facts["review"] = {}
    assert broken(facts) == set()


def test_before_the_meeting_only_the_meeting_itself_is_missing():
    assert broken({"members": SOUND["members"]}) == {"B01"}


@pytest.mark.parametrize(("today", "rules"), [(dt.date(2021, 1, 25), set()), (dt.date(2021, 1, 26), {"B13"})])
def test_a_report_is_missing_only_once_its_last_day_has_passed(today, rules):
    with clock.at(today):
        assert broken(but(meeting={"reported_on": None})) == rules


def test_a_finding_has_kind_source_remedy_and_the_pack_words_filled_in():
    (found,) = check_facts("branch", complete(but(criticisms=SOUND["criticisms"][:1]))).findings
    assert (found.severity, found.subject) == (Severity.MUST, f"{OTHER}→{SECRETARY}")
    assert found.message == f"{OTHER}还没有对{SECRETARY}提出批评意见。"
    assert "支部工作条例" in found.source
    assert found.remedy


def test_a_later_pack_changes_the_branchs_rules_in_the_same_way():
    changes = [
        Change("B03", "上级通知", kind=Severity.MUST, parameters={"at_least": 2}),
        Change("B10", "x", off="简化"),
    ]
    changes.append(Change("B10", "上级通知", off="简化"))
    result = check_facts("branch", complete(but(meeting={"chair": ""})), changes)
    (found,) = result.findings
    assert (found.rule, found.severity) == ("B03", Severity.MUST)
    assert found.source.endswith("上级通知")
    assert "B10" not in {rule.id for rule in result.rules}


def test_no_rule_of_the_branch_is_code():
    assert all(rule.check for rule in shipped("branch").rules)
    assert len(shipped("branch").rules) >= 8


def test_a_pack_whose_rules_are_code_is_not_run_over_a_file():
    with pytest.raises(Invalid):
        check_facts("regulation", {})


def test_facts_are_read_from_json_and_toml_alike(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"members": [{"label": "甲"}], "meeting": {"on": "2021-01-10"}}))
    (tmp_path / "a.toml").write_text('meeting = { on = 2021-01-10 }\n[[members]]\nlabel = "甲"\n')
    assert read_facts(tmp_path / "a.json") == read_facts(tmp_path / "a.toml")
    assert read_facts(tmp_path / "a.json")["meeting"]["on"] == MEETING


@pytest.mark.parametrize(
    "text",
    [
        "members = 3\n", "no toml", "", '[[members]]\nrole = "甲"\n', 'members = ["甲"]\n',
        '[[members]]\nlabel = "甲"\n[meeting]\non = "下周"\n', '[[members]]\nlabel = "甲"\n[[talks]]\na = "甲"\n',
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_understood_is_refused_with_a_sentence(tmp_path, text):
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(Invalid) as refused:
        read_facts(tmp_path / "a.toml")
    assert refused.value.sentence
