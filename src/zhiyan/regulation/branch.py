"""A branch's 组织生活会: facts from a file (TOML or JSON), the rules from the pack `branch`, and nothing else.

Proof that a rule is data: no check of this pack is code, and its findings, sources and overlays are the regulation's.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel import clock
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.findings import Finding
from zhiyan.regulation import predicates, reading
from zhiyan.regulation.checking import CheckResult
from zhiyan.regulation.rulebook import Change, Rule, overlay

# The lists of a facts file, and the fields without which a line of it cannot be understood.
LISTS: dict[str, tuple[str, ...]] = {
    "members": ("label",), "studies": ("on",), "opinions": (), "talks": ("a", "b"), "criticisms": ("by", "to"),
    "measures": ("label",),
}  # fmt: skip


def check_facts(name: str, facts: Mapping[str, Any], changes: Iterable[Change] = ()) -> CheckResult:
    """Every rule of a pack from data over plain facts, with later packs' changes on top."""
    rules = [rule for rule in overlay(rules_from_data(name), changes) if not rule.off]
    found: list[Finding] = [finding for rule in rules for finding in predicates.evaluate(rule, facts)]
    return CheckResult(rules=rules, findings=found)


def rules_from_data(name: str) -> tuple[Rule, ...]:
    """The rules of a pack in which every rule says itself how it is looked for."""
    if name not in reading.names() or not all(rule.check for rule in reading.shipped(name).rules):
        raise Invalid("regulation.pack", _("没有可以用资料文件检查的规则包“%(name)s”。") % {"name": name})
    return reading.shipped(name).rules


def read_facts(path: Path) -> dict[str, Any]:
    """A branch's facts from a file. Raises Invalid with a sentence for what cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise Invalid("regulation.facts", _("%(file)s 读不了：%(why)s") % {"file": path.name, "why": error}) from error
    return complete(data)


def complete(data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as the rules look at them: days are days, names have labels, what can be computed is computed."""
    if not isinstance(data, Mapping) or not isinstance(data.get("members"), list):
        raise Invalid("regulation.facts", _("资料文件要有 members（党员名单）。"))
    facts = {name: [line_of(name, needed, row) for row in data.get(name, ())] for name, needed in LISTS.items()}
    meeting = with_days(data.get("meeting", {}))
    committee = {row["label"] for row in facts["members"] if row.get("committee")}
    met = [(talk["a"], talk["b"]) for talk in facts["talks"]]
    for row in facts["members"]:
        name = row["label"]
        row.setdefault("committee", False)
        row.setdefault("attended", False)
        row["talked_with"] = sorted(
            a if b == name else b for a, b in met if name in (a, b) and committee & {a, b} - {name}
        )
    for talk in facts["talks"]:
        talk["label"] = f"{talk['a']}、{talk['b']}"
    return {
        **facts,
        "today": clock.today(),
        "meeting": meeting,
        "meetings": [{**meeting, "held": True}] if meeting.get("on") else [],
        "review": with_days(data.get("review", {})),
    }


def line_of(name: str, needed: tuple[str, ...], row: Any) -> dict[str, Any]:
    """One line of a list. Raises Invalid where a field is missing without which it cannot be understood."""
    found = with_days(row)
    lacking = [field for field in needed if not found.get(field)]
    if lacking:
        raise Invalid(
            "regulation.facts",
            _("%(list)s 里有一条缺少 %(fields)s。") % {"list": name, "fields": "、".join(lacking)},
        )
    return found


def with_days(row: Any) -> dict[str, Any]:
    """A record whose fields named `on` or `…_on` are days, whether the file wrote a date or a string."""
    if not isinstance(row, Mapping):
        raise Invalid("regulation.facts", _("资料文件里应为表的地方不是表：%(what)s") % {"what": row})
    return {name: as_day(value) if name == "on" or name.endswith("_on") else value for name, value in row.items()}


def as_day(value: Any) -> dt.date | None:
    """A day; None where the field is empty. Raises Invalid for what is no day."""
    if value is None or value == "":
        return None
    try:
        return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise Invalid("regulation.facts", _("“%(value)s”不是日期，应写成 2021-01-26。") % {"value": value}) from error
