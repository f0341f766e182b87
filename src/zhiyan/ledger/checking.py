"""Judging the log of the running store: entries, heads, and the stored nodes and triggers that proofs rely on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection

from zhiyan.ledger import exporting, sequencer, triggers
from zhiyan.ledger.merkle import Frontier, node_hash
from zhiyan.ledger.models import LedgerEntry, LedgerHead, LedgerNode
from zhiyan.ledger.statements import Head
from zhiyan.ledger.verifying import Fault, Judged, judge
from zhiyan.org.models import Unit

LEVELS = 64


def judge_store(outside: Sequence[Head] = (), witnesses: Sequence[Ed25519PublicKey] = ()) -> Iterator[Judged]:
    """The log of every unit, after appending what waits; also one whose unit is gone."""
    sequencer.flush()
    there = {*LedgerHead.objects.values_list("unit_id", flat=True)}
    there |= {*LedgerEntry.objects.order_by().values_list("unit_id", flat=True).distinct()}
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=there).order_by("code")}
    for unit in units.values():
        judged = judge(exporting.log_of(unit), outside, witnesses)
        judged.faults += stored_faults(unit.pk)
        yield judged
    for gone in sorted(there - units.keys()):
        yield Judged(str(gone), faults=[Fault("unit.gone", "有这本日志，却没有这个单位。")])


def stored_faults(unit_id: uuid.UUID) -> list[Fault]:
    """What of the stored nodes, the stored edge and the triggers does not fit."""
    faults = [
        Fault("trigger.gone", f"{table} 的触发器被拿掉了：数据库不再拒绝改动。")
        for table in triggers.missing(connection)
    ]
    head = LedgerHead.objects.filter(unit_id=unit_id).first()
    if head is not None and not _is_edge(head):
        faults.append(Fault("edge.false", "日志的末端状态与树头不符，接着写会写出不符的根。"))
    false = false_node(unit_id)
    if false is not None:
        faults.append(Fault("node.false", f"存下的中间哈希不符（第 {false[0]} 层第 {false[1]} 个），证明会不对。"))
    return faults


def _is_edge(head: LedgerHead) -> bool:
    try:
        edge = Frontier.load(bytes(head.frontier))
    except ValueError:
        return False
    return edge.size == head.size and edge.root() == bytes(head.root)


def false_node(unit_id: uuid.UUID) -> tuple[int, int] | None:
    """Level and position of the first stored node that is not the hash of its two children, or is not there."""
    for level in range(1, LEVELS):
        below, here = _hashes(unit_id, level - 1), _hashes(unit_id, level)
        position = 0
        for left in below:
            right = next(below, None)
            if right is None:
                break
            if next(here, None) != node_hash(left, right):
                return level, position
            position += 1
        if next(here, None) is not None:
            return level, position
        if position == 0:
            return None
    return None


def _hashes(unit_id: uuid.UUID, level: int) -> Iterator[bytes]:
    """Hashes of a level in order; an empty one where a position is missing."""
    if level == 0:
        rows = LedgerEntry.objects.filter(unit_id=unit_id).order_by("index").values_list("index", "leaf_hash")
    else:
        nodes = LedgerNode.objects.filter(unit_id=unit_id, level=level).order_by("position")
        rows = nodes.values_list("position", "hash")  # type: ignore[assignment]
    for expected, (position, value) in enumerate(rows.iterator(chunk_size=5000)):
        yield bytes(value) if position == expected else b""
