"""Where the meeting stands and what each role does next."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from zhiyan.cycle import queries as cycle_queries
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actor import Role
from zhiyan.kernel.status import StageState, StageStatus, Step
from zhiyan.meeting import queries
from zhiyan.meeting.models import Meeting, MeetingState, Minutes


def stage_status(cycle: Cycle) -> StageStatus:
    """会议 at a glance."""
    meeting = queries.latest_meeting(cycle)
    due = cycle_queries.due(cycle, "meeting")
    late = cycle_queries.is_late(cycle, "meeting")
    if meeting is None:
        steps = [Step(Role.ORGANISER, _("筹备会议"), "meeting:page", due)]
        state = StageState.LATE if late else StageState.WAITING
        return StageStatus("meeting", state, [_("还没有筹备会议。")], {}, steps, due)
    facts = queries.facts_of(meeting)
    figures = {name: n for name, n in queries.figures_of(facts).items() if isinstance(n, int)}
    held = any(sitting["opened"] for sitting in facts["sittings"])
    unsigned = _unsigned(meeting)
    if meeting.state == MeetingState.CLOSED:
        state = StageState.RUNNING if unsigned else StageState.DONE
    elif late and not held:
        state = StageState.LATE
    else:
        state = StageState.RUNNING
    steps = _steps(meeting, facts, held, unsigned)
    return StageStatus("meeting", state, _reasons(meeting, facts, held, unsigned), figures, steps, due)


def _unsigned(meeting: Meeting) -> list[str]:
    """Who has not signed the minutes."""
    minutes = Minutes.objects.filter(meeting=meeting).first()
    missing = []
    if minutes is None or minutes.chair_signed_on is None:
        missing.append(_("主持人"))
    if minutes is None or minutes.recorder_signed_on is None:
        missing.append(_("记录人"))
    return missing


def _reasons(meeting: Meeting, facts: dict[str, Any], held: bool, unsigned: list[str]) -> list[str]:
    if not facts["sittings"]:
        return [_("还没有安排场次。")]
    if not held:
        return [_("还没有召开。")]
    reasons = [] if meeting.state == MeetingState.CLOSED else [_("会议正在进行。")]
    findings = len(queries.running_findings(meeting, facts))
    if findings:
        reasons.append(_("有 %(n)d 条检查提示。") % {"n": findings})
    if unsigned:
        reasons.append(_("会议记录还没有签字：%(who)s。") % {"who": "、".join(unsigned)})
    return reasons


def _steps(meeting: Meeting, facts: dict[str, Any], held: bool, unsigned: list[str]) -> list[Step]:
    due = cycle_queries.due(meeting.cycle, "meeting")
    if not facts["sittings"]:
        return [Step(Role.ORGANISER, _("安排会议场次"), "meeting:page", due)]
    if not facts["agenda"]:
        return [Step(Role.ORGANISER, _("生成会议议程"), "meeting:page", due)]
    if not held:
        return [Step(Role.RECORDER, _("签到并开始会议"), "meeting:page", due)]
    steps = []
    if meeting.state != MeetingState.CLOSED:
        steps.append(Step(Role.RECORDER, _("记录发言、批评和表态"), "meeting:criticisms", due))
    if unsigned and meeting.chair is not None and _("主持人") in unsigned:
        steps.append(Step(Role.MEMBER, _("核对会议记录并签字"), "meeting:minutes", None, str(meeting.chair.pk)))
    if _("记录人") in unsigned:
        steps.append(Step(Role.RECORDER, _("整理会议记录并签字"), "meeting:minutes"))
    return steps
