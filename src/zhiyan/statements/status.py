"""Where the statements stand and what each role does next."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.cycle import queries as cycle_queries
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actor import Role
from zhiyan.kernel.status import StageState, StageStatus, Step
from zhiyan.statements import queries
from zhiyan.statements.models import Statement, StatementState


def stage_status(cycle: Cycle) -> StageStatus:
    """对照检查 at a glance."""
    found = list(queries.statements(cycle))
    unanswered = queries.open_items(cycle)
    approved = sum(s.state == StatementState.APPROVED for s in found)
    submitted = sum(s.state in (StatementState.SUBMITTED, StatementState.APPROVED) for s in found)
    numbers = {"total": len(found), "submitted": submitted, "approved": approved, "open_items": unanswered}
    due = cycle_queries.due(cycle, "statements")
    if found and approved == len(found) and not unanswered:
        state = StageState.DONE
    elif found and approved == len(found):
        state = StageState.RUNNING
    elif cycle_queries.is_late(cycle, "statements"):
        state = StageState.LATE
    else:
        state = StageState.RUNNING if found else StageState.WAITING
    steps = [] if state is StageState.DONE else _steps(cycle, found, unanswered)
    return StageStatus("statements", state, _reasons(found, numbers), numbers, steps, due)


def _reasons(found: list[Statement], numbers: dict[str, int]) -> list[str]:
    if not found:
        return [_("还没有开始撰写。")]
    reasons = []
    if numbers["submitted"] < numbers["total"]:
        reasons.append(_("还有 %(n)d 份没有提交。") % {"n": numbers["total"] - numbers["submitted"]})
    if numbers["approved"] < numbers["submitted"]:
        reasons.append(_("有 %(n)d 份等审阅审定。") % {"n": numbers["submitted"] - numbers["approved"]})
    if numbers["open_items"]:
        reasons.append(_("有 %(n)d 个条目还没有回应。") % {"n": numbers["open_items"]})
    return reasons


def _steps(cycle: Cycle, found: list[Statement], unanswered: int) -> list[Step]:
    due = cycle_queries.due(cycle, "statements")
    if not found:
        return [Step(Role.ORGANISER, _("开始撰写对照检查材料"), "statements:page", due)]
    steps = [step for statement in found for step in _steps_of(statement)]
    if unanswered:
        steps.append(Step(Role.ORGANISER, _("答复 %(n)d 个条目") % {"n": unanswered}, "statements:answers", due))
    return steps


def _steps_of(statement: Statement) -> list[Step]:
    label, args = queries.label_of(statement), (str(statement.pk),)
    until = statement.due_on or cycle_queries.due(statement.cycle, "statements")
    if statement.state in (StatementState.DRAFT, StatementState.RETURNED):
        text = _("撰写%(label)s") if statement.state == StatementState.DRAFT else _("修改%(label)s")
        member = str(statement.member_id) if statement.member_id else None
        role = Role.MEMBER if member else Role.SECRETARY
        return [Step(role, text % {"label": label}, "statements:statement", until, member, args)]
    if statement.state == StatementState.SUBMITTED:
        heads = statement.member is None or statement.member.is_secretary
        role = Role.SUPERVISOR if heads else Role.SECRETARY
        return [Step(role, _("审阅%(label)s") % {"label": label}, "statements:statement", until, None, args)]
    return []
