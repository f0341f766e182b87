"""What an action leaves for the log: a row in its own transaction. The sequencer appends it later."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from zhiyan.kernel import clock, events, writes
from zhiyan.kernel.canonical import canonical
from zhiyan.ledger.models import Outbox


def commitment(salt: bytes, content: Any) -> str:
    """SHA-256 over salt and canonical content, in hex: shows nothing of the content, holds it fast."""
    return hashlib.sha256(b"zhiyan/commitment/v1" + salt + canonical(content)).hexdigest()


def append(event: events.Event) -> None:
    """Leave the event for its unit's log. Called inside the action's transaction; costs one row, whatever the log."""
    salt = secrets.token_bytes(16)
    body = {
        "v": 1,
        "event": event.name,
        "unit": str(event.unit_id),
        "subject": event.subject_id,
        "actor": event.actor_id,
        "on": event.on.isoformat(),
        "commitment": commitment(salt, dict(event.content)),
    }
    writes.remember(salt)
    Outbox.objects.create(unit_id=event.unit_id, body=canonical(body).decode(), salt=salt)


def publish(unit_id: uuid.UUID, event: str, facts: Mapping[str, Any], *, subject: str = "", actor: str = "") -> None:
    """Leave an entry whose `facts` everybody may read (numbers, hashes, public keys; never content) for the log.

    Called inside an action, beside the action's own event.
    """
    entry(unit_id, event, facts, subject=subject, actor=actor).save()


def entry(unit_id: uuid.UUID, event: str, facts: Mapping[str, Any], *, subject: str = "", actor: str = "") -> Outbox:
    """The row of an entry with facts, not stored yet."""
    body = {
        "v": 1,
        "event": event,
        "unit": str(unit_id),
        "subject": subject,
        "actor": actor,
        "on": clock.today().isoformat(),
        "facts": dict(facts),
    }
    return Outbox(unit_id=unit_id, body=canonical(body).decode(), salt=b"")
