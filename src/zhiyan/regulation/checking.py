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
from zhiyan.kernel.once import once, reading
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
    facts, told_of_meeting = facts_of(stage)
    return facts(cycle, meeting_on=first_sitting_on(cycle)) if told_of_meeting else facts(cycle)


@cache
def facts_of(stage: str) -> tuple[Callable[..., Any], bool]:
    """The function that gathers the stage's facts, and whether it is to be told the day of the meeting."""
    facts = importlib.import_module(f"zhiyan.{stage}.queries").facts
    return facts, "meeting_on" in inspect.signature(facts).parameters


@once
def first_sitting_on(cycle: Cycle) -> dt.date | None:
    """The day of the first sitting that was opened, or None."""
    opened = Sitting.objects.filter(meeting__cycle=cycle, opened=True).order_by("on")
    return opened.values_list("on", flat=True).first()


def rules_for(cycle: Cycle) -> list[Rule]:
    """The rules in force for the year that are held in some way: by a check, or because they cannot be broken."""
    held = checks()
    return [rule for rule in standing_rules(cycle) if not rule.off and (rule.id in held or rule.mode == "constraint")]


def stage_findings(stage: str, cycle: Cycle, rules: Iterable[Rule]) -> list[Finding]:
    """What the stage's checks find for these rules, in the reader's language."""
    rules = list(rules)
    return in_the_readers_language(lambda: run_stage(stage, cycle, rules))


def in_the_readers_language(look: Callable[[], list[Finding]]) -> list[Finding]:
    """What a look finds; it remembers for itself what it asked.

    Where the reader's language is another than the records', it is taken in both, so that a finding keeps its name in
    every language.
    """
    with reading():
        found = look()
    if get_language() == OF_THE_RECORDS or not found:
        return found
    with override(OF_THE_RECORDS), reading():
        return named(found, look())


def named(found: Iterable[Finding], same: Iterable[Finding]) -> list[Finding]:
    """The findings under the names that they have in the language of the records."""
    return [replace(one, name=other.subject) for one, other in zip(found, same, strict=True)]


def run_stage(stage: str, cycle: Cycle, rules: Iterable[Rule]) -> list[Finding]:
    """What the stage's checks find; its facts are gathered only if one of the rules looks there."""
    facts = None
    found: list[Finding] = []
    for rule in rules:
        for where, check in checks().get(rule.id, ()):
            if where == stage:
                facts = stage_facts(stage, cycle) if facts is None else facts
                found += run_check(rule, check, facts)
    return found


def run_check(rule: Rule, check: Check, facts: Any) -> list[Finding]:
    """What one check finds under a rule as it stands: kind and source come from the packs, never from the code."""
    ruled = {"rule": rule.id, "severity": rule.kind, "source": rule.source}
    return [replace(finding, **ruled) for finding in check(facts, {**rule.parameters, "kind": rule.kind})]


def in_order(findings: Iterable[Finding], rules: Iterable[Rule]) -> list[Finding]:
    """Findings in the order of their rules."""
    place = {rule.id: at for at, rule in enumerate(rules)}
    return sorted(findings, key=lambda finding: place[finding.rule])


def check_cycle(cycle: Cycle, only: set[str] | None = None) -> CheckResult:
    """Run every rule that applies, or only those of the given ids."""
    rules = [rule for rule in rules_for(cycle) if only is None or rule.id in only]
    findings = in_the_readers_language(lambda: [one for stage in STAGES for one in run_stage(stage, cycle, rules)])
    return CheckResult(rules=rules, findings=in_order(findings, rules))
