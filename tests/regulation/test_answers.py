"""说明: the person concerned answers a finding, nobody else; it stays with the finding wherever that is shown."""

from __future__ import annotations

import pytest

from tests import builders
from zhiyan.cycle.models import Cycle
from zhiyan.documents.gbt9704 import render_text
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.regulation.actions import answer
from zhiyan.regulation.checking import CheckResult
from zhiyan.regulation.documents import checklist
from zhiyan.regulation.queries import answers_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> Cycle:
    return builders.make_cycle()


def about(cycle: Cycle, role: str = "") -> Finding:
    member = str(builders.member(cycle, role).pk) if role else ""
    return Finding("R29", Severity.ADVICE, "督导要求", "副主任A的材料", "与上年相似。", "请核对。", member=member)


def test_the_member_concerned_answers_and_the_answer_stays_with_the_finding(cycle):
    finding = about(cycle, "副主任A")
    answer(builders.member_actor(cycle, "副主任A"), cycle, finding=finding, text=" 两年都负责同一项工作。 ")
    (kept,) = answers_of(cycle, [finding])[finding.key]
    assert (kept.text, kept.rule, kept.subject) == ("两年都负责同一项工作。", "R29", "副主任A的材料")


def test_an_answer_stays_when_the_finding_says_something_else_of_the_same_subject(cycle):
    finding = about(cycle, "副主任A")
    answer(builders.member_actor(cycle, "副主任A"), cycle, finding=finding, text="说明")
    changed = Finding("R29", Severity.MUST, "", finding.subject, "另一句。", "", member=finding.member)
    assert answers_of(cycle, [changed])


def test_an_answer_to_one_subject_is_not_shown_with_another(cycle):
    answer(builders.member_actor(cycle, "副主任A"), cycle, finding=about(cycle, "副主任A"), text="说明")
    other = Finding("R29", Severity.ADVICE, "", "主任的材料", "", "")
    assert answers_of(cycle, [other]) == {}


@pytest.mark.parametrize("role", ["副主任B", "书记", "主任"])
def test_no_other_member_answers_for_the_one_concerned(cycle, role):
    with pytest.raises(Denied):
        answer(builders.member_actor(cycle, role), cycle, finding=about(cycle, "副主任A"), text="说明")


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_no_office_answers_for_a_member(cycle, role):
    with pytest.raises(Denied):
        answer(builders.actor(cycle, role), cycle, finding=about(cycle, "副主任A"), text="说明")


def test_the_office_answers_where_no_member_is_concerned(cycle):
    finding = about(cycle)
    answer(builders.actor(cycle, Role.ORGANISER), cycle, finding=finding, text="已请示上级。")
    assert answers_of(cycle, [finding])


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.STAFF])
def test_who_only_looks_answers_nothing(cycle, role):
    with pytest.raises(Denied):
        answer(builders.actor(cycle, role), cycle, finding=about(cycle), text="说明")


def test_an_answer_needs_words(cycle):
    with pytest.raises(Invalid) as refused:
        answer(builders.actor(cycle, Role.ORGANISER), cycle, finding=about(cycle), text="  ")
    assert "text" in refused.value.fields


def test_the_checklist_shows_findings_with_source_remedy_and_answers(cycle):
    finding = about(cycle)
    answer(builders.actor(cycle, Role.ORGANISER), cycle, finding=finding, text="已请示上级。")
    text = render_text(checklist(cycle, CheckResult(rules=[], findings=[finding])))
    for words in ("检查清单", "R29", "与上年相似。", "督导要求", "请核对。", "已请示上级。"):
        assert words in text


def test_the_checklist_puts_what_must_be_mended_before_advice(cycle):
    must = Finding("R16", Severity.MUST, "通知", "书记与主任", "还没有谈。", "请安排。")
    text = render_text(checklist(cycle, CheckResult(rules=[], findings=[about(cycle), must])))
    assert text.index("还没有谈。") < text.index("与上年相似。")
