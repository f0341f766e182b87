"""Deciding the unit's own rules (本单位规则), answering a finding (说明)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock
from zhiyan.kernel.actions import action, denied
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.regulation.models import FindingAnswer, UnitRule
from zhiyan.regulation.permissions import may_answer, may_decide_rules, may_view_finding
from zhiyan.regulation.rulebook import Change, Value, refusals
from zhiyan.regulation.standing import rules_below


@action(may_decide_rules, "regulation.rule_decided")
def decide_rule(
    actor: Actor,
    cycle: Cycle,
    *,
    rule: str,
    kind: str = "",
    parameters: Mapping[str, Value] | None = None,
    off: bool = False,
    reason: str,
) -> UnitRule:
    """Set a rule's kind and parameters for the unit's year, or switch it off; the reason is shown with the rule.

    It replaces what the unit decided about the rule before; what is empty stays as the packs below say.
    Raises Invalid for an unknown rule, no reason, or a floor passed.
    """
    known = next((one for one in rules_below(cycle) if one.id == rule), None)
    if known is None:
        raise Invalid("regulation.unknown", _("没有规则 %(id)s。") % {"id": rule})
    if not reason.strip():
        raise Invalid("regulation.reason", _("调整规则要写明理由。"), fields={"reason": _("请写明理由。")})
    change = Change(
        rule=rule,
        source="",
        kind=Severity(kind) if kind else None,
        parameters=parameters or {},
        off=reason.strip() if off else "",
    )
    wrong = refusals(known, change)
    if wrong:
        raise Invalid("regulation.floor", " ".join(wrong.values()), fields=wrong)
    changes: dict[str, Any] = {
        **({"kind": kind} if kind else {}),
        **({"parameters": dict(change.parameters)} if change.parameters else {}),
        **({"off": True} if off else {}),
    }
    return UnitRule.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        no=UnitRule.objects.filter(cycle=cycle).count() + 1,
        rule=rule,
        changes=changes,
        reason=reason.strip(),
        on=clock.today(),
        entered_by_id=actor.user_id,
    )


@action(lambda actor, cycle: actor.belongs_to(cycle), "regulation.finding_answered")
def answer(actor: Actor, cycle: Cycle, *, finding: Finding, text: str) -> FindingAnswer:
    """说明: the person concerned says something to a finding; it is kept and shown with it, and is no verdict.

    Raises Denied for anybody else, Invalid without words.
    """
    if not may_view_finding(actor, cycle, finding) or not may_answer(actor, cycle, finding):
        raise denied("answer")
    if not text.strip():
        raise Invalid("regulation.answer", _("请写明情况。"), fields={"text": _("请写明情况。")})
    return FindingAnswer.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        key=finding.key,
        rule=finding.rule,
        subject=finding.subject[:200],
        text=text.strip(),
        by=actor.label[:60],
        on=clock.today(),
        entered_by_id=actor.user_id,
    )
