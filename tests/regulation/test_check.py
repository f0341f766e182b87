"""Running the rules over a year: the notice's word counts, and each finding names its rule, source and remedy."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests import builders
from tests.cycle import case
from zhiyan.cycle.models import Cycle, Requirement
from zhiyan.kernel import guard
from zhiyan.kernel.findings import Severity
from zhiyan.meeting.models import Meeting, Sitting
from zhiyan.regulation import checking
from zhiyan.regulation.checking import check_cycle, rules_for, stage_facts
from zhiyan.regulation.standing import notice_changes, sessions_wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> Cycle:
    return builders.make_cycle()


def rule(cycle: Cycle, rule_id: str):
    return next(rule for rule in rules_for(cycle) if rule.id == rule_id)


def require(cycle: Cycle, code: str, text: str = "", **fields: object) -> None:
    with guard.writing("test"):
        Requirement.objects.filter(notice=cycle.notice, code=code).update(text=text, **fields)


def test_the_cases_notice_makes_talks_with_branch_representatives_a_must_and_study_twice():
    cycle = case.with_notice()
    assert rule(cycle, "R19").kind is Severity.MUST
    assert rule(cycle, "R07").parameters["sessions"] == 2
    assert rule(cycle, "R44").parameters["days"] == 30
    assert rule(cycle, "R45").parameters["days"] == 15
    assert case.notice().title in rule(cycle, "R19").source


def test_without_a_notice_the_regulation_stands_alone():
    cycle = builders.make_cycle(notice=False)
    assert notice_changes(cycle) == []
    assert rule(cycle, "R19").kind is Severity.ADVICE
    assert rule(cycle, "R07").parameters["sessions"] == 1


def test_a_notice_of_another_year_changes_nothing(cycle):
    case.with_notice(cycle.unit) if not Cycle.objects.filter(unit=cycle.unit, label="2020").exists() else None
    other = builders.make_cycle(cycle.unit, label="2019", team=(), notice=False)
    assert notice_changes(other) == []


@pytest.mark.parametrize(
    ("text", "sessions"),
    [("不少于两次", 2), ("集中学习不少于3次", 3), ("不少于二次，自学有记录", 2), ("集中学习研讨", 0), ("不少于4天", 0)],
)
def test_a_number_of_sessions_is_read_from_the_notices_words(text, sessions):
    assert sessions_wanted(text) == sessions


def test_a_notice_that_asks_for_two_sessions_makes_one_session_a_finding(cycle):
    require(cycle, "study", "班子集中学习研讨不少于两次")
    found = check_cycle(cycle, only={"R07"}).findings
    assert any("应不少于 2 次" in finding.message for finding in found)
    assert {finding.rule for finding in found} == {"R07"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("个人发言提纲要有典型案例剖析", True),
        ("撰写对照检查材料，突出问题导向", False),
        ("今年不要求作典型案例剖析", False),
    ],
)
def test_a_notice_that_asks_for_a_typical_case_makes_its_analysis_required(cycle, text, wanted):
    require(cycle, "statements", text)
    assert rule(cycle, "R25").parameters["required"] is wanted
    assert (cycle.notice.title in rule(cycle, "R25").source) is wanted


def test_a_finding_carries_the_kind_and_source_of_its_rule_as_it_stands(cycle):
    require(cycle, "talks", "班子成员与所在支部党员代表必谈")
    from zhiyan.talks import actions

    actions.generate_pairs(case.office(cycle.unit), cycle)
    found = check_cycle(cycle, only={"R19"}).findings
    assert found
    assert {finding.severity for finding in found} == {Severity.MUST}
    assert all(cycle.notice.title in finding.source for finding in found)


def test_only_the_asked_rules_run(cycle):
    result = check_cycle(cycle, only={"R04", "R16"})
    assert [rule.id for rule in result.rules] == ["R04", "R16"]


def test_every_finding_says_about_what_and_how_to_mend_it(cycle):
    result = check_cycle(cycle)
    assert result.findings
    for finding in result.findings:
        assert finding.message, finding.rule
        assert finding.remedy, finding.rule
        assert finding.subject, finding.rule
        assert finding.as_dict().keys() == {"rule", "severity", "source", "subject", "message", "remedy", "due"}
        assert finding.due is None or isinstance(finding.due, dt.date)


def test_a_stage_before_the_meeting_is_told_the_day_of_the_first_sitting_held(cycle):
    assert stage_facts("talks", cycle)["meeting_on"] is None
    with guard.writing("test"):
        meeting = Meeting.objects.create(unit=cycle.unit, cycle=cycle)
        for no, (day, opened) in enumerate([(25, False), (26, True), (28, True)], 1):
            Sitting.objects.create(
                unit=cycle.unit, meeting=meeting, no=no, on=dt.date(2021, 1, day), start=dt.time(9), place="会议室",
                opened=opened,
            )  # fmt: skip
    assert stage_facts("talks", cycle)["meeting_on"] == dt.date(2021, 1, 26)


def test_an_empty_year_of_a_small_unit_can_be_checked():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False, notice=False)
    assert check_cycle(cycle).rules


def test_facts_are_gathered_once_a_stage_however_many_rules_look_at_them(cycle, monkeypatch):
    asked: list[str] = []
    gather = checking.stage_facts
    monkeypatch.setattr(checking, "stage_facts", lambda stage, c: asked.append(stage) or gather(stage, c))
    check_cycle(cycle)
    assert len(asked) == len(set(asked))


def test_a_rule_taken_from_the_pack_is_a_copy_that_a_year_may_change(cycle):
    changed = dataclasses.replace(rule(cycle, "R07"), title="x")
    assert rule(cycle, "R07").title != changed.title
