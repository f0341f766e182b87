"""Reading the log: recomputing it from its leaves, and what one entry says."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from zhiyan.ledger.merkle import Frontier, leaf_hash
from zhiyan.ledger.models import LedgerEntry, LedgerHead


@dataclass(frozen=True)
class LogReport:
    """What recomputing one unit's log showed; `fault` is the first entry that fails and why, or None."""

    unit_id: uuid.UUID
    size: int
    root: str
    fault: str | None
    fault_index: int | None = None


def verify_all() -> Iterator[LogReport]:
    """Recompute the log of every unit, also one whose head was taken away."""
    for head in LedgerHead.objects.order_by("unit_id"):
        yield verify_log(head)
    headless = LedgerEntry.objects.exclude(unit_id__in=LedgerHead.objects.values("unit_id")).order_by("unit_id")
    for unit_id in headless.values_list("unit_id", flat=True).distinct():
        size = LedgerEntry.objects.filter(unit_id=unit_id).count()
        yield LogReport(unit_id, size, "", f"日志有 {size} 条，却没有树头")


def verify_log(head: LedgerHead) -> LogReport:
    """Recompute leaf by leaf and compare with the stored head."""
    frontier = Frontier()
    for entry in LedgerEntry.objects.filter(unit_id=head.unit_id).order_by("index").iterator(chunk_size=5000):
        body = entry.body.encode()
        if entry.index != frontier.size:
            return report(head, frontier, f"缺少第 {frontier.size} 条", frontier.size)
        if leaf_hash(body) != bytes(entry.leaf_hash):
            return report(head, frontier, f"第 {entry.index} 条的内容与其哈希不符", entry.index)
        frontier.append(body)
    if frontier.size != head.size:
        return report(head, frontier, f"日志有 {frontier.size} 条，树头记 {head.size} 条", frontier.size)
    if frontier.root() != bytes(head.root):
        return report(head, frontier, "重算的根与树头不符：有记录被改动过", None)
    return report(head, frontier, None, None)


def report(head: LedgerHead, frontier: Frontier, fault: str | None, index: int | None) -> LogReport:
    """The outcome for one unit."""
    return LogReport(head.unit_id, frontier.size, frontier.root().hex(), fault, index)
