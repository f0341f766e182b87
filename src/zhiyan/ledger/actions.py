"""Appending events to the log, as the last thing an action's transaction does."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from zhiyan.kernel import events
from zhiyan.ledger.merkle import Frontier, leaf_hash
from zhiyan.ledger.models import LedgerEntry, LedgerHead


def canonical(value: Any) -> bytes:
    """One byte string for one value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def commitment(salt: bytes, content: Any) -> str:
    """SHA-256 over salt and canonical content, in hex: shows nothing of the content, holds it fast."""
    return hashlib.sha256(b"zhiyan/commitment/v1" + salt + canonical(content)).hexdigest()


def append(event: events.Event) -> None:
    """Add the event as the next leaf of its unit's log. Called inside the action's transaction."""
    salt = secrets.token_bytes(16)
    body = canonical(
        {
            "v": 1,
            "event": event.name,
            "unit": str(event.unit_id),
            "subject": event.subject_id,
            "actor": event.actor_id,
            "on": event.on.isoformat(),
            "commitment": commitment(salt, dict(event.content)),
        }
    )
    head = LedgerHead.objects.select_for_update().filter(unit_id=event.unit_id).first()
    frontier = Frontier.load(bytes(head.frontier)) if head else Frontier()
    index = frontier.size
    frontier.append(body)
    LedgerEntry.objects.create(
        unit_id=event.unit_id, index=index, body=body.decode(), leaf_hash=leaf_hash(body), salt=salt
    )
    LedgerHead.objects.update_or_create(
        unit_id=event.unit_id,
        defaults={"size": frontier.size, "root": frontier.root(), "frontier": frontier.dump()},
    )
