"""每夜检查: dates pass without an action; what is new the next morning is told to whom it concerns."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Role
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.overview.queries import my_work
from zhiyan.regulation import nightly
from zhiyan.regulation.checking import CheckResult
from zhiyan.regulation.models import Noticed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> Cycle:
    return builders.make_cycle()


@pytest.fixture
def found(monkeypatch) -> list[Finding]:
    """What the checks are made to find."""
    findings = [Finding("R04", Severity.MUST, "", "方面", "", "")]
    monkeypatch.setattr(nightly, "check_cycle", lambda cycle: CheckResult([], list(findings)))
    return findings


def titles(cycle: Cycle, actor) -> list[str]:
    return [line["title"] for line in my_work(actor, cycle, [])]


def test_the_first_night_notes_everything_and_the_second_nothing_new(cycle, found):
    assert nightly.check_running(clock.today()) == 1
    assert nightly.check_running(clock.today()) == 0


def test_a_finding_that_appears_is_new_and_one_that_has_gone_is_forgotten(cycle, found):
    nightly.check_running(clock.today())
    found[:] = [Finding("R49", Severity.ADVICE, "", "措施1.1", "", "")]
    assert nightly.check_running(clock.today()) == 1
    assert Noticed.objects.get().key == found[0].key


def test_a_finding_that_went_and_came_back_is_new_again(cycle, found):
    kept = list(found)
    nightly.check_running(clock.today())
    found.clear()
    nightly.check_running(clock.today())
    found[:] = kept
    assert nightly.check_running(clock.today()) == 1


def test_a_year_that_does_not_run_is_not_checked(cycle, found):
    with guard.writing("test"):
        Cycle.objects.update(state=CycleState.CLOSED)
    assert nightly.check_running(clock.today()) == 0


def test_a_year_that_cannot_be_checked_keeps_no_other_from_it(cycle, found, monkeypatch):
    years = [cycle, builders.make_cycle(builders.make_unit(code="other"))]
    check = nightly.check_cycle
    failing = list(years)

    def fail(one: Cycle) -> CheckResult:
        if one == failing[0]:
            raise OSError("disk")
        return check(one)

    monkeypatch.setattr(nightly, "check_cycle", fail)
    for checked in reversed(years):
        with pytest.raises(OSError, match="disk"):
            nightly.check_running(clock.today())
        assert Noticed.objects.filter(cycle=checked).exists()
        failing.reverse()


def test_what_is_new_stands_in_the_work_of_office_and_supervisor_for_a_day(cycle, found):
    nightly.check_running(clock.today())
    for role in (Role.ORGANISER, Role.SUPERVISOR):
        assert titles(cycle, builders.actor(cycle, role)) == ["每夜检查新发现 1 处提示"]
    with clock.at(clock.today() + dt.timedelta(days=1)):
        assert titles(cycle, builders.actor(cycle, Role.ORGANISER)) == []


def test_a_member_is_told_only_of_what_concerns_them(cycle, found):
    member = builders.member(cycle, "副主任A")
    found.append(Finding("R22", Severity.MUST, "", "副主任A的材料", "", "", member=str(member.pk)))
    nightly.check_running(clock.today())
    assert titles(cycle, builders.member_actor(cycle, "副主任A")) == ["每夜检查新发现 1 处提示"]
    assert titles(cycle, builders.member_actor(cycle, "副主任B")) == []
    assert titles(cycle, builders.actor(cycle, Role.STAFF)) == []


def test_a_deadline_that_passes_by_itself_is_found_by_a_night(cycle):
    """No action between the two nights: the day alone makes the difference."""
    nightly.check_running(clock.today())
    later = dt.date(2021, 12, 1)
    with clock.at(later):
        assert nightly.check_running(later) > 0
