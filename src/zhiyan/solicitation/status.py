"""Where solicitation (征求意见) stands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import due, is_late
from zhiyan.kernel.actor import Role
from zhiyan.kernel.status import StageState, StageStatus, Step
from zhiyan.solicitation.figures import totals
from zhiyan.solicitation.models import Channel, Circular
from zhiyan.solicitation.open_ends import OpenEnd, open_ends
from zhiyan.solicitation.standing import is_closed

WHERE = {
    "import_waiting": "solicitation:page",
    "box_open": "solicitation:box",
    "box_unopened": "solicitation:box",
    "slips_unentered": "solicitation:enter",
    "no_opinion": "solicitation:upload",
}


def stage_status(cycle: Cycle) -> StageStatus:
    """Done once the figures are closed (截止确认); late when the notice's last day passed before that."""
    counted = totals(cycle)
    figures = {**counted, "carried_over": counted["total"] - counted["solicited"]}
    last = due(cycle, "solicit") or (cycle.notice.solicitation_to if cycle.notice else None)
    if is_closed(cycle):
        return StageStatus("solicitation", StageState.DONE, figures=figures, due=last)
    has_circular = Circular.objects.filter(cycle=cycle).exists()
    has_channels = Channel.objects.filter(cycle=cycle).exists()
    open_matters = open_ends(cycle)
    steps = _steps(has_circular, has_channels, open_matters, bool(counted["total"]))
    reasons = [matter.text for matter in open_matters]
    if not has_circular:
        reasons.insert(0, _("还没有发征求意见通知"))
    return StageStatus(
        stage="solicitation",
        state=_state(cycle, begun=has_circular or has_channels or bool(counted["total"])),
        reasons=reasons or [_("意见齐了，还没有截止确认")],
        figures=figures,
        steps=[Step(Role.ORGANISER, text, url, due=last) for text, url in steps],
        due=last,
    )


def _state(cycle: Cycle, *, begun: bool) -> StageState:
    if is_late(cycle, "solicit"):
        return StageState.LATE
    return StageState.RUNNING if begun else StageState.WAITING


def _steps(
    has_circular: bool, has_channels: bool, open_matters: list[OpenEnd], has_opinions: bool
) -> list[tuple[str, str]]:
    steps = []
    if not has_circular:
        steps.append((_("发征求意见通知"), "solicitation:circular"))
    if not has_channels:
        steps.append((_("开设征求渠道"), "solicitation:page"))
    steps += [(matter.task, WHERE[matter.code]) for matter in open_matters]
    if has_opinions and not open_matters:
        steps.append((_("核对条数，办理截止确认"), "solicitation:close"))
    return steps
