"""What the checks found stands until something changes what they looked at: after an action only that is run again.

Every action writes an event. So the events since the last look say what was written: row by row where this process
did it (`kernel.writes`), else every table of the action's app. Answers read from these tables are asked again
(`kernel.once`, `kernel.rows`), and of the rules only those for which a part of the facts says something else now
(`kernel.facts`).
"""

from __future__ import annotations

import json
import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cache as for_good
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.cache import cache
from django.utils.translation import get_language, override

from zhiyan.consolidation import comparing
from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock, events, once, writes
from zhiyan.kernel.facts import Facts
from zhiyan.kernel.findings import Finding
from zhiyan.ledger.models import LedgerEntry, LedgerHead, Outbox
from zhiyan.regulation import checking
from zhiyan.regulation.checking import OF_THE_RECORDS, STAGES, Check, CheckResult
from zhiyan.regulation.rulebook import Rule

HOUR = 3600
"""Seconds: the longest that an answer stands."""
MANY = 500
"""Events since the last look beyond which everything is run again."""
YEARS_KEPT = 24
"""Years of which a process keeps what was found; the one not asked after for longest goes first."""
# Apps whose records are read without a look being noted (the year at hand, its team, its rules): after a change of
# these everything is run again.
FRAME = frozenset({"cycle", "regulation", "org"})
# What a stage action may write beside its own tables.
BESIDE = frozenset({"kernel", "ledger", "accounts", "documents"})
# Events of what no check looks at.
IDLE = frozenset({"regulation.finding_answered", "cycle.gate_overridden"})


@dataclass(frozen=True)
class Seen:
    """How far the unit's events had come: the log's size, and the rows that waited to be appended, by key and salt."""

    size: int
    waiting: frozenset[tuple[int, bytes]]


@dataclass
class InLanguage:
    """What was found in one language, and what is needed to find it again."""

    memory: once.Memory = field(default_factory=lambda: once.Memory(lasting=True))
    stages: dict[str, tuple[list[Finding], frozenset[str]]] = field(default_factory=dict)

    def touch(self, written: writes.Written) -> None:
        """Let go of what was read from tables that were written."""
        self.memory.touch(written)
        self.stages = {stage: one for stage, one in self.stages.items() if one[1].isdisjoint(written)}


@dataclass
class Year:
    """What stands of one year on one day."""

    token: str
    seen: Seen | None = None
    comparisons: int = -1
    languages: dict[str, InLanguage] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)


_years: OrderedDict[str, Year] = OrderedDict()
_lock = threading.Lock()


@once.once
def last_check(cycle: Cycle) -> CheckResult:
    """What the checks find at the records' present state, from what was kept where nothing was touched."""
    year = year_of(cycle)
    with year.lock:
        bring_up_to_date(year, cycle)
        rules, by_stage = in_language(year, cycle, get_language() or OF_THE_RECORDS)
    findings = [finding for found in by_stage.values() for finding in found]
    return CheckResult(rules, checking.in_order(findings, rules))


def year_of(cycle: Cycle) -> Year:
    """What this process keeps of the year today; made anew after an hour, and when the cache was emptied."""
    key = f"findings:{cycle.pk}:{clock.today()}"
    token = cache.get(key)
    with _lock:
        found = _years.get(key)
        if found is None or found.token != token:
            found = _years[key] = Year(uuid.uuid4().hex)
            cache.set(key, found.token, HOUR)
        _years.move_to_end(key)
        while len(_years) > YEARS_KEPT:
            _years.popitem(last=False)
    return found


def bring_up_to_date(year: Year, cycle: Cycle) -> None:
    """Let go of what events and comparisons since the last look have touched."""
    seen, comparisons = seen_of(cycle.unit_id), comparing.stamp(cycle.unit_id)
    written = written_since(year.seen, seen, cycle.unit_id) if year.seen else None
    if written is not None and comparisons != year.comparisons:
        written = writes.together([written, {comparing.TABLE: None}])
    for one in year.languages.values() if written else ():
        one.touch(written or {})
    if written is None:
        year.languages.clear()
    year.seen, year.comparisons = seen, comparisons


def in_language(year: Year, cycle: Cycle, language: str) -> tuple[list[Rule], dict[str, list[Finding]]]:
    """The rules and what each stage's checks find, in the reader's language; named in that of the records."""
    rules, found = look(year.languages.setdefault(language, InLanguage()), cycle)
    if language == OF_THE_RECORDS:
        return rules, found
    with override(OF_THE_RECORDS):
        _rules, same = look(year.languages.setdefault(OF_THE_RECORDS, InLanguage()), cycle)
    return rules, {stage: checking.named(found[stage], same[stage]) for stage in found}


def look(kept: InLanguage, cycle: Cycle) -> tuple[list[Rule], dict[str, list[Finding]]]:
    """What every stage's checks find: from what stands, else looked at now.

    A look has a memory of its own, for what the page's memory answers is read from no table.
    """
    with once.kept_in(kept.memory):
        rules = checking.rules_for(cycle)
    for stage in STAGES:
        if stage not in kept.stages:
            with once.kept_in(kept.memory) as read:
                found = run_stage(kept, stage, cycle, rules)
            kept.stages[stage] = (found, frozenset(read))
    return rules, {stage: kept.stages[stage][0] for stage in STAGES}


def run_stage(kept: InLanguage, stage: str, cycle: Cycle, rules: list[Rule]) -> list[Finding]:
    """What the stage's checks find; those whose parts of the facts say what they said are not run."""
    wanted = [(rule, check) for rule in rules for where, check in checking.checks().get(rule.id, ()) if where == stage]
    facts = checking.stage_facts(stage, cycle) if wanted else None
    return [finding for rule, check in wanted for finding in run_check(kept, rule, check, facts)]


def run_check(kept: InLanguage, rule: Rule, check: Check, facts: Any) -> list[Finding]:
    """What one check finds, from the memory where it stands; rules do not change while the memory lasts."""
    if not isinstance(facts, Facts):
        return checking.run_check(rule, check, facts)
    question = once.Question(lambda: checking.run_check(rule, check, facts))
    found: list[Finding] = kept.memory.answer((check, rule.id, facts.name), question)
    return found


@for_good
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
    waiting = Outbox.objects.filter(unit_id=unit_id).values_list("pk", "salt")
    return Seen(size, frozenset((pk, bytes(salt)) for pk, salt in waiting))


def written_since(then: Seen, now: Seen, unit_id: UUID) -> writes.Written | None:
    """What the events since then wrote; None where it may be anything: then everything is run again."""
    if now == then:
        return {}
    arrived = now.waiting - then.waiting
    if not 0 <= now.size - then.size <= MANY or len(arrived) > MANY:
        return None
    logged = LedgerEntry.objects.filter(unit_id=unit_id, index__gte=then.size).values_list("body", "salt")
    waiting = Outbox.objects.filter(pk__in=[pk for pk, _salt in arrived]).values_list("body", "salt")
    found = [(json.loads(body)["event"], bytes(salt)) for body, salt in [*logged, *waiting]]
    gone = {salt for _pk, salt in then.waiting - now.waiting}
    if not gone <= {salt for _event, salt in found}:
        return None  # an event was taken back with its transaction: what was read meanwhile never came to be
    every = [written_by(event, salt) for event, salt in found if event not in IDLE and not (salt and salt in gone)]
    return writes.together([one for one in every if one is not None]) if None not in every else None


def written_by(event: str, salt: bytes) -> writes.Written | None:
    """What the action of an event wrote; None where it may be anything that findings rest on."""
    app, owners = events.app_of(event), owner_of_table()
    if app in FRAME or app not in {*STAGES, *BESIDE}:
        return None
    written = writes.of_event(salt)
    if written is None:
        return {table: None for table, owner in owners.items() if owner == app}
    touched = {owners[table] for table in written if table in owners}
    return None if writes.ANYTHING in written or touched & FRAME else written
