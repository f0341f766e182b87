"""What passed between units as rows of tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.kernel import clock
from zhiyan.kernel.status import StageState
from zhiyan.oversight import queries
from zhiyan.oversight.models import Claim, Order, Report
from zhiyan.oversight.permissions import may_order, may_send
from zhiyan.oversight.queries import UnitRow
from zhiyan.web.chinese import full_date, moment

LOOKS = {
    str(StageState.WAITING): "todo",
    str(StageState.RUNNING): "active",
    str(StageState.BLOCKED): "blocked",
    str(StageState.LATE): "late",
    str(StageState.DONE): "done",
}


def stages_of(row: UnitRow) -> list[Mapping[str, Any]]:
    """The stages that the unit sent, or none."""
    sent = row.progress.figures.get("stages", []) if row.progress else []
    return [stage for stage in sent if isinstance(stage, Mapping)]


def unit_columns() -> list[Any]:
    """Unit, how far, figures, report, unanswered orders, when sent."""
    return [
        {"label": _("单位"), "head": True}, _("进展"), {"label": _("意见"), "num": True},
        {"label": _("措施"), "num": True}, {"label": _("已销号"), "num": True}, _("情况报告"),
        {"label": _("未答复要求"), "num": True}, _("报送时间"),
    ]  # fmt: skip


def unit_row(request: Any, row: UnitRow) -> list[Any]:
    """One unit as the superior sees it; what was not sent is a dash."""
    figures = row.progress.figures if row.progress else {}
    report: Any = "—"
    if row.report is not None:
        url = reverse("oversight:report", args=[request.unit.code, row.report.pk])
        report = {"text": full_date(row.report.on), "url": url}
    where = reverse("oversight:unit", args=[request.unit.code, row.unit.code])
    return [
        {"text": row.unit.name, "url": where},
        progress_cell(row),
        number(figures, "opinions", "total"),
        number(figures, "measures", "total"),
        number(figures, "measures", "signed_off"),
        report,
        row.open_orders,
        moment(row.progress.sent_at) if row.progress else _("没有报送"),
    ]


def progress_cell(row: UnitRow) -> Any:
    """How many stages are done, and which are late; each stage stands on the unit's own page."""
    stages = stages_of(row)
    if not stages:
        return "—"
    done = sum(stage.get("state") == str(StageState.DONE) for stage in stages)
    words = _("%(done)d/%(all)d 个阶段完成") % {"done": done, "all": len(stages)}
    if row.late:
        return {"state": "late", "text": words, "note": _("逾期：%(what)s") % {"what": "、".join(row.late)}}
    return {"state": "done" if done == len(stages) else "active", "text": words}


def number(figures: Mapping[str, Any], *path: str) -> Any:
    """A figure by its path, or a dash where it was not sent."""
    found: Any = figures
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return "—" if found is None or isinstance(found, (Mapping, list)) else found


def report_columns() -> list[Any]:
    """Reports."""
    return [{"label": _("情况报告"), "head": True}, _("年度"), _("日期"), _("校验")]


def report_row(request: Any, report: Report) -> list[Any]:
    """A report with whether it still reads as it was sealed."""
    intact = queries.verified(report)
    return [
        {
            "text": report.from_name,
            "url": reverse("oversight:report", args=[request.unit.code, report.pk]),
            "note": report.number,
        },
        report.cycle_label,
        full_date(report.on),
        {"state": "done" if intact else "blocked", "text": _("与封存时一致") if intact else _("与封存时不一致")},
    ]


def order_columns(*, given: bool) -> list[Any]:
    """Orders: to whom or from whom."""
    return [
        {"label": _("要求"), "head": True}, _("接收单位") if given else _("发出单位"), _("日期"), _("期限"),
        _("落实情况"),
    ]  # fmt: skip


def order_row(request: Any, order: Order) -> list[Any]:
    """An order with its answer, or the way to answer."""
    late = order.replied_on is None and order.due_on is not None and order.due_on < clock.today()
    answer: dict[str, Any] = {"state": "late" if late else "todo", "text": _("逾期未答复") if late else _("待答复")}
    if order.replied_on is not None:
        answer = {"text": order.reply, "note": full_date(order.replied_on)}
    elif not order.outgoing and may_send(request.actor, order):
        url = reverse("oversight:reply", args=[request.unit.code, order.pk])
        answer = {"text": _("逾期，请答复") if late else _("答复"), "url": url}
    return [
        {"text": order.text, "note": str(order.get_kind_display())},
        order.to_name if order.outgoing else order.from_name,
        full_date(order.on),
        full_date(order.due_on) or "—",
        answer,
    ]


def claim_columns(*, received: bool) -> list[Any]:
    """Claims: about whom, what, promised for when, shown when."""
    unit = [_("出具单位")] if received else []
    return [{"label": _("申诉"), "head": True}, *unit, _("批次"), _("约定日期"), _("提交日期"), _("现在")]


def claim_row(claim: Claim) -> list[Any]:
    """A claim with whether the opinion is in the log by now; never who showed the receipt, for nobody knows."""
    settled = queries.is_settled(claim)
    now = {"state": "done", "text": _("已入存证日志")} if settled else {"state": "blocked", "text": _("没有兑现")}
    return [
        {"text": str(claim.get_verdict_display()), "note": _("回执 %(code)s…") % {"code": claim.c[:12]}},
        *([claim.about_name] if claim.received else []),
        _("第 %(n)d 批") % {"n": claim.batch},
        full_date(claim.by),
        full_date(claim.on),
        now,
    ]


def order_button(request: Any, unit: Any) -> list[dict[str, str]]:
    """The button that gives a unit an order, for whoever may."""
    if not may_order(request.actor, unit):
        return []
    return [
        {"text": _("下达要求"), "url": reverse("oversight:order", args=[request.unit.code, unit.code]), "kind": "main"}
    ]
