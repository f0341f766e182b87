"""Records of 整改 as rows of tables and facts, with only what their reader may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor
from zhiyan.rectification import queries
from zhiyan.rectification.models import ChangeKind, Measure, MeasureState, Problem
from zhiyan.rectification.origins import kind_label
from zhiyan.rectification.permissions import may_open_rectification, may_oversee, may_view_plan
from zhiyan.rectification.transitions import is_overdue
from zhiyan.web.chinese import full_date

LOOKS = {
    MeasureState.NOT_STARTED: "todo",
    MeasureState.IN_PROGRESS: "active",
    MeasureState.SUBMITTED: "active",
    MeasureState.VERIFIED: "info",
    MeasureState.SIGNED_OFF: "done",
    MeasureState.LONG_TERM: "info",
    MeasureState.REOPENED: "blocked",
}


def address(request: Any, name: str, *args: Any) -> str:
    """A page of this stage in this unit and cycle."""
    return reverse(f"rectification:{name}", args=[request.unit.code, request.cycle.label, *args])


def overdue(measure: Measure) -> bool:
    """Whether the measure is past its deadline today."""
    return is_overdue(measure.state, measure.due_on, clock.today())


def state_cell(measure: Measure) -> dict[str, Any]:
    """The state as a badge; overdue is said in words beside the state."""
    label = str(MeasureState(measure.state).label)
    if overdue(measure):
        return {"text": _("%(state)s，已逾期") % {"state": label}, "state": "late"}
    return {"text": label, "state": LOOKS[MeasureState(measure.state)]}


def who(problem: Problem) -> str:
    """主体 in words."""
    return problem.member.role if problem.member else _("领导班子")


def problem_columns() -> list[Any]:
    """FORMS 10 问题清单."""
    return [
        {"label": _("编号"), "num": True}, _("主体"), _("方面"), {"label": _("问题表述"), "head": True}, _("来源"),
        {"label": _("归并条目"), "num": True}, {"label": _("措施"), "num": True},
    ]  # fmt: skip


def problem_row(request: Any, problem: Any) -> list[Any]:
    """One row of the problem list; `problem` carries item_count and measure_count."""
    return [
        problem.no,
        who(problem),
        problem.aspect.name if problem.aspect else "",
        {
            "text": problem.text,
            "url": address(request, "problem", problem.pk),
            "note": _("上年重复") if problem.recurring else "",
        },
        kind_label(queries.origin_kind(problem)),
        problem.item_count,
        problem.measure_count,
    ]


def register_columns() -> list[Any]:
    """FORMS 11 整改台账; what belongs together stands in one column, the lesser beneath."""
    return [
        {"label": _("序号"), "num": True}, _("方面、问题"), {"label": _("措施、目标"), "head": True}, _("责任"),
        _("时限、标准"), _("进展、佐证"), _("完成情况"), _("核验"), _("销号、备注"),
    ]  # fmt: skip


def register_row(request: Any, measure: Measure, *, problem_shown: bool, work_shown: bool) -> list[Any]:
    """One row of the register; the problem and the work only where the reader may see them."""
    problem = measure.problem
    people = [measure.department.name if measure.department else "", measure.handler.name if measure.handler else ""]
    return [
        queries.measure_label(measure),
        {
            "text": problem.aspect.name if problem.aspect else "—",
            "note": f"{who(problem)}：{problem.text}" if problem_shown else "",
        },
        {
            "text": measure.text,
            "url": address(request, "measure", measure.pk),
            "note": _("目标：%(goal)s") % {"goal": measure.goal} if measure.goal else "",
        },
        {"text": measure.owner.role if measure.owner else "—", "note": "、".join(part for part in people if part)},
        {"text": full_date(measure.due_on) or "—", "note": measure.standard},
        work_cell(measure) if work_shown else "—",
        {**state_cell(measure), "note": str(measure.get_kind_display())},
        verified_cell(measure) if work_shown else "—",
        signed_off_cell(measure),
    ]


def work_cell(measure: Measure) -> dict[str, Any]:
    """The last progress and how many evidence files there are."""
    entries = list(measure.progress.all())
    files = len(measure.evidence.all())
    last = entries[-1] if entries else None
    text = f"{full_date(last.on)}：{last.text}" if last else _("还没有进展")
    return {"text": text[:120], "note": _("佐证 %(n)d 份") % {"n": files} if files else _("没有佐证材料")}


def verified_cell(measure: Measure) -> Any:
    """Who verified last, when, with what result."""
    found = list(measure.verifications.all())
    if not found:
        return "—"
    last = found[-1]
    result = _("通过") if last.passed else _("不通过")
    return {"text": last.verifier.label, "note": f"{full_date(last.on)} {result}"}


def signed_off_cell(measure: Measure) -> Any:
    """Who signed off and when; extensions as a remark."""
    remarks = [
        _("延期%(n)d次") % {"n": n} for n in [sum(c.kind == ChangeKind.EXTEND for c in measure.changes.all())] if n
    ]
    change = queries.last_sign_off(measure)
    if change is None:
        return {"text": "—", "note": "、".join(remarks)}
    return {"text": change.approver or "—", "note": "、".join([full_date(change.on), *remarks])}


def timeline(measure: Measure, appointments: Iterable[Any]) -> list[list[Any]]:
    """Everything that happened to the measure, first to last: day, what, words, who; later entry is marked."""
    found: list[tuple[Any, list[Any]]] = []
    for entry in measure.progress.all():
        found.append((entry.entered_at, row_of(entry, _("进展"), entry.text)))
    for change in measure.changes.all():
        if change.kind != ChangeKind.VERIFY:
            found.append((change.entered_at, row_of(change, str(change.get_kind_display()), change_words(change))))
    for check in measure.verifications.all():
        result = _("核验通过") if check.passed else _("核验不通过")
        found.append((check.entered_at, row_of(check, result, check.note)))
    for appointed in appointments:
        words = _("由%(who)s核验。%(reason)s") % {"who": appointed.verifier.label, "reason": appointed.reason}
        found.append((appointed.entered_at, row_of(appointed, _("指定核验人"), words)))
    return [row for _at, row in sorted(found, key=lambda pair: pair[0])]


def row_of(entry: Any, what: str, words: str) -> list[Any]:
    """One happening as a row."""
    late = _("补录：%(reason)s") % {"reason": entry.late_reason} if entry.late_reason else ""
    by = entry.entered_by.label if entry.entered_by else ""
    return [{"text": full_date(entry.on), "note": late}, what, words or "—", by or "—"]


def change_words(change: Any) -> str:
    """What changed, from what to what, why and approved by whom."""
    parts = []
    if change.field:
        parts.append(_("%(before)s 改为 %(after)s") % {"before": change.before or "—", "after": change.after or "—"})
    if change.reason:
        parts.append(change.reason)
    if change.approver:
        parts.append(_("批准：%(who)s") % {"who": change.approver})
    return "；".join(parts)


def tabs(request: Any, current: str) -> list[dict[str, Any]]:
    """Views of the stage that the actor may open."""
    actor: Actor = request.actor
    shown = [
        ("page", _("概况"), may_open_rectification),
        ("problems", _("问题清单"), may_open_rectification),
        ("register", _("整改台账"), may_open_rectification),
        ("mine", _("我的措施"), may_open_rectification),
        ("plan", _("整改方案"), may_view_plan),
        ("origins", _("待列入的来源"), may_open_rectification),
        ("items", _("没有结果的条目"), may_oversee),
    ]
    return [
        {"label": label, "url": address(request, name), "current": name == current}
        for name, label, may in shown
        if may(actor, request.cycle)
    ]
