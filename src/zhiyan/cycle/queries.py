"""What others ask of a cycle."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from zhiyan.cycle.models import (
    Aspect,
    Cycle,
    Elector,
    Inheritance,
    Plan,
    Requirement,
    Resolution,
    SelfStudy,
    StudySession,
    TeamMember,
    TeamPortfolio,
)
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.once import once


def team(cycle: Cycle) -> QuerySet[TeamMember]:
    """The current team in rank order (班子排序); who has left is not in it."""
    return (
        TeamMember.objects.filter(cycle=cycle, left_on__isnull=True).select_related("person", "branch").order_by("rank")
    )


def everybody_of_team(cycle: Cycle) -> QuerySet[TeamMember]:
    """The team with those who left."""
    return TeamMember.objects.filter(cycle=cycle).select_related("person", "branch").order_by("rank")


@once
def secretary(cycle: Cycle) -> TeamMember | None:
    """书记, by post."""
    return team(cycle).filter(is_secretary=True).first()


@once
def discipline_secretary(cycle: Cycle) -> TeamMember | None:
    """纪委书记, who may be missing."""
    return team(cycle).filter(is_discipline=True).first()


def member_of(actor: Actor, cycle: Cycle) -> TeamMember | None:
    """The actor as a team member of the cycle, if one."""
    if actor.person_id is None:
        return None
    return everybody_of_team(cycle).filter(person_id=actor.person_id).first()


def aspects(cycle: Cycle) -> QuerySet[Aspect]:
    """The year's aspects in the notice's order."""
    return Aspect.objects.filter(cycle=cycle).order_by("no")


def portfolios(cycle: Cycle) -> QuerySet[TeamPortfolio]:
    """Who is in charge of which department, in rank and department order."""
    return (
        TeamPortfolio.objects.filter(member__cycle=cycle, member__left_on__isnull=True)
        .select_related("member", "member__person", "department", "head")
        .order_by("member__rank", "department__order")
    )


def requirements(cycle: Cycle) -> QuerySet[Requirement]:
    """The notice's steps with deadlines, in its order; none without a notice."""
    return Requirement.objects.filter(notice=cycle.notice) if cycle.notice else Requirement.objects.none()


def inherited(cycle: Cycle) -> QuerySet[Inheritance]:
    """What earlier cycles left to this one."""
    return Inheritance.objects.filter(cycle=cycle).order_by("order")


def due(cycle: Cycle, code: str, *, meeting_on: dt.date | None = None) -> dt.date | None:
    """The last day for a step: by the notice, counted from the day after the meeting where it says so."""
    requirement = _steps_of_notice(cycle).get(code)
    if requirement is None:
        return None
    if requirement.after_meeting_days is not None:
        return meeting_on + dt.timedelta(days=requirement.after_meeting_days) if meeting_on else None
    return requirement.due_by


@once
def _steps_of_notice(cycle: Cycle) -> dict[str, Requirement]:
    """The notice's steps by code; of two with one code the first stands."""
    return {requirement.code: requirement for requirement in reversed(list(requirements(cycle)))}


def is_late(cycle: Cycle, code: str, *, meeting_on: dt.date | None = None) -> bool:
    """Whether the step's last day has passed."""
    last = due(cycle, code, meeting_on=meeting_on)
    return last is not None and clock.today() > last


def planned_meeting_on(cycle: Cycle) -> dt.date | None:
    """The day of the meeting by the newest plan that names one."""
    plan = Plan.objects.filter(cycle=cycle, meeting_on__isnull=False).order_by("-no").first()
    return plan.meeting_on if plan else None


def facts(cycle: Cycle, *, meeting_on: dt.date | None = None) -> dict[str, Any]:
    """What the preparation's checks look at. `meeting_on` is the day on which the meeting was held."""
    sessions = list(StudySession.objects.filter(cycle=cycle).prefetch_related("attendees"))
    studied = {member.pk for session in sessions for member in session.attendees.all()}
    studied |= set(SelfStudy.objects.filter(cycle=cycle).values_list("member_id", flat=True))
    return {
        "cycle": str(cycle),
        "today": clock.today(),
        "meeting_on": meeting_on or planned_meeting_on(cycle),
        "theme": cycle.theme,
        "noticed": cycle.notice_id is not None,
        "theme_consent": cycle.theme_consent,
        "special": cycle.special,
        "trigger": cycle.trigger,
        "trigger_reference": cycle.trigger_reference,
        "aspects": [aspect.name for aspect in aspects(cycle)],
        "plan": _plan_facts(cycle),
        "plan_due": due(cycle, "plan"),
        "sessions": len(sessions),
        "unstudied": [{"id": str(m.pk), "label": m.role} for m in team(cycle) if m.pk not in studied],
        "study_due": due(cycle, "study"),
    }


def _plan_facts(cycle: Cycle) -> dict[str, Any] | None:
    """The plan's versions together: whether one was adopted, when one was first reported; None without any."""
    versions = list(Plan.objects.filter(cycle=cycle).values_list("resolution_id", "reported_on"))
    if not versions:
        return None
    return {
        "adopted": any(resolution for resolution, _on in versions),
        "reported_on": min((on for _resolution, on in versions if on), default=None),
    }


@once
def figures(cycle: Cycle) -> dict[str, int]:
    """Numbers of the preparation."""
    return {
        "team": team(cycle).count(),
        "electors": Elector.objects.filter(cycle=cycle).count(),
        "study_sessions": StudySession.objects.filter(cycle=cycle).count(),
        "resolutions": Resolution.objects.filter(cycle=cycle).count(),
        "inherited": inherited(cycle).count(),
    }
