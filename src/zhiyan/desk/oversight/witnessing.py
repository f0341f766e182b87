"""存证见证: the superior looks at the heads of its units' logs and countersigns what it has proof for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyan.desk.oversight.views import unit_below
from zhiyan.desk.pages import allow, form_page, unit_page
from zhiyan.kernel.signed import key_id
from zhiyan.ledger import actions, witness
from zhiyan.ledger import queries as ledger
from zhiyan.ledger.permissions import may_witness
from zhiyan.ledger.witness import Standing
from zhiyan.oversight.permissions import may_open_oversight
from zhiyan.oversight.queries import units_below
from zhiyan.web.chinese import full_date

SHOWN = 16
"""Digits of a root or a key that a page shows."""


class CountersignForm(forms.Form):
    """Nothing to type but, after a restore, why the loss is accepted."""

    accept_gap = forms.CharField(
        label=gettext_lazy("接受的理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("恢复备份丢了几条记录，见证前要写明为什么接受。"),
    )  # fmt: skip

    def __init__(self, *args: Any, gap: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not gap:
            del self.fields["accept_gap"]


@unit_page(may_open_oversight)
def heads(request: Any) -> HttpResponse:
    """Each unit below: today's head, the last one countersigned, the pinned key, what differs."""
    standings = witness.standing(request.unit)
    units = {unit.code: unit for unit in units_below(request.unit)}
    own = ledger.public_keys(request.unit, "witness")
    context = {
        "columns": [
            {"label": _("单位"), "head": True}, _("现在"), _("今天的树头"), _("上次见证"), _("钉住的公钥"), _("办理"),
        ],
        "rows": [row(request, one, units) for one in standings],
        "own_key": key_id(own[0]) if own else "",
        "crumbs": [
            {"label": _("所属单位"), "url": reverse("oversight:page", args=[request.unit.code])},
            {"label": _("存证见证")},
        ],
    }  # fmt: skip
    return render(request, "desk/oversight/witness.html", context)


def row(request: Any, one: Standing, units: dict[str, Any]) -> list[Any]:
    """How one log stands with its witness."""
    do: Any = "—"
    if one.state in ("new", "behind") and not one.fault and may_witness(request.actor, units[one.log]):
        do = {"text": _("核对并见证"), "url": reverse("oversight:countersign", args=[request.unit.code, one.log])}
    return [
        one.name, state_cell(one), head_cell(one.today), head_cell(one.last),
        {"text": one.pinned[:SHOWN]} if one.pinned else _("见证后钉住"), do,
    ]  # fmt: skip


def state_cell(one: Standing) -> dict[str, str]:
    """The state in words, with what is wrong or how much has come since."""
    if one.fault:
        return {"state": "blocked", "text": _("对不上"), "note": one.fault}
    if one.state == "none":
        return {"state": "todo", "text": _("还没有树头")}
    if one.state == "new":
        return {"state": "todo", "text": _("无外部见证"), "note": _("共 %(n)d 条") % {"n": one.grown}}
    if one.state == "behind":
        return {"state": "active", "text": _("有新增"), "note": one.gap or _("新增 %(n)d 条") % {"n": one.grown}}
    return {"state": "done", "text": _("已见证到最新")}


def head_cell(head: dict[str, Any] | None) -> Any:
    """Size, first digits of the root, day."""
    if head is None:
        return "—"
    day = full_date(dt.date.fromisoformat(head["on"]))
    return {"text": _("%(n)d 条") % {"n": head["size"]}, "note": f"{head['root'][:SHOWN]}… {day}"}


@unit_page(may_open_oversight)
def countersign(request: Any, code: str) -> HttpResponse:
    """Check that the log only grew since the last time, and sign its head."""
    found = unit_below(request, code)
    allow(may_witness, request.actor, found)
    standing = next(one for one in witness.standing(request.unit) if one.log == found.code)
    form = CountersignForm(request.POST if request.method == "POST" else None, gap=standing.gap)
    lead = _("程序核对：签名是登记的公钥签的，上次见证以来日志只增加、没有改动。对不上的不会签。")
    if standing.state == "new":
        lead += _("这是第一次见证：请先与该单位当面或者电话核对公钥，以后只认这一把。")
    return form_page(
        request,
        form,
        lambda: actions.countersign(request.actor, found, **form.cleaned_data),
        title=_("见证%(unit)s的存证日志") % {"unit": found.name},
        lead=standing.gap + lead if standing.gap else lead,
        back=reverse("oversight:witness", args=[request.unit.code]),
        done=_("已见证。该单位的意见箱页面会写明已有上级见证。"),
        submit=_("核对并见证"),
    )
