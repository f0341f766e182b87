"""另存: what was set aside and its second person; 移交: what was handed to the reader."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.consolidation import actions, queries
from zhiyan.consolidation.masking import writer_covered
from zhiyan.consolidation.models import Placement, SetAsideReason
from zhiyan.consolidation.permissions import (
    may_confirm,
    may_return_handover,
    may_review_set_aside,
    may_view_consolidation,
    visible_handovers,
    visible_set_aside,
)
from zhiyan.desk.consolidation import shapes
from zhiyan.desk.consolidation.forms import ReasonForm
from zhiyan.desk.consolidation.shapes import Addresses
from zhiyan.desk.pages import allow, form_page, page, perform, record_or_404

PAGE = 50


@page(may_review_set_aside)
def set_aside(request: Any) -> HttpResponse:
    """What was set aside, by reason; those that wait for a second person can be confirmed here."""
    counted = queries.figures(request.cycle)
    reason = request.GET.get("reason", "")
    found = queries.set_aside(
        request.actor,
        request.cycle,
        waiting=reason == "waiting",
        reason=reason if reason in SetAsideReason.values else "",
    )
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    to = Addresses(request)
    kinds = [
        {
            "label": _("全部"),
            "url": to("set_aside"),
            "current": not reason,
            "count": sum(counted["set_aside"].values()),
        },
        {
            "label": _("待复核"),
            "url": to("set_aside", reason="waiting"),
            "current": reason == "waiting",
            "count": counted["waiting_confirmation"],
        },
        *(
            {
                "label": SetAsideReason(key).label,
                "url": to("set_aside", reason=key),
                "current": reason == key,
                "count": n,
            }
            for key, n in counted["set_aside"].items()
        ),
    ]
    context = {
        "tabs": shapes.tabs(request, "set_aside", counted),
        "kinds": kinds,
        "page": listed,
        "rows": shapes.placements(request, list(listed)),
        "closed": counted["closed"],
    }
    return render(request, "desk/consolidation/set_aside.html", context)


def placement_of(request: Any, pk: Any) -> Placement:
    """The placement, if the actor may see that it was set aside."""
    found: Placement = record_or_404(
        visible_set_aside(request.actor).select_related("point__opinion", "cycle"), cycle=request.cycle, pk=pk
    )
    return found


@page(may_review_set_aside)
@require_POST
def confirm(request: Any, pk: Any) -> HttpResponse:
    """A second person agrees."""
    found = placement_of(request, pk)
    perform(request, None, lambda: actions.confirm_set_aside(request.actor, found), _("已复核。"))
    return redirect(Addresses(request)("set_aside"))


@page(may_review_set_aside)
@require_POST
def take_back(request: Any, pk: Any) -> HttpResponse:
    """Back among the unplaced."""
    found = placement_of(request, pk)
    perform(
        request,
        None,
        lambda: actions.take_back(request.actor, request.cycle, points=[found.point]),
        _("已退回待归并。"),
    )
    return redirect(Addresses(request)("set_aside"))


@page(may_view_consolidation)
def handovers(request: Any) -> HttpResponse:
    """What was handed to the reader, and to nobody else."""
    found = (
        visible_handovers(request.actor)
        .filter(cycle=request.cycle)
        .select_related("point__opinion__channel", "placed_by")
        .prefetch_related("point__opinion__masks")
        .order_by("point_id")
    )
    rows = [
        {
            "text": writer_covered(placement.point.opinion),
            "channel": str(placement.point.opinion.channel),
            "note": placement.note,
            "by": placement.placed_by.label if placement.placed_by else "",
            "confirmed": placement.confirmed_by_id is not None,
            "confirm_url": Addresses(request)("receive", placement.pk) if may_confirm(request.actor, placement) else "",
            "return_url": Addresses(request)("return_handover", placement.pk),
        }
        for placement in found
    ]
    context = {"rows": rows, "tabs": shapes.tabs(request, "handovers", queries.figures(request.cycle))}
    return render(request, "desk/consolidation/handovers.html", context)


def handover_of(request: Any, pk: Any) -> Placement:
    """A handover to the reader; for the supervisor one to a body, whose words are not shown."""
    mine = visible_handovers(request.actor).filter(cycle=request.cycle, pk=pk).first()
    found = mine or placement_of(request, pk)
    allow(may_return_handover, request.actor, found)
    return found


@page(may_view_consolidation)
@require_POST
def receive(request: Any, pk: Any) -> HttpResponse:
    """The receiver signs for it."""
    found = handover_of(request, pk)
    perform(request, None, lambda: actions.confirm_set_aside(request.actor, found))
    messages.success(request, _("已签收。"))
    return redirect(Addresses(request)("handovers"))


@page(may_view_consolidation)
def return_handover(request: Any, pk: Any) -> HttpResponse:
    """Give back what is no accusation."""
    found = handover_of(request, pk)
    form = ReasonForm(request.POST or None)
    back = "handovers" if found.receiver_id else "set_aside"
    return form_page(
        request,
        form,
        lambda: actions.return_handover(request.actor, found, reason=form.cleaned_data["reason"]),
        title=_("退回移交"),
        lead=_("退回后这条意见按一般意见归并，重新在有权的人面前显示。"),
        back=Addresses(request)(back),
        done=_("已退回。"),
        submit=_("退回"),
        grave=True,
    )
