"""Pages for what people observed: meetings, forms, paper boxes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhiyan.desk.pages import form_page, page, record_or_404, seen_version
from zhiyan.desk.solicitation import forms
from zhiyan.desk.solicitation.views import back
from zhiyan.kernel import clock
from zhiyan.kernel.errors import Denied
from zhiyan.solicitation import actions
from zhiyan.solicitation.actions.corrections import CORRECTABLE
from zhiyan.solicitation.channels import FORM, PAPER_BOX
from zhiyan.solicitation.models import Channel, Circular, FormRun, Gathering
from zhiyan.solicitation.permissions import (
    may_change_meeting,
    may_record_meeting,
    may_solicit,
    visible_box_openings,
    visible_circulars,
    visible_form_runs,
    visible_gatherings,
)
from zhiyan.web.surfaces import missing


@page(may_record_meeting)
def gathering(request: Any) -> HttpResponse:
    """Record a meeting, also one without opinions."""
    everywhere = may_solicit(request.actor, request.cycle)
    form = forms.GatheringForm(
        request.POST or None,
        cycle=request.cycle,
        actor=request.actor,
        all_branches=everywhere,
        initial={"on": clock.today()},
    )

    def do() -> Any:
        data = dict(form.cleaned_data)
        return actions.record_gathering(request.actor, data.pop("channel"), **data)

    return form_page(
        request,
        form,
        do,
        title=_("登记会议"),
        lead=_("支部职工会议、座谈会、访谈，开过就登记，一条意见没有也要登记。"),
        back=back(request),
        done=_("会议已登记，接着可以录入意见。"),
    )


@page(may_record_meeting)
def change_gathering(request: Any, pk: Any) -> HttpResponse:
    """Correct a meeting."""
    found = record_or_404(
        visible_gatherings(request.actor).select_related("channel__cycle", "branch"),
        channel__cycle=request.cycle,
        pk=pk,
    )
    if not may_change_meeting(request.actor, found):
        raise Denied("denied.change_gathering", _("您没有修改这次会议的权限。"))
    initial = {name: getattr(found, name) for name in ("name", "place", "present", "recorder")}
    form = forms.GatheringChangeForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.change_gathering(request.actor, found, seen_version=seen_version(request), **form.cleaned_data),
        title=_("修改会议登记"),
        back=back(request),
        done=_("已修改。"),
        version=found.version,
    )


def _only(request: Any, code: str) -> Channel:
    """The cycle's channel of this code, made on the way where it is missing."""
    found = Channel.objects.filter(cycle=request.cycle, code=code).select_related("cycle").first()
    return found or actions.set_up_channels(request.actor, request.cycle, codes=(code,))[0]


@page(may_solicit)
def form_run(request: Any) -> HttpResponse:
    """Record forms sent and returned."""
    form = forms.FormRunForm(request.POST or None, cycle=request.cycle, initial={"on": clock.today()})
    return form_page(
        request,
        form,
        lambda: actions.record_form_run(request.actor, _only(request, FORM), **form.cleaned_data),
        title=_("登记征求意见表"),
        back=back(request),
        done=_("发放回收情况已登记。"),
    )


@page(may_solicit)
def change_form_run(request: Any, pk: Any) -> HttpResponse:
    """Correct the counts of forms."""
    found = record_or_404(
        visible_form_runs(request.actor).select_related("channel__cycle"), channel__cycle=request.cycle, pk=pk
    )
    initial = {name: getattr(found, name) for name in ("name", "sent", "returned", "valid")}
    form = forms.FormRunChangeForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.change_form_run(request.actor, found, seen_version=seen_version(request), **form.cleaned_data),
        title=_("修改征求意见表登记"),
        back=back(request),
        done=_("已修改。"),
        version=found.version,
    )


@page(may_solicit)
def paper_box(request: Any) -> HttpResponse:
    """Record that a paper box was opened."""
    form = forms.BoxOpeningForm(request.POST or None, initial={"on": clock.today(), "set_aside": 0})
    return form_page(
        request,
        form,
        lambda: actions.record_box_opening(request.actor, _only(request, PAPER_BOX), **form.cleaned_data),
        title=_("登记纸质意见箱开箱"),
        lead=_("箱内张数 = 要录入的 + 另存的。登记后逐张录入，录完才能截止确认。"),
        back=back(request),
        done=_("开箱已登记，请逐张录入。"),
    )


@page(may_solicit)
def change_paper_box(request: Any, pk: Any) -> HttpResponse:
    """Correct the counts of slips."""
    found = record_or_404(
        visible_box_openings(request.actor).select_related("channel__cycle"),
        channel__cycle=request.cycle,
        channel__code=PAPER_BOX,
        pk=pk,
    )
    form = forms.BoxOpeningChangeForm(
        request.POST or None, initial={"found": found.found, "set_aside": found.set_aside}
    )
    return form_page(
        request,
        form,
        lambda: actions.change_box_opening(request.actor, found, **form.cleaned_data),
        title=_("更正开箱张数"),
        back=back(request),
        done=_("已更正。"),
    )


CORRECTED = {
    "gathering": (visible_gatherings, "channel__cycle", Gathering),
    "form_run": (visible_form_runs, "channel__cycle", FormRun),
    "circular": (visible_circulars, "cycle", Circular),
}


def _stands(value: object) -> str:
    """What a field holds now, short enough for a choice."""
    text = " ".join(str(value).split())
    return _("现为空") if not text else _("现为 %(value)s") % {"value": text if len(text) <= 20 else f"{text[:20]}…"}


@page(may_solicit)
def correct(request: Any, kind: str, pk: Any) -> HttpResponse:
    """更正: change one field after the figures are closed, keeping the first text."""
    if kind not in CORRECTED:
        raise missing()
    visible, link, model = CORRECTED[kind]
    found = record_or_404(visible(request.actor), **{link: request.cycle, "pk": pk})
    labels = [
        (name, f"{model._meta.get_field(name).verbose_name}（{_stands(getattr(found, name))}）")
        for name in CORRECTABLE[model]
    ]
    form = forms.CorrectForm(request.POST or None, fields=labels)
    return form_page(
        request,
        form,
        lambda: actions.correct_record(request.actor, found, **form.cleaned_data),
        title=_("更正：%(what)s") % {"what": getattr(found, "name", "") or getattr(found, "title", "")},
        lead=_("截止确认以后用更正：原来的内容保留，更正的内容、原因和人都记下来。"),
        back=back(request),
        done=_("已更正，原内容保留。"),
    )
