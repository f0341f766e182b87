"""The case's roster gives exactly what tests/case/expected.json says, with the aliases file and without any."""

from datetime import date

import pytest

from tests.importing.case import ALIASES, CASE, EXPECTED, xlsx
from zhiyan.kernel.files import FileRefused
from zhiyan.org.importing import parse_roster, roster_dry_run, roster_summary

WANTED = {name: value for name, value in EXPECTED["roster"].items() if name not in ("path", "original_name")}


def read_roster(aliases=None):
    return parse_roster((CASE / "roster.xlsx").read_bytes(), EXPECTED["roster"]["original_name"], aliases)


@pytest.mark.parametrize("name", WANTED)
@pytest.mark.parametrize("aliases", [ALIASES, {}], ids=["aliases", "no_aliases"])
def test_roster_figure_of_the_case_is_exactly_the_expected_one(name, aliases):
    assert roster_summary(read_roster(aliases))[name] == WANTED[name]


def test_departments_and_branches_come_in_the_units_order():
    parsed = read_roster()
    assert [item.name for item in parsed.departments] == list(WANTED["department_heads"])
    assert [item.name for item in parsed.branches] == list(WANTED["branch_secretaries"])
    assert parsed.departments[8].branches == ("时频传递研究室第一党支部", "时频传递研究室第二党支部")


def test_leadership_is_marked_and_is_no_department():
    parsed = read_roster()
    assert [person.staff_no for person in parsed.people if person.leadership] == [
        member.staff_no for member in parsed.team
    ]
    assert "中心领导" not in {item.name for item in parsed.departments}


def test_people_have_text_numbers_first_of_month_and_trimmed_branches():
    people = {person.staff_no: person for person in read_roster().people}
    assert people["0001"].phone == "10000000001"
    assert all(len(number) == 4 for number in people)
    assert people["0001"].joined == date(1997, 11, 1)
    assert all(person.joined for person in people.values())
    assert not any((person.branch or "").endswith("　") for person in people.values())


def test_people_on_probation_are_no_full_members():
    assert sum(person.party == "probationary" for person in read_roster().people) == WANTED["party"]["预备"]


def test_dry_run_of_the_roster_names_row_reason_and_what_differs():
    made = roster_dry_run("roster.xlsx", read_roster())
    reasons = [record["reason"] for record in made["rejected"]]
    assert reasons == ["empty_staff_no", "duplicate_identical", "duplicate_conflict"]
    assert "部门、手机号" in made["rejected"][2]["message"]
    assert len(made["warnings"]) == 7


def test_roster_with_columns_elsewhere_and_one_header_row_is_read_alike():
    data = xlsx(
        ["花名册"],
        ["姓名", "所在部门", "员工号", "政治面貌", "职务", "电话"],
        ["职工0001", "综合办公室", 1, "中共党员", "科员", 10000000001],
        ["职工0002", "综合办公室", "0002", "中共预备党员", "科员", None],
        [None, None, None, None, None, None],
        ["职工0003", "科技处", "待定", "群众", "科员", None],
        ["合计", "3人", None, None, None, None],
    )
    parsed = parse_roster(data, "人员.xlsx", {})
    assert [(p.staff_no, p.party, p.branch) for p in parsed.people] == [
        ("0001", "full", None),
        ("0002", "probationary", None),
    ]
    assert [(item.row, item.reason) for item in parsed.rejected] == [(6, "bad_staff_no"), (7, "footer")]
    assert [item.name for item in parsed.departments] == ["综合办公室"]


def test_team_without_branches_or_discipline_secretary_is_read():
    data = xlsx(
        ["工号", "姓名", "部门"],
        ["0001", "书记", "中心领导"],
        ["0002", "副主任", "中心领导"],
        ["0007", "职工0007", "甲室"],
        title="名册",
        分工=[["工号", "职务", "分管部门"], ["0001", "书记兼主任", "甲室、乙室"], ["0002", "副主任", "乙室"]],
        部门=[["部门", "负责人工号"], ["甲室", "0007"], ["乙室", 2]],
    )
    parsed = parse_roster(data, "r.xlsx", {})
    assert [(m.rank, m.role, m.portfolio, m.branch) for m in parsed.team] == [
        (1, "书记兼主任", ("甲室", "乙室"), None),
        (2, "副主任", ("乙室",), None),
    ]
    assert [(d.name, d.head_staff_no) for d in parsed.departments] == [("甲室", "0007"), ("乙室", "0002")]
    assert parsed.branches == ()


def test_file_without_a_roster_is_refused():
    with pytest.raises(FileRefused) as caught:
        parse_roster(xlsx(["序号", "意见"], [1, "食堂晚餐品种少"]), "x.xlsx", {})
    assert caught.value.code == "no_roster_found"
