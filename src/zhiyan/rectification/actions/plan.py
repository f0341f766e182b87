"""整改方案: a text over the measures, adopted by a resolution, version after version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, Resolution
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.rectification import queries
from zhiyan.rectification.actions.common import stamp, writable
from zhiyan.rectification.models import Measure, RectificationPlan
from zhiyan.rectification.permissions import may_list


@action(may_list, "rectification_plan.saved")
def save_plan(
    actor: Actor, cycle: Cycle, *, text: str = "", on: dt.date | None = None, late_reason: str = ""
) -> RectificationPlan:
    """The plan's text is saved: in place while not adopted, as a new version afterwards."""
    writable(cycle)
    given = stamp(actor, on, late_reason)
    latest = queries.plans(cycle).order_by("-no").first()
    if latest is not None and latest.resolution_id is None:
        for name, value in {"text": text.strip(), **given}.items():
            setattr(latest, name, value)
        latest.save(update_fields=["text", *given])
        return latest
    return RectificationPlan.objects.create(
        unit_id=cycle.unit_id, cycle=cycle, no=(latest.no if latest else 0) + 1, text=text.strip(), **given
    )


@action(may_list, "rectification_plan.adopted", gate="rectification.adopt_plan")
def adopt_plan(actor: Actor, plan: RectificationPlan, *, resolution: Resolution) -> RectificationPlan:
    """The resolution adopts this version: every measure is held as it reads now and changes no more without a reason.

    Raises Invalid where it is adopted already, the resolution is another year's, or there is no measure.
    """
    writable(plan.cycle)
    if plan.resolution_id:
        raise Invalid("rectification_plan.adopted", _("这一版整改方案已经通过。"))
    if resolution.cycle_id != plan.cycle_id:
        raise Invalid(
            "rectification_plan.resolution", _("请选择本年度的决议。"), fields={"resolution": _("请选择本年度的决议。")}
        )
    held = list(queries.measures(plan.cycle))
    if not held:
        raise Invalid(
            "rectification_plan.empty", _("还没有整改措施，方案不能通过。"), remedy=_("请先在问题下拟定整改措施。")
        )
    plan.resolution, plan.snapshot = resolution, [row(measure) for measure in held]
    plan.save(update_fields=["resolution", "snapshot"])
    Measure.objects.filter(pk__in=[m.pk for m in held], adopted_in__isnull=True).update(adopted_in=plan)
    return plan


def row(measure: Measure) -> dict[str, Any]:
    """One measure by value, as the version shows it."""
    problem = measure.problem
    return {
        "measure": str(measure.pk),
        "no": queries.measure_label(measure),
        "problem": str(problem.pk),
        "who": problem.member.role if problem.member else "",
        "aspect": problem.aspect.name if problem.aspect else "",
        "problem_text": problem.text,
        "direction": measure.direction_title,
        "text": measure.text,
        "goal": measure.goal,
        "kind": str(measure.kind),
        "owner": measure.owner.role if measure.owner else "",
        "department": measure.department.name if measure.department else "",
        "handler": measure.handler.name if measure.handler else "",
        "due_on": measure.due_on.isoformat() if measure.due_on else None,
        "standard": measure.standard,
        "deliverable": measure.deliverable,
    }
