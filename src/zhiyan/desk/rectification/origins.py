"""Pages of what still waits for the list: origins to be listed or excluded (R43), items without an outcome."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiyan.desk.pages import form_page, page, record_or_404
from zhiyan.desk.rectification import forms, shapes
from zhiyan.desk.rectification.shapes import address
from zhiyan.rectification import actions, queries
from zhiyan.rectification.models import EXCLUDABLE, Problem
from zhiyan.rectification.origins import (
    MODELS,
    aspect_of,
    cycle_id_of,
    decides_member,
    describe,
    kind_label,
    may_read_origin,
    meeting_has_begun,
    member_of,
    text_of,
)
from zhiyan.rectification.permissions import (
    may_list,
    may_open_rectification,
    may_oversee,
    may_place_origin,
    may_view_exclusion,
    visible_exclusions,
)
from zhiyan.web.chinese import full_date
from zhiyan.web.surfaces import missing


@page(may_open_rectification)
def origins_page(request: Any) -> HttpResponse:
    """What is neither listed nor excluded; the words only for those who may read them."""
    actor = request.actor
    oversees = may_oversee(actor, request.cycle)
    begun = meeting_has_begun(request.cycle.pk)
    readable = [(o, may_read_origin(actor, o.record, begun=begun)) for o in queries.open_origins(request.cycle)]
    shown = [(o, reads) for o, reads in readable if reads or oversees]
    context = {
        "title": _("待列入的来源"),
        "lead": _("自查、批评、督导和上年遗留的问题，都要列入清单，或者写明不列入的原因。"),
        "tabs": shapes.tabs(request, "origins"),
        "buttons": [],
        "filter": None,
        "columns": [_("来源"), {"label": _("内容"), "head": True}, _("列入清单"), _("不列入")],
        "rows": [origin_row(request, origin, reads) for origin, reads in shown],
        "caption": _("待列入的来源"),
        "empty": _("没有待列入的来源：每一条都已列入清单，或写明了不列入的原因。"),
        "more": [exclusions_part(request, begun=begun)],
    }
    return render(request, "desk/rectification/list.html", context)


def origin_row(request: Any, origin: Any, reads: bool) -> list[Any]:
    """One origin: label, words if readable, and what may be done."""
    may = reads and may_place_origin(request.actor, origin.record)
    words = text_of(origin.record) if reads else _("内容只有本人、书记、督导组和记录人可以看，由他们列入。")
    return [
        {"text": origin.label, "note": kind_label(origin.kind)},
        words,
        {"text": _("列入"), "url": address(request, "list_origin", origin.kind, origin.id)} if may else "—",
        {"text": _("不列入"), "url": address(request, "exclude_origin", origin.kind, origin.id)} if may else "—",
    ]


def exclusions_part(request: Any, *, begun: bool) -> dict[str, Any]:
    """What was left out, with the reason; withdrawn decisions stay visible."""
    rows = []
    for exclusion in queries.exclusions(request.cycle):
        if not may_view_exclusion(request.actor, exclusion, begun=begun):
            continue
        origin = describe(queries.origin_record(exclusion))
        withdrawn = _("已撤回：%(reason)s") % {"reason": exclusion.withdraw_reason} if exclusion.withdrawn_on else ""
        may = not withdrawn and may_place_origin(request.actor, exclusion)
        rows.append(
            [
                origin.label,
                {"text": exclusion.reason, "note": withdrawn},
                full_date(exclusion.on),
                {"text": _("撤回"), "url": address(request, "withdraw_exclusion", exclusion.pk)} if may else "—",
            ]
        )
    return {
        "title": _("已写明不列入的"),
        "columns": [_("来源"), {"label": _("原因"), "head": True}, _("日期"), _("撤回")],
        "rows": rows,
        "empty": _("还没有不列入的决定。"),
    }


@page(may_oversee)
def items_page(request: Any) -> HttpResponse:
    """Items that are neither a problem's nor answered."""
    may = may_list(request.actor, request.cycle)
    items = [i for i in queries.open_items(request.cycle) if may_read_origin(request.actor, i)]
    context = {
        "title": _("没有结果的条目"),
        "lead": _("每个归并条目都要成为问题，或有办理答复。答复在“对照检查”中填写，也可以在问题页面关联条目。"),
        "tabs": shapes.tabs(request, "items"),
        "buttons": [],
        "filter": None,
        "columns": [
            {"label": _("条目号"), "num": True}, {"label": _("归并表述"), "head": True}, _("方面"), _("对象"),
            _("列为问题"),
        ],
        "rows": [
            [
                item.no,
                item.title,
                item.aspect.name if item.aspect else "—",
                item.target_member.role if item.target_member else item.target_body or item.get_target_kind_display(),
                {"text": _("列为问题"), "url": address(request, "list_origin", "item", item.pk)} if may else "—",
            ]
            for item in items
        ],
        "caption": _("没有结果的条目"),
        "empty": _("每个归并条目都已成为问题或有了答复。"),
        "more": [],
    }  # fmt: skip
    return render(request, "desk/rectification/list.html", context)


def origin_of(request: Any, kind: str, pk: Any) -> Any:
    """The origin, if it is this cycle's and its words are readable; otherwise the same 404."""
    model = MODELS.get(kind)
    record = model._default_manager.filter(pk=pk, unit_id=request.actor.unit_id).first() if model else None
    if record is None or cycle_id_of(record) != request.cycle.pk or not may_read_origin(request.actor, record):
        raise missing()
    return record


@page(may_place_origin)
def place(request: Any, kind: str, pk: Any) -> HttpResponse:
    """List the origin as a problem."""
    record = origin_of(request, kind, pk)
    origin = describe(record)
    initial = {"text": text_of(record), "aspect": aspect_of(record, request.cycle), "member": member_of(record)}
    form = forms.ProblemForm(request.cycle, request.POST or None, initial=initial, fixed=decides_member(record))
    return form_page(
        request,
        form,
        lambda: actions.list_problem(request.actor, request.cycle, origin=record, **form.cleaned_data),
        title=_("列入问题清单：%(label)s") % {"label": origin.label},
        lead=text_of(record),
        back=address(request, "items" if kind == "item" else "origins"),
        done=_("已列入问题清单。"),
        submit=_("列入"),
    )


@page(may_place_origin)
def leave_out(request: Any, kind: str, pk: Any) -> HttpResponse:
    """Exclude the origin with a reason, or merge it into a problem of the same subject."""
    if kind not in EXCLUDABLE:
        raise missing()
    record = origin_of(request, kind, pk)
    same = Problem.objects.filter(cycle=request.cycle, member=member_of(record)).order_by("no")
    form = forms.ExcludeForm(same, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.exclude(request.actor, record, **form.cleaned_data),
        title=_("不列入问题清单：%(label)s") % {"label": describe(record).label},
        lead=text_of(record),
        back=address(request, "origins"),
        done=_("已写明不列入的原因。"),
        submit=_("不列入"),
    )


@page(may_place_origin)
def withdraw(request: Any, pk: Any) -> HttpResponse:
    """Take an exclusion back; it stays on record."""
    found = record_or_404(visible_exclusions(request.actor), cycle=request.cycle, pk=pk)
    form = forms.ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.withdraw_exclusion(request.actor, found, reason=form.cleaned_data["reason"]),
        title=_("撤回“不列入”的决定"),
        lead=found.reason,
        back=address(request, "origins"),
        done=_("已撤回，来源重新待列入。"),
        submit=_("撤回"),
    )
