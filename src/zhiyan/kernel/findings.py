"""检查提示 (finding): what a rule noticed, about what, by which source, and how to mend it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """必须 must hold; 建议 is advice."""

    MUST = "必须"
    ADVICE = "建议"


@dataclass(frozen=True)
class Link:
    """Evidence behind a finding: the kind of record, its id, and the words shown for it."""

    kind: str
    id: str
    label: str


@dataclass(frozen=True)
class Finding:
    """One observation of one rule about one subject."""

    rule: str
    severity: Severity
    source: str
    subject: str
    message: str
    remedy: str
    due: dt.date | None = None
    links: tuple[Link, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Plain data with the fixed keys of `zhiyan check --format json`."""
        return {
            "rule": self.rule,
            "severity": str(self.severity),
            "source": self.source,
            "subject": self.subject,
            "message": self.message,
            "remedy": self.remedy,
            "due": self.due.isoformat() if self.due else None,
        }


Facts = Mapping[str, Any]
Parameters = Mapping[str, Any]


def musts(findings: Iterable[Finding]) -> list[Finding]:
    """Only those that must hold."""
    return [f for f in findings if f.severity is Severity.MUST]
