"""Pages of 公开通报: what was shown, its ratings, the bulletin."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.desk.disclosure import forms
from zhiyan.desk.pages import form_page, page, record_or_404, seen_version
from zhiyan.desk.rectification.shapes import LOOKS
from zhiyan.disclosure import actions, permissions, queries
from zhiyan.disclosure.composing import compose, is_intact
from zhiyan.disclosure.models import Disclosure, DisclosureKind
from zhiyan.disclosure.permissions import may_make, may_open_disclosure
from zhiyan.documents import following
from zhiyan.kernel import clock
from zhiyan.rectification.models import MeasureKind, MeasureState
from zhiyan.rectification.permissions import visible_measures
from zhiyan.rectification.queries import measure_label
from zhiyan.web.chinese import full_date, span


def address(request: Any, name: str, *args: Any) -> str:
    """A page of this stage in this unit and cycle."""
    return reverse(f"disclosure:{name}", args=[request.unit.code, request.cycle.label, *args])


@page(may_open_disclosure)
def overview(request: Any) -> HttpResponse:
    """What is shown now and was shown before; drafts for those who make them; results of ratings; the bulletin."""
    cycle, actor = request.cycle, request.actor
    makes = may_make(actor, cycle)
    bulletin = permissions.visible_bulletins(actor).filter(cycle=cycle).first()
    rated = list(permissions.visible_ratings(actor).filter(pk__in=[r.pk for r in queries.latest_ratings(cycle)]))
    buttons = []
    if makes:
        buttons = [
            {"text": _("起草通报或公开"), "url": address(request, "new"), "kind": "main"},
            {"text": _("新闻稿"), "url": address(request, "bulletin"), "kind": ""},
        ]
        if queries.ratable(cycle).exists():
            buttons.append({"text": _("录入测评结果"), "url": address(request, "rate"), "kind": ""})
    context = {
        "buttons": buttons,
        "columns": [{"label": _("标题"), "head": True}, _("种类"), _("范围、地点"), _("公示时间"), _("状态")],
        "rows": [disclosure_row(request, d) for d in queries.disclosures(actor, cycle)],
        "due": queries.deadline(cycle) if makes else None,
        "bulletin": bulletin,
        "rated": len(rated),
        "ratings_url": address(request, "ratings"),
        "round": queries.round_of(cycle),
        "round_url": address(request, "round"),
        "bulletin_url": address(request, "bulletin"),
        "new_url": address(request, "new") if makes else "",
    }
    return render(request, "desk/disclosure/page.html", context)


def disclosure_row(request: Any, found: Disclosure) -> list[Any]:
    """One disclosure with where and how long it is shown."""
    return [
        {"text": found.title, "url": address(request, "disclosure", found.pk), "note": found.number},
        str(found.get_kind_display()),
        {"text": found.audience, "note": found.place},
        span(found.on, found.until),
        state_cell(found),
    ]


def state_cell(found: Disclosure) -> dict[str, str]:
    """Draft, being shown, or over."""
    if not found.issued:
        return {"state": "todo", "text": _("起草中")}
    if found.until is not None and clock.today() > found.until:
        return {"state": "done", "text": _("公示期满")}
    return {"state": "active", "text": _("公示中")} if found.until else {"state": "done", "text": _("已印发")}


def disclosure_of(request: Any, pk: Any) -> Disclosure:
    """The disclosure, if the actor may read it."""
    seen = permissions.visible_disclosures(request.actor).select_related("cycle__unit")
    found: Disclosure = record_or_404(seen, cycle=request.cycle, pk=pk)
    return found


@page(may_open_disclosure)
def disclosure(request: Any, pk: Any) -> HttpResponse:
    """The text as it was issued; a draft shows what it would say today."""
    found = disclosure_of(request, pk)
    body = found.body if found.issued else compose(found)
    buttons = []
    if not found.issued and may_make(request.actor, found):
        buttons = [{"text": _("修改"), "url": address(request, "edit", pk), "kind": ""}]
        paper = following.paper_of(found)
        if paper:
            where = reverse("documents:issue", args=[request.unit.code, request.cycle.label, paper])
            buttons.append({"text": _("拟稿签发"), "url": where, "kind": "main"})
    headings = {"preparation": _("会前准备情况"), "meeting": _("会议情况")}
    context = {
        "found": found,
        "buttons": buttons,
        "crumbs": [{"label": _("公开通报"), "url": address(request, "page")}, {"label": found.title}],
        **state_cell(found),
        "facts": [
            (_("文号"), found.number or "—"),
            (_("范围"), found.audience),
            (_("方式和地点"), found.place or "—"),
            (_("公示时间"), span(found.on, found.until)),
            (_("签发"), found.signed_by or "—"),
            *([(_("校验值"), found.sha256)] if found.issued else []),
        ],
        "broken": found.issued and not is_intact(found),
        "words": body.get("words", []),
        "sections": [
            {"title": headings.get(s["code"], s["code"]), "texts": s["texts"]}
            for s in body.get("sections", [])
            if s["texts"]
        ],
        "parts": [problems_part(body), measures_part(request, body)],
        "counts": counts_sentence(body),
    }
    return render(request, "desk/disclosure/disclosure.html", context)


def counts_sentence(body: dict[str, Any]) -> str:
    """How far the measures are, in one sentence."""
    counts = body.get("counts", {})
    if not counts.get("total"):
        return ""
    return _("共 %(total)d 条措施：已销号 %(done)d 条，长期坚持 %(long)d 条，逾期 %(late)d 条。") % {
        "total": counts["total"],
        "done": counts.get("signed_off", 0),
        "long": counts.get("long_term", 0),
        "late": counts.get("overdue", 0),
    }


def problems_part(body: dict[str, Any]) -> dict[str, Any]:
    """The team's problems as shown."""
    return {
        "title": _("领导班子的问题"),
        "columns": [{"label": _("编号"), "num": True}, _("方面"), {"label": _("问题"), "head": True}],
        "rows": [[row["no"], row["aspect"] or "—", row["text"]] for row in body.get("problems", [])],
        "empty": _("没有列出问题。"),
    }


def measures_part(request: Any, body: dict[str, Any]) -> dict[str, Any]:
    """The team's measures as shown, each leading to where it stands today."""
    ids = [row["id"] for row in body.get("measures", [])]
    seen = {str(pk) for pk in visible_measures(request.actor).filter(pk__in=ids).values_list("pk", flat=True)}
    return {
        "title": _("整改措施"),
        "columns": [
            _("序号"), {"label": _("整改措施"), "head": True}, _("责任领导、部门"), _("完成时限"), _("衡量标准"),
            _("完成情况"),
        ],
        "rows": [measure_row(request, row, linked=row["id"] in seen) for row in body.get("measures", [])],
        "empty": _("没有列出措施。"),
    }  # fmt: skip


def measure_row(request: Any, row: dict[str, Any], *, linked: bool) -> list[Any]:
    """A measure by value."""
    state = MeasureState(row["state"])
    label = _("%(state)s，已逾期") % {"state": state.label} if row["overdue"] else str(state.label)
    where = [request.unit.code, request.cycle.label, row["id"]]
    return [
        row["no"],
        {
            "text": row["text"],
            "url": reverse("rectification:measure", args=where) if linked else None,
            "note": str(MeasureKind(row["kind"]).label),
        },
        {"text": row["owner"] or "—", "note": row["department"]},
        full_date(dt.date.fromisoformat(row["due_on"])) if row["due_on"] else "—",
        row["standard"] or "—",
        {"text": label, "state": "late" if row["overdue"] else LOOKS[state]},
    ]


@page(may_make)
def new(request: Any) -> HttpResponse:
    """Draft a disclosure."""
    initial = {"kind": DisclosureKind.REPORT, "on": clock.today()}
    form = forms.DisclosureForm(request.POST or None, initial=initial)
    last = queries.deadline(request.cycle)
    return form_page(
        request,
        form,
        lambda: actions.draft_disclosure(request.actor, request.cycle, **form.cleaned_data),
        title=_("起草通报或公开"),
        lead=_("按上级通知，%(day)s前通报公开。") % {"day": full_date(last)} if last else "",
        back=address(request, "page"),
        done=_("已保存草稿，核对后签发。"),
    )


@page(may_make)
def edit(request: Any, pk: Any) -> HttpResponse:
    """Change a draft."""
    found = disclosure_of(request, pk)
    form = forms.DisclosureForm(request.POST or None, initial=forms.initial_of(found), drafted=True)
    return form_page(
        request,
        form,
        lambda: actions.edit_disclosure(request.actor, found, seen=seen_version(request), **form.cleaned_data),
        title=_("修改：%(title)s") % {"title": found.title},
        back=address(request, "disclosure", pk),
        done=_("草稿已保存。"),
        version=found.version,
    )


@page(may_open_disclosure)
def ratings(request: Any) -> HttpResponse:
    """Results of the ballots by measure; never who voted."""
    cycle = request.cycle
    shown = permissions.visible_ratings(request.actor).values("pk")
    rows = []
    for rating in queries.ratings(cycle).filter(pk__in=shown):
        bad = queries.is_bad(rating)
        rows.append(
            [
                {"text": f"{measure_label(rating.measure)} {rating.measure.text}"},
                rating.satisfied,
                rating.fair,
                rating.unsatisfied,
                {"text": _("不满意较多") if bad else _("总体满意"), "state": "blocked" if bad else "done"},
                {"text": full_date(rating.on), "note": _("计票：%(who)s") % {"who": rating.counted_by}},
            ]
        )
    context = {
        "columns": [
            {"label": _("措施"), "head": True}, {"label": _("满意"), "num": True},
            {"label": _("基本满意"), "num": True}, {"label": _("不满意"), "num": True}, _("结果"), _("计票日期"),
        ],
        "rows": rows,
        "buttons": [{"text": _("录入测评结果"), "url": address(request, "rate"), "kind": "main"}]
        if may_make(request.actor, cycle) and queries.ratable(cycle).exists()
        else [],
        "crumbs": [{"label": _("公开通报"), "url": address(request, "page")}, {"label": _("满意度测评")}],
    }  # fmt: skip
    return render(request, "desk/disclosure/ratings.html", context)


@page(may_make)
def rate(request: Any) -> HttpResponse:
    """Enter the counted ballots of all measures at once, or none."""
    form = forms.RatingsForm(request.cycle, request.POST or None)

    def do() -> Any:
        data = form.cleaned_data
        shared = {name: data[name] for name in ("on", "disclosure", "first_counter", "second_counter", "late_reason")}
        with transaction.atomic():
            return [actions.record_rating(request.actor, measure, **votes, **shared) for measure, votes in form.votes()]

    return form_page(
        request,
        form,
        do,
        title=_("录入测评结果"),
        lead=_("只录两个人共同计出的结果。没有填的措施不算测评。"),
        back=address(request, "ratings"),
        done=_("测评结果已录入。"),
    )
