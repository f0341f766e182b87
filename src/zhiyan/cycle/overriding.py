"""说明情况后继续 (override): keeps who passed which closed gate, why, and what was missing then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from zhiyan.cycle.models import Cycle, Override
from zhiyan.cycle.standing import cycle_of
from zhiyan.kernel import clock, events
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.findings import Finding


def keep(actor: Actor, gate: str, subject: Any, findings: Sequence[Finding], reason: str) -> None:
    """Write the passing and its event, inside the action that passes."""
    cycle = cycle_of(subject)
    if cycle is None:
        raise TypeError(f"{gate}: a gate of no year cannot be passed with a reason")
    kept = Override.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        gate=gate,
        subject=subject.pk,
        about="、".join(dict.fromkeys(finding.subject for finding in findings))[:200],
        findings=[finding.as_dict() for finding in findings],
        reason=reason,
        by=actor.label[:60],
        on=clock.today(),
        entered_by_id=actor.user_id,
    )
    events.emit(
        events.Event(
            name="cycle.gate_overridden",
            unit_id=cycle.unit_id,
            subject_id=str(kept.pk),
            actor_id=str(actor.user_id or ""),
            on=kept.on,
            content={"gate": gate, "subject": str(subject.pk), "reason": reason},
        )
    )


def overrides(cycle: Cycle) -> QuerySet[Override]:
    """Every gate passed with a reason this year, the oldest first: for supervisors and for the report."""
    return Override.objects.filter(cycle=cycle)
