"""Where the unit stands with its superior: report sent, orders answered."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.status import StageState, StageStatus, Step
from zhiyan.oversight import queries
from zhiyan.rectification.queries import meeting_day


def stage_status(cycle: Cycle) -> StageStatus:
    """State, reasons, figures and next steps of 报送上级."""
    numbers = queries.figures(cycle)
    last = queries.report_due(cycle)
    held = meeting_day(cycle)
    steps = [
        Step(
            Role.SECRETARY, _("答复上级的%(kind)s") % {"kind": order.get_kind_display()}, "oversight:page", order.due_on
        )
        for order in queries.open_orders(cycle)
    ]
    owed = cycle.unit.parent_id is not None and held is not None and held <= clock.today() and not numbers["reports"]
    if owed:
        steps.append(Step(Role.ORGANISER, _("向上级报送会议情况报告"), "oversight:page", last))
    if numbers["open_claims"]:
        steps.insert(0, Step(Role.ORGANISER, _("查明没有兑现的回执"), "oversight:page", clock.today()))
        state, reason = StageState.LATE, _("有%(n)d张回执到期没有兑现。") % {"n": numbers["open_claims"]}
    elif numbers["overdue_orders"]:
        state, reason = StageState.LATE, _("有%(n)d项上级要求逾期没有答复。") % {"n": numbers["overdue_orders"]}
    elif owed and last is not None and clock.today() > last:
        state, reason = StageState.LATE, _("会议情况报告已过期限。")
    elif owed or numbers["open_orders"]:
        state, reason = StageState.RUNNING, _("有事项要报上级。")
    elif numbers["reports"]:
        state, reason = StageState.DONE, _("会议情况报告已报送。")
    elif cycle.unit.parent_id is None:
        state, reason = StageState.WAITING, _("本单位没有登记上级单位。")
    else:
        state, reason = StageState.WAITING, _("会议召开后报送。")
    return StageStatus("oversight", state, [reason], figures=numbers, steps=steps, due=last)
