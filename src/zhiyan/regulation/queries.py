"""Running the checks over a cycle: rules of the packs that apply, facts of the stages, findings."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache as once_for_all
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.utils.translation import get_language

from zhiyan.cycle.models import Cycle, Requirement
from zhiyan.kernel import clock
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.ledger.models import LedgerHead, Outbox
from zhiyan.meeting.models import Sitting
from zhiyan.regulation.rulebook import Rule, overlay, pack

STAGES = (
    "cycle", "solicitation", "consolidation", "talks", "statements", "meeting", "rectification", "disclosure",
    "oversight",
)  # fmt: skip
_NAME = re.compile(r"([ra]\d\d)_")
# Steps of a notice whose days after the meeting a rule counts.
DAYS_OF = {"report": "R45", "disclose": "R44"}
Check = Callable[[Any, Any], Any]
HOUR = 3600
"""Seconds."""


@dataclass(frozen=True)
class CheckResult:
    """All rules that apply to the cycle, and what they found."""

    rules: list[Rule]
    findings: list[Finding]


@once_for_all
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
    """The regulation's rules with what the year's notice changes, and which source decided."""
    rules = [rule for rule in pack("regulation") if rule.id in checks()]
    return overlay(rules, notice_changes(cycle), source=cycle.notice.title if cycle.notice else "")


def notice_changes(cycle: Cycle) -> dict[str, dict[str, Any]]:
    """What the notice's requirements make of rules: whom to talk with, how many sessions, how many days."""
    changes: dict[str, dict[str, Any]] = {}
    for requirement in Requirement.objects.filter(notice=cycle.notice) if cycle.notice else []:
        if requirement.code == "talks" and "支部党员代表" in requirement.text and "必谈" in requirement.text:
            changes["R19"] = {"kind": Severity.MUST}
        if requirement.code == "study" and (sessions := sessions_wanted(requirement.text)):
            changes["R07"] = {"parameters": {"sessions": sessions}}
        days = requirement.after_meeting_days
        if days and (rule := DAYS_OF.get(requirement.code)):
            changes[rule] = {"parameters": {"days": days}}
    return changes


def sessions_wanted(text: str) -> int:
    """How many sessions of study a requirement asks for (不少于两次 is 2); 0 where it names no number."""
    number = re.search(r"不少于([一二两三四五六七八九]|\d+)次", text)
    if number is None:
        return 0
    return int(number[1]) if number[1].isdigit() else "〇一二三四五六七八九".find(number[1].replace("两", "二"))


def last_check(cycle: Cycle) -> CheckResult:
    """What `check_cycle` found at the records' present state: run again after an action or when a day has passed.

    Every action writes an event, so that their number names the state. An hour is the longest that an answer stands.
    """
    key = f"findings:{cycle.pk}:{events_of(cycle.unit_id)}:{clock.today()}:{get_language()}"
    kept: CheckResult | None = cache.get(key)
    if kept is None:
        kept = check_cycle(cycle)
        cache.set(key, kept, HOUR)
    return kept


def events_of(unit_id: UUID) -> int:
    """How many events the unit's actions have written: in the log, or waiting to be appended."""
    logged = LedgerHead.objects.filter(unit_id=unit_id).values_list("size", flat=True).first() or 0
    return logged + Outbox.objects.filter(unit_id=unit_id).count()


def check_cycle(cycle: Cycle, only: set[str] | None = None) -> CheckResult:
    """Run every rule that applies, or only those of the given ids."""
    rules = [rule for rule in rules_for(cycle) if only is None or rule.id in only]
    facts: dict[str, Any] = {}
    findings: list[Finding] = []
    for rule in rules:
        for stage, check in checks()[rule.id]:
            if stage not in facts:
                facts[stage] = stage_facts(stage, cycle)
            findings += [
                replace(finding, rule=rule.id, severity=rule.kind, source=rule.source)
                for finding in check(facts[stage], {**rule.parameters, "kind": rule.kind})
            ]
    return CheckResult(rules=rules, findings=findings)
