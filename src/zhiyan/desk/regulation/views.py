"""检查提示: what the rules found, and each rule explained."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiyan.desk.pages import page
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.findings import musts
from zhiyan.overview.queries import stage_labels
from zhiyan.regulation.queries import check_cycle, last_check
from zhiyan.web.surfaces import missing

PER_PAGE = 50


def may_view_findings(actor: Actor, cycle: Any) -> bool:
    """The office, the secretaries and the supervisors."""
    return actor.belongs_to(cycle) and actor.has(
        Role.ORGANISER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR
    )


@page(may_view_findings)
def findings(request: Any) -> HttpResponse:
    """All findings of the cycle, by stage where asked."""
    result = last_check(request.cycle)
    stage_of = {rule.id: rule.stage for rule in result.rules}
    chosen = request.GET.get("stage", "")
    shown = [f for f in result.findings if not chosen or stage_of[f.rule] == chosen]
    tabs = [{"label": _("全部"), "url": "?", "current": not chosen, "count": len(result.findings)}] + [
        {
            "label": label,
            "url": f"?stage={stage}",
            "current": chosen == stage,
            "count": sum(stage_of[f.rule] == stage for f in result.findings),
        }
        for stage, label in stage_labels().items()
    ]
    part = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": part, "tabs": tabs, "rules": result.rules, "must": len(musts(result.findings))}
    return render(request, "desk/regulation/page.html", context)


@page(may_view_findings)
def rule(request: Any, rule: str) -> HttpResponse:
    """One rule in our own words, its source and parameters, and what it found."""
    result = check_cycle(request.cycle, only={rule})
    if not result.rules:
        raise missing()
    found = result.rules[0]
    return render(
        request,
        "desk/regulation/rule.html",
        {"rule": found, "parameters": dict(found.parameters), "findings": result.findings},
    )
