"""What `zhiyan verify` judges: logs, stores, backups, proofs of a year, receipts, the box client."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhiyan.ledger.verifying import Judged


@dataclass
class Report:
    """What came out of judging something; `judged` counts what could be judged at all."""

    faults: list[str] = field(default_factory=list)
    not_judged: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    logs: list[dict[str, object]] = field(default_factory=list)
    judged: int = 0

    def take_log(self, log: Judged) -> None:
        """Take in a judged log."""
        self.judged += 1
        self.logs.append({"log": log.code, "size": log.size, "root": log.root, "epoch": log.epoch})
        self.said += [f"存证日志 {log.code}：{log.size} 条，根 {log.root}", *log.said]
        self.faults += [f"存证日志 {log.code}：{fault.sentence}" for fault in log.faults]
        self.unsure(*log.unjudged)

    def unsure(self, *sentences: str) -> None:
        """Say once what could not be judged."""
        self.not_judged += [one for one in sentences if one not in self.not_judged]
