"""Resolution, plan, study, self-study, circular."""

from __future__ import annotations

from decimal import Decimal

from zhiyan.cycle import actions
from zhiyan.cycle.models import PlanStep, StudyMaterial
from zhiyan.demo.making.cast import Cast, on
from zhiyan.demo.records.before import PlanText, ResolutionText
from zhiyan.demo.texts import preparation
from zhiyan.solicitation import actions as solicitation


def make(cast: Cast) -> None:
    """The preparation of 2020."""
    text = preparation()
    decide(cast, text.resolutions[0], text.plan, meeting_on=None)
    for material in text.study_materials:
        with on(text.plan.on):
            actions.add_material(cast.office, cast.cycle, title=material)
    for resolution in text.resolutions[1:]:
        if resolution.on.year == 2020 or resolution.on < text.plan.steps[-1].end:
            with on(resolution.on):
                record(cast, resolution)
    study(cast)
    with on(text.circular.on):
        solicitation.issue_circular(
            cast.office,
            cast.cycle,
            title=text.circular.title.strip("《》"),
            number=text.circular.number,
            text="\n".join((text.circular.addressee, *text.circular.body)),
            on=text.circular.on,
        )


def decide(cast: Cast, resolution: ResolutionText, plan: PlanText, *, meeting_on: object) -> None:
    """The committee resolves the plan, which then goes to the supervisors."""
    with on(resolution.on):
        saved = actions.save_plan(cast.office, cast.cycle, on=plan.on, text=whole(plan))
        actions.adopt_plan(cast.office, saved, resolution=record(cast, resolution))
        for step in plan.steps:
            found = PlanStep.objects.filter(cycle=cast.cycle, code=step.code).first()
            if found:
                actions.reschedule(
                    cast.office,
                    found,
                    due_from=step.start,
                    due_by=step.end,
                    responsible=step.owner,
                    text=step.text,
                    seen=found.version,
                )
    reported = next((step.end for step in plan.steps if step.code == "plan"), plan.on)
    with on(reported):
        actions.report_plan(cast.office, saved, on=reported)


def whole(plan: PlanText) -> str:
    """The plan as one text."""
    lines = [plan.title, plan.aim.strip(), *plan.requirements]
    return "\n".join([*lines, *(f"{step.title}：{step.text}" for step in plan.steps)])


def record(cast: Cast, resolution: ResolutionText) -> object:
    """A resolution as recorded."""
    return actions.record_resolution(
        cast.office,
        cast.cycle,
        on=resolution.on,
        subject=resolution.title,
        present="、".join(resolution.present),
        text=resolution.text,
        minute_no=resolution.minute_number,
    )


def study(cast: Cast) -> None:
    """Sessions and members' own study."""
    text = preparation()
    for session in text.study_sessions:
        with on(session.on):
            actions.record_study(
                cast.office,
                cast.cycle,
                on=session.on,
                title=session.title,
                attendees=[cast.member(role) for role in session.present],
                materials=list(StudyMaterial.objects.filter(cycle=cast.cycle, title__in=session.materials)),
                kind=session.half_day,
                place=session.place,
                hours=Decimal(session.hours),
                note=session.text,
            )
    for own in text.self_study:
        with on(own.on):
            actions.record_self_study(
                cast.actor(own.by),
                cast.member(own.by),
                on=own.on,
                material=StudyMaterial.objects.filter(cycle=cast.cycle, title=own.material).first(),
                note=own.text,
            )
