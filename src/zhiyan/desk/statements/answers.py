"""Pages of the answers to items (意见答复)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Item
from zhiyan.desk.pages import ask_first, form_page, page, record_or_404, seen_version
from zhiyan.desk.statements.common import address
from zhiyan.desk.statements.forms import AnswerForm, ReplyForm
from zhiyan.kernel.actor import Actor
from zhiyan.solicitation.models import TargetKind
from zhiyan.statements import actions, permissions, queries
from zhiyan.statements.models import AnswerKind, ItemAnswer

PAGE = 50


def visible_items(request: Any) -> Any:
    """Items whose answers the actor may see: the office all, members the team's and their own."""
    found = queries.items_with_outcome(request.cycle)
    actor: Actor = request.actor
    if actor.has(*permissions.OFFICE):
        return found
    own = Q(target_kind=TargetKind.TEAM)
    if actor.person_id is not None:
        own |= Q(target_member__person_id=actor.person_id)
    return found.filter(own)


@page(permissions.may_view_stage)
def items(request: Any) -> HttpResponse:
    """Items with what became of each; the open ones on request."""
    found = visible_items(request)
    only_open = request.GET.get("open") == "1"
    if only_open:
        found = found.filter(answered=False, stated=False)
    typed = permissions.typed_members(request.actor, request.cycle.pk)
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "columns": [{"label": _("条目"), "head": True}, _("对象"), _("结果"), _("答复")],
        "rows": [row(request, item, typed) for item in listed],
        "listed": listed,
        "only_open": only_open,
    }
    return render(request, "desk/statements/answers.html", context)


def row(request: Any, item: Any, typed: set[Any]) -> list[Any]:
    """One item as a row."""
    answer = queries.answer_of(item)
    may = permissions.may_answer(request.actor, item, typed)
    url = address(request, "answer", item.pk) if may else ""
    referred = answer is not None and answer.kind == AnswerKind.REFERRED
    reply_url = address(request, "reply", answer.pk) if answer is not None and may and referred else ""
    target = item.target_member.role if item.target_member else item.target_body or item.get_target_kind_display()
    if answer is not None:
        outcome = {"state": "done", "text": answer.get_kind_display(), "note": answer.receiver}
    elif item.stated:
        outcome = {"state": "done", "text": _("列为问题")}
    else:
        outcome = {"state": "todo", "text": _("未回应")}
    return [
        {"text": f"{item.no}. {item.title}", "url": url},
        target,
        outcome,
        {
            "text": answer.text if answer else "",
            "url": reply_url,
            "note": answer.reply or (_("等承办单位回复") if referred else "") if answer else "",
        },
    ]


def item_of(request: Any, pk: Any) -> Item:
    """An item that the actor may answer."""
    found: Item = record_or_404(visible_items(request), pk=pk)
    return found


@page(permissions.may_view_stage)
def answer(request: Any, pk: Any) -> HttpResponse:
    """Answer an item, or change its answer."""
    item = item_of(request, pk)
    ask_first(actions.answer_item, request.actor, item)
    existing = queries.answer_of(item)
    names = ("kind", "text", "done_on", "receiver", "due_on")
    initial = {name: getattr(existing, name) for name in names} if existing else {}
    form = AnswerForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.answer_item(request.actor, item, version=seen_version(request), **form.cleaned_data),
        title=_("答复条目 %(no)d") % {"no": item.no},
        lead=item.title,
        back=address(request, "answers"),
        done=_("答复已保存。"),
        version=existing.version if existing else None,
    )


@page(permissions.may_view_stage)
def reply(request: Any, pk: Any) -> HttpResponse:
    """Enter what the receiver of a 转办 replied."""
    found = record_or_404(
        permissions.visible_answers(request.actor), cycle=request.cycle, pk=pk, kind=AnswerKind.REFERRED
    )
    given: ItemAnswer = found
    ask_first(actions.record_reply, request.actor, given)
    form = ReplyForm(request.POST or None, initial={"reply": given.reply, "done_on": given.done_on})
    return form_page(
        request,
        form,
        lambda: actions.record_reply(request.actor, given, version=seen_version(request), **form.cleaned_data),
        title=_("录入承办单位的回复"),
        lead=given.item.title,
        back=address(request, "answers"),
        done=_("回复已保存。"),
        version=given.version,
    )
