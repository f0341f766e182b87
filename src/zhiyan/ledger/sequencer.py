"""The one place that appends to a log: takes what actions left in the outbox, in one transaction a unit and portion.

Two sequencers never append side by side: SQLite has one writer at a time, PostgreSQL locks the head's row.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from zhiyan.kernel import clock, guard
from zhiyan.ledger import heads, outbox
from zhiyan.ledger.merkle import Frontier, leaf_hash
from zhiyan.ledger.models import LedgerEntry, LedgerHead, LedgerNode, Outbox

PORTION = 5000
"""Entries appended in one transaction at most."""

_signed_events: set[str] = set()


def sign_after(*events: str) -> None:
    """Sign a head whenever one of these events has been appended: window openings and closings, batches."""
    _signed_events.update(events)


def flush(unit_id: uuid.UUID | None = None) -> int:
    """Append all that waits, of one unit or of all; the number of entries appended. Costs one look where none does.

    Inside an action it is part of the action's transaction.
    """
    total = 0
    for unit in _waiting(unit_id):
        count, events = append_waiting(unit)
        total += count
        if heads.is_due(unit, after=not _signed_events.isdisjoint(events)):
            heads.try_to_sign(unit)
    return total


def append_waiting(unit_id: uuid.UUID) -> tuple[int, set[str]]:
    """Append what waits for one unit and sign nothing: how many entries, and the events that somebody asked after."""
    total, events = 0, set()
    while appended := _append_portion(unit_id):
        total += len(appended)
        events |= _events(appended)
    return total, events


def _waiting(unit_id: uuid.UUID | None) -> list[uuid.UUID]:
    rows = Outbox.objects.all() if unit_id is None else Outbox.objects.filter(unit_id=unit_id)
    return list(rows.order_by("unit_id").values_list("unit_id", flat=True).distinct())


def _events(bodies: Iterable[str]) -> set[str]:
    """Names of the events; asked only where somebody waits for one."""
    return {json.loads(body)["event"] for body in bodies} if _signed_events else set()


def _append_portion(unit_id: uuid.UUID) -> list[str]:
    """Move the oldest rows into the log; the bodies that were appended."""
    with transaction.atomic(), guard.writing("ledger.sequence"):
        LedgerHead.objects.get_or_create(
            unit_id=unit_id, defaults={"root": Frontier().root(), "frontier": Frontier().dump()}
        )
        head = LedgerHead.objects.select_for_update().get(unit_id=unit_id)
        rows = list(Outbox.objects.filter(unit_id=unit_id).order_by("id")[:PORTION])
        if rows:
            _append(head, rows)
            Outbox.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [row.body for row in rows]


def begin_epoch(unit_id: uuid.UUID, head: Mapping[str, Any] | None, backup: str) -> dict[str, Any]:
    """Start a new epoch (纪元) after a restore: its first entry says what was kept and what is known to be missing.

    `head` is what was kept outside (epoch, size, root), None where nothing was; `backup` the backup's SHA-256. It is
    appended before anything that still waited when the backup was made.
    """
    with transaction.atomic(), guard.writing("ledger.epoch"):
        edge = LedgerHead.objects.select_for_update().get(unit_id=unit_id)
        facts = {
            "epoch": edge.epoch + 1,
            "kept": edge.size,
            "root": bytes(edge.root).hex(),
            "head": dict(head) if head is not None else None,
            "missing": max(0, head["size"] - edge.size) if head is not None else None,
            "backup": backup,
        }
        _append(edge, [outbox.entry(unit_id, "ledger.epoch", facts)])
        LedgerHead.objects.filter(pk=edge.pk).update(epoch=facts["epoch"])
    return facts


def _append(head: LedgerHead, rows: Sequence[Outbox]) -> None:
    frontier = Frontier.load(bytes(head.frontier))
    entries, nodes, at = [], [], clock.now()
    for row in rows:
        leaf, *above = frontier.push(leaf_hash(row.body.encode()))
        entries.append(
            LedgerEntry(
                unit_id=head.unit_id,
                index=leaf.position,
                body=row.body,
                leaf_hash=leaf.hash,
                salt=bytes(row.salt),
                at=at,
            )
        )
        nodes += [LedgerNode(unit_id=head.unit_id, level=n.level, position=n.position, hash=n.hash) for n in above]
    LedgerEntry.objects.bulk_create(entries)
    LedgerNode.objects.bulk_create(nodes)
    LedgerHead.objects.filter(pk=head.pk).update(size=frontier.size, root=frontier.root(), frontier=frontier.dump())
