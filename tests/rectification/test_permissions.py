"""Who reads what: the answer for one record and the set for a list agree, for every role and every record."""

from __future__ import annotations

import pytest

from tests import builders as b
from tests.keeping import kept
from tests.rectification import builders as rb
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor, Role
from zhiyan.rectification import actions
from zhiyan.rectification import permissions as p
from zhiyan.rectification.models import Evidence, Exclusion, Measure, MeasureState, Problem, Progress, RectificationPlan

pytestmark = pytest.mark.django_db

PAIRS = [
    (p.may_view_problem, p.visible_problems, Problem),
    (p.may_view_measure, p.visible_measures, Measure),
    (p.may_view_work, p.visible_work, Measure),
    (p.may_view_evidence, p.visible_evidence, Evidence),
    (p.may_view_evidence, p.visible_progress, Progress),
    (p.may_view_plan, p.visible_plans, RectificationPlan),
    (p.may_view_exclusion, p.visible_exclusions, Exclusion),
]


@pytest.fixture
@kept
def cycle():
    """A year with every kind of record, disclosed or not, in two units."""
    found = b.make_cycle()
    for one in (found, b.make_cycle()):
        for role in ("", "书记", "主任", "副主任A"):
            problem = rb.make_problem(one, role)
            shown = rb.make_problem(one, role)
            measure = rb.make_measure(problem, owner=role or "副主任B")
            disclosed = rb.make_measure(shown, owner=role or "党委委员", department="科技处")
            actions.mark_disclosed(rb.organiser(one), one, problems=[shown.pk], measures=[disclosed.pk])
            with clock.at(rb.AFTER):
                rb.evidence(measure)
                rb.evidence(disclosed)
                if role == "书记":
                    actions.submit(rb.worker(measure), measure)
        secretary = b.member_actor(one, "书记")
        meeting = rb.make_meeting(one)
        for to in ("主任", "副主任A"):
            actions.exclude(secretary, rb.make_criticism(meeting, by="书记", to=to), reason="已列")
        actions.exclude(secretary, rb.make_comment(meeting), reason="已列")
        actions.exclude(secretary, rb.make_inheritance(one), reason="已办")
        actions.save_plan(rb.organiser(one), one)
    return found


def everybody(cycle) -> list[Actor]:
    """One actor for each role, each member, the handler, a department head, an appointed verifier, nobody."""
    own = Measure.objects.filter(cycle=cycle, owner__is_discipline=False).first()
    head = b.Person.objects.get(unit=cycle.unit, name="科技处负责人")
    appointed = b.actor(cycle, Role.HANDLER)
    with b.guard.writing("test"):
        p.VerifierAppointment.objects.create(
            unit=cycle.unit, measure=own, verifier=b.user_of(appointed), on=rb.MEETING_DAY
        )
    return [
        *(b.actor(cycle, role) for role in Role),
        b.actor(cycle, Role.STAFF, Role.ADMINISTRATOR),
        *(b.member_actor(cycle, row[0]) for row in b.TEAM),
        rb.worker(own),
        b.actor_for(b.make_user(cycle.unit, person=head), cycle.unit),
        appointed,
        Actor(unit_id=cycle.unit_id),
    ]


def test_the_answer_for_one_and_the_set_for_all_agree(cycle):
    for actor in everybody(cycle):
        for may, visible, model in PAIRS:
            allowed = {record.pk for record in model.objects.all() if may(actor, record)}
            assert allowed == set(visible(actor).values_list("pk", flat=True)), (actor.label, actor.roles, may.__name__)


def seen_problems(actor: Actor) -> set[tuple[str, bool]]:
    return {(x.member.role if x.member else "", x.disclosed_on is not None) for x in p.visible_problems(actor)}


EVERY = {(role, shown) for role in ("", "书记", "主任", "副主任A") for shown in (False, True) if not (role and shown)}


def test_those_who_oversee_read_every_problem(cycle):
    for role in (Role.ORGANISER, Role.SECRETARY, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR):
        assert seen_problems(b.actor(cycle, role)) == EVERY, role


def test_a_member_reads_the_teams_problems_and_their_own(cycle):
    assert seen_problems(b.member_actor(cycle, "主任")) == {("", False), ("", True), ("主任", False)}


def test_staff_read_the_teams_disclosed_problems_alone(cycle):
    assert seen_problems(b.actor(cycle, Role.STAFF)) == {("", True)}


def test_a_members_problem_never_becomes_staffs_to_read_by_disclosing_it(cycle):
    own = Problem.objects.filter(cycle=cycle, member__role="主任")
    actions.mark_disclosed(rb.organiser(cycle), cycle, problems=[x.pk for x in own])
    assert seen_problems(b.actor(cycle, Role.STAFF)) == {("", True)}


def test_whoever_is_not_named_reads_no_problem(cycle):
    for role in (Role.ADMINISTRATOR, Role.OBSERVER, Role.RECORDER, Role.SUPERIOR_OFFICE, Role.HANDLER):
        assert seen_problems(b.actor(cycle, role)) == set(), role


def test_a_department_head_reads_the_measures_of_the_department_alone(cycle):
    head = b.Person.objects.get(unit=cycle.unit, name="科技处负责人")
    actor = b.actor_for(b.make_user(cycle.unit, person=head), cycle.unit)
    mine = set(Measure.objects.filter(cycle=cycle, department__name="科技处"))
    disclosed = set(Measure.objects.filter(cycle=cycle, disclosed_on__isnull=False))
    assert set(p.visible_measures(actor)) == mine | disclosed
    assert set(p.visible_work(actor)) == mine


def test_the_superior_office_reads_the_secretarys_own_once_submitted(cycle):
    (seen,) = p.visible_measures(b.actor(cycle, Role.SUPERIOR_OFFICE))
    assert (seen.owner.role, seen.state) == ("书记", MeasureState.SUBMITTED)


def test_staff_see_a_disclosed_measure_but_not_its_evidence(cycle):
    staff = b.actor(cycle, Role.STAFF)
    assert p.visible_measures(staff).exists()
    assert not p.visible_evidence(staff).exists()


def test_nobody_of_another_unit_reads_anything(cycle):
    stranger = b.actor(b.make_cycle(), Role.SECRETARY)
    for _may, visible, model in PAIRS:
        assert not set(visible(stranger)) & set(model.objects.filter(unit=cycle.unit))
