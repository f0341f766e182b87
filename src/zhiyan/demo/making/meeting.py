"""The meeting of 26 January 2021: sign-in, agenda in order, each member's turn, comments, minutes, assessment."""

from __future__ import annotations

from zhiyan.demo.making.cast import Cast, day, on
from zhiyan.demo.texts import ROLES, TEAM, comments, criticisms, responses
from zhiyan.demo.texts import meeting as text_of_meeting
from zhiyan.meeting import actions
from zhiyan.meeting.actions.speaking import Said
from zhiyan.meeting.models import (
    AgendaItem,
    AgendaKind,
    Capacity,
    CommentKind,
    CommentOn,
    Criticism,
    Meeting,
    Sitting,
)

BEFORE = (AgendaKind.STUDY, AgendaKind.REPORT, AgendaKind.TEAM_STATEMENT)
AFTER = (AgendaKind.COMMENTS, AgendaKind.CLOSING)
KINDS = {"肯定": CommentKind.AFFIRMED, "问题": CommentKind.PROBLEM, "要求": CommentKind.REQUIREMENT}
GRADES = {"好": "good", "较好": "fair", "一般": "poor", "差": "bad"}


def make(cast: Cast) -> None:
    """Planned on the 24th, held on the 26th, assessed afterwards."""
    text = text_of_meeting()
    with on(day(2021, 1, 24)):
        meeting = actions.plan_meeting(
            cast.office, cast.cycle, chair=cast.member(text.chair), recorder=cast.users["记录人"]
        )
        sitting = actions.add_sitting(cast.office, meeting, on=text.on, start=text.start, place=text.place)
        for observer in text.observers:
            actions.add_attendee(
                cast.office,
                sitting,
                capacity=Capacity.SUPERVISOR,
                label=observer.role,
                lead=observer.lead,
                user=cast.users["督导组"] if observer.lead else None,
            )
        actions.generate_agenda(cast.office, meeting)
    with on(text.on):
        hold(cast, meeting, sitting)
    with on(day(2021, 1, 27)):
        meeting.refresh_from_db()
        actions.sign_minutes(cast.actor("记录人"), meeting)
        actions.sign_minutes(cast.actor("书记"), meeting)
        actions.close_meeting(cast.office, meeting)
    for assessment in text.assessments:
        with on(assessment.on):
            actions.assess(
                cast.actor("督导组"),
                meeting,
                grade=GRADES[assessment.grade],
                text=f"{assessment.by}：{assessment.text}",
                on=assessment.on,
            )


def hold(cast: Cast, meeting: Meeting, sitting: Sitting) -> None:
    """The sitting from sign-in to its end."""
    text = text_of_meeting()
    recorder = cast.actor("记录人")
    actions.sign_in(recorder, sitting, present={row.pk: True for row in sitting.attendance.all()})
    sitting.refresh_from_db()
    actions.open_sitting(recorder, sitting)
    sitting.refresh_from_db()
    meeting.refresh_from_db()
    take(cast, meeting, sitting, BEFORE)
    for role in ROLES:
        turn(cast, sitting, role)
    comment(cast, meeting)
    take(cast, meeting, sitting, AFTER)
    actions.end_sitting(recorder, sitting, end=text.end)
    actions.save_minutes(recorder, meeting, opening=text.opening, closing=f"{text.closing}\n{text.pledge}")


def take(cast: Cast, meeting: Meeting, sitting: Sitting, kinds: tuple[AgendaKind, ...]) -> None:
    """Agenda items of these kinds, in order."""
    for item in AgendaItem.objects.filter(meeting=meeting, kind__in=kinds).order_by("order"):
        actions.take_agenda_item(cast.actor("记录人"), item, sitting=sitting)


def turn(cast: Cast, sitting: Sitting, role: str) -> None:
    """One member's self-criticism, the others' criticisms, the response; the member takes the criticisms as own."""
    member = cast.member(role)
    summary = next(s.text for s in text_of_meeting().self_criticisms if s.by == role)
    said = [
        Said(critic=cast.member(c.by), text=c.text, aspect=cast.aspect(c.aspect)) for c in criticisms() if c.to == role
    ]
    actions.record_turn(
        cast.actor("记录人"),
        sitting,
        member=member,
        summary=summary,
        criticisms=said,
        response=next(r.text for r in responses() if r.by == role),
    )
    for criticism in Criticism.objects.filter(meeting=sitting.meeting, member=member):
        actions.accept(cast.actor(role), criticism, accepted=True)


def comment(cast: Cast, meeting: Meeting) -> None:
    """The supervisors on the team's text, on each member's, on the whole."""
    lead = next(o.role for o in text_of_meeting().observers if o.lead)
    for text in comments():
        seat = cast.seat(text.on)
        about = CommentOn.MEMBER if seat else CommentOn.TEAM if text.on == TEAM else CommentOn.OVERALL
        actions.add_comment(
            cast.actor("督导组"),
            meeting,
            by_label=lead,
            about=about,
            kind=KINDS[text.kind],
            text=text.text,
            on=text_of_meeting().on,
            member=seat,
        )
