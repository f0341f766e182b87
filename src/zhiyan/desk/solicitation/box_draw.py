"""领取凭证 at the desk: the signed-in half of drawing, who counts as drawn, and the supervisor's random twenty."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.desk.pages import page
from zhiyan.desk.solicitation import box_shapes, shapes
from zhiyan.desk.solicitation.shapes import Addresses
from zhiyan.desk.solicitation.views import crumbs
from zhiyan.disclosure.balloting import round_of
from zhiyan.disclosure.models import RatingDraw, RatingRound, RoundState
from zhiyan.kernel import clock
from zhiyan.solicitation import box_queries
from zhiyan.solicitation.models import BoxSettings, BoxState
from zhiyan.solicitation.permissions import may_draw, may_sample
from zhiyan.web.chinese import full_date, span

LATER = "draw_later"
"""In the session: cycles whose drawing somebody has put off. Nowhere else."""


@page(may_draw)
def draw(request: Any) -> HttpResponse:
    """Explain, lead to the box, sign what comes back blinded, and say whether one counts as drawn."""
    box = box_queries.settings_of(request.cycle)
    counted = box_queries.counts_as_drawn(request.actor, request.cycle)
    key = box_shapes.blind_key(request.cycle)
    context = {
        "box": box,
        "counted": counted,
        "window": _window(box),
        "days": box_shapes.days(box) if box else [],
        "digits": box_shapes.digits_of(key),
        "purpose": "writing",
        "start": box_shapes.box_address(request, "draw/"),
        "final": _final(box.eligible, box.drawn, box.s) if box and box.drawn is not None else "",
    }
    return shapes.show(request, "draw", context)


def _final(eligible: int, drawn: int, each: int) -> str:
    told = {"n": eligible, "d": drawn, "s": each}
    return _("有资格 %(n)d 人，领取 %(d)d 人，每人 %(s)d 份；已进入存证日志，不再变化。") % told


@page(may_draw)
def draw_rating(request: Any) -> HttpResponse:
    """The same for the ballot of the anonymous rating: a key of its own, one token a person."""
    found = round_of(request.cycle)
    row = RatingDraw.objects.filter(round=found, elector__person_id=request.actor.person_id).first() if found else None
    context = {
        "box": found,
        "counted": row.drawn if row else None,
        "window": _rating_window(found),
        "days": _rating_days(found) if found else [],
        "digits": box_shapes.digits_of(box_shapes.blind_key(request.cycle, "rating")),
        "purpose": "rating",
        "start": box_shapes.box_address(request, "draw/"),
        "final": _final(found.eligible, found.drawn, 1) if found and found.drawn is not None else "",
    }
    return shapes.show(request, "draw", context)


def _rating_days(found: RatingRound) -> list[tuple[str, str]]:
    return [
        (_("领取选票凭证"), span(found.draw_from, found.draw_to)),
        (_("投票截止"), full_date(found.closes_on)),
    ]


def _rating_window(found: RatingRound | None) -> str:
    if found is None:
        return "none"
    if found.state != RoundState.DRAWING or clock.today() > found.draw_to:
        return "late"
    return "early" if clock.today() < found.draw_from else "open"


def _window(box: BoxSettings | None) -> str:
    """none, early, open, late: how today stands to the days of drawing."""
    if box is None:
        return "none"
    if box.state != BoxState.DRAWING or clock.today() > box.draw_to:
        return "late"
    return "early" if clock.today() < box.draw_from else "open"


@page(may_draw)
@require_POST
def later(request: Any) -> HttpResponse:
    """Put it off: the desk does not ask again in this session."""
    request.session[LATER] = [*request.session.get(LATER, []), str(request.cycle.pk)]
    return redirect("cycle:page", request.unit.code, request.cycle.label)


def first_step(request: Any, unit: Any, cycle: Any, actor: Any) -> str:
    """The drawing's page for somebody who signed in, while drawing is open and they neither drew nor put it off."""
    if cycle is None or not may_draw(actor, cycle) or str(cycle.pk) in request.session.get(LATER, []):
        return ""
    if _window(box_queries.settings_of(cycle)) != "open" or box_queries.counts_as_drawn(actor, cycle) is not False:
        return ""
    return reverse("solicitation:box_draw", args=[unit.code, cycle.label])


@page(may_sample)
def sample(request: Any) -> HttpResponse:
    """Twenty people by lot, each with what the table of draws says: to be asked in person."""
    people = box_queries.drawn_sample(request.cycle) if box_queries.settings_of(request.cycle) else []
    rows = [
        [str(one.elector.person), {"state": "done" if one.drawn else "todo", "text": _said(one.drawn)}]
        for one in people
    ]
    context = {
        "rows": rows,
        "heads": [_("职工"), _("登记")],
        "crumbs": crumbs(request, _("抽查领取"), (_("网上意见箱"), Addresses(request)("box"))),
    }
    return shapes.show(request, "draw_sample", context)


def _said(drawn: bool) -> str:
    return _("已领取") if drawn else _("没有领取")
