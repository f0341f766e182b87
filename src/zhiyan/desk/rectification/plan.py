"""Pages of the plan (整改方案) and its versions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiyan.desk.pages import form_page, page, record_or_404
from zhiyan.desk.rectification import forms, shapes
from zhiyan.desk.rectification.shapes import address
from zhiyan.kernel.errors import Invalid
from zhiyan.rectification import actions, checks, queries
from zhiyan.rectification.permissions import may_list, may_oversee, may_view_plan, visible_plans, visible_problems
from zhiyan.web.chinese import full_date


@page(may_view_plan)
def plan_page(request: Any) -> HttpResponse:
    """The versions, what is still missing in the measures, and how to adopt the next version."""
    cycle = request.cycle
    versions = list(visible_plans(request.actor).filter(cycle=cycle).select_related("resolution").order_by("no"))
    listing = may_list(request.actor, cycle)
    draft = next((v for v in versions if v.resolution_id is None), None)
    buttons = []
    if listing:
        buttons.append({"text": _("编写方案"), "url": address(request, "write_plan"), "kind": "" if draft else "main"})
        if draft:
            buttons.append({"text": _("记录会议通过"), "url": address(request, "adopt_plan"), "kind": "main"})
    findings = checks.r47_measures_complete(queries.plan_facts(cycle), {}) if may_oversee(request.actor, cycle) else []
    context = {
        "title": _("整改方案"),
        "lead": _("方案由会议决议通过；通过以后措施只能调整或延期，原来的内容都保留。"),
        "tabs": shapes.tabs(request, "plan"),
        "buttons": buttons,
        "filter": None,
        "findings": findings,
        "columns": [{"label": _("版本"), "head": True}, _("日期"), _("通过"), {"label": _("措施"), "num": True}],
        "rows": [version_row(request, v) for v in versions],
        "caption": _("整改方案各版"),
        "empty": _("还没有整改方案。先在问题下拟定措施，再编写方案提请会议通过。"),
        "empty_url": address(request, "write_plan") if listing else "",
        "empty_label": _("编写方案"),
        "more": [],
    }
    return render(request, "desk/rectification/list.html", context)


def version_row(request: Any, version: Any) -> list[Any]:
    """A version with the resolution that adopted it."""
    adopted = _("尚未通过")
    if version.resolution:
        adopted = f"{full_date(version.resolution.on)} {version.resolution.body}"
    return [
        {"text": _("第%(no)d版") % {"no": version.no}, "url": address(request, "plan_version", version.no)},
        full_date(version.on),
        adopted,
        len(version.snapshot) if version.resolution else "—",
    ]


@page(may_view_plan)
def version(request: Any, no: int) -> HttpResponse:
    """One version: its text, and of its rows those whose problems the reader may see."""
    plans = visible_plans(request.actor).select_related("resolution")
    found = record_or_404(plans, cycle=request.cycle, no=no)
    shown = {str(pk) for pk in visible_problems(request.actor).filter(cycle=request.cycle).values_list("pk", flat=True)}
    rows = [plan_row(row) for row in found.snapshot if row["problem"] in shown]
    resolution = found.resolution
    context = {
        "title": _("整改方案第%(no)d版") % {"no": found.no},
        "state": "done" if resolution else "todo",
        "state_text": _("已通过") if resolution else _("尚未通过"),
        "crumbs": [{"label": _("整改方案"), "url": address(request, "plan")}, {"label": str(found.no)}],
        "buttons": [],
        "facts": [
            (_("日期"), full_date(found.on)),
            (_("决议"), f"{full_date(resolution.on)} {resolution.body} {resolution.minute_no}" if resolution else "—"),
        ],
        "texts": [{"title": _("方案正文"), "text": found.text, "source": ""}] if found.text else [],
        "parts": [
            {
                "title": _("通过时的措施"),
                "columns": [
                    _("序号"), _("问题"), {"label": _("整改措施"), "head": True}, _("责任领导"), _("完成时限"),
                    _("衡量标准"),
                ],
                "rows": rows,
                "empty": _("方案通过时，措施会照当时的内容固定在这里。"),
            }
        ],
    }  # fmt: skip
    return render(request, "desk/rectification/record.html", context)


def plan_row(row: dict[str, Any]) -> list[Any]:
    """A measure as the version holds it."""
    return [
        row["no"],
        {"text": row["problem_text"], "note": row["who"] or _("领导班子")},
        {"text": row["text"], "note": row["goal"]},
        {"text": row["owner"] or "—", "note": row["department"]},
        row["due_on"] or "—",
        row["standard"] or "—",
    ]


@page(may_list)
def write(request: Any) -> HttpResponse:
    """Write the next version's text."""
    latest = queries.plans(request.cycle).order_by("-no").first()
    form = forms.PlanForm(request.POST or None, initial={"text": latest.text if latest else ""})
    return form_page(
        request,
        form,
        lambda: actions.save_plan(request.actor, request.cycle, **form.cleaned_data),
        title=_("编写整改方案"),
        lead=_("正文写总体要求和安排；措施不用在这里重写，通过时自动固定。"),
        back=address(request, "plan"),
        done=_("方案已保存。"),
    )


@page(may_list)
def adopt(request: Any) -> HttpResponse:
    """Record that a resolution adopted the draft version."""
    form = forms.AdoptForm(request.cycle, request.POST or None)

    def do() -> Any:
        draft = queries.plans(request.cycle).filter(resolution__isnull=True).first()
        if draft is None:
            raise Invalid("rectification_plan.none", _("没有待通过的方案。"), remedy=_("请先编写方案。"))
        return actions.adopt_plan(request.actor, draft, resolution=form.cleaned_data["resolution"])

    return form_page(
        request,
        form,
        do,
        title=_("记录会议通过整改方案"),
        lead=_("通过以后，现有的措施不能直接修改，只能写明原因、经批准后调整或延期。"),
        back=address(request, "plan"),
        done=_("方案已通过，措施已固定。"),
        submit=_("记录通过"),
    )
