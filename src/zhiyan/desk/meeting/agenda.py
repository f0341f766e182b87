"""Pages of the agenda."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.desk.meeting import forms
from zhiyan.desk.meeting.common import address, allowed, bare, the_meeting
from zhiyan.desk.pages import form_page, page, perform, record_or_404, seen_version
from zhiyan.meeting import actions, permissions
from zhiyan.meeting.models import AgendaItem, Sitting


def item_of(request: Any, pk: Any) -> AgendaItem:
    """A point of this meeting's agenda, for those who run it."""
    meeting = the_meeting(request)
    allowed(request, permissions.may_run, meeting)
    found: AgendaItem = record_or_404(
        AgendaItem.objects.filter(meeting=meeting).select_related("meeting__cycle", "meeting__recorder"), pk=pk
    )
    return found


@page(permissions.may_view_meeting)
def generate(request: Any) -> HttpResponse:
    """Make the agenda in the regulation's order."""
    meeting = the_meeting(request)
    allowed(request, permissions.may_run, meeting)
    return form_page(
        request,
        bare(request),
        lambda: actions.generate_agenda(request.actor, meeting),
        title=_("生成议程"),
        lead=_(
            "按规定程序：学习、通报、班子对照检查，书记带头、其余成员按排序逐一自我批评和听取批评，督导点评，总结表态。现有议程会被替换。"
        ),
        back=address(request, "page"),
        done=_("议程已生成。"),
        submit=_("生成"),
    )


@page(permissions.may_view_meeting)
def add(request: Any) -> HttpResponse:
    """Add a point."""
    meeting = the_meeting(request)
    allowed(request, permissions.may_run, meeting)
    form = forms.NewAgendaForm(meeting, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_agenda_item(request.actor, meeting, **form.cleaned_data),
        title=_("添加议程"),
        back=address(request, "page"),
        done=_("已添加。"),
    )


@page(permissions.may_view_meeting)
def change(request: Any, pk: Any) -> HttpResponse:
    """Change a point and its place."""
    item = item_of(request, pk)
    initial = {
        "title": item.title,
        "speaker": item.speaker,
        "minutes": item.minutes,
        "sitting": item.sitting_id,
        "note": item.note,
        "to": item.order,
    }
    form = forms.ChangeAgendaForm(item.meeting, request.POST or None, initial=initial)

    def do() -> Any:
        data = dict(form.cleaned_data)
        to = data.pop("to")
        with transaction.atomic():
            changed = actions.change_agenda_item(request.actor, item, version=seen_version(request), **data)
            return actions.move_agenda_item(request.actor, changed, to=to) if to != changed.order else changed

    return form_page(
        request,
        form,
        do,
        title=_("修改议程"),
        lead=_("次序不合规定程序的，会列入检查提示。"),
        back=address(request, "page"),
        done=_("已保存。"),
        version=item.version,
    )


@require_POST
@page(permissions.may_view_meeting)
def take(request: Any, pk: Any) -> HttpResponse:
    """The point is being taken: with one click, in the sitting now running."""
    item = item_of(request, pk)
    sitting = Sitting.objects.filter(meeting=item.meeting, opened=True).order_by("-no").first()
    chosen = sitting or Sitting(meeting=item.meeting, unit=item.unit)
    perform(request, None, lambda: actions.take_agenda_item(request.actor, item, sitting=chosen), _("已标记为进行。"))
    return redirect(address(request, "page"))


@page(permissions.may_view_meeting)
def remove(request: Any, pk: Any) -> HttpResponse:
    """Take a point out."""
    item = item_of(request, pk)
    return form_page(
        request,
        bare(request),
        lambda: actions.remove_agenda_item(request.actor, item),
        title=_("删去议程"),
        lead=item.title,
        back=address(request, "page"),
        done=_("已删去。"),
        submit=_("删去"),
        grave=True,
    )
