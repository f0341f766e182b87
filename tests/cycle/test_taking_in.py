"""Notice and roster make the year: aspects, windows, steps, team and electorate."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests import builders
from tests.cycle import case
from zhiyan.cycle import actions, queries
from zhiyan.cycle.models import Aspect, Cycle, CycleState, Elector, Notice, PlanStep, Requirement, TeamPortfolio
from zhiyan.kernel import clock, storage
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Denied, Invalid

pytestmark = pytest.mark.django_db


def test_the_cases_notice_makes_a_draft_year_with_its_aspects_windows_and_deadlines():
    cycle = case.with_notice()
    assert (cycle.label, cycle.state) == ("2020", CycleState.DRAFT)
    assert [a.code for a in queries.aspects(cycle)] == ["P1", "P2", "P3", "P4", "P5"]
    assert cycle.notice.solicitation_from == dt.date(2021, 1, 4)
    assert cycle.notice.meeting_to == dt.date(2021, 1, 31)
    codes = ["plan", "solicit", "study", "talks", "statements", "meeting", "report", "rectify", "disclose"]
    assert [r.code for r in queries.requirements(cycle)] == codes
    assert [s.code for s in PlanStep.objects.filter(cycle=cycle)] == codes
    assert cycle.theme
    assert storage.read(cycle.notice.file) == b"docx"


def test_deadlines_after_the_meeting_are_counted_from_the_day_after_it():
    cycle = case.with_notice()
    held = dt.date(2021, 1, 26)
    found = {code: queries.due(cycle, code, meeting_on=held) for code in ("report", "rectify", "disclose")}
    assert found == {
        "report": dt.date(2021, 2, 10),
        "rectify": dt.date(2021, 2, 15),
        "disclose": dt.date(2021, 2, 25),
    }
    assert queries.due(cycle, "report") is None
    assert queries.due(cycle, "plan") == dt.date(2021, 1, 8)


def test_a_step_is_late_from_the_day_after_its_last_day():
    cycle = case.with_notice()
    with clock.at(dt.date(2021, 1, 8)):
        assert not queries.is_late(cycle, "plan")
    with clock.at(dt.date(2021, 1, 9)):
        assert queries.is_late(cycle, "plan")


def test_a_second_notice_for_the_year_is_refused_and_leaves_no_trace():
    cycle = case.with_notice()
    with pytest.raises(Invalid) as refused:
        case.with_notice(cycle.unit)
    assert refused.value.code == "notice.again"
    assert Notice.objects.count() == 1
    assert Requirement.objects.count() == 9


def test_a_notice_without_aspects_is_refused():
    unit = builders.make_unit()
    with pytest.raises(Invalid) as refused:
        actions.take_in_notice(case.office(unit), unit, notice=dataclasses.replace(case.notice(), aspects=()))
    assert refused.value.code == "notice.aspects"
    assert not Cycle.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER}))
def test_only_the_office_takes_in_a_notice(role):
    unit = builders.make_unit()
    with pytest.raises(Denied):
        actions.take_in_notice(Actor(unit_id=unit.pk, roles=frozenset({role})), unit, notice=case.notice())


def test_the_cases_roster_freezes_team_and_electorate_as_expected():
    cycle = case.with_roster()
    members = list(queries.team(cycle))
    expected = case.EXPECTED["team"]
    assert [(m.person.staff_no, m.role, m.title, m.branch.name, m.note) for m in members] == [
        (row["staff_no"], row["role"], row["post"], row["branch"], row["note"]) for row in expected
    ]
    assert [m.rank for m in members] == [1, 2, 3, 4, 5, 6]
    held: dict[str, list[str]] = {}
    for portfolio in queries.portfolios(cycle):
        held.setdefault(portfolio.member.role, []).append(portfolio.department.name)
    assert {role: sorted(names) for role, names in held.items()} == {
        row["role"]: sorted(row["portfolio"]) for row in expected
    }
    assert queries.secretary(cycle).role == "书记"
    assert queries.discipline_secretary(cycle).role == "纪委书记"
    assert [m.role for m in members if m.is_director] == ["主任"]
    assert Elector.objects.filter(cycle=cycle).count() == 419
    own = TeamPortfolio.objects.get(member__cycle=cycle, department__name="时频传递研究室")
    assert own.head_id == own.member.person_id


def test_a_roster_alone_makes_a_draft_year_that_the_notice_completes_later():
    unit = builders.make_unit()
    cycle = actions.take_in_roster(case.office(unit), unit, label="2020", roster=case.roster())
    assert (cycle.state, cycle.notice) == (CycleState.DRAFT, None)
    assert case.with_notice(unit) == cycle
    assert queries.team(cycle).count() == 6


def test_portfolios_come_in_rank_and_department_order():
    cycle = case.with_roster()
    order = [(p.member.rank, p.department.order) for p in queries.portfolios(cycle)]
    assert order == sorted(order)


def test_a_year_opens_only_with_theme_aspects_and_team_and_says_what_is_missing():
    unit = builders.make_unit()
    cycle = case.with_notice(unit)
    with pytest.raises(Invalid) as refused:
        actions.open_cycle(case.office(unit), cycle)
    assert "班子成员名单" in refused.value.sentence
    assert "主题" not in refused.value.sentence
    actions.take_in_roster(case.office(unit), unit, label="2020", roster=case.roster())
    assert actions.open_cycle(case.office(unit), cycle).state == CycleState.OPEN


def test_a_roster_cannot_change_an_archived_year():
    cycle = builders.make_cycle(state=CycleState.CLOSED)
    with pytest.raises(Invalid) as refused:
        actions.take_in_roster(case.office(cycle.unit), cycle.unit, label=cycle.label, roster=case.roster())
    assert refused.value.code == "cycle.closed"
    assert not Elector.objects.exists()


def test_a_notice_after_the_year_was_started_from_the_last_replaces_its_steps():
    unit = builders.make_unit()
    cycle = case.with_notice(unit)
    following = actions.start_next(case.office(unit), cycle, label="2021")
    moved = {step.code: step.due_by for step in PlanStep.objects.filter(cycle=following)}
    assert moved["plan"] == dt.date(2022, 1, 8)
    notice = dataclasses.replace(case.notice(), year=2021)
    actions.take_in_notice(case.office(unit), unit, notice=notice, label="2021")
    assert PlanStep.objects.filter(cycle=following).count() == 9
    assert Aspect.objects.filter(cycle=following).count() == 5
    following.refresh_from_db()
    assert following.previous == cycle
