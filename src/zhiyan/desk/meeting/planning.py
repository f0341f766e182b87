"""Pages that plan the meeting: chair, recorder, sittings, who else is there."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhiyan.cycle import queries as cycle_queries
from zhiyan.desk.meeting import forms
from zhiyan.desk.meeting.common import address, allowed, sitting_of, the_meeting
from zhiyan.desk.pages import form_page, page, seen_version
from zhiyan.meeting import actions, permissions, queries
from zhiyan.meeting.models import MeetingState


@page(permissions.may_plan)
def plan(request: Any) -> HttpResponse:
    """Plan the meeting, or a second one once the first is closed."""
    last = queries.latest_meeting(request.cycle)
    again = last is not None and last.state == MeetingState.CLOSED
    head = cycle_queries.secretary(request.cycle)
    form = forms.PlanForm(request.cycle, request.POST or None, initial={"chair": head.pk if head else None})
    return form_page(
        request,
        form,
        lambda: actions.plan_meeting(request.actor, request.cycle, again=again, **form.cleaned_data),
        title=_("重新召开") if again else _("筹备会议"),
        back=address(request, "page"),
        done=_("会议已建立，请安排场次。"),
    )


@page(permissions.may_plan)
def change(request: Any) -> HttpResponse:
    """Another chair, recorder or consent."""
    meeting = the_meeting(request)
    initial = {"chair": meeting.chair_id, "recorder": meeting.recorder_id, "consent": meeting.consent}
    form = forms.PlanForm(request.cycle, request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.change_meeting(request.actor, meeting, version=seen_version(request), **form.cleaned_data),
        title=_("修改会议"),
        back=address(request, "page"),
        done=_("已保存。"),
        version=meeting.version,
    )


@page(permissions.may_view_meeting)
def add_sitting(request: Any) -> HttpResponse:
    """Plan a sitting."""
    meeting = the_meeting(request)
    allowed(request, permissions.may_run, meeting)
    form = forms.SittingForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_sitting(request.actor, meeting, **form.cleaned_data),
        title=_("安排场次"),
        lead=_("应到名单按班子名单生成；列席、督导和记录人可以另加。"),
        back=address(request, "page"),
        done=_("场次已安排。"),
    )


@page(permissions.may_view_meeting)
def change_sitting(request: Any, pk: Any) -> HttpResponse:
    """Another day, time or place."""
    sitting = sitting_of(request, pk)
    allowed(request, permissions.may_run, sitting)
    initial = {"on": sitting.on, "start": sitting.start, "end": sitting.end, "place": sitting.place}
    form = forms.SittingForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.change_sitting(request.actor, sitting, version=seen_version(request), **form.cleaned_data),
        title=_("修改第 %(no)d 场") % {"no": sitting.no},
        back=address(request, "sitting", pk),
        done=_("已保存，应到名单已按班子名单更新。"),
        version=sitting.version,
    )


@page(permissions.may_view_meeting)
def add_attendee(request: Any, pk: Any) -> HttpResponse:
    """List an observer, supervisor or recorder."""
    sitting = sitting_of(request, pk)
    allowed(request, permissions.may_run, sitting)
    form = forms.AttendeeForm(request.cycle, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_attendee(request.actor, sitting, **form.cleaned_data),
        title=_("添加列席、督导或记录人"),
        back=address(request, "sitting", pk),
        done=_("已添加。"),
    )
