"""What is said: self-criticism, criticism, response (表态), supervisors' comments. Entered by the recorder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Aspect, TeamMember
from zhiyan.kernel import late
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.meeting import permissions
from zhiyan.meeting.actions.agenda import mark_taken
from zhiyan.meeting.actions.planning import require_running
from zhiyan.meeting.models import (
    Absence,
    AgendaItem,
    Attendance,
    Comment,
    CommentKind,
    CommentOn,
    Criticism,
    Meeting,
    MeetingState,
    Response,
    SelfCriticism,
    Sitting,
)


@dataclass(frozen=True)
class Said:
    """One member's criticism of the member whose turn it is."""

    critic: TeamMember
    text: str
    aspect: Aspect | None = None


@action(permissions.may_record, "meeting.self_criticism")
def record_self_criticism(
    actor: Actor, sitting: Sitting, *, member: TeamMember, summary: str, late_reason: str = ""
) -> SelfCriticism:
    """Enter a member's self-criticism, once a meeting; entering it again while the meeting runs replaces the words.

    Raises Invalid before the sitting is opened, or for who is neither there nor gave a written statement.
    """
    reason = _require_open(sitting, late_reason)
    if (
        not is_present(sitting, member)
        and not Absence.objects.filter(sitting=sitting, member=member, written=True).exists()
    ):
        raise Invalid(
            "meeting.speaker_absent",
            _("%(role)s没有签到，也没有书面发言。") % {"role": member.role},
            fields={"member": _("请先签到，或登记缺席和书面发言。")},
        )
    found, _made = SelfCriticism.objects.update_or_create(
        meeting=sitting.meeting,
        member=member,
        defaults={"summary": _words(summary, "summary")},
        create_defaults={
            "unit_id": sitting.unit_id,
            "sitting": sitting,
            "summary": _words(summary, "summary"),
            "on": sitting.on,
            "late_reason": reason,
            "entered_by_id": actor.user_id,
        },
    )
    turn = AgendaItem.objects.filter(meeting=sitting.meeting, member=member, done=False).first()
    if turn is not None:
        mark_taken(turn, sitting)
    return found


@action(permissions.may_record, "meeting.criticism")
def record_criticism(
    actor: Actor,
    sitting: Sitting,
    *,
    critic: TeamMember,
    member: TeamMember,
    text: str,
    aspect: Aspect | None = None,
    late_reason: str = "",
) -> Criticism:
    """Enter a criticism of one member by another who is there. One who is absent hears of it by relay."""
    reason = _require_open(sitting, late_reason)
    if critic.pk == member.pk:
        sentence = _("批评意见是对其他成员的，不能对自己。")
        raise Invalid("meeting.criticism_of_oneself", sentence, fields={"critic": sentence})
    if not is_present(sitting, critic):
        raise Invalid(
            "meeting.critic_absent",
            _("%(role)s没有签到，不能提出批评意见。") % {"role": critic.role},
            fields={"critic": _("请先签到。")},
        )
    if member.cycle_id != sitting.meeting.cycle_id:
        raise Invalid("meeting.member", _("请选择本年度的班子成员。"), fields={"member": _("请选择本年度的班子成员。")})
    return Criticism.objects.create(
        unit_id=sitting.unit_id,
        meeting=sitting.meeting,
        sitting=sitting,
        critic=critic,
        member=member,
        aspect=aspect,
        text=_words(text, "text"),
        on=sitting.on,
        late_reason=reason,
        entered_by_id=actor.user_id,
    )


@action(permissions.may_record, "meeting.response")
def record_response(
    actor: Actor, sitting: Sitting, *, member: TeamMember, text: str, late_reason: str = ""
) -> Response:
    """Enter what the criticised member answered, once a meeting; entering it again replaces the words."""
    reason = _require_open(sitting, late_reason)
    if not is_present(sitting, member):
        raise Invalid(
            "meeting.responder_absent",
            _("%(role)s没有签到，不能表态。") % {"role": member.role},
            fields={"member": _("请先签到。")},
        )
    words = _words(text, "text")
    found, _made = Response.objects.update_or_create(
        meeting=sitting.meeting,
        member=member,
        defaults={"text": words},
        create_defaults={
            "unit_id": sitting.unit_id,
            "text": words,
            "on": sitting.on,
            "late_reason": reason,
            "entered_by_id": actor.user_id,
        },
    )
    return found


@action(permissions.may_record, "meeting.turn")
def record_turn(
    actor: Actor,
    sitting: Sitting,
    *,
    member: TeamMember,
    summary: str = "",
    criticisms: Sequence[Said] = (),
    response: str = "",
    late_reason: str = "",
) -> int:
    """Enter a member's whole turn at once: what is blank is left as it is; returns how many entries were made.

    A critic's words replace what they said to this member before, so that the page may be saved as often as one likes.
    """
    done = 0
    if summary.strip():
        record_self_criticism(actor, sitting, member=member, summary=summary, late_reason=late_reason)
        done += 1
    for said in criticisms:
        if said.text.strip():
            done += 1
            _say(actor, sitting, member, said, late_reason)
    if response.strip():
        record_response(actor, sitting, member=member, text=response, late_reason=late_reason)
        done += 1
    return done


def _say(actor: Actor, sitting: Sitting, member: TeamMember, said: Said, late_reason: str) -> None:
    first = (
        Criticism.objects.filter(meeting=sitting.meeting, critic=said.critic, member=member)
        .order_by("entered_at")
        .first()
    )
    if first is None:
        record_criticism(
            actor,
            sitting,
            critic=said.critic,
            member=member,
            text=said.text,
            aspect=said.aspect,
            late_reason=late_reason,
        )
        return
    _require_open(sitting, late_reason)
    first.text, first.aspect = said.text.strip(), said.aspect
    first.save(update_fields=["text", "aspect"])


@action(
    lambda actor, criticism: (
        permissions.may_record(actor, criticism)
        or (permissions.may_read(actor, criticism) and actor.person_id == criticism.member.person_id)
    ),
    "meeting.criticism_accepted",
)
def accept(actor: Actor, criticism: Criticism, *, accepted: bool | None) -> Criticism:
    """认领: the criticised takes it as their own, or not; noted by the recorder or by themselves."""
    criticism.accepted = accepted
    criticism.save(update_fields=["accepted"])
    return criticism


@action(permissions.may_comment, "meeting.comment")
def add_comment(
    actor: Actor,
    meeting: Meeting,
    *,
    by_label: str,
    about: str,
    kind: str,
    text: str,
    on: dt.date,
    member: TeamMember | None = None,
    late_reason: str = "",
) -> Comment:
    """Enter a comment (点评) of the supervisors on the team's text, on a member, or on the whole meeting."""
    require_running(meeting)
    if meeting.state != MeetingState.OPEN:
        raise Invalid("meeting.not_opened", _("会议还没有开始，不能记录点评。"), remedy=_("请先签到并开始。"))
    if (about == CommentOn.MEMBER) != (member is not None):
        sentence = _("点评成员的要选成员，点评班子或总体的不选。")
        raise Invalid("meeting.comment_member", sentence, fields={"member": sentence})
    return Comment.objects.create(
        unit_id=meeting.unit_id,
        meeting=meeting,
        by_label=_words(by_label, "by_label"),
        about=CommentOn(about),
        member=member,
        kind=CommentKind(kind),
        text=_words(text, "text"),
        on=on,
        late_reason=late.check(on, late_reason),
        entered_by_id=actor.user_id,
    )


def is_present(sitting: Sitting, member: TeamMember) -> bool:
    """Whether the member is noted as present in this sitting."""
    return Attendance.objects.filter(sitting=sitting, member=member, present=True).exists()


def _require_open(sitting: Sitting, late_reason: str) -> str:
    """The reason to store. Raises Invalid before the sitting is opened, after the meeting, or late without reason."""
    require_running(sitting.meeting)
    if not sitting.opened:
        raise Invalid("meeting.not_opened", _("这一场还没有开始，不能记录发言。"), remedy=_("请先签到并开始。"))
    return late.check(sitting.on, late_reason)


def _words(text: str, field: str) -> str:
    if not text.strip():
        raise Invalid(f"meeting.empty_{field}", _("请填写内容。"), fields={field: _("请填写内容。")})
    return text.strip()
