"""The log as a file that anybody can verify offline: a line an entry, without salts and without content."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from zhiyan.kernel.canonical import canonical
from zhiyan.ledger import heads, sequencer
from zhiyan.ledger.models import Countersignature, LedgerEntry, LedgerHead, LedgerSignedHead
from zhiyan.ledger.verifying import Entry, Log
from zhiyan.org.models import Unit


def log_of(unit: Unit) -> Log:
    """The unit's log as the store has it, its entries read as they are walked."""
    sequencer.flush(unit.pk)
    head = LedgerHead.objects.filter(unit_id=unit.pk).first()
    return Log(
        unit.code,
        str(unit.pk),
        entries(unit),
        [json.loads(row.body) for row in LedgerSignedHead.objects.filter(unit_id=unit.pk)],
        [json.loads(row.body) for row in Countersignature.objects.filter(log=unit.code)],
        head.size if head else 0,
        bytes(head.root).hex() if head else "",
    )


def entries(unit: Unit) -> Iterator[Entry]:
    """Every entry in order."""
    rows = LedgerEntry.objects.filter(unit_id=unit.pk).order_by("index").values_list("index", "leaf_hash", "body")
    for index, stored, body in rows.iterator(chunk_size=5000):
        yield Entry(index, bytes(stored), body)


def export(unit: Unit, out: Path) -> int:
    """Write the log with its signed heads to a file, whole or not at all; the number of entries.

    Signs a head of the log as it stands, so that the file ends with one where the key is at hand.
    """
    heads.try_to_sign(unit.pk)
    log = log_of(unit)
    partial = out.with_name(out.name + ".part")
    count = 0
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines(log):
            file.write(line + "\n")
            count += 1
        file.flush()
        os.fsync(file.fileno())
    partial.replace(out)
    return count - 2 - len(log.heads) - len(log.countersignatures)


def lines(log: Log) -> Iterator[str]:
    """The lines of the file: what log, its heads and countersignatures, then `number hash body` an entry."""
    first = {"v": 1, "kind": "log", "log": log.code, "unit": log.unit, "size": log.size, "root": log.root}
    yield canonical(first).decode()
    for statement in (*log.heads, *log.countersignatures):
        yield canonical(dict(statement)).decode()
    yield canonical({"kind": "entries"}).decode()
    for index, stored, body in log.entries:
        yield f"{index} {stored.hex()} {body}"
