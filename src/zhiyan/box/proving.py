"""核对资料 (proof.json): what anybody needs to check a receipt, or the whole year, without asking anything else.

Keys, the log's newest signed head with countersignatures, every published batch with the proof of its entry, and proofs
that the log continues each head that receipts name. The same for everybody; nothing in it was secret before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zhiyan.cycle.models import Cycle
from zhiyan.disclosure.models import BallotCommitment, RatingRound, RoundState, SpentBallot
from zhiyan.kernel.canonical import b64
from zhiyan.kernel.signed import key_id
from zhiyan.ledger import queries as ledger
from zhiyan.ledger import witness
from zhiyan.ledger.models import LedgerEntry
from zhiyan.ledger.statements import covers
from zhiyan.org.models import Unit
from zhiyan.solicitation.models import BatchCommitment, BatchKey, BlindKey, SpentToken

EVENTS = {"writing": "box.batch", "rating": "rating.batch"}


def proof(cycle: Cycle) -> dict[str, Any]:
    """Everything about a year that is public, as plain data."""
    unit = cycle.unit
    head = ledger.latest_head(unit)
    size = head["size"] if head else 0
    return {
        "v": 1, "kind": "proof", "unit": unit.code, "unit_name": unit.name, "cycle": cycle.label,
        "keys": {purpose: keys_of(unit, purpose) for purpose in ("heads", "receipts")},
        "blind": {
            key.purpose: b64(bytes(key.public_der)) for key in BlindKey.objects.filter(cycle=cycle).order_by("purpose")
        },
        "head": head,
        "claims": claims_path(unit),
        "witnesses": witnesses(unit, head) if head else [],
        "batches": [*writing_batches(cycle, size), *rating_batches(cycle, size)],
        "continues": continues(unit, head_sizes(cycle), size),
    }  # fmt: skip


def claims_path(unit: Unit) -> str:
    """Where the unit's superior takes claims, on this box; nothing where it has none here."""
    return f"/{unit.parent.code}/claims/" if unit.parent else ""


def witnesses(unit: Unit, head: dict[str, Any]) -> list[dict[str, Any]]:
    """Countersignatures over exactly this head, each with name and public key of the unit that gave it."""
    given = [one for one in witness.of(unit) if covers(one["countersignature"], head)]
    codes = [one["countersignature"]["witness"] for one in given]
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))
    return [
        {"statement": one["countersignature"], "name": names.get(code, code), "public": one["public"]}
        for code, one in zip(codes, given, strict=True)
    ]


def keys_of(unit: Unit, purpose: str) -> list[dict[str, str]]:
    """Every public key of the purpose, the one in force first."""
    return [{"id": key_id(key), "public": b64(key.public_bytes_raw())} for key in ledger.public_keys(unit, purpose)]


def writing_batches(cycle: Cycle, size: int) -> list[dict[str, Any]]:
    """Opened batches of slips."""
    entries = entries_of(cycle, "writing")
    opened = BatchKey.objects.filter(cycle=cycle, opened_on__isnull=False).order_by("no")
    return [
        {
            "purpose": "writing", "no": batch.no, "on": batch.opened_on.isoformat() if batch.opened_on else "",
            "commitments": commitments(BatchCommitment.objects.filter(batch=batch)),
            "spent": spent(SpentToken.objects.filter(batch=batch)),
            **entry(cycle.unit, entries.get(batch.no), size),
        }
        for batch in opened
    ]  # fmt: skip


def rating_batches(cycle: Cycle, size: int) -> list[dict[str, Any]]:
    """The counted ballots, if any."""
    counted = RatingRound.objects.filter(cycle=cycle, state=RoundState.COUNTED).first()
    if counted is None:
        return []
    found = {
        "purpose": "rating", "no": 1, "on": counted.counted_on.isoformat() if counted.counted_on else "",
        "commitments": commitments(BallotCommitment.objects.filter(batch=counted)),
        "spent": spent(SpentBallot.objects.filter(batch=counted)),
    }  # fmt: skip
    return [{**found, **entry(cycle.unit, entries_of(cycle, "rating").get(1), size)}]


def commitments(rows: Any) -> list[str]:
    """Published commitments, sorted as bytes."""
    return [b64(value) for value in sorted(bytes(row) for row in rows.values_list("commitment", flat=True))]


def spent(rows: Any) -> list[list[str]]:
    """Spent tokens with their proofs, sorted as bytes: apart from the commitments."""
    pairs = sorted((bytes(token), bytes(proof)) for token, proof in rows.values_list("token", "proof"))
    return [[b64(token), b64(proof)] for token, proof in pairs]


def entries_of(cycle: Cycle, purpose: str) -> dict[int, int]:
    """Batch number → index of its entry in the log."""
    found = ledger.entries(cycle.unit_id, event=EVENTS[purpose])
    return {body["facts"].get("batch", 1): index for index, body in found if body["facts"]["cycle"] == cycle.label}


def entry(unit: Unit, index: int | None, size: int) -> dict[str, Any]:
    """The batch's entry with its proof against the newest signed head; nothing where the head does not reach it yet."""
    if index is None or index >= size:
        return {"entry": None}
    body = LedgerEntry.objects.values_list("body", flat=True).get(unit_id=unit.pk, index=index)
    found = ledger.inclusion(unit, index, size)
    return {"entry": {"index": index, "body": body, "proof": [node.hex() for node in found.proof]}}


def head_sizes(cycle: Cycle) -> set[int]:
    """Sizes of the heads that receipts of the year name."""
    heads = [
        *BatchKey.objects.filter(cycle=cycle).values_list("head", flat=True),
        *RatingRound.objects.filter(cycle=cycle).values_list("head", flat=True),
    ]
    return {head["size"] for head in heads if head}


def continues(unit: Unit, sizes: Iterable[int], size: int) -> dict[str, list[str]]:
    """Size of an old head → proof that the log of the newest head begins with it."""
    reached = [old for old in sorted(sizes) if old <= size]
    return {str(old): [node.hex() for node in ledger.consistency(unit, old, size)] for old in reached}
