"""完成确认 and 反馈: closing consolidation, giving everybody theirs, signing."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.consolidation import actions, queries
from zhiyan.consolidation.masking import shown_opinion
from zhiyan.consolidation.models import ConsolidationClosing, Feedback
from zhiyan.consolidation.permissions import (
    FEEDBACK_READERS,
    may_consolidate,
    may_sign,
    may_view_consolidation,
    visible_feedback,
    visible_items,
)
from zhiyan.consolidation.status import gaps
from zhiyan.cycle.queries import aspects, member_of
from zhiyan.desk.consolidation import shapes
from zhiyan.desk.consolidation.forms import DayForm, ReasonForm
from zhiyan.desk.consolidation.shapes import Addresses
from zhiyan.desk.pages import form_page, page, perform, record_or_404
from zhiyan.documents.permissions import for_feedback
from zhiyan.solicitation.models import Opinion, SolicitationClosing
from zhiyan.web.chinese import short_day

PAGE = 50


@page(may_consolidate)
def closing(request: Any) -> HttpResponse:
    """What stands, what is missing, and the button that closes."""
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("梳理已完成确认。下一步：把意见反馈给班子和成员。")
        do = lambda: actions.close_consolidation(request.actor, request.cycle, **form.cleaned_data)  # noqa: E731
        if perform(request, form, do, done) is not None:
            return redirect(Addresses(request)("closing"))
    counted = queries.figures(request.cycle)
    context = {
        "tabs": shapes.tabs(request, "closing", counted),
        "figures": counted,
        "aside_total": sum(counted["set_aside"].values()),
        "form": form,
        "closing": ConsolidationClosing.objects.filter(cycle=request.cycle).first(),
        "missing": missing_of(request, counted),
        "may_reopen": counted["closed"] and not counted["feedback"],
        "by_aspect": by_aspect(request, counted),
    }
    return render(request, "desk/consolidation/closing.html", context, status=422 if form.errors else 200)


def missing_of(request: Any, counted: dict[str, Any]) -> list[dict[str, str]]:
    """What keeps consolidation from being closed, each with where to go."""
    to = Addresses(request)
    found = []
    if not SolicitationClosing.objects.filter(cycle=request.cycle).exists():
        found.append({"text": _("征求意见还没有截止确认。"), "url": ""})
    pages = {"unplaced": to("page"), "waiting_confirmation": to("set_aside", reason="waiting")}
    for key, url in pages.items():
        found += [{"text": text, "url": url} for text in gaps({**dict.fromkeys(pages, 0), key: counted[key]})]
    return found


def by_aspect(request: Any, counted: dict[str, Any]) -> list[list[Any]]:
    """Items by aspect, in the notice's order."""
    given = counted["items_by_aspect"]
    rows = [[aspect.name, given.get(aspect.code, 0)] for aspect in aspects(request.cycle)]
    return [*rows, [_("未定"), given["unresolved"]]] if given.get("unresolved") else rows


@page(may_consolidate)
def reopen(request: Any) -> HttpResponse:
    """Open consolidation again, with a reason."""
    form = ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.reopen_consolidation(request.actor, request.cycle, reason=form.cleaned_data["reason"]),
        title=_("重新打开梳理"),
        lead=_("反馈之前可以重新打开。原来的确认和这次的原因都会留下记录。"),
        back=Addresses(request)("closing"),
        done=_("梳理已重新打开。"),
        submit=_("重新打开"),
        grave=True,
    )


@page(may_view_consolidation)
def feedback(request: Any) -> HttpResponse:
    """The team's and each member's feedback, with who signed; for a member the own and the team's."""
    counted = queries.figures(request.cycle)
    me = member_of(request.actor, request.cycle)
    rows = []
    for row in queries.feedback_rows(request.actor, request.cycle):
        given = row["feedback"]
        mine = me is not None and any(reading.member_id == me.pk for reading in row["signed"])
        for_me = me is not None and given.member_id in (None, me.pk)
        state, text = sign_state(row, mine if for_me else None)
        title = str(given.member) if given.member else _("领导班子")
        rows.append(
            [
                {"text": title, "url": Addresses(request)("feedback_sheet", given.pk)},
                row["opinions"],
                short_day(given.on),
                {"state": state, "text": text},
            ]
        )
    context = {
        "tabs": shapes.tabs(request, "feedback", counted),
        "rows": rows,
        "columns": [
            {"label": _("对象"), "head": True},
            {"label": _("意见（条）"), "num": True},
            _("反馈日期"),
            _("签收"),
        ],
        "closed": counted["closed"],
        "office": request.actor.has(*FEEDBACK_READERS),
        "may_give": may_consolidate(request.actor, request.cycle) and counted["closed"],
        "complete": me is None and bool(rows),
    }
    return render(request, "desk/consolidation/feedback.html", context)


def sign_state(row: dict[str, Any], mine: bool | None) -> tuple[str, str]:
    """Signed or not: for the reader's own sheets by the reader, else how many of how many."""
    if mine is not None:
        return ("done", _("您已签收")) if mine else ("todo", _("等您签收"))
    n, expected = len(row["signed"]), row["expected"]
    return ("done" if n >= expected else "active"), _("%(n)d / %(of)d 人") % {"n": n, "of": expected}


@page(may_consolidate)
def give(request: Any) -> HttpResponse:
    """Give the team and each member theirs."""
    form = DayForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.give_feedback(request.actor, request.cycle, **form.cleaned_data),
        title=_("原汁原味反馈"),
        lead=_("归入条目的意见按对象逐字反馈给班子和每位成员；提出人的信息已遮盖，另存和移交的不反馈。"),
        back=Addresses(request)("feedback"),
        done=_("已反馈，等各位成员签收。"),
        submit=_("反馈"),
    )


def feedback_of(request: Any, pk: Any) -> Feedback:
    """The feedback, if the actor may open it."""
    found: Feedback = record_or_404(
        visible_feedback(request.actor).select_related("member", "cycle"), cycle=request.cycle, pk=pk
    )
    return found


@page(may_view_consolidation)
def feedback_sheet(request: Any, pk: Any) -> HttpResponse:
    """The opinions verbatim, masked, and the button with which the member signs."""
    found = feedback_of(request, pk)
    listed = Paginator(queries.member_feedback(found), PAGE).get_page(request.GET.get("page"))
    me = member_of(request.actor, request.cycle)
    signed = list(found.readings.select_related("member").order_by("member__rank"))
    context = {
        "feedback": found,
        "whom": str(found.member) if found.member else _("领导班子"),
        "own": me is not None and found.member_id == me.pk,
        "page": listed,
        "opinions": given_back(request, list(listed)),
        "paper_url": paper_url(request, found),
        "signed": signed,
        "may_sign": may_sign(request.actor, found) and not any(me and r.member_id == me.pk for r in signed),
        "crumbs": [
            {"label": _("梳理"), "url": Addresses(request)("page")},
            {"label": _("反馈"), "url": Addresses(request)("feedback")},
            {"label": str(found.member) if found.member else _("领导班子"), "url": ""},
        ],
    }
    return render(request, "desk/consolidation/feedback_sheet.html", context)


def given_back(request: Any, opinions: list[Opinion]) -> list[dict[str, Any]]:
    """Opinions verbatim, each with the items that it is in; an item has an address where the reader may open it."""
    items = queries.items_of(opinions)
    wanted = {item.pk for held in items.values() for item in held}
    open_ = set(visible_items(request.actor).filter(pk__in=wanted).values_list("pk", flat=True))
    to = Addresses(request)
    return [
        {
            **shown_opinion(opinion, request.actor),
            "items": [
                {"no": item.no, "title": item.title, "url": to("item", item.pk) if item.pk in open_ else ""}
                for item in items.get(opinion.pk, [])
            ],
        }
        for opinion in opinions
    ]


def paper_url(request: Any, found: Feedback) -> str:
    """The sheet as a paper to print (意见反馈单), where the reader may have it."""
    if not for_feedback(request.actor, request.cycle, found.member):
        return ""
    page_ = reverse("documents:preview", args=[request.unit.code, request.cycle.label, "feedback"])
    return f"{page_}?key={found.member_id or 'team'}"


@page(may_view_consolidation)
@require_POST
def sign(request: Any, pk: Any) -> HttpResponse:
    """签收."""
    found = feedback_of(request, pk)
    perform(request, None, lambda: actions.sign_feedback(request.actor, found), _("已签收。"))
    return redirect(Addresses(request)("feedback_sheet", found.pk))
