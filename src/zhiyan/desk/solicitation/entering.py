"""Typing in opinions from paper or as spoken."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from zhiyan.desk.pages import page, perform
from zhiyan.desk.solicitation import forms, shapes
from zhiyan.desk.solicitation.shapes import Addresses
from zhiyan.desk.solicitation.views import back, crumbs
from zhiyan.solicitation import actions, queries
from zhiyan.solicitation.channels import BOX
from zhiyan.solicitation.permissions import may_record_meeting, may_solicit
from zhiyan.web.chinese import short_day

KINDS = ("gathering", "form_run", "box_opening")


def _sources(request: Any) -> dict[str, Any]:
    """What an opinion can come from, by `kind:id`: own meetings for a branch secretary, all for the organiser."""
    actor, cycle = request.actor, request.cycle
    found: list[tuple[str, Any]] = [("gathering", record) for record in queries.gatherings(actor, cycle)]
    if may_solicit(actor, cycle):
        found += [("form_run", record) for record in queries.form_runs(actor, cycle)]
        found += [
            ("box_opening", record) for record in queries.box_openings(actor, cycle) if record.channel.code != BOX
        ]
    return {f"{kind}:{record.pk}": record for kind, record in found if not record.channel.closed}


def _label(key: str, record: Any) -> str:
    if key.startswith("box_opening"):
        return _("%(day)s 开箱（已录 %(done)d / %(n)d 张）") % {
            "day": short_day(record.on), "done": record.done, "n": record.entered,
        }  # fmt: skip
    return f"{short_day(record.on)} {record.name}（{record.opinions} 条）"


@page(may_record_meeting)
def enter(request: Any) -> HttpResponse:
    """Enter one opinion; the next one of the same source comes with the source chosen."""
    sources = _sources(request)
    everywhere = may_solicit(request.actor, request.cycle)
    form = forms.EnterForm(
        request.POST or None,
        cycle=request.cycle,
        sources=[(key, _label(key, record)) for key, record in sources.items()],
        everywhere=everywhere,
        initial={
            "nonce": uuid.uuid4(),
            "source": request.GET.get("source", ""),
            "channel": _uuid(request.GET.get("channel")),
            "target": "班子",
        },
    )
    if request.method == "POST" and form.is_valid():
        made = perform(request, form, lambda: _enter(request, form, sources))
        if made is not None:
            messages.success(request, _said(made))
            data = form.cleaned_data
            keep = {"source": data["source"]} if data["source"] else {"channel": str(made.channel_id)}
            return redirect(Addresses(request)("enter", **keep))
    context = {
        "no_source": not sources and not everywhere,
        "back": back(request),
        "crumbs": crumbs(request, _("录入意见")),
    }
    return shapes.show(request, "enter", context, form)


def _enter(request: Any, form: forms.EnterForm, sources: dict[str, Any]) -> Any:
    data = form.cleaned_data
    record = sources.get(data["source"])
    link = {data["source"].partition(":")[0]: record} if record is not None else {}
    return actions.enter_opinion(
        request.actor,
        record.channel if record is not None else data["channel"],
        text=data["text"],
        on=data.get("on"),
        aspect=data["aspect"],
        target=forms.chosen_target(request.cycle, data["target"], data["target_body"]),
        branch=data.get("branch"),
        about_office=data.get("about_office", False),
        nonce=data["nonce"],
        **link,
    )


def _said(made: Any) -> str:
    code = made.submission.receipt_code
    said = _("已录入。回执码 %(code)s，可以抄给提出人，凭它在网上意见箱查办理情况。") % {"code": code}
    if made.personal_data:
        said += _("原文里有提出人的个人信息，已标出，反馈前会遮盖。")
    return said


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
