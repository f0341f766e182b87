"""工作台: unplaced opinions on the left, items on the right, everything done in place or, without scripts, by posts."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.consolidation import actions, queries, sheets
from zhiyan.consolidation.models import Item, Point
from zhiyan.consolidation.permissions import (
    may_consolidate,
    may_place,
    may_view_consolidation,
    may_view_workbench,
    visible_items,
)
from zhiyan.cycle.queries import aspects
from zhiyan.desk.consolidation import shapes, why
from zhiyan.desk.consolidation.forms import PointFilterForm, WorkForm
from zhiyan.desk.consolidation.shapes import Addresses
from zhiyan.desk.pages import page, perform
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation.models import SolicitationClosing
from zhiyan.solicitation.permissions import READ_ALL

POINTS, ITEMS, OPENED = 20, 30, 20
KEPT = ("channel", "aspect", "target", "q", "page", "items", "item", "in_aspect", "in_q")


@page(may_view_consolidation)
def overview(request: Any) -> HttpResponse:
    """The workbench for whoever works at it; the superior's office sees items, members their feedback."""
    if may_view_workbench(request.actor, request.cycle):
        return bench(request)
    return redirect(Addresses(request)("items" if request.actor.has(Role.SUPERIOR_OFFICE) else "feedback"))


def bench(request: Any, form: WorkForm | None = None) -> HttpResponse:
    """The page. With a refused form: what was typed and marked is kept, and the sentence says what is wrong."""
    kept = kept_query(request)
    point_filter = PointFilterForm(kept if kept else None, cycle=request.cycle, auto_id="filter_%s")
    counted = queries.figures(request.cycle)
    shown, points = unplaced_page(request, point_filter, kept.get("page"), counted)
    context = {
        "tabs": shapes.tabs(request, "page", counted),
        "figures": counted,
        "settled": settled(counted),
        "closed": counted["closed"],
        "form": form or WorkForm(cycle=request.cycle),
        "filter": point_filter,
        "filtered": any(kept.get(name) for name in ("channel", "aspect", "target", "q")),
        "page": shown,
        "points": shapes.points(
            request, points, request.POST.getlist("point") if form else (), offers=may_place(request.actor)
        ),
        "back": kept.urlencode(),
        "may_place": may_place(request.actor, request.cycle),
        "may_consolidate": may_consolidate(request.actor, request.cycle),
        "solicitation_closed": SolicitationClosing.objects.filter(cycle=request.cycle).exists(),
        "undoable": None if counted["closed"] else queries.last_undoable(request.actor, request.cycle),
        **item_side(request, kept, form),
    }
    refused = form is not None and form.is_bound
    return render(
        request, "desk/consolidation/workbench.html", context, status=422 if refused and not request.htmx else 200
    )


def settled(counted: dict[str, Any]) -> dict[str, Any]:
    """The running count: how many points are settled of how many, and what still keeps consolidation from closing."""
    total = counted["points"] + counted["outside"]
    waiting = counted["waiting_confirmation"]
    done = total - counted["unplaced"] - waiting
    return {"done": done, "total": total, "unplaced": counted["unplaced"], "waiting": waiting, "all": done == total}


def unplaced_page(
    request: Any, form: PointFilterForm, number: str | None, counted: dict[str, Any]
) -> tuple[Any, list[Point]]:
    """One page of unplaced points: the ids in order first, then what showing those few needs."""
    chosen = form.chosen()
    found = queries.unplaced(request.actor, request.cycle, chosen)
    pages = Paginator(found.values_list("pk", flat=True), POINTS)
    if chosen == queries.PointFilter() and request.actor.has(*READ_ALL):
        pages.__dict__["count"] = counted["unplaced"] - counted["outside"]  # counted already
    shown = pages.get_page(number)
    return shown, list(queries.with_opinions(Point.objects.filter(pk__in=list(shown))))


def item_side(request: Any, kept: QueryDict, form: WorkForm | None) -> dict[str, Any]:
    """The right-hand side: items by aspect, one of them open."""
    chosen = queries.ItemFilter(aspect=kept.get("in_aspect", ""), words=kept.get("in_q", ""))
    listed = Paginator(queries.items(request.cycle, chosen), ITEMS).get_page(kept.get("items"))
    rows = shapes.items(request, list(listed), chosen=request.POST.getlist("merge") if form else ())
    opened = opened_item(request, kept.get("item", ""))
    context: dict[str, Any] = {
        "item_page": listed,
        "item_groups": grouped(rows, kept),
        "aspects": aspects(request.cycle),
        "in_aspect": chosen.aspect,
        "in_q": chosen.words,
        "opened": str(opened.pk) if opened else "",
    }
    if opened:
        members = list(queries.item_points(opened)[: OPENED + 1])
        cards, context["opened_hidden"] = shapes.members(request, members[:OPENED])
        context["opened_members"], context["opened_shared"] = why.highlighted(cards)
        context["opened_more"] = len(members) > OPENED
    return context


def grouped(rows: list[dict[str, Any]], kept: QueryDict) -> list[dict[str, Any]]:
    """Item rows under the names of their aspects, each with the address that opens it here."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        query = kept.copy()
        if query.get("item") == row["pk"]:
            query.pop("item")
        else:
            query["item"] = row["pk"]
        row["open_url"] = f"?{query.urlencode()}#item-{row['pk']}"
        groups.setdefault(row["aspect"], []).append(row)
    return [{"aspect": name, "rows": held} for name, held in groups.items()]


def opened_item(request: Any, key: str) -> Item | None:
    """The item that the reader opened here, if it is one of theirs."""
    try:
        pk = uuid.UUID(key)
    except ValueError:
        return None
    return visible_items(request.actor).filter(cycle=request.cycle, pk=pk).first()


def kept_query(request: Any) -> QueryDict:
    """The page's own parameters: of the address, or, after a post, those sent along."""
    source = request.GET if request.method == "GET" else QueryDict(request.POST.get("back", ""))
    kept = QueryDict(mutable=True)
    for name in KEPT:
        if source.get(name):
            kept[name] = source[name]
    return kept


# ------------------------------------------------------------------------------------------------------ posts


def act(request: Any, do: Callable[[WorkForm], Any], done: str, then: str = "") -> HttpResponse:
    """Do something with what the workbench's form sent, then show the workbench again where it was.

    `then`: the page to show instead, of those that send here.
    """
    form = WorkForm(request.POST, cycle=request.cycle)
    if form.is_valid() and perform(request, form, lambda: do(form), done) is not None:
        if sheets.offers_due(request.cycle):
            actions.ask_for_offers(request.actor, request.cycle)
        if then in ("steps", "questions", "proposals"):
            return redirect(Addresses(request)(then))
        kept = kept_query(request)
        return redirect(Addresses(request)("page") + (f"?{kept.urlencode()}" if kept else ""))
    return bench(request, form)


def marked(request: Any) -> list[Point]:
    """The points marked on the page."""
    return [Point(pk=pk) for pk in keys(request.POST.getlist("point"))]


def keys(values: list[str]) -> list[uuid.UUID]:
    """The ids among what was sent."""
    found = []
    for value in values:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found


def seen(request: Any, prefix: str = "seen-") -> dict[uuid.UUID, str]:
    """The tokens that the page showed, by id."""
    sent = {name.removeprefix(prefix): value for name, value in request.POST.items() if name.startswith(prefix)}
    return {uuid.UUID(name): value for name, value in sent.items() if keys([name])}


def item_by(request: Any, **by: Any) -> Item:
    """One of the cycle's items. Raises Invalid where there is none."""
    found = visible_items(request.actor).filter(cycle=request.cycle, retired=False, **by).first()
    if found is None:
        raise Invalid("work.no_item", _("没有这个条目。"), fields={"no": _("请填右侧列出的条目号。")})
    return found


@page(may_consolidate)
@require_POST
def start(request: Any) -> HttpResponse:
    """Take in the opinions that are not in yet."""
    return act(request, lambda form: actions.start(request.actor, request.cycle), _("意见已全部进入梳理。"))


@page(may_place)
@require_POST
def place(request: Any) -> HttpResponse:
    """Put points into an existing item: by a suggestion, the item's own button, or its number."""

    def do(form: WorkForm) -> Any:
        points, target = marked(request), request.POST.get("item", "")
        point, _colon, offered = request.POST.get("into", "").partition(":")
        if offered:
            points, target = [Point(pk=pk) for pk in keys([point])], offered
        found = keys([target])
        item = item_by(request, pk=found[0]) if found else item_by(request, no=form.cleaned_data["no"] or 0)
        return actions.place_points(request.actor, item, points=points, seen=seen(request))

    return act(request, do, _("已归入条目。"))


@page(may_place)
@require_POST
def make(request: Any) -> HttpResponse:
    """A new item from the marked points."""

    def do(form: WorkForm) -> Any:
        return actions.make_item(
            request.actor,
            request.cycle,
            points=marked(request),
            title=form.cleaned_data["title"],
            aspect=form.aspect_record(),
            target=form.target_chosen(),
            seen=seen(request),
        )

    return act(request, do, _("已新建条目。"))


@page(may_place)
@require_POST
def put_aside(request: Any) -> HttpResponse:
    """Set the marked points aside, or one that only praises."""

    def do(form: WorkForm) -> Any:
        praise = keys([request.POST.get("praise", "")])
        return actions.set_aside(
            request.actor,
            request.cycle,
            points=[Point(pk=pk) for pk in praise] or marked(request),
            reason="praise" if praise else form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            seen=seen(request),
        )

    return act(request, do, _("已另存。"))


@page(may_place)
@require_POST
def merge(request: Any) -> HttpResponse:
    """Merge the marked items into the one with the lowest number."""

    def do(form: WorkForm) -> Any:
        items = sorted(
            (item_by(request, pk=pk) for pk in keys(request.POST.getlist("merge"))), key=lambda item: item.no
        )
        if len(items) < 2:
            raise Invalid("work.merge_few", _("请在右侧勾选两个以上条目，再合并。"))
        return actions.merge_items(request.actor, items[0], others=items[1:], seen=seen(request, "item-"))

    return act(request, do, _("条目已合并，原来的去向都有记录。"))


@page(may_place)
@require_POST
def take_aspect(request: Any) -> HttpResponse:
    """Take the suggested aspect of one opinion."""

    def do(form: WorkForm) -> Any:
        point, _colon, code = request.POST.get("about", "").partition(":")
        found = queries.unplaced(request.actor, request.cycle).filter(pk__in=keys([point])).first()
        aspect = aspects(request.cycle).filter(code=code).first()
        if found is None or aspect is None:
            raise Invalid("work.no_point", _("这条意见刚刚被处理过，请刷新。"))
        target = actions.Target.of(found.opinion) or actions.Target()
        return actions.assign_opinion(request.actor, found.opinion, aspect=aspect, target=target)

    return act(request, do, _("方面已明确。"))


@page(may_place)
@require_POST
def undo(request: Any) -> HttpResponse:
    """Take back the actor's last step."""

    def do(form: WorkForm) -> Any:
        batch = keys([request.POST.get("batch", "")])
        return actions.undo(request.actor, request.cycle, batch=batch[0] if batch else uuid.uuid4())

    return act(request, do, _("已撤销。"), then=request.POST.get("then", ""))


@page(may_place)
@require_POST
def reword(request: Any) -> HttpResponse:
    """Word the open item's title anew."""

    def do(form: WorkForm) -> Any:
        item = item_by(request, pk=next(iter(keys([request.POST.get("reworded", "")])), None))
        version = request.POST.get(f"version-{item.pk}", "")
        seen_ = int(version) if version.isdigit() else None
        return actions.retitle(request.actor, item, title=request.POST.get(f"reword-{item.pk}", ""), seen=seen_)

    return act(request, do, _("表述已改。"))


@page(may_place)
@require_POST
def put_back(request: Any) -> HttpResponse:
    """The marked points of an open item, back among the unplaced."""

    def do(form: WorkForm) -> Any:
        return actions.take_back(request.actor, request.cycle, points=marked(request), seen=seen(request))

    return act(request, do, _("已退回待归并。"))
