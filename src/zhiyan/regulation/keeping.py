"""What the checks found stands until something changes what they looked at: after an action only that is run again.

Every action writes an event, and each stage's facts are read from known tables. So the events since the last look say
which apps were touched, and only stages that read a table of these apps are asked again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.utils.translation import get_language

from zhiyan.consolidation import comparing
from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock, events, once
from zhiyan.kernel.findings import Finding
from zhiyan.ledger.models import LedgerEntry, LedgerHead, Outbox
from zhiyan.regulation.checking import STAGES, CheckResult, in_order, rules_for, stage_findings

HOUR = 3600
"""Seconds: the longest that an answer stands."""
MANY = 500
"""Events since the last look beyond which everything is run again."""
# What a stage action may write beside its own tables, too small to tell apart: nothing that facts live on.
BESIDE = frozenset({"kernel", "ledger", "accounts"})
# Events of what no check looks at.
IDLE = frozenset({"regulation.finding_answered", "cycle.gate_overridden"})
_TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')


@dataclass(frozen=True)
class Seen:
    """How far the unit's events had come: the log's size, and which rows waited to be appended."""

    size: int
    waiting: frozenset[int]


@dataclass(frozen=True)
class Kept:
    """What one stage's checks found, and the apps whose tables they looked at."""

    findings: list[Finding]
    looked_at: frozenset[str]


@once.once
def last_check(cycle: Cycle) -> CheckResult:
    """What the checks find at the records' present state, from what was kept where nothing was touched."""
    key = f"findings:{cycle.pk}:{clock.today()}:{get_language()}:{comparing.stamp(cycle.unit_id)}"
    seen = seen_of(cycle.unit_id)
    before: tuple[Seen, dict[str, Kept]] | None = cache.get(key)
    stages = standing(before, seen, cycle.unit_id) if before else {}
    rules = rules_for(cycle)
    fresh = {stage: kept for stage in STAGES if (kept := stages.get(stage) or look(stage, cycle, rules))}
    if before is None or seen != before[0] or fresh != stages:
        cache.set(key, (seen, fresh), HOUR)
    return CheckResult(rules, in_order([finding for kept in fresh.values() for finding in kept.findings], rules))


def look(stage: str, cycle: Cycle, rules: Any) -> Kept:
    """Run a stage's checks and note whose tables they looked at: with a memory of its own, for what the page's memory
    (`kernel.once`) answers is read from no table.
    """
    looked_at: set[str] = set()
    with once.reading(), noting(looked_at):
        found = stage_findings(stage, cycle, rules)
    return Kept(found, frozenset(looked_at))


@contextmanager
def noting(looked_at: set[str]) -> Iterator[None]:
    """Add to `looked_at` the app of every table that is read while this is open."""
    owners = owner_of_table()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        looked_at.update(owners[table] for table in _TABLE.findall(sql) if table in owners)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def owner_of_table() -> dict[str, str]:
    """Table → label of its app."""
    return {
        model._meta.db_table: model._meta.app_label
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("zhiyan.")
    }


def seen_of(unit_id: UUID) -> Seen:
    """How far the unit's events have come now."""
    size = LedgerHead.objects.filter(unit_id=unit_id).values_list("size", flat=True).first() or 0
    return Seen(size, frozenset(Outbox.objects.filter(unit_id=unit_id).values_list("pk", flat=True)))


def standing(before: tuple[Seen, dict[str, Kept]], now: Seen, unit_id: UUID) -> dict[str, Kept]:
    """What was kept and still stands: stages that looked at no app which was touched since."""
    then, kept = before
    if now == then:
        return kept
    touched = touched_since(then, now, unit_id)
    if touched is None:
        return {}
    return {stage: one for stage, one in kept.items() if touched.isdisjoint(one.looked_at)}


def touched_since(then: Seen, now: Seen, unit_id: UUID) -> frozenset[str] | None:
    """The apps that the events since then touched; None where they are too many or unknown: then anything may be."""
    arrived = now.waiting - then.waiting
    if not 0 <= now.size - then.size <= MANY or len(arrived) > MANY:
        return None
    logged = LedgerEntry.objects.filter(unit_id=unit_id, index__gte=then.size).values_list("body", flat=True)
    bodies = [*logged, *Outbox.objects.filter(pk__in=arrived).values_list("body", flat=True)]
    found = {events.app_of(name) for body in bodies if (name := json.loads(body)["event"]) not in IDLE}
    if None in found or not found <= {*STAGES, *BESIDE, "documents"}:
        return None
    if "cycle" in found or "regulation" in found:
        return None
    return frozenset(app for app in found if app is not None)
