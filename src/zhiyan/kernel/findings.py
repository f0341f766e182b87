"""检查提示 (finding): what a rule noticed, about what, by which source, and how to mend it."""

from __future__ import annotations

import datetime as dt
import hashlib
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
class Passage:
    """A text that a finding looked at, shown beside the others: `[start, end)` in code points is what it points to.

    `label` says whose or which text it is; `link` leads to the record, where there is one.
    """

    label: str
    text: str
    start: int
    end: int
    link: Link | None = None


@dataclass(frozen=True)
class Finding:
    """One observation of one rule about one subject.

    `member` is the id of the team member whose text or duty it is, who may answer it; empty where it is the office's.
    `passages` are texts to be read side by side; they are never a verdict on a person. `name` is the subject in the
    language of the records, where `subject` is in the reader's.
    """

    rule: str
    severity: Severity
    source: str
    subject: str
    message: str
    remedy: str
    due: dt.date | None = None
    links: tuple[Link, ...] = field(default=())
    passages: tuple[Passage, ...] = field(default=())
    member: str = ""
    name: str = ""

    @property
    def key(self) -> str:
        """Stable name of what the rule noticed about this subject: answers are kept under it."""
        return hashlib.sha256(f"{self.rule}\n{self.name or self.subject}".encode()).hexdigest()[:16]

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


def found(
    rule: str,
    subject: str,
    message: str,
    remedy: str,
    *,
    due: dt.date | None = None,
    links: Iterable[Link] = (),
    passages: Iterable[Passage] = (),
    member: str = "",
) -> Finding:
    """A finding as a check returns it; kind and source are those of the rule as it stands, set by the rule book."""
    return Finding(rule, Severity.MUST, "", subject, message, remedy, due, tuple(links), tuple(passages), member)


def passage(record: Mapping[str, Any], start: int, end: int) -> Passage:
    """A place in a record's text: `kind`, `id`, `label` and `text` of the record; without an id it is no record."""
    link = Link(record["kind"], record["id"], record["label"]) if record["id"] else None
    return Passage(record["label"], record["text"], start, end, link)


def near(due: dt.date | None, today: dt.date, ahead: int) -> bool:
    """Whether what nobody has begun is to be pointed out: its last day is `ahead` days away at most, or has passed."""
    return due is not None and (due - today).days <= ahead
