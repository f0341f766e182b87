"""The cycle page (总览), the trace, and the search."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.utils.translation import gettext as _

from zhiyan.accounts.queries import exceptions
from zhiyan.consolidation import permissions as consolidation
from zhiyan.cycle.permissions import may_view_cycle
from zhiyan.desk.cycle import visible
from zhiyan.desk.pages import page, record_or_404
from zhiyan.kernel.actor import Role
from zhiyan.overview import queries, trace
from zhiyan.rectification.permissions import visible_measures


@page(may_view_cycle)
def cycle_page(request: Any) -> HttpResponse:
    """Where the year stands: stages, funnel, my work."""
    views = queries.stage_statuses(request.cycle)
    content = request.actor.roles - {Role.ADMINISTRATOR}
    context = {
        "stages": [stage_row(request, view) for view in views],
        "funnel": [{**figure, "url": openable(request, figure["url"])} for figure in queries.funnel(request.cycle)],
        "work": queries.my_work(request.actor, request.cycle, views) if content else [],
        "exceptions": exceptions(request.unit),
    }
    return render(request, "desk/cycle/page.html", context)


def openable(request: Any, url: str) -> str:
    """The address where the page behind it lets this reader in, else empty: no number leads to a refusal."""
    if not url:
        return ""
    permission = getattr(resolve(url.partition("?")[0]).func, "permission", None)
    return url if permission is not None and permission(request.actor, request.cycle) else ""


def stage_row(request: Any, view: queries.StageView) -> dict[str, Any]:
    """A stage as the drawing wants it; the next step is the first of the stage's."""
    step = view.steps[0] if view.steps else None
    return {
        "label": view.label,
        "url": openable(request, view.url),
        "state": view.looks,
        "state_text": view.state_label,
        "reason": "；".join(view.reasons),
        "next": step.text if step else "",
        "next_url": "",
    }


@page(may_view_cycle)
def trace_opinion(request: Any, pk: Any) -> HttpResponse:
    """From an opinion forward."""
    opinion = record_or_404(consolidation.visible_opinions(request.actor), cycle=request.cycle, pk=pk)
    tree = trace.forward(opinion, "opinion", _("意见"))
    return render(
        request,
        "desk/cycle/trace.html",
        {"tree": visible.rows(request.actor, tree, request.cycle), "title": _("意见去向")},
    )


@page(may_view_cycle)
def trace_measure(request: Any, pk: Any) -> HttpResponse:
    """From a measure back to the opinions."""
    measure = record_or_404(visible_measures(request.actor), cycle=request.cycle, pk=pk)
    tree = trace.back(measure, "measure", measure.text)
    return render(
        request,
        "desk/cycle/trace.html",
        {"tree": visible.rows(request.actor, tree, request.cycle), "title": _("措施来由")},
    )
