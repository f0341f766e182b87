"""归并条目: the list, one item verbatim with its lineage, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.consolidation import actions, queries
from zhiyan.consolidation.actions.placing import item_token
from zhiyan.consolidation.masking import target_label
from zhiyan.consolidation.models import Item
from zhiyan.consolidation.offering import said_before
from zhiyan.consolidation.permissions import OFFICE, may_place, may_view_consolidation, visible_items
from zhiyan.desk.consolidation import shapes
from zhiyan.desk.consolidation.forms import (
    AboutMixin,
    ItemFilterForm,
    MergeForm,
    RetitleForm,
    SplitItemForm,
    target_value,
)
from zhiyan.desk.consolidation.shapes import Addresses
from zhiyan.desk.consolidation.workbench import item_by, marked, seen
from zhiyan.desk.pages import form_page, page, perform, record_or_404, seen_version
from zhiyan.kernel.actor import Role
from zhiyan.overview.queries import address
from zhiyan.rectification.permissions import visible_problems
from zhiyan.statements.permissions import may_answer, visible_answers

PAGE = 50


@page(may_view_consolidation)
def item_list(request: Any) -> HttpResponse:
    """The items the actor may open, fifty a page."""
    form = ItemFilterForm(request.GET or None, cycle=request.cycle)
    visible = visible_items(request.actor).filter(cycle=request.cycle).values("pk")
    found = queries.items(request.cycle, form.chosen()).filter(pk__in=visible)
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [
        [
            item["no"],
            {"text": item["title"], "url": item["url"]},
            item["aspect"] or _("未定"),
            item["target"],
            item["opinions"],
        ]
        for item in shapes.items(request, list(listed))
    ]
    context = {
        "tabs": shapes.tabs(request, "items", queries.figures(request.cycle)),
        "form": form,
        "page": listed,
        "rows": rows,
        "columns": [
            {"label": _("条目号"), "num": True},
            {"label": _("归并表述"), "head": True},
            _("方面"),
            _("对象"),
            {"label": _("意见（条）"), "num": True},
        ],
        "member": not request.actor.has(*OFFICE, Role.SUPERIOR_OFFICE),
    }
    return render(request, "desk/consolidation/items.html", context)


def item_of(request: Any, pk: Any) -> Item:
    """The item, if the actor may open it."""
    found: Item = record_or_404(
        visible_items(request.actor).select_related("aspect", "target_member", "cycle"), cycle=request.cycle, pk=pk
    )
    return found


@page(may_view_consolidation)
def item(request: Any, pk: Any) -> HttpResponse:
    """One item."""
    return show(request, item_of(request, pk))


def show(request: Any, found: Item, form: SplitItemForm | None = None) -> HttpResponse:
    """The page. With a refused form: what was typed and marked is kept."""
    listed = Paginator(queries.item_points(found), PAGE).get_page(request.GET.get("page"))
    members, hidden = shapes.members(request, list(listed), request.POST.getlist("point") if form else ())
    editable = may_place(request.actor, found) and not found.retired and not queries.figures(request.cycle)["closed"]
    office = request.actor.has(*OFFICE)
    context = {
        "item": found,
        "target": target_label(found),
        "page": listed,
        "members": members,
        "hidden": hidden,
        "opinions": queries.sizes([found]).get(found.pk, 0),
        "lineage": queries.lineage(found) if office else [],
        "office": office,
        "editable": editable,
        "form": form or SplitItemForm(cycle=request.cycle),
        "merge_form": MergeForm(),
        "token": item_token(found, queries.point_counts([found]).get(found.pk, 0)),
        "outcomes": outcomes(request, found),
        "again": [shapes.again(request, one) for one in said_before(request.cycle).get(found.pk, [])],
        "crumbs": [
            {"label": _("梳理"), "url": Addresses(request)("page")},
            {"label": _("归并条目"), "url": Addresses(request)("items")},
            {"label": _("条目 %(no)d") % {"no": found.no}, "url": ""},
        ],
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "desk/consolidation/item.html", context, status=status)


def outcomes(request: Any, found: Item) -> list[dict[str, Any]]:
    """What came of the item, as far as the actor may read it: its answer, the problems it became."""
    rows: list[dict[str, Any]] = []
    answer = visible_answers(request.actor).filter(item=found).first()
    if answer is not None:
        own = may_answer(request.actor, found)
        url = address(request.cycle, "statements:answer", [str(found.pk)]) if own else ""
        rows.append({"label": answer.get_kind_display(), "note": answer.text, "url": url})
    for problem in visible_problems(request.actor).filter(items=found).order_by("no"):
        label = _("问题清单第 %(no)d 号") % {"no": problem.no}
        rows.append({"label": label, "url": address(request.cycle, "rectification:problem", [str(problem.pk)])})
    return rows


def edit(
    request: Any, found: Item, form: Any, do: Callable[[int], Any], *, title: str, lead: str, done: str
) -> HttpResponse:
    """A form about one item. After a conflict the page carries the version now stored: the next save is meant."""
    seen_ = seen_version(request) or found.version
    if request.method == "POST" and form.is_valid() and perform(request, form, lambda: do(seen_), done) is not None:
        return redirect(Addresses(request)("item", found.pk))
    if hasattr(form, "conflict"):
        found.refresh_from_db()
        seen_ = found.version
    context = {
        "title": title, "lead": lead, "form": form, "version": seen_, "back": Addresses(request)("item", found.pk),
    }  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if form.is_bound else 200)


@page(may_place)
def retitle(request: Any, pk: Any) -> HttpResponse:
    """Word the title anew."""
    found = item_of(request, pk)
    form = RetitleForm(request.POST or None, initial={"title": found.title})
    return edit(
        request,
        found,
        form,
        lambda seen_: actions.retitle(request.actor, found, title=form.cleaned_data["title"], seen=seen_),
        title=_("改归并表述"),
        lead=_("只改条目的表述，原文不变；改动前后都有记录。"),
        done=_("表述已改。"),
    )


@page(may_place)
def assign(request: Any, pk: Any) -> HttpResponse:
    """Say which aspect the item belongs to, and at whom it is aimed."""
    found = item_of(request, pk)
    target = actions.Target.of(found) or actions.Target()
    initial = {
        "aspect": found.aspect.code if found.aspect else "",
        "target": target_value(target),
        "target_body": target.body,
    }
    form = AboutMixin(request.POST or None, cycle=request.cycle, initial=initial)

    def do(seen_: int) -> Any:
        goal = form.target_chosen() or actions.Target()
        return actions.assign_item(request.actor, found, aspect=form.aspect_record(), target=goal, seen=seen_)

    return edit(request, found, form, do, title=_("改方面或对象"), lead=found.title, done=_("方面和对象已改。"))


@page(may_place)
@require_POST
def split(request: Any, pk: Any) -> HttpResponse:
    """Take the marked points into a new item, to another item, or back among the unplaced."""
    found = item_of(request, pk)
    form = SplitItemForm(request.POST, cycle=request.cycle)
    how = request.POST.get("do", "split")
    done = {"split": _("已拆成新条目。"), "move": _("已移到别的条目。"), "back": _("已退回待归并。")}.get(how, "")

    def do() -> Any:
        points, tokens = marked(request), seen(request)
        if how == "move":
            other = item_by(request, no=form.cleaned_data["no"] or 0)
            return actions.place_points(request.actor, other, points=points, seen=tokens)
        if how == "back":
            return actions.take_back(request.actor, request.cycle, points=points, seen=tokens)
        return actions.split_item(
            request.actor,
            found,
            points=points,
            title=form.cleaned_data["title"],
            aspect=form.aspect_record(),
            target=form.target_chosen(),
            seen=tokens,
        )

    if form.is_valid() and perform(request, form, do, done) is not None:
        return redirect(Addresses(request)("item", found.pk))
    found.refresh_from_db()
    return show(request, found, form)


@page(may_place)
def merge(request: Any, pk: Any) -> HttpResponse:
    """Merge another item, named by its number, into this one."""
    found = item_of(request, pk)
    form = MergeForm(request.POST or None)
    tokens = {found.pk: request.POST["token"]} if request.POST.get("token") else None
    return form_page(
        request,
        form,
        lambda: actions.merge_items(
            request.actor, found, others=[item_by(request, no=form.cleaned_data["no"])], seen=tokens
        ),
        title=_("并入别的条目"),
        lead=_("把另一个条目的意见全部并入条目 %(no)d《%(title)s》。可以撤销。")
        % {"no": found.no, "title": found.title},
        back=Addresses(request)("item", found.pk),
        done=_("条目已合并，原来的去向都有记录。"),
        submit=_("合并"),
    )
