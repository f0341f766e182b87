"""Where consolidation stands, and what each role must do next."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Feedback
from zhiyan.consolidation.permissions import receiver_of
from zhiyan.consolidation.queries.figures import figures, receipts
from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.cycle.queries import discipline_secretary, due
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.status import StageState, StageStatus, Step
from zhiyan.solicitation.models import Opinion, SolicitationClosing

STAGE = "consolidation"


def stage_status(cycle: Cycle) -> StageStatus:
    """State, why, figures and next steps. The notice's day for statements is the last on which feedback helps."""
    counted = figures(cycle)
    people = receipts(cycle)
    state, reasons = _state(cycle, counted, people)
    numbers = {
        name: counted[name] for name in ("opinions", "points", "placed", "items", "unplaced", "waiting_confirmation")
    }
    last = due(cycle, "statements")
    if state in (StageState.RUNNING, StageState.BLOCKED) and last is not None and clock.today() > last:
        state = StageState.LATE
    return StageStatus(
        STAGE,
        state,
        reasons,
        {**numbers, "set_aside": sum(counted["set_aside"].values())},
        _steps(cycle, counted, people),
        last,
    )


def _state(cycle: Cycle, counted: dict[str, Any], people: list[dict[str, Any]]) -> tuple[StageState, list[str]]:
    if not counted["opinions"]:
        return StageState.WAITING, [_("还没有收到意见。")]
    reasons = gaps(counted)
    if counted["closed"]:
        missing = unsigned(people)
        if missing:
            reasons.append(_("还没有签收反馈：%(who)s。") % {"who": _("、").join(missing)})
        return (StageState.DONE if not reasons else StageState.RUNNING), reasons
    solicited = SolicitationClosing.objects.filter(cycle=cycle).exists()
    if solicited and reasons:
        return StageState.BLOCKED, reasons
    if not reasons:
        reasons = [_("归置已全部完成，等完成确认。") if solicited else _("等征求意见截止确认。")]
    return StageState.RUNNING, reasons


def gaps(counted: dict[str, Any]) -> list[str]:
    """What is still missing before consolidation can be closed."""
    found = []
    if counted["unplaced"]:
        found.append(_("还有 %(n)d 条意见没有归置。") % {"n": counted["unplaced"]})
    if counted["waiting_confirmation"]:
        found.append(_("还有 %(n)d 条另存等第二人复核。") % {"n": counted["waiting_confirmation"]})
    return found


def unsigned(people: list[dict[str, Any]]) -> list[str]:
    """The roles of members who have not signed for both feedbacks, in rank."""
    return [p["role"] for p in people if p["own_signed"] is None or p["team_signed"] is None]


def _steps(cycle: Cycle, counted: dict[str, Any], people: list[dict[str, Any]]) -> list[Step]:
    if cycle.state == CycleState.CLOSED or not counted["opinions"]:
        return []
    return [*_office_steps(cycle, counted), *_second_person_steps(cycle, counted), *_member_steps(cycle, people)]


def _office_steps(cycle: Cycle, counted: dict[str, Any]) -> list[Step]:
    page = "consolidation:page"
    steps = []
    office = Opinion.objects.filter(cycle=cycle, about_office=True, withheld=False)
    outside = office.exclude(pk__in=_placed_opinions(cycle)).count()
    mine = counted["unplaced"] - outside
    if mine > 0:
        steps.append(Step(Role.ORGANISER, _("把 %(n)d 条意见归入条目或另存") % {"n": mine}, page))
    if outside:
        role = Role.DISCIPLINE_SECRETARY if receiver_of(discipline_secretary(cycle)) else Role.SUPERVISOR
        steps.append(Step(role, _("归置 %(n)d 条涉及党务工作部门的意见") % {"n": outside}, page))
    ready = not counted["unplaced"] and not counted["waiting_confirmation"]
    if ready and not counted["closed"] and SolicitationClosing.objects.filter(cycle=cycle).exists():
        steps.append(Step(Role.ORGANISER, _("做梳理完成确认"), "consolidation:closing"))
    if counted["closed"] and not Feedback.objects.filter(cycle=cycle).exists():
        steps.append(Step(Role.ORGANISER, _("把意见原汁原味反馈给班子和成员"), "consolidation:feedback"))
    return steps


def _placed_opinions(cycle: Cycle) -> Any:
    from zhiyan.consolidation.models import Placement

    return Placement.objects.filter(cycle=cycle).values("point__opinion")


def _second_person_steps(cycle: Cycle, counted: dict[str, Any]) -> list[Step]:
    n = counted["waiting_confirmation"]
    if not n or counted["closed"]:
        return []
    return [
        Step(role, _("复核 %(n)d 条另存的意见") % {"n": n}, "consolidation:set_aside")
        for role in (Role.SECRETARY, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR)
    ]


def _member_steps(cycle: Cycle, people: list[dict[str, Any]]) -> list[Step]:
    steps = []
    for person in people:
        waiting = [k for k in ("own", "team") if person[f"{k}_given"] and person[f"{k}_signed"] is None]
        if waiting:
            steps.append(
                Step(
                    Role.MEMBER,
                    _("阅读并签收反馈给您的意见（%(n)d 份）") % {"n": len(waiting)},
                    "consolidation:feedback",
                    due(cycle, "statements"),
                    member_id=person["id"],
                )
            )
    return steps
