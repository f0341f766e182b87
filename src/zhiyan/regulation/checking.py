"""Running the checks: which functions look for which rule, the facts of each stage, the findings."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.utils.translation import get_language, override

from zhiyan.cycle.models import Cycle
from zhiyan.kernel.findings import Finding
from zhiyan.meeting.models import Sitting
from zhiyan.regulation.rulebook import STAGES as STAGES
from zhiyan.regulation.rulebook import Rule
from zhiyan.regulation.standing import standing_rules

OF_THE_RECORDS = "zh-hans"
_NAME = re.compile(r"([a-z]\d\d)_")
Check = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class CheckResult:
    """All rules that apply, and what they found."""

    rules: list[Rule]
    findings: list[Finding]


@cache
def checks() -> dict[str, list[tuple[str, Check]]]:
    """Rule id → the stage and check functions that look for it, found by name in the stages' `checks.py`."""
    found: dict[str, list[tuple[str, Check]]] = {}
    for stage in STAGES:
        for name, check in stage_checks(stage):
            if match := _NAME.match(name):
                found.setdefault(match[1].upper(), []).append((stage, check))
    return found


def stage_checks(stage: str) -> Iterator[tuple[str, Check]]:
    """The check functions of a stage."""
    module = importlib.import_module(f"zhiyan.{stage}.checks")
    yield from ((name, value) for name, value in vars(module).items() if callable(value) and _NAME.match(name))


def stage_facts(stage: str, cycle: Cycle) -> Any:
    """The stage's facts; a stage before the meeting is told the day on which it was held, which it cannot look up."""
    facts = importlib.import_module(f"zhiyan.{stage}.queries").facts
    if "meeting_on" in inspect.signature(facts).parameters:
        return facts(cycle, meeting_on=first_sitting_on(cycle))
    return facts(cycle)


def first_sitting_on(cycle: Cycle) -> dt.date | None:
    """The day of the first sitting that was opened, or None."""
    opened = Sitting.objects.filter(meeting__cycle=cycle, opened=True).order_by("on")
    return opened.values_list("on", flat=True).first()


def rules_for(cycle: Cycle) -> list[Rule]:
    """The rules in force for the year that are held in some way: by a check, or because they cannot be broken."""
    held = checks()
    return [rule for rule in standing_rules(cycle) if not rule.off and (rule.id in held or rule.mode == "constraint")]


def stage_findings(stage: str, cycle: Cycle, rules: Iterable[Rule]) -> list[Finding]:
    """What the stage's checks find for these rules, in the reader's language.

    Where that is another than the records', they are run in both, so that a finding keeps its name in every language.
    """
    rules = list(rules)
    found = run_stage(stage, cycle, rules)
    if get_language() == OF_THE_RECORDS or not found:
        return found
    with override(OF_THE_RECORDS):
        same = run_stage(stage, cycle, rules)
    return [replace(one, name=named.subject) for one, named in zip(found, same, strict=True)]


def run_stage(stage: str, cycle: Cycle, rules: Iterable[Rule]) -> list[Finding]:
    """What the stage's checks find; its facts are gathered only if one of the rules looks there."""
    facts = None
    found: list[Finding] = []
    for rule in rules:
        for where, check in checks().get(rule.id, ()):
            if where == stage:
                facts = stage_facts(stage, cycle) if facts is None else facts
                found += [as_ruled(finding, rule) for finding in check(facts, {**rule.parameters, "kind": rule.kind})]
    return found


def as_ruled(finding: Finding, rule: Rule) -> Finding:
    """The finding under the rule as it stands: kind and source come from the packs, never from the code."""
    return replace(finding, rule=rule.id, severity=rule.kind, source=rule.source)


def in_order(findings: Iterable[Finding], rules: Iterable[Rule]) -> list[Finding]:
    """Findings in the order of their rules."""
    place = {rule.id: at for at, rule in enumerate(rules)}
    return sorted(findings, key=lambda finding: place[finding.rule])


def check_cycle(cycle: Cycle, only: set[str] | None = None) -> CheckResult:
    """Run every rule that applies, or only those of the given ids."""
    rules = [rule for rule in rules_for(cycle) if only is None or rule.id in only]
    findings = [finding for stage in STAGES for finding in stage_findings(stage, cycle, rules)]
    return CheckResult(rules=rules, findings=in_order(findings, rules))
