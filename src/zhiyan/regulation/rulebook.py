"""Rule packs (规则包): the regulation's rules as data, overlaid by the year's notice and the unit's own.

A rule is text, kind and parameters; how it is looked for lives in the stages' `checks.py`. Later packs override by id.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from zhiyan.kernel.findings import Severity

PACKS = Path(__file__).parent / "packs"


@dataclass(frozen=True)
class Rule:
    """One rule as it stands for a cycle; `mode` is constraint, gate or finding."""

    id: str
    stage: str
    title: str
    kind: Severity
    source: str
    mode: str = "finding"
    text: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain data with the fixed keys of `zhiyan check --format json`."""
        return {
            "id": self.id,
            "mode": self.mode,
            "kind": str(self.kind),
            "source": self.source,
            "parameters": dict(self.parameters),
        }


@cache
def pack(name: str) -> tuple[Rule, ...]:
    """The rules of one pack file, in its order."""
    data = tomllib.loads((PACKS / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(
        Rule(
            id=key,
            stage=row["stage"],
            title=row["title"],
            kind=Severity(row["kind"]),
            source=row.get("source", data["source"]),
            mode=row.get("mode", "finding"),
            text=row.get("text", ""),
            parameters=row.get("parameters", {}),
        )
        for key, row in data["rules"].items()
    )


def overlay(rules: Iterable[Rule], changes: Mapping[str, Mapping[str, Any]], source: str) -> list[Rule]:
    """The rules with a later pack's kinds and parameters on top; the later source is named where it decides."""
    found = []
    for rule in rules:
        change = changes.get(rule.id)
        if change is None:
            found.append(rule)
            continue
        found.append(
            replace(
                rule,
                kind=Severity(change.get("kind", rule.kind)),
                parameters={**rule.parameters, **change.get("parameters", {})},
                source=f"{rule.source}；{source}",
            )
        )
    return found
