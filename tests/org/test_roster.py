"""The roster through the action: people, departments, branches, posts, portfolios."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests import builders
from tests.cycle import case
from zhiyan.kernel import clock
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.org import actions, queries
from zhiyan.org.importing import ParsedRoster, RosterBranch, RosterDepartment, RosterPerson, RosterTeamMember
from zhiyan.org.models import Person, Portfolio, Post, PostKind, Unit

pytestmark = pytest.mark.django_db


def person(no: str, post: str = "", department: str = "科技处", branch: str | None = "机关党支部") -> RosterPerson:
    return RosterPerson(
        row=int(no), staff_no=no, name=f"职工{no}", department=department, branch=branch, party="full", post=post,
        joined=None, phone="", email="",
    )  # fmt: skip


def seat(rank: int, no: str, post: str, *portfolio: str) -> RosterTeamMember:
    return RosterTeamMember(
        rank=rank, staff_no=no, role=post, post=post, portfolio=portfolio, branch="机关党支部", note=""
    )


def small(
    *team: RosterTeamMember, head: str | None = "0003", people: tuple[str, ...] = ("0001", "0002", "0003", "0004")
) -> ParsedRoster:
    return ParsedRoster(
        people=tuple(person(no) for no in people),
        team=team,
        departments=(RosterDepartment(1, "科技处", head), RosterDepartment(2, "综合办公室")),
        branches=(RosterBranch(1, "机关党支部", "0004"),),
        rejected=(), duplicates=(), warnings=(), mapped=(), header_rows=(1,), last_data_row=5,
        trailing_blank_rows=0, text_date_rows=0, numeric_staff_no_rows=0,
    )  # fmt: skip


TWO = (seat(1, "0001", "党委书记", "科技处"), seat(2, "0002", "主任", "综合办公室"))


@pytest.fixture
def unit() -> Unit:
    return builders.make_unit()


def take_in(unit: Unit, roster: ParsedRoster) -> dict[str, int]:
    return actions.import_roster(case.office(unit), unit, roster=roster)


def holders(unit: Unit, kind: PostKind) -> list[str]:
    """Staff numbers of those who hold a post of the kind now."""
    posts = Post.objects.filter(unit=unit, kind=kind, to_on__isnull=True).order_by("person__staff_no")
    return [post.person.staff_no for post in posts]


def test_the_case_gives_people_departments_branches_heads_and_secretaries_in_the_offices_order(unit):
    told = take_in(unit, case.roster())
    assert told == {"people": 419, "added": 419, "rejected": 1}
    assert [d.name for d in queries.departments(unit)] == list(case.EXPECTED["department_heads"])
    assert [b.name for b in queries.branches(unit)] == list(case.EXPECTED["branch_secretaries"])
    heads = Post.objects.filter(unit=unit, kind=PostKind.DEPARTMENT_HEAD)
    assert {p.department.name: p.person.staff_no for p in heads} == case.EXPECTED["department_heads"]
    secretaries = Post.objects.filter(unit=unit, kind=PostKind.BRANCH_SECRETARY)
    assert {p.branch.name: p.person.staff_no for p in secretaries} == case.EXPECTED["branch_secretaries"]
    leaders = Person.objects.filter(unit=unit, department__is_leadership=True)
    assert leaders.count() == 6
    assert Person.objects.filter(unit=unit, party="probationary").count() == 2


def test_the_same_roster_twice_adds_nothing(unit):
    take_in(unit, small(*TWO))
    posts = Post.objects.count()
    assert take_in(unit, small(*TWO))["added"] == 0
    assert Person.objects.filter(unit=unit).count() == 4
    assert Post.objects.count() == posts
    assert Portfolio.objects.count() == 2


def test_somebody_who_is_no_longer_listed_stays(unit):
    take_in(unit, small(*TWO))
    take_in(unit, small(*TWO, people=("0001", "0002", "0003")))
    assert Person.objects.filter(unit=unit).count() == 4


def test_a_leader_whom_the_new_list_does_not_name_holds_the_post_no_longer(unit):
    with clock.at(dt.date(2020, 12, 1)):
        take_in(unit, small(*TWO))
    with clock.at(dt.date(2021, 12, 1)):
        take_in(unit, small(TWO[0], seat(2, "0004", "主任", "综合办公室")))
    assert holders(unit, PostKind.DIRECTOR) == ["0004"]
    ended = Post.objects.get(unit=unit, person__staff_no="0002", kind=PostKind.DIRECTOR)
    assert ended.to_on == dt.date(2021, 11, 30)
    assert {p.person.staff_no for p in Portfolio.objects.filter(unit=unit, to_on__isnull=True)} == {"0001", "0004"}


def test_a_leader_with_another_post_holds_only_the_new_one(unit):
    with clock.at(dt.date(2020, 12, 1)):
        take_in(unit, small(*TWO))
    with clock.at(dt.date(2021, 12, 1)):
        take_in(unit, small(seat(1, "0002", "党委书记、主任")))
    assert holders(unit, PostKind.SECRETARY) == ["0002"]
    assert holders(unit, PostKind.DIRECTOR) == ["0002"]


def test_a_list_without_leaders_leaves_the_leaders_in_office(unit):
    take_in(unit, small(*TWO))
    take_in(unit, small())
    assert holders(unit, PostKind.SECRETARY) == ["0001"]


def test_a_new_head_of_a_department_takes_the_place_of_the_old_also_on_the_same_day(unit):
    take_in(unit, small(*TWO, head="0003"))
    take_in(unit, small(*TWO, head="0004"))
    assert holders(unit, PostKind.DEPARTMENT_HEAD) == ["0004"]


def test_a_leader_who_is_not_on_the_roster_is_passed_over(unit):
    take_in(unit, small(TWO[0], seat(2, "9999", "主任")))
    assert holders(unit, PostKind.SECRETARY) == ["0001"]
    assert holders(unit, PostKind.DIRECTOR) == []


def test_somebody_in_a_branch_that_no_sheet_lists_gets_that_branch(unit):
    roster = small(*TWO)
    odd = person("0005", branch="退休党支部")
    take_in(unit, dataclasses.replace(roster, people=(*roster.people, odd)))
    assert Person.objects.get(unit=unit, staff_no="0005").branch.name == "退休党支部"


def test_another_units_office_cannot_change_the_roster(unit):
    with pytest.raises(Denied):
        actions.import_roster(case.office(builders.make_unit()), unit, roster=small(*TWO))
    assert not Person.objects.exists()


def test_the_same_staff_number_in_two_units_is_two_people(unit):
    other = builders.make_unit()
    take_in(unit, small(*TWO))
    take_in(other, small(*TWO))
    assert Person.objects.filter(staff_no="0001").count() == 2


def test_a_taken_unit_code_is_refused_beside_the_field(unit):
    from tests.accounts.test_accounts import administrator

    with pytest.raises(Invalid) as refused:
        actions.found_unit(administrator(unit), unit, code=unit.code, name="另一单位")
    assert "code" in refused.value.fields


def test_aliases_are_learned_and_a_later_meaning_replaces_the_earlier(unit):
    actions.learn_aliases(case.office(unit), unit, aliases={"departments": {"时频传递室": "时间基准研究室"}})
    actions.learn_aliases(case.office(unit), unit, aliases={"departments": {"时频传递室": "时频传递研究室"}})
    assert queries.aliases(unit) == {"departments": {"时频传递室": "时频传递研究室"}}
