"""Pages of what is said: the n×n matrix, and one page for each member's turn."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.cycle.models import Aspect, TeamMember
from zhiyan.desk.meeting.common import address, the_meeting
from zhiyan.desk.meeting.forms import TurnForm
from zhiyan.desk.pages import page, perform, record_or_404
from zhiyan.kernel.models import Correction
from zhiyan.meeting import actions, permissions, queries
from zhiyan.meeting.models import Attendance, Criticism, Meeting, MeetingState, Response, SelfCriticism, Sitting
from zhiyan.web.surfaces import missing


@page(permissions.may_view_meeting)
def criticisms(request: Any) -> HttpResponse:
    """Who has criticised whom, and who has still to speak; no words."""
    meeting = the_meeting(request)
    found = queries.matrix(meeting)
    context = {
        "meeting": meeting,
        "rows": [matrix_row(request, found, member) for member in found["members"]],
        "members": found["members"],
        "total": sum(found["counts"].values()),
        "needed": len(found["needed"]),
        "may_record": permissions.may_record(request.actor, meeting) and meeting.state == MeetingState.OPEN,
    }
    return render(request, "desk/meeting/criticisms.html", context)


def matrix_row(request: Any, found: dict[str, Any], member: dict[str, Any]) -> dict[str, Any]:
    """A member's row: how often they criticised each other one."""
    cells = []
    for other in found["members"]:
        pair = (member["id"], other["id"])
        if pair[0] == pair[1]:
            cells.append(None)
        else:
            n = found["counts"][pair]
            cells.append({"n": n, "wanting": pair in found["needed"] and not n})
    return {
        "label": member["label"],
        "url": address(request, "turn", member["id"]),
        "cells": cells,
        "given": found["given"][member["id"]],
        "received": found["received"][member["id"]],
        "spoken": member["id"] in found["spoken"],
        "responded": member["id"] in found["responded"],
    }


@page(permissions.may_view_meeting)
def turn(request: Any, pk: Any) -> HttpResponse:
    """A member's turn: entered by the recorder while the meeting runs, else what the actor may read of it."""
    meeting = the_meeting(request)
    members = queries.turn_members(meeting)
    member = next((m for m in members if m.pk == pk), None)
    if member is None:
        raise missing()
    if permissions.may_record(request.actor, meeting) and meeting.state == MeetingState.OPEN:
        return record_turn(request, meeting, member, members)
    return read_turn(request, meeting, member)


def record_turn(request: Any, meeting: Meeting, member: TeamMember, members: list[TeamMember]) -> HttpResponse:
    """The recorder's page: what is blank is left as it is."""
    critics = critics_of(meeting, member, members)
    form = turn_form(request, meeting, member, critics)
    saving = request.method == "POST" and form.is_valid()
    if saving and perform(request, form, lambda: save_turn(request, form, member, critics), _("已记录。")) is not None:
        following = next((m for at, m in enumerate(members) if at and members[at - 1].pk == member.pk), None)
        if "next" in request.POST and following is not None:
            return redirect(address(request, "turn", following.pk))
        return redirect(address(request, "criticisms"))
    context = {
        "meeting": meeting,
        "member": member,
        "form": form,
        "critics": [(c, form[f"text_{c.pk}"], form[f"aspect_{c.pk}"]) for c in critics],
        "is_last": members[-1].pk == member.pk,
    }
    return render(request, "desk/meeting/turn.html", context, status=422 if form.is_bound else 200)


def critics_of(meeting: Meeting, member: TeamMember, members: list[TeamMember]) -> list[TeamMember]:
    """Everybody else noted as present in a sitting held."""
    present = set(
        Attendance.objects.filter(sitting__meeting=meeting, sitting__opened=True, present=True).values_list(
            "member_id", flat=True
        )
    )
    return [m for m in members if m.pk != member.pk and m.pk in present]


def turn_form(request: Any, meeting: Meeting, member: TeamMember, critics: list[TeamMember]) -> TurnForm:
    """The form, filled with what was entered before."""
    said: dict[Any, Criticism] = {}
    for criticism in Criticism.objects.filter(meeting=meeting, member=member).order_by("-entered_at"):
        said[criticism.critic_id] = criticism
    own = SelfCriticism.objects.filter(meeting=meeting, member=member).first()
    answer = Response.objects.filter(meeting=meeting, member=member).first()
    initial = {
        "sitting": default_sitting(meeting, member),
        "summary": own.summary if own else "",
        "response": answer.text if answer else "",
    }
    return TurnForm(meeting, member, critics, said, request.POST or None, initial=initial)


def default_sitting(meeting: Meeting, member: TeamMember) -> Sitting | None:
    """The last sitting held in which the member is, else the last one held."""
    held = Sitting.objects.filter(meeting=meeting, opened=True).order_by("-no")
    return held.filter(attendance__member=member, attendance__present=True).first() or held.first()


def save_turn(request: Any, form: TurnForm, member: TeamMember, critics: list[TeamMember]) -> int:
    """Everything typed, in one step."""
    data = form.cleaned_data
    aspects = {str(a.pk): a for a in Aspect.objects.filter(cycle=request.cycle)}
    return actions.record_turn(
        request.actor,
        data["sitting"],
        member=member,
        summary=data["summary"],
        criticisms=[actions.Said(c, data[f"text_{c.pk}"], aspects.get(data[f"aspect_{c.pk}"])) for c in critics],
        response=data["response"],
        late_reason=data["late_reason"],
    )


def read_turn(request: Any, meeting: Meeting, member: TeamMember) -> HttpResponse:
    """What the actor may read of what the member said, heard and gave."""
    actor = request.actor

    def readable(kind: Any, **by: Any) -> Any:
        return permissions.readable(kind, actor).filter(meeting=meeting, **by)

    heard = readable(Criticism, member=member).select_related("critic", "aspect").order_by("critic__rank")
    given = readable(Criticism, critic=member).select_related("member", "aspect").order_by("member__rank")
    context = {
        "meeting": meeting,
        "member": member,
        "said": next(iter(entries(request, meeting, "self", readable(SelfCriticism, member=member))), None),
        "heard": entries(request, meeting, "criticism", heard),
        "given": entries(request, meeting, "criticism", given),
        "answer": next(iter(entries(request, meeting, "response", readable(Response, member=member))), None),
        "may_accept": actor.person_id == member.person_id,
    }
    return render(request, "desk/meeting/turn_read.html", context)


def entries(request: Any, meeting: Meeting, kind: str, records: Any) -> list[dict[str, Any]]:
    """Records with their corrections and whether the actor may correct them."""
    found = list(records)
    closed = meeting.state == MeetingState.CLOSED
    corrections: dict[Any, list[Correction]] = {}
    if closed and found:
        for one in Correction.objects.filter(record_id__in=[r.pk for r in found]).order_by("at"):
            corrections.setdefault(one.record_id, []).append(one)
    shown = []
    for record in found:
        record.meeting = meeting
        shown.append(
            {
                "kind": kind,
                "record": record,
                "field": "summary" if kind == "self" else "text",
                "corrections": corrections.get(record.pk, []),
                "may_correct": closed and permissions.may_correct(request.actor, record),
            }
        )
    return shown


@require_POST
@page(permissions.may_view_meeting)
def accept(request: Any, pk: Any) -> HttpResponse:
    """The criticised takes it as their own (认领), with one click."""
    found = record_or_404(
        permissions.readable(Criticism, request.actor).select_related("member", "meeting__recorder"),
        meeting__cycle=request.cycle,
        pk=pk,
    )
    perform(request, None, lambda: actions.accept(request.actor, found, accepted=True), _("已认领。"))
    return redirect(address(request, "turn", found.member_id))
