"""The pages of findings: who sees which, what a page explains, answers, the rulebook, decisions of the unit."""

from __future__ import annotations

import pytest

from tests import builders
from tests.rectification import builders as rectification
from tests.statements import builders as made
from zhiyan.cycle.models import Cycle
from zhiyan.desk.regulation import rules, views
from zhiyan.desk.regulation.places import page_of
from zhiyan.kernel.actor import Role
from zhiyan.kernel.findings import Finding, Link, Passage, Severity
from zhiyan.regulation.checking import CheckResult
from zhiyan.regulation.models import FindingAnswer, UnitRule
from zhiyan.regulation.standing import standing_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> Cycle:
    return builders.make_cycle()


@pytest.fixture
def found(cycle, monkeypatch) -> list[Finding]:
    """What the checks are made to find: one about a member's words, one of the office, one advice."""
    member = builders.member(cycle, "副主任A")
    made.begun(cycle)
    statement = made.statement(cycle, "副主任A")
    mine, theirs = "进一步加强学习，结合分管工作。", "进一步加强学习，结合实际。"
    link = Link("statement", str(statement.pk), "副主任A的材料")
    findings = [
        Finding(
            "R22", Severity.MUST, "年度通知", "副主任A的材料", "有一段与模板相同。", "请改写。", member=str(member.pk),
            links=(link,), passages=(Passage("本人材料", mine, 0, 8, link), Passage("模板", theirs, 0, 8)),
        ),
        Finding("R04", Severity.MUST, "年度通知", "对照检查的方面", "还没有列明。", "请列明。"),
        Finding("R15", Severity.ADVICE, "通行做法", "征求对象", "只有两类。", "请扩大范围。"),
    ]  # fmt: skip
    result = CheckResult(standing_rules(cycle), findings)
    for module in (views, rules):
        monkeypatch.setattr(module, "last_check", lambda c: result)
    return findings


def base(cycle: Cycle) -> str:
    return f"/{cycle.unit.code}/{cycle.label}/findings/"


def as_role(client, cycle: Cycle, role: Role) -> None:
    client.force_login(builders.user_of(builders.actor(cycle, role)))


def as_member(client, cycle: Cycle, role: str) -> None:
    client.force_login(builders.member_user(cycle, role))


def text_of(client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_a_supervisor_sees_all_findings_with_source_and_remedy(client, cycle, found):
    as_role(client, cycle, Role.SUPERVISOR)
    page = text_of(client, base(cycle))
    for finding in found:
        assert finding.message in page
        assert finding.remedy in page
        assert f"{finding.rule}/{finding.key}/" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("stage=statements", {"R22"}),
        ("stage=cycle", {"R04"}),
        ("kind=必须", {"R22", "R04"}),
        ("kind=建议", {"R15"}),
        ("stage=statements&kind=建议", set()),
    ],
)
def test_findings_are_narrowed_by_stage_and_severity(client, cycle, found, query, shown):
    as_role(client, cycle, Role.SUPERVISOR)
    page = text_of(client, f"{base(cycle)}?{query}")
    assert {finding.rule for finding in found if finding.message in page} == shown


def test_a_member_sees_only_the_findings_that_concern_them(client, cycle, found):
    as_member(client, cycle, "副主任A")
    page = text_of(client, base(cycle))
    assert [finding.rule for finding in found if finding.message in page] == ["R22"]
    as_member(client, cycle, "副主任B")
    assert not [finding for finding in found if finding.message in text_of(client, base(cycle))]


def test_a_member_does_not_open_a_finding_about_another(client, cycle, found):
    as_member(client, cycle, "副主任B")
    text_of(client, f"{base(cycle)}R22/{found[0].key}/", 404)


def test_a_findings_page_explains_rule_source_records_and_the_way_to_mend(client, cycle, found):
    as_role(client, cycle, Role.ORGANISER)
    page = text_of(client, f"{base(cycle)}R04/{found[1].key}/")
    rule = next(one for one in standing_rules(cycle) if one.id == "R04")
    for words in (rule.text, rule.article, found[1].message, found[1].remedy, "去办理", f"/{cycle.label}/plan/"):
        assert words in page


def test_passages_stand_side_by_side_with_what_is_pointed_to_marked(client, cycle, found):
    as_member(client, cycle, "副主任A")
    page = text_of(client, f"{base(cycle)}R22/{found[0].key}/")
    assert '<mark class="diff diff--yours">进一步加强学习，</mark>' in page
    assert page.index("<h4><a") < page.index("<h4>模板")


def test_words_that_the_reader_may_not_read_are_not_shown_through_a_finding(client, cycle, found):
    as_role(client, cycle, Role.DISCIPLINE_SECRETARY)
    page = text_of(client, f"{base(cycle)}R22/{found[0].key}/")
    assert "结合分管工作" not in page
    assert "您没有查看这段原文的权限。" in page
    assert "结合实际" in page


def test_the_member_concerned_answers_on_the_page_and_everybody_who_sees_the_finding_sees_it(client, cycle, found):
    as_member(client, cycle, "副主任A")
    url = f"{base(cycle)}R22/{found[0].key}/"
    assert client.post(url, {"text": "这是单位统一口径。"}).status_code == 302
    as_role(client, cycle, Role.SUPERVISOR)
    assert "这是单位统一口径。" in text_of(client, url)
    assert "这是单位统一口径。" in text_of(client, base(cycle))


def test_nobody_else_is_offered_the_form_or_answers(client, cycle, found):
    as_role(client, cycle, Role.SUPERVISOR)
    url = f"{base(cycle)}R22/{found[0].key}/"
    assert 'name="text"' not in text_of(client, url)
    assert client.post(url, {"text": "代答"}).status_code == 403
    assert not FindingAnswer.objects.exists()


def test_an_empty_answer_is_refused_beside_its_field(client, cycle, found):
    as_member(client, cycle, "副主任A")
    response = client.post(f"{base(cycle)}R22/{found[0].key}/", {"text": " "})
    assert response.status_code == 422
    assert not FindingAnswer.objects.exists()


def test_when_the_finding_has_gone_its_answer_is_still_there(client, cycle, found):
    as_member(client, cycle, "副主任A")
    url = f"{base(cycle)}R22/{found[0].key}/"
    client.post(url, {"text": "已经改写。"})
    found.clear()
    as_role(client, cycle, Role.SUPERVISOR)
    assert "已经改写。" in text_of(client, url)


def test_a_finding_that_never_was_is_not_found(client, cycle, found):
    as_role(client, cycle, Role.SUPERVISOR)
    text_of(client, f"{base(cycle)}R22/0123456789abcdef/", 404)


def test_the_rulebook_lists_every_rule_with_its_source_and_the_years_frame(client, cycle, found):
    as_role(client, cycle, Role.SUPERVISOR)
    page = text_of(client, f"{base(cycle)}rules/")
    for rule in standing_rules(cycle):
        assert rule.title in page
    assert "2020年度民主生活会年度通知" in page


def test_a_rules_page_says_which_source_decided_each_value(client, cycle, found):
    as_role(client, cycle, Role.ORGANISER)
    url = f"{base(cycle)}R32/decide/"
    given = {"kind": "必须", "share": "9/10", "reason": "党委会决定从严"}
    assert client.post(url, given).status_code == 302
    page = text_of(client, f"{base(cycle)}R32/")
    assert "9/10" in page
    assert "出自：本单位规定：党委会决定从严" in page


def test_a_decision_below_the_floor_is_refused_beside_its_field_with_what_was_typed(client, cycle, found):
    as_role(client, cycle, Role.ORGANISER)
    response = client.post(f"{base(cycle)}R32/decide/", {"kind": "必须", "share": "1/2", "reason": "人少"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "不能低于 2/3" in page
    assert 'value="1/2"' in page
    assert not UnitRule.objects.exists()


def test_a_second_decision_keeps_what_the_first_set(client, cycle, found):
    as_role(client, cycle, Role.ORGANISER)
    url = f"{base(cycle)}R07/decide/"
    client.post(url, {"kind": "建议", "sessions": 2, "ahead": 14, "reason": "一"})
    client.post(url, {"kind": "建议", "sessions": 3, "ahead": 14, "reason": "二"})
    rule = next(one for one in standing_rules(cycle) if one.id == "R07")
    assert (str(rule.kind), rule.parameters["sessions"]) == ("建议", 3)


def test_what_goes_with_the_report_is_chosen_and_shown_in_words(client, cycle, found):
    as_role(client, cycle, Role.ORGANISER)
    assert "会议记录、班子和个人材料" in text_of(client, f"{base(cycle)}R45/")
    given = {"kind": "必须", "days": 15, "ahead": 14, "reason": "通知要求"}
    url = f"{base(cycle)}R45/decide/"
    assert client.post(url, {**given, "attachments": ["会议纪要"]}).status_code == 422
    assert client.post(url, {**given, "attachments": ["minutes", "list"]}).status_code == 302
    assert "会议记录、问题清单和整改方案" in text_of(client, f"{base(cycle)}R45/")


def test_a_rule_switched_off_says_so_with_its_reason(client, cycle, found):
    as_role(client, cycle, Role.SECRETARY)
    given = {"kind": "建议", "kinds": 3, "off": "on", "reason": "今年与下级合并征求"}
    assert client.post(f"{base(cycle)}R15/decide/", given).status_code == 302
    page = text_of(client, f"{base(cycle)}R15/")
    assert "今年停用" in page
    assert "今年与下级合并征求" in page


def test_a_rule_that_is_not_there_is_not_found(client, cycle, found):
    as_role(client, cycle, Role.ORGANISER)
    text_of(client, f"{base(cycle)}R99/", 404)
    text_of(client, f"{base(cycle)}R99/decide/", 404)


def test_what_an_earlier_year_left_is_mended_on_that_years_page(cycle):
    earlier = builders.make_cycle(cycle.unit, label="2019", notice=False)
    for year in (earlier, cycle):
        problem = rectification.make_problem(year)
        address = page_of(cycle, Link("problem", str(problem.pk), "第1号问题"))
        assert address.endswith(f"/{cycle.unit.code}/{year.label}/rectification/problems/{problem.pk}/"), address


def test_the_checklist_is_a_word_file(client, cycle, found):
    as_role(client, cycle, Role.SUPERVISOR)
    response = client.get(f"{base(cycle)}checklist/")
    assert response.content.startswith(b"PK")
    assert "wordprocessingml" in response["Content-Type"]
    assert "no-store" in response["Cache-Control"]


def test_the_list_asks_few_questions_of_the_database(client, cycle, found, django_assert_max_num_queries):
    as_role(client, cycle, Role.SUPERVISOR)
    client.get(base(cycle))
    with django_assert_max_num_queries(25):
        client.get(base(cycle))
