"""The stage's main page (征求意见), its circular, channels and closing."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.desk.pages import form_page, page, perform, record_or_404, seen_version
from zhiyan.desk.solicitation import forms, shapes
from zhiyan.desk.solicitation.shapes import Addresses
from zhiyan.kernel import clock
from zhiyan.solicitation import actions, queries
from zhiyan.solicitation.channels import DEFAULT
from zhiyan.solicitation.models import Channel
from zhiyan.solicitation.permissions import (
    READ_ALL,
    may_list_opinions,
    may_record_meeting,
    may_solicit,
    may_view_figures,
    may_view_solicitation,
    visible_channels,
    visible_circulars,
)
from zhiyan.solicitation.status import stage_status


@page(may_view_solicitation)
def stage(request: Any) -> HttpResponse:
    """Figures, channels, meetings, forms, boxes, files, and what to do next."""
    actor, cycle, to = request.actor, request.cycle, Addresses(request)
    office, whole = may_solicit(actor, cycle), may_view_figures(actor, cycle)
    closing = queries.closing(cycle)
    open_ = closing is None
    status = stage_status(cycle)
    context: dict[str, Any] = {
        "office": office,
        "whole": whole,
        "open": open_,
        "closing": closing,
        "status": status,
        "looks": {"waiting": "todo", "running": "active"}.get(status.state.value, status.state.value),
        "steps": [{"title": step.text, "url": _place(to, step.url_name)} for step in status.steps] if office else [],
        "window": queries.window(cycle),
        "circulars": visible_circulars(actor).filter(cycle=cycle).order_by("on"),
        "may_record": open_ and may_record_meeting(actor, cycle),
        "may_list": may_list_opinions(actor, cycle),
        "reads_all": actor.has(*READ_ALL),
        "gatherings": shapes.gathering_rows(to, actor, queries.gatherings(actor, cycle), open_=open_),
        "own": queries.opinions(actor, cycle).count() if not actor.has(*READ_ALL) else 0,
    }
    if whole:
        figures = queries.figures(cycle)
        context |= {
            "figures": figures,
            "stats": _stats(to, figures, links=context["reads_all"]),
            **{
                key: _unlinked(rows, context["reads_all"])
                for key, rows in shapes.figure_rows(to, cycle, figures).items()
            },
            "channels": _unlinked(
                shapes.channel_rows(to, queries.channels(cycle), editable=office and open_),
                context["reads_all"],
                last=True,
            ),
            "form_runs": shapes.form_run_rows(to, actor, queries.form_runs(actor, cycle), open_=open_),
            "openings": shapes.opening_rows(to, actor, queries.box_openings(actor, cycle), open_=open_),
        }
    if office:
        context |= {
            "imports": shapes.import_rows(to, queries.imports(actor, cycle)),
            "has_channels": Channel.objects.filter(cycle=cycle).exists(),
        }
    return shapes.show(request, "page", context)


def _place(to: Addresses, url_name: str) -> str:
    """Where a next step is done: its page, or on this page the list of files."""
    name = url_name.removeprefix("solicitation:")
    return "#files" if name == "page" else to(name)


def _stats(to: Addresses, figures: dict[str, Any], *, links: bool) -> list[dict[str, Any]]:
    unresolved = queries.UNRESOLVED
    stats: list[dict[str, Any]] = [
        {"label": _("意见总数"), "value": figures["total"], "unit": _("条"), "url": to("opinions")},
        {"label": _("本年征求"), "value": figures["solicited"], "unit": _("条"), "note": _("会议、表格、意见箱等")},
        {"label": _("上级指出和往年延续"), "value": figures["carried_over"], "unit": _("条")},
    ]
    for key, label, query in (
        ("by_aspect", _("未明确方面"), {"aspect": unresolved}),
        ("by_target", _("未明确对象"), {"target": unresolved}),
    ):
        if number := figures[key].get(unresolved):
            stats.append({"label": label, "value": number, "unit": _("条"), "url": to("opinions", **query)})
    return stats if links else [{**stat, "url": ""} for stat in stats]


def _unlinked(rows: shapes.Rows, keep: bool, *, last: bool = False) -> shapes.Rows:
    """Numbers without links for who may not open what is behind them; `last`: only the last cell is such a number."""
    if keep:
        return rows
    return [
        [
            {**cell, "url": ""} if isinstance(cell, dict) and (not last or place == len(row) - 1) else cell
            for place, cell in enumerate(row)
        ]
        for row in rows
    ]


def back(request: Any) -> str:
    """The stage's main page."""
    return Addresses(request)("page")


def crumbs(request: Any, here: str, *between: tuple[str, str]) -> list[dict[str, str]]:
    """征求意见 › … › this page; `between` are (label, address)."""
    steps = [(_("征求意见"), back(request)), *between, (here, "")]
    return [{"label": label, "url": url} for label, url in steps]


@page(may_solicit)
def circular(request: Any) -> HttpResponse:
    """Record the unit's own notice."""
    form = forms.CircularForm(request.POST or None, initial={"title": _suggested_title(request)})
    return form_page(
        request,
        form,
        lambda: actions.issue_circular(request.actor, request.cycle, **form.cleaned_data),
        title=_("征求意见通知"),
        lead=_("本单位发给各支部和职工的通知，发出后在这里登记。"),
        back=back(request),
        done=_("通知已登记。"),
    )


def _suggested_title(request: Any) -> str:
    return _("关于%(label)s年度民主生活会征求意见的通知") % {"label": request.cycle.label}


@page(may_solicit)
@require_POST
def set_up(request: Any) -> HttpResponse:
    """Make the usual channels."""
    perform(
        request,
        None,
        lambda: actions.set_up_channels(request.actor, request.cycle),
        _("已开设 %(n)d 个常用渠道，日期按上级通知填好，可以修改。") % {"n": len(DEFAULT)},
    )
    return redirect(back(request))


@page(may_solicit)
def add_channel(request: Any) -> HttpResponse:
    """Add one channel."""
    form = forms.AddChannelForm(request.POST or None, cycle=request.cycle)
    return form_page(
        request,
        form,
        lambda: actions.set_up_channels(request.actor, request.cycle, codes=(form.cleaned_data["code"],)),
        title=_("增加渠道"),
        back=back(request),
        done=_("渠道已增加。"),
        submit=_("增加"),
    )


def _channel(request: Any, pk: Any) -> Channel:
    found: Channel = record_or_404(visible_channels(request.actor).select_related("cycle"), cycle=request.cycle, pk=pk)
    return found


@page(may_solicit)
def channel(request: Any, pk: Any) -> HttpResponse:
    """Days and name of a channel; closing and opening it again."""
    found = _channel(request, pk)
    initial = {name: getattr(found, name) for name in ("name", "opens_on", "closes_on", "respondents")}
    form = forms.ChannelForm(request.POST or None, initial=initial)

    def do() -> Any:
        return actions.change_channel(request.actor, found, seen_version=seen_version(request), **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and perform(request, form, do, _("渠道已修改。")) is not None:
        return redirect(back(request))
    context = {"channel": found, "version": found.version, "back": back(request), "crumbs": crumbs(request, found.name)}
    return shapes.show(request, "channel", context, form)


@page(may_solicit)
@require_POST
def close_channel(request: Any, pk: Any) -> HttpResponse:
    """Take no more opinions by this channel."""
    found = _channel(request, pk)
    perform(request, None, lambda: actions.close_channel(request.actor, found), _("渠道已关闭。"))
    return redirect(back(request))


@page(may_solicit)
@require_POST
def reopen_channel(request: Any, pk: Any) -> HttpResponse:
    """Take opinions by this channel again."""
    found = _channel(request, pk)
    perform(request, None, lambda: actions.reopen_channel(request.actor, found), _("渠道已重新开放。"))
    return redirect(back(request))


@page(may_solicit)
def close(request: Any) -> HttpResponse:
    """征求意见截止确认."""
    form = forms.CloseForm(request.POST or None, initial={"on": clock.today()})

    def do() -> Any:
        return actions.close_solicitation(request.actor, request.cycle, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and perform(request, form, do, _("已截止确认。")) is not None:
        return redirect(_next_stage(request))
    context = {
        "figures": queries.figures(request.cycle),
        "open_ends": queries.open_ends(request.cycle),
        "closing": queries.closing(request.cycle),
        "back": back(request),
        "crumbs": crumbs(request, _("截止确认")),
    }
    return shapes.show(request, "close", context, form)


def _next_stage(request: Any) -> str:
    """Where the work goes on: consolidation."""
    try:
        return reverse("consolidation:page", args=[request.unit.code, request.cycle.label])
    except NoReverseMatch:
        return back(request)
