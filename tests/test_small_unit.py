"""The main path for a team of three: 一肩挑, no 纪委书记, no branches; from opinions to the bulletin."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest

from tests import builders
from zhiyan.accounts.queries import actor_for
from zhiyan.consolidation import actions as consolidation
from zhiyan.consolidation.models import Point
from zhiyan.cycle import actions as cycle_actions
from zhiyan.cycle.models import Aspect
from zhiyan.cycle.queries import team
from zhiyan.disclosure import actions as disclosure
from zhiyan.disclosure.documents import bulletin_text
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.meeting import actions as meeting_actions
from zhiyan.meeting.actions.speaking import Said
from zhiyan.meeting.models import AgendaItem, Criticism
from zhiyan.overview import trace
from zhiyan.overview.queries import cycle_figures
from zhiyan.rectification import actions as rectification
from zhiyan.rectification.models import Measure, Problem
from zhiyan.regulation.queries import check_cycle
from zhiyan.solicitation import actions as solicitation
from zhiyan.solicitation.making import Target
from zhiyan.solicitation.models import Channel, Opinion, TargetKind
from zhiyan.statements import actions as statements
from zhiyan.statements.models import ReviewCapacity, ReviewConclusion, Section, Statement
from zhiyan.talks import actions as talks
from zhiyan.talks.models import TalkPair

pytestmark = pytest.mark.django_db

WORDS = ("冬季观测房两次断油，观测员自己上山送煤。", "零件审批在电话里说过算，月底对不上账。", "值班表排到月底才公布。")


def at(month: int, day: int):
    return clock.at(dt.date(2021, month, day))


@pytest.fixture
def cycle():
    return builders.make_cycle(team=builders.SMALL_TEAM, branches=False, electors=30)


def test_a_team_of_three_goes_from_opinions_to_the_bulletin(cycle):
    office = builders.actor(cycle, Role.ORGANISER)
    collect(cycle, office)
    place(cycle, office)
    talk(cycle, office)
    write(cycle)
    meet(cycle, office)
    rectify(cycle, office)
    with at(2, 5):
        text = bulletin_text(cycle)
        made = disclosure.save_bulletin(office, cycle, text=text, supplied_by="综合组", reviewed_by="书记")
        disclosure.issue_bulletin(office, made)
    figures = cycle_figures(cycle)
    assert figures["opinions"]["total"] == 3
    assert (figures["talks"]["required"], figures["talks"]["held"]) == (5, 5)
    assert figures["statements"] == {"total": 4, "submitted": 4, "approved": 4}
    assert "纪委书记" not in text
    assert "支部" not in text
    open_rules = {finding.rule for finding in check_cycle(cycle).findings}
    assert open_rules.isdisjoint({"R12", "R16", "R17", "R18", "R22", "R28", "R32", "R36", "R37", "R38", "R47", "R50"})


def collect(cycle, office):
    with at(1, 11):
        solicitation.set_up_channels(office, cycle)
        solicitation.issue_circular(office, cycle, title="征求意见的通知", text="按组征求。", on=clock.today())
        channel = Channel.objects.get(cycle=cycle, code="interview")
        for text, aspect in zip(WORDS, Aspect.objects.filter(cycle=cycle), strict=False):
            solicitation.enter_opinion(
                office,
                channel,
                text=text,
                on=clock.today(),
                aspect=aspect,
                target=Target(TargetKind.TEAM, source="person"),
            )
        solicitation.close_solicitation(office, cycle)


def place(cycle, office):
    with at(1, 12):
        consolidation.start(office, cycle)
        for point in Point.objects.filter(cycle=cycle).select_related("opinion"):
            consolidation.make_item(office, cycle, points=[point], title=point.opinion.text[:10])
        consolidation.close_consolidation(office, cycle)
        consolidation.give_feedback(office, cycle)


def talk(cycle, office):
    with at(1, 13):
        talks.generate_pairs(office, cycle)
        for pair in TalkPair.objects.filter(cycle=cycle, required=True).select_related("member"):
            held = talks.hold_talk(
                builders.member_actor(cycle, pair.member.role),
                pair,
                on=clock.today(),
                place="会议室",
                own_problems=1,
                named_problems=1,
                text="指出审批口头化。",
            )
            if pair.other_member:
                talks.confirm_talk(builders.member_actor(cycle, pair.other_member.role), held)
            else:
                other = builders.make_user(cycle.unit, person=pair.other_person)
                talks.confirm_talk(actor_for(other, cycle.unit), held)


def write(cycle):
    """The secretary's own and the team's are reviewed by the supervisor, the others' by the secretary."""
    secretary = builders.member_actor(cycle, "书记")
    supervisor = builders.actor(cycle, Role.SUPERVISOR)
    with at(1, 15):
        statements.start_statements(secretary, cycle)
        for statement in Statement.objects.filter(cycle=cycle).select_related("member"):
            own = secretary if statement.member is None else builders.member_actor(cycle, statement.member.role)
            heads = statement.member is None or statement.member.is_secretary
            fill(own, statement)
            statements.submit(own, statement)
            reviewer = supervisor if heads else secretary
            statements.review(
                reviewer,
                statement,
                capacity=ReviewCapacity.SUPERVISOR if heads else ReviewCapacity.SECRETARY,
                conclusion=ReviewConclusion.PASS,
                on=clock.today(),
            )
            statement.refresh_from_db()
            statements.approve(reviewer, statement)


def fill(own, statement):
    for section in Section.objects.filter(of__statement=statement):
        statements.save_section(own, section, text="写明了事情、时间和原因。", version=section.version)
    for aspect in Aspect.objects.filter(cycle=statement.cycle):
        statements.add_problem(own, statement, aspect=aspect, text=f"{aspect.name}不到位", case="1月断油两次")
    statements.add_cause(own, statement, dimension="责任", text="没有盯到底")
    made = statements.add_direction(own, statement, title="把保障写进制度")
    statements.add_measure(own, made, text="定备油十天标准")


def meet(cycle, office):
    members = list(team(cycle))
    with at(1, 20):
        planned = meeting_actions.plan_meeting(
            office, cycle, chair=members[0], recorder=builders.make_user(cycle.unit, Role.RECORDER)
        )
        sitting = meeting_actions.add_sitting(
            office, planned, on=dt.date(2021, 1, 20), start=dt.time(9), place="站会议室"
        )
        meeting_actions.generate_agenda(office, planned)
        meeting_actions.sign_in(office, sitting, present={row.pk: True for row in sitting.attendance.all()})
        sitting.refresh_from_db()
        meeting_actions.open_sitting(office, sitting)
        sitting.refresh_from_db()
        recorder = actor_for(planned.recorder, cycle.unit)
        for member in members:
            said = [Said(critic=c, text=f"{c.role}：审批只在电话里说") for c in members if c != member]
            meeting_actions.record_turn(
                recorder, sitting, member=member, summary="审批口头化", criticisms=said, response="改为书面单"
            )
        for item in AgendaItem.objects.filter(meeting=planned, done=False):
            meeting_actions.take_agenda_item(recorder, item, sitting=sitting)
        planned.refresh_from_db()
        meeting_actions.close_meeting(office, planned)
    assert Criticism.objects.filter(meeting__cycle=cycle).count() == len(list(permutations(members, 2))) == 6


def rectify(cycle, office):
    """Without a 纪委书记 the secretary appoints a verifier from outside the owning department."""
    secretary = builders.member_actor(cycle, "书记")
    deputy = builders.member(cycle, "副站长A")
    department = builders.make_department(cycle.unit, "观测组")
    with at(1, 25):
        rectification.draw_up_list(office, cycle)
        for problem in Problem.objects.filter(cycle=cycle):
            rectification.draft_measure(
                office,
                problem,
                text="定出观测房备油十天标准并每周签字查看",
                kind="lasting",
                owner=deputy,
                department=department,
                due_on=dt.date(2021, 10, 15),
                standard="全冬不断油",
            )
        plan = rectification.save_plan(office, cycle, text="逐条整改")
        decided = cycle_actions.record_resolution(
            office, cycle, on=clock.today(), subject="整改方案", present="书记、副站长A、副站长B"
        )
        rectification.adopt_plan(office, plan, resolution=decided)
    measure = Measure.objects.filter(cycle=cycle, problem__member__isnull=True).first()
    own, other = builders.member_actor(cycle, "副站长A"), builders.member_user(cycle, "副站长B")
    with at(2, 1):
        rectification.start(own, measure)
        rectification.add_progress(own, measure, text="标准已印发", files=[("标准.txt", "备油十天".encode())])
        rectification.submit(own, measure)
        rectification.appoint_verifier(secretary, measure, verifier=other, reason="没有纪委书记")
        measure.refresh_from_db()
        rectification.verify(builders.member_actor(cycle, "副站长B"), measure, passed=True, note="看了签字表")
        measure.refresh_from_db()
        rectification.sign_off(secretary, measure)
    measure.refresh_from_db()
    assert measure.state == "signed_off"


def test_an_opinion_can_be_followed_from_the_first_word_to_its_problem(cycle):
    office = builders.actor(cycle, Role.ORGANISER)
    collect(cycle, office)
    place(cycle, office)
    opinion = Opinion.objects.filter(cycle=cycle).first()
    tree = trace.forward(opinion, "opinion", "意见")

    def kinds(node):
        return {node.edge.kind} | {kind for child in node.children for kind in kinds(child)}

    assert "item" in kinds(tree)
