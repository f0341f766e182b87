"""The rules as they stand for a year: regulation, the year's notice, the recorded notice's words, the unit's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle, Requirement
from zhiyan.cycle.standing import cycle_of
from zhiyan.kernel import gates
from zhiyan.kernel.actor import Role
from zhiyan.kernel.findings import Severity
from zhiyan.kernel.once import once
from zhiyan.regulation import reading
from zhiyan.regulation.models import UnitRule
from zhiyan.regulation.rulebook import Change, Rule, Value, overlay

# Steps of a notice whose days after the meeting a rule counts.
DAYS_OF = {"report": "R45", "disclose": "R44"}
# 典型案例剖析 is asked for, not waived.
_CASE_WANTED = re.compile(r"^(?!.*(?:不要求|不再|无需|不必).*典型案例).*典型案例", re.S)


@once
def standing_rules(cycle: Cycle) -> list[Rule]:
    """Every rule of the regulation as it stands for the year, those switched off among them."""
    return overlay(rules_below(cycle), unit_changes(cycle))


def rules_below(cycle: Cycle) -> list[Rule]:
    """The rules as regulation and notices give them, before the unit has its say."""
    return overlay(reading.shipped(reading.BASE).rules, below(cycle))


def below(cycle: Cycle) -> list[Change]:
    """What the year's notice and the recorded notice make of the rules, before the unit has its say."""
    year = reading.of_year(cycle.label)
    return [*(year.changes if year else ()), *notice_changes(cycle)]


def notice_changes(cycle: Cycle) -> list[Change]:
    """What the recorded notice's requirements make of rules: whom to talk with, sessions, a case, days."""
    requirements = Requirement.objects.filter(notice=cycle.notice) if cycle.notice else ()
    return [change for requirement in requirements for change in changes_of(requirement, cycle.notice.title)]  # type: ignore[union-attr]


def changes_of(requirement: Requirement, source: str) -> Iterator[Change]:
    """What one requirement makes of rules."""
    if requirement.code == "talks" and "支部党员代表" in requirement.text and "必谈" in requirement.text:
        yield Change("R19", source, kind=Severity.MUST)
    if requirement.code == "study" and (sessions := sessions_wanted(requirement.text)):
        yield Change("R07", source, parameters={"sessions": sessions})
    if requirement.code == "statements" and _CASE_WANTED.search(requirement.text):
        yield Change("R25", source, parameters={"required": True})
    if requirement.after_meeting_days and (rule := DAYS_OF.get(requirement.code)):
        yield Change(rule, source, parameters={"days": requirement.after_meeting_days})


def sessions_wanted(text: str) -> int:
    """How many sessions of study a requirement asks for (不少于两次 is 2); 0 where it names no number."""
    number = re.search(r"不少于([一二两三四五六七八九]|\d+)次", text)
    if number is None:
        return 0
    return int(number[1]) if number[1].isdigit() else "〇一二三四五六七八九".find(number[1].replace("两", "二"))


def unit_changes(cycle: Cycle) -> list[Change]:
    """The unit's own decisions of the year: the latest about each rule."""
    latest = {decided.rule: decided for decided in UnitRule.objects.filter(cycle=cycle)}
    return [change_of(decided) for decided in latest.values() if decided.changes]


def change_of(decided: UnitRule) -> Change:
    """A decision of the unit as a change to its rule."""
    parameters: dict[str, Value] = decided.changes.get("parameters", {})
    kind: Any = decided.changes.get("kind")
    return Change(
        rule=decided.rule,
        source=_("本单位规定：%(reason)s") % {"reason": decided.reason},
        kind=Severity(kind) if kind else None,
        parameters=parameters,
        off=decided.reason if decided.changes.get("off") else "",
    )


def at_the_gate(rule: str, subject: Any) -> gates.Standing | None:
    """How a rule stands for the year of a gate's subject; None for a rule of no pack or a subject of no year."""
    cycle = cycle_of(subject)
    found = next((r for r in standing_rules(cycle) if r.id == rule), None) if cycle else None
    if found is None:
        return None
    return gates.Standing(
        kind=found.kind,
        source=found.source,
        parameters=found.parameters,
        override=frozenset(Role(role) for role in found.override),
        off=bool(found.off),
    )
