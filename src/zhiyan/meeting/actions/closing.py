"""Minutes, signatures, the end of the meeting, and what comes after: relay, corrections, assessment."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from zhiyan.kernel import clock, corrections, late
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import GateClosed, Invalid
from zhiyan.kernel.models import Correction
from zhiyan.meeting import checks, permissions, queries
from zhiyan.meeting.actions.planning import require_running
from zhiyan.meeting.models import (
    Absence,
    Comment,
    Criticism,
    Meeting,
    MeetingAssessment,
    MeetingState,
    Minutes,
    Response,
    SelfCriticism,
)
from zhiyan.talks.queries import ensure_open

# What may be corrected in each record once it is locked.
CORRECTABLE: dict[type[object], tuple[str, ...]] = {
    SelfCriticism: ("summary",),
    Criticism: ("text",),
    Response: ("text",),
    Comment: ("text",),
    Minutes: ("opening", "closing"),
}


@action(permissions.may_record, "meeting.minutes_saved")
def save_minutes(
    actor: Actor, meeting: Meeting, *, opening: str = "", closing: str = "", version: int | None = None
) -> Minutes:
    """Opening and closing words; the rest is composed from the records. Signatures fall with a change."""
    require_running(meeting)
    minutes = queries.minutes_of(meeting)
    return minutes.change(
        version, opening=opening.strip(), closing=closing.strip(), chair_signed_on=None, recorder_signed_on=None
    )


@action(permissions.may_sign, "meeting.minutes_signed")
def sign_minutes(actor: Actor, meeting: Meeting) -> Minutes:
    """Sign as chair, as recorder, or as both where one person is both. Raises Invalid before any sitting was held."""
    ensure_open(meeting.cycle)
    if not meeting.sittings.filter(opened=True).exists():
        raise Invalid("meeting.not_held", _("会议还没有召开，不能签字。"), remedy=_("请在会后核对记录再签字。"))
    fields: dict[str, dt.date] = {}
    if permissions.is_chair(actor, meeting):
        fields["chair_signed_on"] = clock.today()
    if permissions.is_recorder(actor, meeting):
        fields["recorder_signed_on"] = clock.today()
    return queries.minutes_of(meeting).change(None, **fields)


@action(permissions.may_close, "meeting.closed")
def close_meeting(actor: Actor, meeting: Meeting, *, version: int | None = None) -> Meeting:
    """End the meeting; from now on words change by correction alone.

    Refused only where no sitting was held or one had no quorum; everything else missing (R33 to R38, R42) is shown as
    findings before and after. Raises GateClosed or Invalid.
    """
    require_running(meeting)
    facts = queries.facts_of(meeting)
    if not any(sitting["opened"] for sitting in facts["sittings"]):
        raise Invalid("meeting.not_held", _("还没有召开过一场，不能结束会议。"), remedy=_("请先签到并开始。"))
    short = checks.r32_quorum(facts, queries.quorum_of(meeting))
    if short:
        raise GateClosed("meeting.quorum", " ".join(f.message for f in short), short, remedy=short[0].remedy)
    return meeting.change(version, state=MeetingState.CLOSED, closed_on=clock.today())


@action(permissions.may_run, "meeting.relayed")
def relay(actor: Actor, absence: Absence, *, on: dt.date, by: str) -> Absence:
    """会后转达: an absent member was told the criticisms afterwards, when and by whom (R33)."""
    ensure_open(absence.sitting.meeting.cycle)
    if on > clock.today() or on < absence.sitting.on:
        sentence = _("转达日期应在会议之后、今天之前。")
        raise Invalid("meeting.relay_on", sentence, fields={"on": sentence})
    if not by.strip():
        raise Invalid("meeting.relay_by", _("请填写转达人。"), fields={"by": _("请填写转达人。")})
    return absence.change(None, relayed_on=on, relayed_by=by.strip())


@action(permissions.may_correct, "meeting.corrected")
def correct(
    actor: Actor,
    record: SelfCriticism | Criticism | Response | Comment | Minutes,
    *,
    field: str,
    after: str,
    reason: str,
) -> Correction:
    """更正 once the meeting is closed: the first text is kept. Raises Invalid before, for another field or no words."""
    meeting = record.meeting
    ensure_open(meeting.cycle)
    if meeting.state != MeetingState.CLOSED:
        raise Invalid("meeting.not_closed", _("会议还没有结束，请直接修改。"))
    if field not in CORRECTABLE[type(record)]:
        raise Invalid("meeting.field", _("这一项不能更正。"), fields={"field": _("这一项不能更正。")})
    if not after.strip():
        raise Invalid("meeting.empty_after", _("请填写更正后的内容。"), fields={"after": _("请填写更正后的内容。")})
    return corrections.correct(actor, record, field, after.strip(), reason)


@action(permissions.may_assess, "meeting.assessed")
def assess(
    actor: Actor, meeting: Meeting, *, grade: str, text: str = "", on: dt.date, late_reason: str = ""
) -> MeetingAssessment:
    """The supervisors' assessment of the meeting, after it was held. Raises Invalid before."""
    ensure_open(meeting.cycle)
    if not meeting.sittings.filter(opened=True).exists():
        raise Invalid("meeting.not_held", _("会议还没有召开，不能评估。"))
    if grade not in queries.grades():
        raise Invalid("meeting.grade", _("请选择评估等次。"), fields={"grade": _("请选择评估等次。")})
    return MeetingAssessment.objects.create(
        unit_id=meeting.unit_id,
        meeting=meeting,
        grade=grade,
        text=text.strip(),
        on=on,
        late_reason=late.check(on, late_reason),
        entered_by_id=actor.user_id,
    )
