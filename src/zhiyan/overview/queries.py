"""The whole cycle at a glance: stages, figures, funnel, and what somebody must do next."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from zhiyan.consolidation import queries as consolidation
from zhiyan.cycle import queries as cycle_queries
from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.status import StageState, StageStatus, Step
from zhiyan.rectification import queries as rectification
from zhiyan.regulation.nightly import new_for
from zhiyan.solicitation import queries as solicitation
from zhiyan.statements import queries as statements
from zhiyan.talks import queries as talks

STATE_LOOKS = {
    StageState.WAITING: "todo",
    StageState.RUNNING: "active",
    StageState.BLOCKED: "blocked",
    StageState.LATE: "late",
    StageState.DONE: "done",
}


def stage_labels() -> dict[str, str]:
    """The stages in the chain's order, in the reader's language."""
    return {
        "cycle": _("启动"),
        "solicitation": _("征求意见"),
        "consolidation": _("梳理"),
        "talks": _("谈心谈话"),
        "statements": _("对照检查"),
        "meeting": _("会议"),
        "rectification": _("整改"),
        "disclosure": _("公开通报"),
        "oversight": _("报送上级"),
    }


def state_labels() -> dict[StageState, str]:
    """States in words."""
    return {
        StageState.WAITING: _("未开始"),
        StageState.RUNNING: _("进行中"),
        StageState.BLOCKED: _("受阻"),
        StageState.LATE: _("已逾期"),
        StageState.DONE: _("已完成"),
    }


@dataclass(frozen=True)
class StageView:
    """One stage as the cycle page shows it."""

    stage: str
    label: str
    url: str
    state: StageState
    state_label: str
    reasons: Sequence[str]
    steps: Sequence[Step]
    figures: Any

    @property
    def looks(self) -> str:
        """The name under which the state is drawn."""
        return STATE_LOOKS[self.state]


def stage_statuses(cycle: Cycle) -> list[StageView]:
    """Every stage: state, reasons, next steps."""
    return [view_of(cycle, status_of(stage, cycle), label) for stage, label in stage_labels().items()]


def status_of(stage: str, cycle: Cycle) -> StageStatus:
    """The stage's own word on where it stands."""
    found: StageStatus = importlib.import_module(f"zhiyan.{stage}.status").stage_status(cycle)
    return found


def view_of(cycle: Cycle, status: StageStatus, label: str) -> StageView:
    """A status with its words and address."""
    return StageView(
        stage=status.stage,
        label=label,
        url=stage_url(cycle, status.stage),
        state=status.state,
        state_label=state_labels()[status.state],
        reasons=status.reasons,
        steps=status.steps,
        figures=status.figures,
    )


def stage_url(cycle: Cycle, stage: str) -> str:
    """The stage's main page."""
    return address(cycle, "cycle:plan" if stage == "cycle" else f"{stage}:page")


def address(cycle: Cycle, name: str, args: Sequence[str] = ()) -> str:
    """A page of this cycle; empty where there is no such page."""
    for given in ([cycle.unit.code, cycle.label, *args], [cycle.unit.code, *args]):
        try:
            return reverse(name, args=given)
        except NoReverseMatch:
            continue
    return ""


def cycle_figures(cycle: Cycle) -> dict[str, Any]:
    """Every figure of the cycle as computed: the shape of `zhiyan status --format json`."""
    said = statements.figures(cycle)
    listed = rectification.figures(cycle)
    placed = consolidation.figures(cycle)
    return {
        "unit": cycle.unit.code,
        "cycle": cycle.label,
        "state": cycle.state,
        "preparation": cycle_queries.figures(cycle),
        "opinions": solicitation.figures(cycle),
        "items": placed["items"],
        "consolidation": placed,
        "problems": {**said["problems"], "listed": listed["problems"]},
        "cause_dimensions": said["cause_dimensions"],
        "directions": said["directions"],
        "measures": listed["measures"],
        "talks": talks.figures(cycle)["talks"],
        "statements": said["statements"],
        "meeting": importlib.import_module("zhiyan.meeting.queries").figures(cycle),
        "disclosure": importlib.import_module("zhiyan.disclosure.queries").figures(cycle),
    }


def funnel(cycle: Cycle) -> list[dict[str, Any]]:
    """意见 → 条目 → 问题 → 措施 → 销号, each number with the address of the records behind it."""
    opinions = solicitation.totals(cycle)
    listed = rectification.figures(cycle)
    problems, measures = listed["problems"], listed["measures"]
    items = consolidation.figures(cycle)["items"]
    return [
        {
            "label": _("意见"),
            "value": opinions["total"],
            "url": address(cycle, "solicitation:opinions"),
            "note": _("其中征求 %(n)d 条") % {"n": opinions["solicited"]},
        },
        {
            "label": _("归并条目"),
            "value": items,
            "url": address(cycle, "consolidation:items"),
        },
        {
            "label": _("问题"),
            "value": problems["team"] + problems["members"],
            "url": address(cycle, "rectification:problems"),
            "note": _("班子 %(team)d 个，成员 %(members)d 个") % problems,
        },
        {"label": _("措施"), "value": measures["total"], "url": address(cycle, "rectification:register")},
        {
            "label": _("销号"),
            "value": measures.get("signed_off", 0),
            "url": address(cycle, "rectification:register") + "?state=signed_off",
            "note": _("逾期 %(n)d 条") % {"n": measures["overdue"]} if measures.get("overdue") else "",
        },
    ]


def my_work(actor: Actor, cycle: Cycle, views: Sequence[StageView]) -> list[dict[str, Any]]:
    """What this actor must do next, earliest deadline first."""
    own = cycle_queries.member_of(actor, cycle)
    mine = [step for view in views for step in view.steps if concerns(step, actor, str(own.pk) if own else None)]
    mine.sort(key=lambda step: (step.due is None, step.due or 0))
    return [
        *new_findings(actor, cycle),
        *({"title": s.text, "url": address(cycle, s.url_name, s.args) or "#", "due": s.due} for s in mine),
    ]


def new_findings(actor: Actor, cycle: Cycle) -> list[dict[str, Any]]:
    """That the last night's check found something new for this actor; nothing where it did not."""
    new = new_for(actor, cycle, clock.today()).count()
    title = _("每夜检查新发现 %(n)d 处提示") % {"n": new}
    return [{"title": title, "url": address(cycle, "regulation:page") + "?new=1", "due": None}] if new else []


def concerns(step: Step, actor: Actor, member_id: str | None) -> bool:
    """Whether the step is this actor's: by role, and by person where it names one."""
    if step.member_id is not None:
        return step.member_id == member_id
    return actor.has(Role(step.role))


def progress_figures(cycle: Cycle) -> dict[str, Any]:
    """What goes up to the superior: each stage's state with its reason, and the figures; no words of anybody."""
    stages = [
        {
            "stage": view.stage,
            "label": view.label,
            "state": str(view.state),
            "reason": "；".join(view.reasons),
            "due": None,
        }
        for view in stage_statuses(cycle)
    ]
    return {"stages": stages, **cycle_figures(cycle)}
