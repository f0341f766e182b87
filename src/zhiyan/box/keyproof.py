"""公钥入册证明 (key-<purpose>.json): that the key which signs tokens is the one in the log, under a witnessed head.

The page holds it against the key that it was told: an office that shows one writer another key would have to put that
key into the log as well, before the superior's eyes.
"""

from __future__ import annotations

import functools
import json
import uuid
from typing import Any

from zhiyan.box.proving import keys_of
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.canonical import b64
from zhiyan.ledger import heads
from zhiyan.ledger import queries as ledger
from zhiyan.ledger.models import Countersignature, LedgerEntry
from zhiyan.ledger.statements import covers

EVENTS = {"writing": "box.drawing_opened", "rating": "rating.drawing"}
"""The entries that say which key signs tokens; each year has one of each."""


def key_proof(cycle: Cycle, purpose: str) -> dict[str, Any] | None:
    """The key's entry with its proof against the newest head that a superior countersigned, or else the newest signed.

    The same for everybody. None where no key was published.
    """
    newest = heads.latest(cycle.unit_id)
    index = _index(cycle.pk, cycle.unit_id, cycle.label, purpose, newest["epoch"] if newest else 0)
    if index is None:
        return None
    if newest is None or newest["size"] <= index:
        newest = heads.sign_now(cycle.unit_id)
    head = _witnessed(cycle.unit.code, index, newest) or newest
    if head is None:
        return None
    body = LedgerEntry.objects.values_list("body", flat=True).get(unit_id=cycle.unit_id, index=index)
    found = ledger.inclusion(cycle.unit_id, index, head["size"])
    return {
        "v": 1, "kind": "key-proof", "unit": cycle.unit.code, "cycle": cycle.label, "purpose": purpose,
        "keys": keys_of(cycle.unit, "heads"), "head": head, "witnesses": _statements(head),
        "entry": {"index": index, "body": body, "proof": [step.hex() for step in found.proof]},
    }  # fmt: skip


def _witnessed(log: str, index: int, newest: dict[str, Any] | None) -> dict[str, Any] | None:
    """The newest countersigned head of today's epoch that reaches the entry."""
    if newest is None:
        return None
    row = Countersignature.objects.filter(
        log=log, epoch=newest["epoch"], size__gt=index, size__lte=newest["size"]
    ).order_by("size", "id").last()  # fmt: skip
    found: dict[str, Any] | None = json.loads(row.head) if row else None
    return found


def _statements(head: dict[str, Any]) -> list[dict[str, Any]]:
    """Countersignatures over exactly this head, each with the key of the unit that gave it."""
    rows = Countersignature.objects.filter(log=head["log"], epoch=head["epoch"], size=head["size"]).order_by("id")
    given = [(json.loads(row.body), bytes.fromhex(row.witness_key)) for row in rows]
    return [{"statement": said, "public": b64(key)} for said, key in given if covers(said, head)]


def _index(cycle_id: uuid.UUID, unit_id: uuid.UUID, label: str, purpose: str, epoch: int) -> int | None:
    """Place of the key's entry in the log; looked for until it is there, and once in every epoch."""
    try:
        return _found(cycle_id, unit_id, label, purpose, epoch)
    except LookupError:
        return None


@functools.lru_cache(maxsize=256)
def _found(cycle_id: uuid.UUID, unit_id: uuid.UUID, label: str, purpose: str, epoch: int) -> int:
    for index, body in ledger.entries(unit_id, event=EVENTS[purpose]):
        if body["facts"]["cycle"] == label:
            return index
    raise LookupError(purpose)
