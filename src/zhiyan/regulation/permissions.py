"""Who sees findings, who answers them, who decides the unit's own rules."""

from __future__ import annotations

from typing import Any

from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import member_of
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.findings import Finding

OFFICE = (Role.ORGANISER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR)
ANSWER_FOR_THE_OFFICE = (Role.ORGANISER, Role.SECRETARY)


def may_view_findings(actor: Actor, cycle: Any) -> bool:
    """The office, the secretaries and the supervisors."""
    return actor.belongs_to(cycle) and actor.has(*OFFICE)


def may_open_findings(actor: Actor, cycle: Any) -> bool:
    """The page of findings: whoever sees all, and every member of the team, who sees their own."""
    return may_view_findings(actor, cycle) or (actor.belongs_to(cycle) and actor.has(Role.MEMBER))


def may_view_rules(actor: Actor, cycle: Any) -> bool:
    """The rulebook holds no record of anybody: whoever opens the page of findings reads it."""
    return may_open_findings(actor, cycle)


def may_view_finding(actor: Actor, cycle: Cycle, finding: Finding) -> bool:
    """Whoever sees all findings, and the member whom this one concerns."""
    return may_view_findings(actor, cycle) or is_concerned(actor, cycle, finding)


def is_concerned(actor: Actor, cycle: Cycle, finding: Finding) -> bool:
    """Whether the finding is about this member's own text or duty."""
    own = member_of(actor, cycle) if finding.member and actor.belongs_to(cycle) else None
    return own is not None and str(own.pk) == finding.member


def may_answer(actor: Actor, cycle: Cycle, finding: Finding) -> bool:
    """The member concerned; the office where a finding concerns no member."""
    if finding.member:
        return is_concerned(actor, cycle, finding)
    return actor.belongs_to(cycle) and actor.has(*ANSWER_FOR_THE_OFFICE)


def may_decide_rules(actor: Actor, cycle: Any) -> bool:
    """The unit's own rules are its office's and its secretary's."""
    return actor.belongs_to(cycle) and actor.has(Role.ORGANISER, Role.SECRETARY)
