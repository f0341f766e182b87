"""Who runs the meeting and who reads what was said in it. In the room those present; afterwards each their own."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet

from zhiyan.cycle.permissions import same_unit
from zhiyan.kernel.actor import Actor, Role
from zhiyan.meeting.models import (
    Attendance,
    Comment,
    CommentOn,
    Criticism,
    Meeting,
    MeetingAssessment,
    MeetingState,
    Minutes,
    Response,
    SelfCriticism,
    Sitting,
)

TEAM = (Role.MEMBER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.DISCIPLINE_SECRETARY)
ALWAYS = (Role.SECRETARY, Role.SUPERVISOR)
Said = SelfCriticism | Criticism | Response | Comment | Minutes
# Whose words they are, or whom they concern: what remains readable to a member afterwards.
OWN: dict[type[Model], tuple[str, ...]] = {
    SelfCriticism: ("member",),
    Criticism: ("critic", "member"),
    Response: ("member",),
    Comment: ("member",),
    Minutes: (),
}


def may_view_meeting(actor: Actor, subject: Any = None) -> bool:
    """Sittings, attendance, agenda, who has spoken: the team, organiser, recorder, observers, supervisors."""
    allowed = (*TEAM, Role.ORGANISER, Role.RECORDER, Role.OBSERVER, Role.SUPERVISOR)
    return actor.has(*allowed) and same_unit(actor, subject)


def visible_meetings(actor: Actor) -> QuerySet[Meeting]:
    """The meetings that `may_view_meeting` allows."""
    found = Meeting.objects.filter(unit_id=actor.unit_id).select_related(
        "cycle", "chair__person", "recorder", "minutes"
    )
    return found if may_view_meeting(actor) else found.none()


def visible_sittings(actor: Actor) -> QuerySet[Sitting]:
    """The sittings of visible meetings."""
    found = Sitting.objects.filter(unit_id=actor.unit_id).select_related("meeting__cycle", "meeting__recorder")
    return found if may_view_meeting(actor) else found.none()


def may_plan(actor: Actor, subject: Any = None) -> bool:
    """Plan the meeting: organiser or secretary."""
    return actor.has(Role.ORGANISER, Role.SECRETARY) and same_unit(actor, subject)


def meeting_of(subject: Any) -> Meeting:
    """The meeting to which a sitting, a speech or anything else of it belongs."""
    while not isinstance(subject, Meeting):
        subject = (
            subject.sitting
            if hasattr(subject, "sitting_id") and not hasattr(subject, "meeting_id")
            else subject.meeting
        )
    return subject


def is_recorder(actor: Actor, subject: Any) -> bool:
    """Whoever is named recorder of the meeting; while nobody is, whoever holds the role."""
    meeting = meeting_of(subject)
    if not actor.belongs_to(meeting) or not actor.has(Role.RECORDER, Role.ORGANISER):
        return False
    if meeting.recorder_id is None:
        return actor.has(Role.RECORDER)
    return meeting.recorder_id == actor.user_id


def is_chair(actor: Actor, subject: Any) -> bool:
    """Whoever chairs (主持)."""
    meeting = meeting_of(subject)
    chair = meeting.chair
    return chair is not None and actor.person_id is not None and chair.person_id == actor.person_id


def may_run(actor: Actor, subject: Any) -> bool:
    """Sittings, attendance, agenda: organiser or recorder."""
    meeting = meeting_of(subject)
    return (actor.has(Role.ORGANISER) and actor.belongs_to(meeting)) or is_recorder(actor, meeting)


def may_record(actor: Actor, subject: Any) -> bool:
    """What was said is entered by the recorder alone."""
    return is_recorder(actor, subject) and not is_sealed(meeting_of(subject))


def may_comment(actor: Actor, subject: Any) -> bool:
    """Supervisors' comments: the recorder, or the supervisor themselves."""
    meeting = meeting_of(subject)
    return may_record(actor, meeting) or (actor.has(Role.SUPERVISOR) and actor.belongs_to(meeting))


def may_assess(actor: Actor, subject: Any) -> bool:
    """Assess the meeting afterwards: the supervisor."""
    return actor.has(Role.SUPERVISOR) and actor.belongs_to(meeting_of(subject))


def may_sign(actor: Actor, subject: Any) -> bool:
    """Sign the minutes: chair and recorder."""
    return is_chair(actor, subject) or is_recorder(actor, subject)


def may_close(actor: Actor, subject: Any) -> bool:
    """Close the meeting: who runs it, or who chairs it."""
    return may_run(actor, subject) or is_chair(actor, subject)


def is_sealed(meeting: Meeting) -> bool:
    """Closed and signed by chair and recorder: the recorder's part is over."""
    minutes = getattr(meeting, "minutes", None)
    signed = minutes is not None and minutes.chair_signed_on is not None and minutes.recorder_signed_on is not None
    return meeting.state == MeetingState.CLOSED and signed


SEALED = Q(state=MeetingState.CLOSED, minutes__chair_signed_on__isnull=False, minutes__recorder_signed_on__isnull=False)


def was_present(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor is noted as present in a sitting."""
    return _presence(actor).filter(sitting__meeting=meeting).exists()


def _presence(actor: Actor) -> QuerySet[Attendance]:
    who = Q(pk__in=[])
    if actor.person_id is not None:
        who |= Q(member__person_id=actor.person_id)
    if actor.user_id is not None:
        who |= Q(user_id=actor.user_id)
    return Attendance.objects.filter(who, unit_id=actor.unit_id, present=True)


def may_read(actor: Actor, record: Said) -> bool:
    """The words of a speech, criticism, response, comment or of the minutes.

    Secretary and supervisor; the recorder until the minutes are signed; those present until the meeting is closed;
    afterwards each what they said or what was said to them; comments on the team and overall stay with the team.
    """
    meeting = record.meeting
    if not actor.belongs_to(record):
        return False
    if actor.has(*ALWAYS) or may_record(actor, meeting):
        return True
    if meeting.state != MeetingState.CLOSED:
        return was_present(actor, meeting)
    return _is_own(actor, record)


def _is_own(actor: Actor, record: Said) -> bool:
    if isinstance(record, Comment) and record.about != CommentOn.MEMBER:
        return actor.has(*TEAM)
    persons = {getattr(record, name).person_id for name in OWN[type(record)] if getattr(record, name) is not None}
    return actor.person_id is not None and actor.person_id in persons


def readable(model: type[Any], actor: Actor) -> QuerySet[Any]:
    """The records of a kind that `may_read` allows."""
    found: QuerySet[Any] = model.objects.filter(unit_id=actor.unit_id)
    if actor.has(*ALWAYS):
        return found
    open_to = Meeting.objects.filter(unit_id=actor.unit_id)
    running = open_to.exclude(state=MeetingState.CLOSED).filter(sittings__in=_presence(actor).values("sitting"))
    allowed = Q(meeting__in=running.values("pk")) | Q(meeting__in=_recorded_by(actor).values("pk"))
    own = _own(model, actor)
    return found.filter(allowed | (Q(meeting__state=MeetingState.CLOSED) & own)).distinct()


def _recorded_by(actor: Actor) -> QuerySet[Meeting]:
    named = Q(pk__in=[])
    if actor.has(Role.RECORDER, Role.ORGANISER) and actor.user_id is not None:
        named |= Q(recorder_id=actor.user_id)
    if actor.has(Role.RECORDER):
        named |= Q(recorder__isnull=True)
    sealed = Meeting.objects.filter(SEALED, unit_id=actor.unit_id).values("pk")
    return Meeting.objects.filter(named, unit_id=actor.unit_id).exclude(pk__in=sealed)


def _own(model: type[Any], actor: Actor) -> Q:
    own = Q(pk__in=[])
    if actor.person_id is not None:
        for name in OWN[model]:
            own |= Q(**{f"{name}__person_id": actor.person_id})
    if model is Comment and actor.has(*TEAM):
        own |= ~Q(about=CommentOn.MEMBER)
    return own


def may_correct(actor: Actor, record: Said) -> bool:
    """更正: the recorder while in charge, or the secretary."""
    return may_read(actor, record) and (may_record(actor, record.meeting) or actor.has(Role.SECRETARY))


def may_view_assessment(actor: Actor, record: MeetingAssessment) -> bool:
    """The supervisor's assessment: supervisor and secretary."""
    return actor.has(*ALWAYS) and actor.belongs_to(record)


def visible_assessments(actor: Actor) -> QuerySet[MeetingAssessment]:
    """The assessments that `may_view_assessment` allows."""
    found = MeetingAssessment.objects.filter(unit_id=actor.unit_id)
    return found if actor.has(*ALWAYS) else found.none()
