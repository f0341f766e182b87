"""Pages of 所属单位: the superior's table of its units, and the unit's own reports and orders."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.desk.oversight import forms, shapes
from zhiyan.desk.pages import allow, form_page, page, record_or_404, unit_page
from zhiyan.ledger import witness
from zhiyan.org.models import Unit
from zhiyan.oversight import actions, permissions, queries
from zhiyan.oversight.permissions import may_open_oversight, may_order, may_send
from zhiyan.overview.queries import progress_figures
from zhiyan.regulation.queries import check_cycle
from zhiyan.web.chinese import full_date


@page(may_open_oversight)
def of_cycle(request: Any) -> HttpResponse:
    """The stage in a year of the unit itself."""
    return oversight_page(request, request.cycle.label)


@unit_page(may_open_oversight)
def of_unit(request: Any) -> HttpResponse:
    """The same for a unit that holds no meeting of its own; the newest year unless one is chosen."""
    known = queries.labels(request.actor, request.unit)
    chosen = request.GET.get("year", "")
    return oversight_page(request, chosen if chosen in known else (known[0] if known else ""))


def oversight_page(request: Any, label: str) -> HttpResponse:
    """Units below with their figures, reports and orders; the unit's own reports up and orders from above."""
    actor, unit = request.actor, request.unit
    rows = queries.unit_rows(actor, unit, label)
    has_superior = unit.parent_id is not None
    here = reverse("oversight:page", args=[unit.code])
    buttons = []
    if request.cycle is not None and has_superior and may_send(actor, request.cycle):
        args = [unit.code, label]
        buttons = [
            {"text": _("报送进度"), "url": reverse("oversight:send_progress", args=args), "kind": ""},
            {"text": _("报送情况报告"), "url": reverse("oversight:send_report", args=args), "kind": "main"},
        ]
    if rows:
        buttons.append({"text": _("存证见证"), "url": reverse("oversight:witness", args=[unit.code]), "kind": ""})
    context = {
        "title": _("所属单位") if rows else _("报送上级"),
        "label": label,
        "claims_address": claims_address(request) if rows else "",
        "witness": "" if rows else witness_notice(unit),
        "buttons": buttons,
        "years": [
            {"label": year, "url": f"{here}?year={year}", "current": year == label}
            for year in queries.labels(actor, unit)
        ]
        if request.cycle is None
        else [],
        "below": bool(rows),
        "unit_columns": shapes.unit_columns(),
        "unit_rows": [shapes.unit_row(request, row) for row in rows],
        "has_superior": has_superior,
        "parts": parts(request, label, below=bool(rows), above=has_superior),
    }
    return render(request, "desk/oversight/page.html", context)


def claims_address(request: Any) -> str:
    """Where anybody shows a receipt to this superior, at the box's host."""
    port = request.get_port()
    usual = {"http": "80", "https": "443"}[str(request.scheme)]
    host = settings.BOX_HOSTS[0] + ("" if port == usual else f":{port}")
    return f"{request.scheme}://{host}/{request.unit.code}/claims/"


def witness_notice(unit: Unit) -> str:
    """Since when the superior vouches for the unit's log, or that nobody outside does."""
    newest = witness.latest(unit)
    last = newest["countersignature"] if newest else None
    if last is None:
        return _("存证日志无外部见证：上级单位还没有签认过。")
    day = full_date(dt.date.fromisoformat(last["on"]))
    return _("上级单位 %(day)s签认了存证日志（%(n)d 条）。") % {"day": day, "n": last["size"]}


def parts(request: Any, label: str, *, below: bool, above: bool) -> list[dict[str, Any]]:
    """The tables of reports and orders that concern the unit."""
    actor = request.actor
    found: list[dict[str, Any]] = []
    for received in (True, False):
        claims = list(queries.claims(actor, label, received=received))
        if claims:
            found.append(
                {
                    "title": _("凭回执申诉") if received else _("针对本单位的凭回执申诉"),
                    "columns": shapes.claim_columns(received=received),
                    "rows": [shapes.claim_row(claim) for claim in claims],
                    "empty": "",
                }
            )
    if above:
        found += [
            {
                "title": _("上级的要求"),
                "columns": shapes.order_columns(given=False),
                "rows": [shapes.order_row(request, o) for o in queries.received_orders(actor, label)],
                "empty": _("上级没有提出要求。"),
            },
            {
                "title": _("已报送的情况报告"),
                "columns": shapes.report_columns(),
                "rows": [shapes.report_row(request, r) for r in queries.sent_reports(actor, label)],
                "empty": _("还没有报送。会议开完后，由党务工作人员在规定期限内报送。"),
            },
        ]
    if below:
        found += [
            {
                "title": _("收到的情况报告"),
                "columns": shapes.report_columns(),
                "rows": [shapes.report_row(request, r) for r in queries.received_reports(actor, label)],
                "empty": _("还没有收到情况报告。"),
            },
            {
                "title": _("已下达的要求"),
                "columns": shapes.order_columns(given=True),
                "rows": [shapes.order_row(request, o) for o in queries.given_orders(actor, label)],
                "empty": _("还没有下达要求。点单位名称可以下达。"),
            },
        ]
    return found


def unit_below(request: Any, code: str) -> Unit:
    """A unit directly below; 404 for any other."""
    found: Unit = record_or_404(queries.units_below(request.unit), code=code)
    return found


@unit_page(may_open_oversight)
def unit(request: Any, code: str) -> HttpResponse:
    """One unit below: what it sent of each year, its reports, the orders given to it."""
    found = unit_below(request, code)
    sent = list(permissions.visible_progress(request.actor).filter(from_code=code).order_by("-cycle_label"))
    reports = permissions.visible_reports(request.actor).filter(from_code=code, outgoing=False).order_by("-on")
    orders = permissions.visible_orders(request.actor).filter(to_code=code, outgoing=True).order_by("-on")
    stages = [
        {
            "title": _("%(year)s年度各阶段") % {"year": progress.cycle_label},
            "columns": [{"label": _("阶段"), "head": True}, _("状态"), _("依据")],
            "rows": [
                [
                    stage.get("label", ""),
                    {"state": shapes.LOOKS.get(str(stage.get("state")), "info"), "text": ""},
                    stage.get("reason", ""),
                ]
                for stage in progress.figures.get("stages", [])
            ],
            "empty": _("报送的数字里没有各阶段的状态。"),
        }
        for progress in sent
    ]
    context = {
        "title": found.name,
        "lead": "" if sent else _("这个单位还没有报送进度。"),
        "crumbs": [{"label": _("所属单位"), "url": reverse("oversight:page", args=[request.unit.code])},
                   {"label": found.name}],
        "buttons": shapes.order_button(request, found),
        "facts": [],
        "texts": [],
        "parts": [
            *stages,
            {"title": _("情况报告"), "columns": shapes.report_columns(),
             "rows": [shapes.report_row(request, r) for r in reports], "empty": _("还没有收到情况报告。")},
            {"title": _("下达的要求"), "columns": shapes.order_columns(given=True),
             "rows": [shapes.order_row(request, o) for o in orders], "empty": _("还没有下达要求。")},
        ],
    }  # fmt: skip
    return render(request, "desk/rectification/record.html", context)


@unit_page(may_open_oversight)
def order(request: Any, code: str) -> HttpResponse:
    """Give a unit below an order."""
    found = unit_below(request, code)
    allow(may_order, request.actor, found)
    known = queries.labels(request.actor, request.unit)
    form = forms.OrderForm(request.POST or None, initial={"cycle_label": known[0] if known else ""})
    return form_page(
        request,
        form,
        lambda: actions.give_order(request.actor, found, **form.cleaned_data),
        title=_("向%(unit)s下达要求") % {"unit": found.name},
        back=reverse("oversight:unit", args=[request.unit.code, code]),
        done=_("要求已下达。"),
        submit=_("下达"),
    )


@unit_page(may_open_oversight)
def reply(request: Any, pk: Any) -> HttpResponse:
    """Answer an order from above."""
    found = record_or_404(permissions.visible_orders(request.actor), pk=pk)
    allow(may_send, request.actor, found)
    form = forms.ReplyForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.reply(request.actor, found, **form.cleaned_data),
        title=_("答复：%(kind)s") % {"kind": found.get_kind_display()},
        lead=found.text,
        back=reverse("oversight:page", args=[request.unit.code]),
        done=_("已答复上级。"),
        submit=_("答复"),
    )


@unit_page(may_open_oversight)
def report(request: Any, pk: Any) -> HttpResponse:
    """A sealed report, checked against its seal while it is read."""
    found = record_or_404(permissions.visible_reports(request.actor), pk=pk)
    content = found.content
    intact = queries.verified(found)
    context = {
        "title": _("%(unit)s%(year)s年度情况报告") % {"unit": found.from_name, "year": found.cycle_label},
        "state": "done" if intact else "blocked",
        "state_text": _("与封存时一致") if intact else _("与封存时不一致"),
        "crumbs": [{"label": _("所属单位"), "url": reverse("oversight:page", args=[request.unit.code])},
                   {"label": found.number or _("情况报告")}],
        "buttons": [],
        "facts": [
            (_("文号"), found.number or "—"),
            (_("报送日期"), full_date(found.on)),
            (_("会议日期"), content.get("meeting_on") or "—"),
            (_("班子成员个人问题"), _("%(n)d 个，不上报内容") % {"n": content.get("member_problems", 0)}),
            (_("校验值"), found.sha256),
        ],
        "texts": [{"title": _("体会与建议"), "text": content["words"], "source": ""}] if content.get("words") else [],
        "parts": report_parts(content),
    }  # fmt: skip
    return render(request, "desk/rectification/record.html", context)


def report_parts(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Problems, measures and findings of a report."""
    return [
        {
            "title": _("领导班子的问题"),
            "columns": [{"label": _("编号"), "num": True}, _("方面"), {"label": _("问题"), "head": True}],
            "rows": [[row["no"], row["aspect"] or "—", row["text"]] for row in content.get("problems", [])],
            "empty": _("报告里没有问题。"),
        },
        {
            "title": _("领导班子的整改措施"),
            "columns": [_("序号"), {"label": _("整改措施"), "head": True}, _("责任领导、部门"), _("完成时限")],
            "rows": [
                [row["no"], row["text"], {"text": row["owner"] or "—", "note": row["department"]}, row["due_on"] or "—"]
                for row in content.get("measures", [])
            ],
            "empty": _("报告里没有措施。"),
        },
        {
            "title": _("检查提示"),
            "columns": [_("规则"), _("程度"), {"label": _("内容"), "head": True}],
            "rows": [
                [row.get("rule", ""), row.get("severity", ""), row.get("message", "")]
                for row in content.get("findings", [])
            ],
            "empty": _("没有检查提示。"),
        },
    ]


@page(may_send)
def send_progress(request: Any) -> HttpResponse:
    """Send the figures of today up."""
    form = forms.EmptyForm(request.POST if request.method == "POST" else None)
    return form_page(
        request,
        form,
        lambda: actions.send_progress(request.actor, request.cycle, figures=progress_figures(request.cycle)),
        title=_("报送进度"),
        lead=_("把各阶段的状态和数字报给上级，替换上一次报送；意见、谈话和批评的内容不上报。"),
        back=reverse("oversight:page", args=[request.unit.code, request.cycle.label]),
        done=_("进度已报送。"),
        submit=_("报送"),
    )


@page(may_send)
def send_report(request: Any) -> HttpResponse:
    """Seal the report and deliver it."""
    form = forms.ReportForm(request.POST or None)
    last = queries.report_due(request.cycle)

    def do() -> Any:
        findings = [finding.as_dict() for finding in check_cycle(request.cycle).findings]
        figures = progress_figures(request.cycle)
        return actions.seal_report(
            request.actor, request.cycle, figures=figures, findings=findings, **form.cleaned_data
        )

    lead = _("报告封存后内容固定，双方各存一份，随时可以核对是否一致。")
    if last:
        lead += _("按上级通知，%(day)s前报送。") % {"day": full_date(last)}
    return form_page(
        request,
        form,
        do,
        title=_("报送情况报告"),
        lead=lead,
        back=reverse("oversight:page", args=[request.unit.code, request.cycle.label]),
        done=_("情况报告已封存并报送。"),
        submit=_("封存并报送"),
    )
