"""Pages of supervisors' comments and of the minutes, and of what ends the meeting."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhiyan.desk.meeting import forms
from zhiyan.desk.meeting.common import KINDS, address, allowed, bare, the_meeting
from zhiyan.desk.meeting.speaking import entries
from zhiyan.desk.meeting.views import sitting_line
from zhiyan.desk.pages import form_page, page, perform, record_or_404, seen_version
from zhiyan.kernel import clock
from zhiyan.meeting import actions, permissions, queries
from zhiyan.meeting.models import Comment, CommentOn, Criticism, Meeting, MeetingState, Response, SelfCriticism
from zhiyan.web.surfaces import missing


def readable_comments(request: Any, meeting: Meeting) -> list[Any]:
    """Comments that the actor may read: the team's first, then members by rank, then overall."""
    order = [CommentOn.TEAM, CommentOn.MEMBER, CommentOn.OVERALL]
    found = permissions.readable(Comment, request.actor).filter(meeting=meeting)
    rows = found.select_related("member").order_by(F("member__rank").asc(nulls_first=True), "entered_at")
    return sorted(rows, key=lambda c: order.index(CommentOn(c.about)))


@page(permissions.may_view_meeting)
def comments(request: Any) -> HttpResponse:
    """督导点评, as far as the actor may read them."""
    meeting = the_meeting(request)
    context = {
        "meeting": meeting,
        "comments": entries(request, meeting, "comment", readable_comments(request, meeting)),
        "total": Comment.objects.filter(meeting=meeting).count(),
        "may_comment": meeting.state == MeetingState.OPEN and permissions.may_comment(request.actor, meeting),
    }
    return render(request, "desk/meeting/comments.html", context)


@page(permissions.may_view_meeting)
def add_comment(request: Any) -> HttpResponse:
    """Enter a comment."""
    meeting = the_meeting(request)
    allowed(request, permissions.may_comment, meeting)
    day = queries.first_day(meeting) or clock.today()
    form = forms.CommentForm(meeting, request.POST or None, initial={"on": day, "by_label": _("督导组组长")})
    return form_page(
        request,
        form,
        lambda: actions.add_comment(request.actor, meeting, **form.cleaned_data),
        title=_("记录督导点评"),
        back=address(request, "comments"),
        done=_("点评已记录。"),
    )


@page(permissions.may_view_meeting)
def minutes(request: Any) -> HttpResponse:
    """The minutes composed from the records, for those who may read them; for others only that they exist."""
    meeting = the_meeting(request)
    found = getattr(meeting, "minutes", None)
    reads = found is not None and permissions.may_read(request.actor, found)
    closed = meeting.state == MeetingState.CLOSED
    context = {
        "meeting": meeting,
        "minutes": found if reads else None,
        "signatures": found,
        "sittings": [
            {**sitting_line(s), "rows": list(s.attendance.all()), "absences": list(s.absences.all())}
            for s in queries.sittings(meeting)
        ],
        "turns": turns(request, meeting) if reads else [],
        "comments": entries(request, meeting, "comment", readable_comments(request, meeting)) if reads else [],
        "agenda": list(queries.agenda(meeting)),
        "may_write": not closed and permissions.may_record(request.actor, meeting),
        "may_sign": permissions.may_sign(request.actor, meeting) and not signed_by(request.actor, meeting),
        "may_correct": reads and closed and found is not None and permissions.may_correct(request.actor, found),
    }
    return render(request, "desk/meeting/minutes.html", context)


def turns(request: Any, meeting: Meeting) -> list[dict[str, Any]]:
    """Each member's turn in the order really taken: self-criticism, criticisms, response."""
    actor = request.actor

    def of(kind: Any) -> list[Any]:
        found = permissions.readable(kind, actor).filter(meeting=meeting)
        names = ("member", "meeting__recorder", *(("critic", "aspect") if kind is Criticism else ()))
        return list(found.select_related(*names))

    said = {s.member_id: s for s in of(SelfCriticism)}
    answers = {r.member_id: r for r in of(Response)}
    heard = sorted(of(Criticism), key=lambda c: c.critic.rank)
    taken = {i.member_id: i.taken for i in queries.agenda(meeting) if i.member_id and i.taken is not None}
    members = sorted(queries.turn_members(meeting), key=lambda m: taken.get(m.pk, 1000))
    return [
        {
            "member": member,
            "said": said.get(member.pk),
            "heard": [c for c in heard if c.member_id == member.pk],
            "answer": answers.get(member.pk),
        }
        for member in members
    ]


def signed_by(actor: Any, meeting: Meeting) -> bool:
    """Whether the actor has signed in every capacity they hold."""
    found = getattr(meeting, "minutes", None)
    if found is None:
        return False
    chair = not permissions.is_chair(actor, meeting) or found.chair_signed_on is not None
    recorder = not permissions.is_recorder(actor, meeting) or found.recorder_signed_on is not None
    return chair and recorder


@page(permissions.may_view_meeting)
def write_minutes(request: Any) -> HttpResponse:
    """Opening and closing words."""
    meeting = the_meeting(request)
    allowed(request, permissions.may_record, meeting)
    found = getattr(meeting, "minutes", None)
    initial = {"opening": found.opening, "closing": found.closing} if found else {}
    form = forms.MinutesForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.save_minutes(request.actor, meeting, version=seen_version(request), **form.cleaned_data),
        title=_("整理会议记录"),
        lead=_("发言、批评、表态和点评由各自的记录汇成，这里只写开场和总结。修改后需要重新签字。"),
        back=address(request, "minutes"),
        done=_("会议记录已保存。"),
        version=found.version if found else None,
    )


@page(permissions.may_view_meeting)
def sign(request: Any) -> HttpResponse:
    """Sign as chair or recorder."""
    meeting = the_meeting(request)
    allowed(request, permissions.may_sign, meeting)
    return form_page(
        request,
        bare(request),
        lambda: actions.sign_minutes(request.actor, meeting),
        title=_("会议记录签字"),
        lead=_("请核对记录。签字后记录再有改动，需要重新签字。"),
        back=address(request, "minutes"),
        done=_("已签字。"),
        submit=_("签字"),
    )


@page(permissions.may_view_meeting)
def close(request: Any) -> HttpResponse:
    """End the meeting; what is still missing is shown first."""
    meeting = the_meeting(request)
    allowed(request, permissions.may_close, meeting)
    form = bare(request)
    if request.method == "POST":
        done = perform(request, form, lambda: actions.close_meeting(request.actor, meeting), _("会议已结束。"))
        if done is not None:
            return redirect(address(request, "page"))
    context = {
        "meeting": meeting,
        "form": form,
        "findings": queries.running_findings(meeting, queries.facts_of(meeting)),
        "back": address(request, "page"),
    }
    return render(request, "desk/meeting/close.html", context, status=422 if form.errors else 200)


@page(permissions.may_view_meeting)
def assess(request: Any) -> HttpResponse:
    """The supervisors' assessment."""
    meeting = the_meeting(request)
    allowed(request, permissions.may_assess, meeting)
    form = forms.AssessForm(request.POST or None, initial={"on": clock.today()})
    return form_page(
        request,
        form,
        lambda: actions.assess(request.actor, meeting, **form.cleaned_data),
        title=_("会后评估"),
        back=address(request, "page"),
        done=_("评估已保存。"),
    )


@page(permissions.may_view_meeting)
def correct(request: Any, kind: str, pk: Any, field: str) -> HttpResponse:
    """更正 one text once the meeting is closed."""
    if kind not in KINDS or field not in actions.closing.CORRECTABLE[KINDS[kind]]:
        raise missing()
    found = record_or_404(
        permissions.readable(KINDS[kind], request.actor).select_related("meeting__cycle", "meeting__recorder"),
        meeting__cycle=request.cycle,
        pk=pk,
    )
    allowed(request, permissions.may_correct, found)
    form = forms.CorrectForm(request.POST or None, initial={"after": getattr(found, field)})
    return form_page(
        request,
        form,
        lambda: actions.correct(request.actor, found, field=field, **form.cleaned_data),
        title=_("更正会议记录"),
        lead=_("更正后，原来的文字和更正原因会一并保留。"),
        back=address(request, "minutes"),
        done=_("已更正，原文已保留。"),
        submit=_("更正"),
    )
