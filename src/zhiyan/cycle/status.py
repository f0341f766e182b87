"""Where the preparation (启动) stands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle, CycleState, Plan
from zhiyan.cycle.queries import due, facts, figures, is_late
from zhiyan.kernel.actor import Role
from zhiyan.kernel.status import StageState, StageStatus, Step


def stage_status(cycle: Cycle) -> StageStatus:
    """Done once the plan is adopted, aspects and team are there and study was held."""
    seen = facts(cycle)
    numbers = figures(cycle)
    adopted = Plan.objects.filter(cycle=cycle, resolution__isnull=False).exists()
    wanting: list[tuple[Role, str, str, str]] = []
    if not seen["aspects"]:
        wanting.append((Role.ORGANISER, _("还没有列明对照检查的方面"), "cycle:frame", "plan"))
    if not numbers["team"]:
        wanting.append((Role.ORGANISER, _("还没有班子名单"), "cycle:roster", "plan"))
    if cycle.state == CycleState.DRAFT and seen["aspects"] and numbers["team"]:
        wanting.append((Role.ORGANISER, _("年度还没有启动"), "cycle:open", "plan"))
    if not adopted:
        wanting.append((Role.ORGANISER, _("实施方案还没有通过"), "cycle:plan", "plan"))
    if not seen["sessions"]:
        wanting.append((Role.ORGANISER, _("还没有集体学习研讨的记录"), "cycle:study", "study"))
    late = any(is_late(cycle, code) for *_rest, code in wanting)
    return StageStatus(
        stage="cycle",
        state=_state(bool(wanting), late, bool(numbers["team"] or seen["aspects"])),
        reasons=[text for _role, text, _url, _code in wanting],
        figures=numbers,
        steps=[Step(role=role, text=text, url_name=url, due=due(cycle, code)) for role, text, url, code in wanting],
        due=due(cycle, "plan"),
    )


def _state(open_: bool, late: bool, begun: bool) -> StageState:
    if not open_:
        return StageState.DONE
    if late:
        return StageState.LATE
    return StageState.RUNNING if begun else StageState.WAITING
