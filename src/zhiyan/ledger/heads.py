"""签名树头 (signed heads): size and root of a log on a day, signed by the unit. Few, so that they tell no order."""

from __future__ import annotations

import json
import logging
import uuid
from typing import Any

from django.db import IntegrityError, transaction

from zhiyan.kernel import clock, guard
from zhiyan.kernel.canonical import canonical
from zhiyan.kernel.errors import DomainError
from zhiyan.ledger import keys, statements
from zhiyan.ledger.models import LedgerHead, LedgerSignedHead
from zhiyan.org.models import Unit

EVERY = 100
"""Entries from one head to the next that nobody asked for: at most 10,000 heads a million entries."""

logger = logging.getLogger(__name__)


def latest(unit_id: uuid.UUID) -> dict[str, Any] | None:
    """The newest signed head, or None."""
    found = LedgerSignedHead.objects.filter(unit_id=unit_id).last()
    return _body(found) if found else None


def is_due(unit_id: uuid.UUID, *, after: bool = False) -> bool:
    """Whether a head is to be signed: asked for, a hundred entries on, or the first of a later day."""
    head = LedgerHead.objects.filter(unit_id=unit_id).first()
    if head is None or head.size == 0:
        return False
    last = latest(unit_id)
    if last is None:
        return after or head.size >= EVERY
    grown = head.size - last["size"]
    return grown > 0 and (after or grown >= EVERY or last["on"] < clock.today().isoformat())


def try_to_sign(unit_id: uuid.UUID) -> dict[str, Any] | None:
    """Sign, or say in the log of the program why not: appending goes on without a key."""
    try:
        return sign_now(unit_id)
    except DomainError as error:
        logger.warning("no head signed: %s", error.code)
        return None


def sign_now(unit_id: uuid.UUID) -> dict[str, Any] | None:
    """Sign the log as it stands, after appending what waits; the head that is there where it has not grown.

    None where there is no log. Raises DomainError where the key is not at hand.
    """
    from zhiyan.ledger import sequencer

    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        return None
    sequencer.append_waiting(unit_id)
    if not LedgerHead.objects.filter(unit_id=unit_id, size__gt=0).exists():
        return None
    private = keys.signer(unit, "heads", fresh=True)
    sequencer.append_waiting(unit_id)  # the entry of a key made just now comes before what it signs
    head = LedgerHead.objects.get(unit_id=unit_id)
    known = LedgerSignedHead.objects.filter(unit_id=unit_id, epoch=head.epoch, size=head.size).first()
    if known is not None:
        return _body(known)
    content = statements.head_content(unit.code, head.epoch, head.size, bytes(head.root), clock.today().isoformat())
    return _keep(head, statements.sign(content, private))


def _keep(head: LedgerHead, signed: dict[str, Any]) -> dict[str, Any]:
    """Keep it; where another process signed the same size first, that one counts."""
    body = canonical(signed).decode()
    try:
        with transaction.atomic(), guard.writing("ledger.head"):
            LedgerSignedHead.objects.create(unit_id=head.unit_id, epoch=head.epoch, size=head.size, body=body)
    except IntegrityError:
        found = LedgerSignedHead.objects.get(unit_id=head.unit_id, epoch=head.epoch, size=head.size)
        return _body(found)
    return signed


def _body(head: LedgerSignedHead) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(head.body)
    return body
