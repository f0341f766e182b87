"""One opinion in consolidation: its words under masks, its points, where they stand, and what can be done."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.consolidation import actions, queries
from zhiyan.consolidation.masking import masked_text, masks_for, shown_opinion
from zhiyan.consolidation.models import Item, Mask, MaskKind, Placement, Point, SetAsideReason
from zhiyan.consolidation.permissions import (
    may_hand_over,
    may_mask,
    may_place,
    may_place_opinion,
    may_view_workbench,
    may_write_letter,
    visible_opinions,
)
from zhiyan.consolidation.queries.letters import letters_to, replies_from
from zhiyan.consolidation.spans import clauses
from zhiyan.desk.consolidation.forms import AboutMixin, CutForm, HandOverForm, MaskForm, ReasonForm, target_value
from zhiyan.desk.consolidation.shapes import Addresses
from zhiyan.desk.pages import ask_first, form_page, page, perform, record_or_404
from zhiyan.solicitation.models import Opinion, SolicitationClosing
from zhiyan.solicitation.permissions import may_mark_office


def opinion_of(request: Any, pk: Any) -> Opinion:
    """The opinion, if the actor may read it."""
    found: Opinion = record_or_404(
        visible_opinions(request.actor)
        .select_related("channel", "submission__branch", "submission__gathering", "aspect", "target_member", "cycle")
        .prefetch_related("masks"),
        cycle=request.cycle,
        pk=pk,
    )
    return found


def points_of(found: Opinion) -> list[Point]:
    """The opinion's points in the order of its words."""
    points = Point.objects.filter(opinion=found, retired=False).select_related("placement__item").order_by("start")
    return list(points)


@page(may_view_workbench)
def opinion(request: Any, pk: Any) -> HttpResponse:
    """One opinion."""
    return show(request, opinion_of(request, pk), MaskForm())


def show(request: Any, found: Opinion, form: MaskForm) -> HttpResponse:
    """The page, with the form for masks."""
    actor, to = request.actor, Addresses(request)
    points = points_of(found)
    closed = queries.figures(request.cycle)["closed"]
    mine = may_place_opinion(actor, found)
    context = {
        "opinion": found,
        "shown": shown_opinion(found, actor),
        "covered": len(masks_for(found, actor)),
        "points": [point_row(request, found, point) for point in points],
        "masks": [mask_row(request, found, mask) for mask in found.masks.all()] if may_mask(actor, found) else [],
        "form": form,
        "may_mask": may_mask(actor, found),
        "may_change": mine and not closed,
        "may_split": mine and not closed and SolicitationClosing.objects.filter(cycle=request.cycle).exists(),
        "may_hand_over": may_hand_over(actor, found) and bool(points),
        "may_mark_office": may_mark_office(actor, found) and not closed and (mine or not found.about_office),
        **letters_card(request, found),
        "crumbs": [{"label": _("梳理"), "url": to("page")}, {"label": _("一条意见"), "url": ""}],
    }
    return render(request, "desk/consolidation/opinion.html", context, status=422 if form.errors else 200)


def letters_card(request: Any, found: Opinion) -> dict[str, Any]:
    """What was asked of the unknown writer and what came back."""
    from zhiyan.desk.consolidation.letters import letter_row

    return {
        "letters": [letter_row(request, letter) for letter in letters_to(request.actor, found)],
        "replies": replies_from(request.actor, found),
        "write_letter_url": Addresses(request)("write_letter", found.pk)
        if may_write_letter(request.actor, found)
        else "",
    }


def point_row(request: Any, found: Opinion, point: Point) -> dict[str, Any]:
    """One point: its words and where it stands."""
    placement = getattr(point, "placement", None)
    row = {"text": masked_text(found, request.actor, span=(point.start, point.end)), "pk": point.pk}
    return {**row, **standing(request, placement)}


def standing(request: Any, placement: Placement | None) -> dict[str, Any]:
    """Where a point stands, as words, state and address."""
    to = Addresses(request)
    if placement is None:
        return {"where": _("待归并"), "state": "todo", "badge": _("未归置"), "url": to("page")}
    if isinstance(placement.item, Item):
        words = _("条目 %(no)d：%(title)s") % {"no": placement.item.no, "title": placement.item.title}
        return {"where": words, "state": "done", "badge": _("已归入"), "url": to("item", placement.item_id)}
    waits = placement.reason != SetAsideReason.PRAISE and placement.confirmed_by_id is None
    words = _("另存：%(why)s") % {"why": placement.get_reason_display()}
    badge = _("待复核") if waits else _("已另存")
    return {"where": words, "state": "active" if waits else "info", "badge": badge, "url": to("set_aside")}


def mask_row(request: Any, found: Opinion, mask: Mask) -> dict[str, Any]:
    """One mask; the words under it are shown only once it was lifted."""
    return {
        "kind": MaskKind(mask.kind).label,
        "lifted": mask.lifted,
        "reason": mask.lift_reason,
        "words": found.text[mask.start : mask.end] if mask.lifted else "▇▇▇",
        "place": _("第 %(n)d 字起") % {"n": mask.start + 1},
        "lift_url": "" if mask.lifted else Addresses(request)("lift_mask", mask.pk),
    }


@page(may_place)
@require_POST
def mask(request: Any, pk: Any) -> HttpResponse:
    """Cover words."""
    found = opinion_of(request, pk)
    form = MaskForm(request.POST)
    if form.is_valid():
        done = perform(
            request, form, lambda: actions.mask_words(request.actor, found, **form.cleaned_data), _("已遮盖。")
        )
        if done is not None:
            return redirect(Addresses(request)("opinion", found.pk))
    return show(request, found, form)


@page(may_place)
def lift_mask(request: Any, pk: Any) -> HttpResponse:
    """Take a mask off."""
    found: Mask = record_or_404(
        Mask.objects.filter(opinion__in=visible_opinions(request.actor)).select_related("opinion"),
        opinion__cycle=request.cycle,
        pk=pk,
    )
    ask_first(actions.lift_mask, request.actor, found)
    form = ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.lift_mask(request.actor, found, reason=form.cleaned_data["reason"]),
        title=_("去掉遮盖"),
        lead=_("去掉以后，有权阅读这条意见的人都会看到这些文字。"),
        back=Addresses(request)("opinion", found.opinion_id),
        done=_("遮盖已去掉，理由已记录。"),
        submit=_("去掉遮盖"),
        grave=True,
    )


@page(may_place)
def assign(request: Any, pk: Any) -> HttpResponse:
    """Say which aspect the opinion belongs to, and at whom it is aimed."""
    found = opinion_of(request, pk)
    ask_first(actions.assign_opinion, request.actor, found)
    target = actions.Target.of(found)
    initial = {
        "aspect": found.aspect.code if found.aspect else "",
        "target": target_value(target),
        "target_body": target.body if target else "",
    }
    form = AboutMixin(request.POST or None, cycle=request.cycle, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.assign_opinion(
            request.actor, found, aspect=form.aspect_record(), target=form.target_chosen() or actions.Target()
        ),
        title=_("明确方面和对象"),
        lead=masked_text(found, request.actor),
        back=Addresses(request)("opinion", found.pk),
        done=_("方面和对象已明确，原文不变。"),
    )


@page(may_place)
def split(request: Any, pk: Any) -> HttpResponse:
    """Cut one of the opinion's points into several."""
    found = opinion_of(request, pk)
    points = points_of(found)
    parts = [
        (start, masked_text(found, request.actor, span=(start, end)))
        for point in points
        for start, end in clauses(found.text, (point.start, point.end))
        if start != point.start
    ]
    form = CutForm(request.POST or None, clauses=parts)

    def do() -> Any:
        cuts = form.cleaned_data["starts"]
        chosen = next((p for p in points if any(p.start < cut < p.end for cut in cuts)), points[0] if points else None)
        inside = [cut for cut in cuts if chosen and chosen.start < cut < chosen.end]
        return actions.split_point(request.actor, chosen or Point(cycle=request.cycle), starts=inside)

    return form_page(
        request,
        form,
        do,
        title=_("拆成要点"),
        lead=_("勾选从哪里另起一点。一条意见说了几件事才拆；拆开后仍算一条意见，原文一字不少。"),
        back=Addresses(request)("opinion", found.pk),
        done=_("已拆成要点，可以分别归入条目。"),
        submit=_("拆开"),
    )


@page(may_place)
@require_POST
def join(request: Any, pk: Any) -> HttpResponse:
    """Make the opinion's points one again."""
    found = opinion_of(request, pk)
    perform(request, None, lambda: actions.join_points(request.actor, found), _("要点已合并。"))
    return redirect(Addresses(request)("opinion", found.pk))


@page(may_place)
def hand_over(request: Any, pk: Any) -> HttpResponse:
    """Hand an accusation over."""
    found = opinion_of(request, pk)
    ask_first(actions.hand_over, request.actor, found)
    form = HandOverForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.hand_over(request.actor, found, **form.cleaned_data),
        title=_("移交问题线索"),
        lead=_(
            "移交后只有接收人能看到原文，您也不能再看；条数仍计入。对象是书记或纪委书记的，直接移交上级纪检监察机关。"
        ),
        back=Addresses(request)("page"),
        done=_("已移交，原文只由接收人阅读。"),
        submit=_("移交"),
        grave=True,
    )


@page(may_view_workbench)
@require_POST
def office(request: Any, pk: Any) -> HttpResponse:
    """Say that the opinion is about the organiser's office, or that it is not."""
    found = opinion_of(request, pk)
    wanted = not found.about_office
    perform(
        request,
        None,
        lambda: actions.mark_about_office(request.actor, found, about_office=wanted),
        _("已标记，由纪委书记或督导组归置。") if wanted else _("标记已取消。"),
    )
    return redirect(Addresses(request)("opinion", found.pk))
