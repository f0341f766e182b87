"""Reading the log: heads, entries, and proofs from stored nodes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection

from zhiyan.ledger import heads, sequencer, statements
from zhiyan.ledger.merkle import prove_consistency, prove_inclusion, root_of
from zhiyan.ledger.models import LedgerEntry, LedgerHead, LedgerKey, LedgerNode
from zhiyan.org.models import Unit


@dataclass(frozen=True)
class Inclusion:
    """That an entry is in the log of that size and root: what `merkle.verify_inclusion` takes."""

    index: int
    size: int
    leaf_hash: bytes
    proof: list[bytes]
    root: bytes


def latest_head(unit: Unit | uuid.UUID) -> dict[str, Any] | None:
    """The newest signed head of a unit's log, after appending what waits; None where none was signed yet."""
    unit_id = unit if isinstance(unit, uuid.UUID) else unit.pk
    sequencer.flush(unit_id)
    return heads.latest(unit_id)


def size(unit_id: uuid.UUID) -> int:
    """Number of entries in the log."""
    return LedgerHead.objects.filter(unit_id=unit_id).values_list("size", flat=True).first() or 0


def entries(unit_id: uuid.UUID, *, event: str | None = None, start: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
    """Index and body of each entry from `start`, in order; only those of one event where it is named."""
    sequencer.flush(unit_id)
    rows = LedgerEntry.objects.filter(unit_id=unit_id, index__gte=start).order_by("index")
    if event is not None:
        rows = rows.filter(body__contains=f'"event":{json.dumps(event)}')
    for index, text in rows.values_list("index", "body").iterator(chunk_size=2000):
        body = json.loads(text)
        if event is None or body["event"] == event:
            yield index, body


def inclusion(unit: Unit | uuid.UUID, index: int, size: int | None = None) -> Inclusion:
    """Proof that the entry is in the log of `size` entries (all of them unless given), from stored nodes alone.

    Raises ValueError where it is not.
    """
    unit_id, whole = _within(unit, size)
    leaf, proof, root = proofs(
        unit_id, lambda node: (node(0, index), prove_inclusion(node, index, whole), root_of(node, whole))
    )
    return Inclusion(index, whole, leaf, proof, root)


def consistency(unit: Unit | uuid.UUID, old: int, new: int | None = None) -> list[bytes]:
    """Proof that the log of `old` entries is the beginning of the log of `new`. Raises ValueError out of order."""
    unit_id, whole = _within(unit, new)
    found: list[bytes] = proofs(unit_id, lambda node: prove_consistency(node, old, whole))
    return found


def root(unit: Unit | uuid.UUID, size: int | None = None) -> bytes:
    """Root of the first `size` entries, from stored nodes."""
    unit_id, whole = _within(unit, size)
    found: bytes = proofs(unit_id, lambda node: root_of(node, whole))
    return found


def public_keys(unit: Unit, purpose: str) -> list[Ed25519PublicKey]:
    """Every public key that the unit ever had for the purpose, the one in force first."""
    known = LedgerKey.objects.filter(unit_id=unit.pk, purpose=purpose).order_by("-id")
    return [statements.public_from(bytes(key.public)) for key in known]


def head_continues(unit: Unit, head: object) -> bool:
    """Whether the unit signed this head and today's log begins with what it says.

    Entries that a restore lost and its epoch entry owns up to count as continued: what they held is missing, not
    rewritten.
    """
    try:
        read = statements.read_head(head)
    except ValueError:
        return False
    if read.log != unit.code or not any(statements.is_signed(head, key, "head") for key in public_keys(unit, "heads")):
        return False
    lost = [facts for _index, facts in epochs(unit.pk) if facts["epoch"] > read.epoch and facts["kept"] < read.size]
    if lost:
        known = lost[0].get("head") or {}
        return bool(known.get("size", -1) >= read.size)
    return read.size <= size(unit.pk) and read.fits(root(unit, read.size))


def epochs(unit_id: uuid.UUID) -> list[tuple[int, dict[str, Any]]]:
    """Index and facts of each entry that began a new epoch (纪元), after a restore."""
    if not LedgerHead.objects.filter(unit_id=unit_id, epoch__gt=1).exists():
        return []
    return [(index, body["facts"]) for index, body in entries(unit_id, event="ledger.epoch")]


def _within(unit: Unit | uuid.UUID, asked: int | None) -> tuple[uuid.UUID, int]:
    unit_id = unit if isinstance(unit, uuid.UUID) else unit.pk
    there = size(unit_id)
    if asked is not None and not 0 <= asked <= there:
        raise ValueError(f"size {asked} in a log of {there}")
    return unit_id, there if asked is None else asked


def proofs(unit_id: uuid.UUID, prove: Callable[[Callable[[int, int], bytes]], Any]) -> Any:
    """Run a proof twice: once to learn which nodes it needs, once with them; two queries, whatever the log's size."""
    wanted: set[tuple[int, int]] = set()

    def note(level: int, position: int) -> bytes:
        wanted.add((level, position))
        return bytes(32)

    prove(note)
    there = _nodes(unit_id, wanted)
    return prove(lambda level, position: there[level, position])


def _nodes(unit_id: uuid.UUID, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    leaves = [position for level, position in wanted if level == 0]
    found: dict[tuple[int, int], bytes] = {}
    if leaves:
        rows = LedgerEntry.objects.filter(unit_id=unit_id, index__in=leaves)
        found |= {(0, index): bytes(value) for index, value in rows.values_list("index", "leaf_hash")}
    return found | _stored(unit_id, [(level, position) for level, position in wanted if level])


def _stored(unit_id: uuid.UUID, wanted: list[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Nodes by one look into the table's own index; as a chain of conditions it would cost more than the proof."""
    if not wanted:
        return {}
    of_unit = LedgerNode._meta.get_field("unit_id").get_db_prep_value(unit_id, connection)
    places = ", ".join(["(%s, %s)"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT n.level, n.position, n.hash FROM (VALUES {places}) AS w CROSS JOIN ledger_ledgernode AS n "
            "WHERE n.unit_id = %s AND n.level = w.column1 AND n.position = w.column2",
            [*(number for node in wanted for number in node), of_unit],
        )
        return {(level, position): bytes(value) for level, position, value in cursor.fetchall()}
