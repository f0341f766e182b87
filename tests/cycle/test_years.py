"""From one year to the next: start, inheritance, archive; and the preparation in between."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests import builders
from zhiyan.cycle import actions, queries
from zhiyan.cycle.actions.lifecycle import later
from zhiyan.cycle.models import Cycle, CycleState, Elector, Inheritance, Plan, PlanStep, StudySession, TeamMember
from zhiyan.cycle.status import stage_status
from zhiyan.kernel import clock, gates, guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Conflict, Denied, GateClosed, Invalid
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.kernel.status import StageState

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> Cycle:
    return builders.make_cycle(electors=3)


@pytest.fixture
def organiser(cycle: Cycle) -> Actor:
    return builders.actor(cycle, Role.ORGANISER)


def entry(**fields: object) -> dict[str, object]:
    return {
        "from_label": "2019", "kind": "unfinished", "origin_id": uuid.uuid4(), "problem_text": "食堂问题", **fields
    }  # fmt: skip


def test_the_next_year_has_the_team_with_its_labels_and_rank_and_todays_electorate(cycle, organiser):
    following = actions.start_next(organiser, cycle, label="2021")
    team = [(m.role, m.title, m.rank, m.is_secretary) for m in queries.team(cycle)]
    assert [(m.role, m.title, m.rank, m.is_secretary) for m in queries.team(following)] == team
    assert [p.department.name for p in queries.portfolios(following)] == [
        p.department.name for p in queries.portfolios(cycle)
    ]
    assert Elector.objects.filter(cycle=following).count() > 3
    assert (following.previous, following.state) == (cycle, CycleState.DRAFT)


def test_the_next_year_has_the_steps_moved_by_the_years_between(cycle, organiser):
    with guard.writing("test"):
        PlanStep.objects.create(
            unit=cycle.unit, cycle=cycle, code="plan", name="制定方案", due_by=dt.date(2020, 2, 29), responsible="党群"
        )
    following = actions.start_next(organiser, cycle, label="2022")
    step = PlanStep.objects.get(cycle=following)
    assert (step.due_by, step.due_from, step.responsible) == (dt.date(2022, 2, 28), None, "党群")


def test_a_day_moves_by_years_and_the_leap_day_by_one_day_more():
    assert later(dt.date(2020, 2, 29), 4) == dt.date(2024, 2, 29)
    assert later(dt.date(2020, 2, 29), 1) == dt.date(2021, 2, 28)
    assert later(None, 1) is None


def test_a_year_that_exists_is_not_started_again(cycle, organiser):
    actions.start_next(organiser, cycle, label="2021")
    with pytest.raises(Invalid) as refused:
        actions.start_next(organiser, cycle, label="2021")
    assert refused.value.code == "cycle.exists"
    assert Cycle.objects.filter(unit=cycle.unit).count() == 2


def test_what_is_left_over_is_written_once_however_often_it_is_handed_on(cycle, organiser):
    left = [entry(), entry(kind="reopened")]
    actions.inherit(organiser, cycle, entries=left)
    actions.inherit(organiser, cycle, entries=[{**left[0], "problem_text": "改过的话"}, entry(kind="promised")])
    found = list(queries.inherited(cycle))
    assert [row.kind for row in found] == ["unfinished", "reopened", "promised"]
    assert found[0].problem_text == "食堂问题"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER, Role.SECRETARY}))
def test_only_office_and_secretary_hand_on_what_is_left(cycle, role):
    with pytest.raises(Denied):
        actions.inherit(builders.actor(cycle, role), cycle, entries=[entry()])
    assert not Inheritance.objects.exists()


def test_a_year_closes_when_nothing_forbids_it(cycle, organiser, monkeypatch):
    monkeypatch.setattr(gates, "_checks", {})
    actions.archive(organiser, cycle, seen=cycle.version)
    assert (cycle.state, cycle.closed_on) == (CycleState.CLOSED, clock.today())


def test_a_year_does_not_close_over_what_must_hold(cycle, organiser, monkeypatch):
    closed = Finding("R99", Severity.MUST, "", "", "还有问题没有措施。", "请补措施。")
    monkeypatch.setattr(gates, "_checks", {"archive": [lambda subject: [closed]]})
    with pytest.raises(GateClosed):
        actions.archive(organiser, cycle, seen=cycle.version)
    cycle.refresh_from_db()
    assert cycle.state == CycleState.OPEN


def test_opening_over_somebody_elses_change_is_refused(cycle, organiser):
    seen = cycle.version
    actions.set_frame(organiser, cycle, theme="甲", aspects=builders.ASPECTS, statement_label="", seen=seen)
    with pytest.raises(Conflict):
        actions.open_cycle(organiser, cycle, seen=seen)


def test_aspects_can_be_renamed_and_added_but_not_dropped(cycle, organiser):
    names = [*builders.ASPECTS[:4], "新的说法", "第六个方面"]
    actions.set_frame(organiser, cycle, theme="甲", aspects=names, statement_label="", seen=None)
    assert [(a.code, a.name) for a in queries.aspects(cycle)][4:] == [("P5", "新的说法"), ("P6", "第六个方面")]
    with pytest.raises(Invalid) as refused:
        actions.set_frame(organiser, cycle, theme="甲", aspects=names[:5], statement_label="", seen=None)
    assert "aspects" in refused.value.fields


def resolve(cycle: Cycle, actor: Actor, **fields: object):
    given = {"on": clock.today(), "subject": "研究实施方案", "present": "书记、主任", **fields}
    return actions.record_resolution(actor, cycle, **given)


def test_a_resolution_without_subject_or_present_is_refused_beside_the_fields(cycle, organiser):
    with pytest.raises(Invalid) as refused:
        resolve(cycle, organiser, subject=" ", present="")
    assert refused.value.fields.keys() == {"subject", "present"}


def test_a_plan_changes_in_place_until_it_is_adopted_and_as_a_new_version_afterwards(cycle, organiser):
    first = actions.save_plan(organiser, cycle, on=clock.today(), text="初稿")
    assert actions.save_plan(organiser, cycle, on=clock.today(), text="二稿").pk == first.pk
    actions.adopt_plan(organiser, Plan.objects.get(), resolution=resolve(cycle, organiser))
    second = actions.save_plan(organiser, cycle, on=clock.today(), text="调整稿")
    assert (second.no, Plan.objects.get(no=1).text) == (2, "二稿")


def test_a_plan_is_adopted_once_and_by_its_own_years_resolution(cycle, organiser):
    plan = actions.save_plan(organiser, cycle, on=clock.today(), text="方案")
    other = builders.make_cycle(cycle.unit, label="2019", notice=False)
    with pytest.raises(Invalid) as refused:
        actions.adopt_plan(organiser, plan, resolution=resolve(other, organiser))
    assert "resolution" in refused.value.fields
    actions.adopt_plan(organiser, plan, resolution=resolve(cycle, organiser))
    with pytest.raises(Invalid):
        actions.adopt_plan(organiser, plan, resolution=resolve(cycle, organiser))


def test_a_plan_goes_to_the_supervisors_only_once_adopted(cycle, organiser):
    plan = actions.save_plan(organiser, cycle, on=clock.today(), text="方案")
    with pytest.raises(Invalid) as refused:
        actions.report_plan(organiser, plan, on=clock.today())
    assert refused.value.code == "plan.not_adopted"
    actions.adopt_plan(organiser, plan, resolution=resolve(cycle, organiser))
    assert actions.report_plan(organiser, plan, on=clock.today()).reported_on == clock.today()


def test_a_step_that_would_end_before_it_begins_is_refused(cycle, organiser):
    with guard.writing("test"):
        step = PlanStep.objects.create(unit=cycle.unit, cycle=cycle, code="x", name="x")
    with pytest.raises(Invalid):
        actions.reschedule(
            organiser, step, due_from=dt.date(2021, 1, 2), due_by=dt.date(2021, 1, 1), responsible="", text="", seen=1
        )


def test_two_people_changing_one_step_do_not_overwrite_each_other(cycle, organiser):
    with guard.writing("test"):
        step = PlanStep.objects.create(unit=cycle.unit, cycle=cycle, code="x", name="x")
    change = {"due_from": None, "due_by": None, "text": ""}
    actions.reschedule(organiser, step, responsible="党群办公室", seen=1, **change)
    with pytest.raises(Conflict) as refused:
        actions.reschedule(organiser, step, responsible="科技处", seen=1, **change)
    assert refused.value.theirs["responsible"] == "党群办公室"


def test_a_session_counts_its_own_years_members_alone(cycle, organiser):
    stranger = builders.member(builders.make_cycle(), "书记")
    session = actions.record_study(
        organiser, cycle, on=clock.today(), title="学习", attendees=[builders.member(cycle, "书记"), stranger]
    )
    assert [m.role for m in StudySession.objects.get(pk=session.pk).attendees.all()] == ["书记"]


def test_a_member_records_their_own_study_and_nobody_elses(cycle):
    own = builders.member_actor(cycle, "副主任A")
    given = {"on": clock.today(), "material": None}
    assert actions.record_self_study(own, builders.member(cycle, "副主任A"), **given).member.role == "副主任A"
    with pytest.raises(Denied):
        actions.record_self_study(own, builders.member(cycle, "副主任B"), **given)


def test_the_same_material_twice_is_one(cycle, organiser):
    first = actions.add_material(organiser, cycle, title="文件汇编")
    assert actions.add_material(organiser, cycle, title=" 文件汇编 ") == first


def test_a_prepared_year_is_done_and_an_empty_one_waits(cycle, organiser):
    empty = builders.make_cycle(label="2022", team=(), notice=False)
    with guard.writing("test"):
        from zhiyan.cycle.models import Aspect

        Aspect.objects.filter(cycle=empty).delete()
    assert stage_status(empty).state == StageState.WAITING
    assert stage_status(cycle).state in {StageState.LATE, StageState.RUNNING}
    plan = actions.save_plan(organiser, cycle, on=clock.today(), text="方案")
    actions.adopt_plan(organiser, plan, resolution=resolve(cycle, organiser))
    members = list(TeamMember.objects.filter(cycle=cycle))
    actions.record_study(organiser, cycle, on=clock.today(), title="学习", attendees=members)
    assert stage_status(cycle).state == StageState.DONE
