"""Pages of one sitting: signing in, quorum, opening, the end, absences and relay."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhiyan.cycle.models import TeamMember
from zhiyan.desk.meeting import forms
from zhiyan.desk.meeting.common import address, allowed, bare, sitting_of
from zhiyan.desk.meeting.views import sitting_line
from zhiyan.desk.pages import form_page, page, perform, record_or_404, seen_version
from zhiyan.kernel import clock
from zhiyan.meeting import actions, permissions
from zhiyan.meeting.models import Absence, MeetingState, Sitting


@page(permissions.may_view_meeting)
def sitting(request: Any, pk: Any) -> HttpResponse:
    """The sign-in sheet with its presence column; those who run the meeting tick who is there."""
    found = sitting_of(request, pk)
    may_run = permissions.may_run(request.actor, found) and found.meeting.state != MeetingState.CLOSED
    form = bare(request)
    if request.method == "POST":
        allowed(request, permissions.may_run, found)
        ticked = set(request.POST.getlist("present"))
        present = {row.pk: str(row.pk) in ticked for row in found.attendance.all()}
        if (
            perform(request, form, lambda: actions.sign_in(request.actor, found, present=present), _("签到已保存。"))
            is not None
        ):
            return redirect(address(request, "sitting", pk))
    context = {
        "line": sitting_line(found),
        "sitting": found,
        "meeting": found.meeting,
        "form": form,
        "rows": attendance_rows(found),
        "may_run": may_run,
        "may_open": may_run and not found.opened,
        "may_end": may_run and found.opened,
    }
    return render(request, "desk/meeting/sitting.html", context, status=422 if form.errors else 200)


def attendance_rows(found: Sitting) -> list[dict[str, Any]]:
    """The list in its order with absences."""
    absences = {absence.member_id: absence for absence in found.absences.all()}
    rows = found.attendance.select_related("member").order_by("order")
    return [{"row": row, "absence": absences.get(row.member_id) if row.member_id else None} for row in rows]


@page(permissions.may_view_meeting)
def open_it(request: Any, pk: Any) -> HttpResponse:
    """Open the sitting; refused without a quorum."""
    found = sitting_of(request, pk)
    allowed(request, permissions.may_run, found)
    form = forms.OpenForm(request.POST if request.method == "POST" else None)
    line = sitting_line(found)
    return form_page(
        request,
        form,
        lambda: actions.open_sitting(request.actor, found, **form.cleaned_data),
        title=_("开始第 %(no)d 场") % {"no": found.no},
        lead=_("应到 %(should)d 人，实到 %(present)d 人；至少要到 %(needed)d 人。") % line,
        back=address(request, "sitting", pk),
        done=_("会议已经开始。"),
        submit=_("开始"),
    )


@page(permissions.may_view_meeting)
def end(request: Any, pk: Any) -> HttpResponse:
    """Note when the sitting ended."""
    found = sitting_of(request, pk)
    allowed(request, permissions.may_run, found)
    form = forms.EndForm(request.POST or None, initial={"end": found.end})
    return form_page(
        request,
        form,
        lambda: actions.end_sitting(request.actor, found, version=seen_version(request), **form.cleaned_data),
        title=_("结束第 %(no)d 场") % {"no": found.no},
        back=address(request, "sitting", pk),
        done=_("结束时间已保存。"),
        version=found.version,
    )


@page(permissions.may_view_meeting)
def absence(request: Any, pk: Any, member: Any) -> HttpResponse:
    """Why a member is not there."""
    found = sitting_of(request, pk)
    allowed(request, permissions.may_run, found)
    who: TeamMember = record_or_404(TeamMember.objects.filter(cycle=request.cycle), pk=member)
    existing = Absence.objects.filter(sitting=found, member=who).first()
    names = ("reason", "approved_by", "written")
    initial = {name: getattr(existing, name) for name in names} if existing else {}
    form = forms.AbsenceForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.record_absence(request.actor, found, member=who, **form.cleaned_data),
        title=_("登记缺席：%(role)s") % {"role": who.role},
        back=address(request, "sitting", pk),
        done=_("缺席已登记。"),
    )


@page(permissions.may_view_meeting)
def relay(request: Any, pk: Any) -> HttpResponse:
    """The criticisms were passed on to an absent member."""
    found: Absence = record_or_404(
        Absence.objects.filter(sitting__meeting__cycle=request.cycle).select_related(
            "sitting__meeting__cycle", "member"
        ),
        pk=pk,
    )
    allowed(request, permissions.may_run, found.sitting)
    form = forms.RelayForm(request.POST or None, initial={"on": clock.today()})
    return form_page(
        request,
        form,
        lambda: actions.relay(request.actor, found, **form.cleaned_data),
        title=_("会后转达：%(role)s") % {"role": found.member.role},
        back=address(request, "sitting", found.sitting_id),
        done=_("转达已登记。"),
    )
