"""Builders of this stage: approved statements, a meeting held, problems and measures in any state."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests import builders
from zhiyan.cycle.models import Aspect, Cycle, Inheritance, InheritanceKind, Resolution
from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.meeting.models import Comment, CommentKind, CommentOn, Criticism, Meeting, MeetingState, Sitting
from zhiyan.org.models import Department, Person
from zhiyan.rectification import actions
from zhiyan.rectification.models import Measure, MeasureState, Problem
from zhiyan.statements.models import StatedProblem, Statement, StatementState, Version

MEETING_DAY = dt.date(2021, 1, 26)
AFTER = dt.date(2021, 3, 1)
DUE = dt.date(2021, 6, 30)
PDF = b"%PDF-1.7 evidence"


def make_meeting(cycle: Cycle, *, on: dt.date = MEETING_DAY, **fields: Any) -> Meeting:
    with guard.writing("test"):
        meeting = Meeting.objects.create(
            **{"unit": cycle.unit, "cycle": cycle, "state": MeetingState.CLOSED, "closed_on": on, **fields}
        )
        Sitting.objects.create(
            unit=cycle.unit, meeting=meeting, no=1, on=on, start=dt.time(14), place="大会议室", opened=True
        )
    return meeting


def make_criticism(meeting: Meeting, by: str = "主任", to: str = "副主任A", text: str = "到一线少") -> Criticism:
    cycle = meeting.cycle
    with guard.writing("test"):
        return Criticism.objects.create(
            unit=cycle.unit, meeting=meeting, sitting=meeting.sittings.first(), on=MEETING_DAY, text=text,
            critic=builders.member(cycle, by), member=builders.member(cycle, to),
        )  # fmt: skip


def make_comment(meeting: Meeting, kind: str = CommentKind.PROBLEM, to: str = "", text: str = "剖析不够深") -> Comment:
    cycle = meeting.cycle
    with guard.writing("test"):
        return Comment.objects.create(
            unit=cycle.unit, meeting=meeting, on=MEETING_DAY, by_label="督导组组长", kind=kind, text=text,
            about=CommentOn.MEMBER if to else CommentOn.TEAM, member=builders.member(cycle, to) if to else None,
        )  # fmt: skip


def make_statement(
    cycle: Cycle, role: str = "", problems: int = 1, *, approved: bool = True, sources: tuple[Any, ...] = ()
) -> list[StatedProblem]:
    """An approved statement of the team (no role) or a member; returns its stated problems."""
    with guard.writing("test"):
        statement = Statement.objects.create(
            unit=cycle.unit, cycle=cycle, member=builders.member(cycle, role) if role else None,
            state=StatementState.APPROVED if approved else StatementState.SUBMITTED,
        )  # fmt: skip
        version = Version.objects.create(
            unit=cycle.unit, statement=statement, no=1, submitted_on=dt.date(2021, 1, 20),
            approved_on=dt.date(2021, 1, 22) if approved else None,
        )  # fmt: skip
        aspect = Aspect.objects.get(cycle=cycle, code="P3")
        stated = [
            StatedProblem.objects.create(
                unit=cycle.unit,
                of=version,
                aspect=aspect,
                text=f"{role or '班子'}的问题{n}",
                case="2020年9月的事",
                order=n,
            )
            for n in range(1, problems + 1)
        ]
        for one in stated:
            one.sources.set(sources)
    return stated


def make_inheritance(cycle: Cycle, text: str = "上年没有改完的事") -> Inheritance:
    with guard.writing("test"):
        return Inheritance.objects.create(
            unit=cycle.unit, cycle=cycle, from_label="2019", kind=InheritanceKind.UNFINISHED, problem_text=text,
            origin_id=builders.Cycle._meta.pk.get_default(),
        )  # fmt: skip


def make_resolution(cycle: Cycle) -> Resolution:
    with guard.writing("test"):
        return Resolution.objects.create(
            unit=cycle.unit, cycle=cycle, on=dt.date(2021, 2, 5), present="书记、主任等6人", subject="审议整改方案"
        )


def organiser(cycle: Cycle) -> Actor:
    return builders.actor(cycle, Role.ORGANISER)


def make_problem(cycle: Cycle, role: str = "", **fields: Any) -> Problem:
    """A problem of the list, from an item aimed at the team or at a member."""
    item = fields.pop("item", None) or builders.make_item(cycle, target=role or "班子", opinions=0)
    return actions.list_problem(organiser(cycle), cycle, origin=item, text=fields.pop("text", "供餐时间短"), **fields)


def handler_of(cycle: Cycle) -> Person:
    return Person.objects.filter(unit=cycle.unit, name="经办人").first() or builders.make_person(
        cycle.unit, name="经办人"
    )


def make_measure(problem: Problem, *, owner: str = "副主任B", department: str = "条件保障处", **fields: Any) -> Measure:
    """A complete measure, not started."""
    cycle = problem.cycle
    given = {
        "text": "延长晚餐供应到20时", "kind": "now", "goal": "值班人员吃上热饭", "standard": "满意度九成以上",
        "due_on": DUE, "deliverable_kind": "matter", "deliverable": "晚餐延时", "direction_title": "改进作风",
        "owner": builders.member(cycle, owner), "handler": handler_of(cycle),
        "department": Department.objects.get(unit=cycle.unit, name=department), **fields,
    }  # fmt: skip
    return actions.draft_measure(organiser(cycle), problem, **given)


def worker(measure: Measure) -> Actor:
    """The handler of the measure with an account."""
    from zhiyan.accounts.models import User
    from zhiyan.accounts.queries import actor_for

    user = User.objects.filter(person=measure.handler).first() or builders.make_user(
        measure.unit, person=measure.handler, label="经办人"
    )
    return actor_for(user, measure.unit)


def evidence(measure: Measure, on: dt.date | None = None) -> None:
    """Progress with one file by the handler."""
    actions.add_progress(
        worker(measure), measure, text="与食堂签了补充协议", on=on, files=[("协议.pdf", PDF)], late_reason="补录"
    )


def at_state(measure: Measure, state: str, on: dt.date = AFTER) -> Measure:
    """The measure led by actions alone to the state."""
    cycle = measure.cycle
    discipline, secretary = builders.member_actor(cycle, "纪委书记"), builders.member_actor(cycle, "书记")
    with clock.at(on):
        if state == MeasureState.NOT_STARTED:
            return measure
        evidence(measure)
        if state == MeasureState.IN_PROGRESS:
            return measure
        actions.submit(worker(measure), measure)
        if state == MeasureState.SUBMITTED:
            return measure
        actions.verify(discipline, measure, passed=True, note="现场看过")
        if state == MeasureState.VERIFIED:
            return measure
        if state == MeasureState.LONG_TERM:
            actions.make_long_term(secretary, measure, note="每季度回看")
            return measure
        actions.sign_off(secretary, measure, note="同意销号")
        if state == MeasureState.REOPENED:
            actions.reopen(secretary, measure, reason="群众反映又反弹")
    return measure
