"""操作记录: every step of consolidation, who took it, and the way to take it back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from zhiyan.consolidation import queries
from zhiyan.consolidation.permissions import may_place, may_view_workbench
from zhiyan.desk.consolidation import shapes
from zhiyan.desk.consolidation.shapes import Addresses
from zhiyan.desk.pages import page

SHOWN = 50


@page(may_view_workbench)
def steps(request: Any) -> HttpResponse:
    """Fifty steps, last first; each that holds can be undone by whoever may place what it moved."""
    before = request.GET.get("before", "")
    found = queries.steps(request.cycle, int(before) if before.isdigit() and len(before) < 10 else None, SHOWN + 1)
    counted = queries.figures(request.cycle)
    more = len(found) > SHOWN
    context = {
        "tabs": shapes.tabs(request, "page", counted),
        "steps": found[:SHOWN],
        "older": Addresses(request)("steps", before=found[SHOWN - 1].no) if more else "",
        "may_undo": may_place(request.actor, request.cycle) and not counted["closed"],
    }
    return render(request, "desk/consolidation/steps.html", context)
