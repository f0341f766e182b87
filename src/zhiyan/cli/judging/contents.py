"""What a running store holds of the box, against its own log: lists, words and counts that a log alone cannot see."""

from __future__ import annotations

import json
from collections.abc import Iterator

from zhiyan.cli.judging import Report
from zhiyan.ledger.models import LedgerEntry
from zhiyan.solicitation.channels import BOX
from zhiyan.solicitation.models import BatchCommitment, BatchKey, SlipReply, SpentToken, Submission
from zhiyan.solicitation.opening import root_of
from zhiyan.solicitation.sealing import commitment


def judge_contents(report: Report) -> None:
    """Every opened batch: its lists are those of its entry, every commitment has its words, and none is beside them."""
    opened = BatchKey.objects.filter(entry__isnull=False).select_related("cycle__unit").order_by("cycle", "no")
    for batch in opened:
        name = f"{batch.cycle.unit.code} {batch.cycle.label} 第 {batch.no} 批"
        faults = list(_faults(batch))
        report.faults += [f"{name}：{fault}" for fault in faults]
        if not faults:
            report.said.append(f"{name}：清单、原文与存证日志相符。")


def _faults(batch: BatchKey) -> Iterator[str]:
    entry = LedgerEntry.objects.filter(unit_id=batch.unit_id, index=batch.entry).first()
    facts = json.loads(entry.body).get("facts", {}) if entry else {}
    listed = {bytes(row) for row in BatchCommitment.objects.filter(batch=batch).values_list("commitment", flat=True)}
    if facts.get("commitments") != root_of(listed):
        yield f"意见清单与日志第 {batch.entry} 条不符。"
    spent = SpentToken.objects.filter(batch=batch).values_list("token", "proof")
    if facts.get("spent") != root_of(bytes(token) + bytes(proof) for token, proof in spent):
        yield f"已用凭证清单与日志第 {batch.entry} 条不符。"
    yield from _words(batch, listed)


def _words(batch: BatchKey, listed: set[bytes]) -> Iterator[str]:
    """Opinions and replies that were altered, are gone, or came in beside the batch."""
    rows = [
        *Submission.objects.filter(cycle=batch.cycle, channel__code=BOX, box_opening=batch.opening_id).values_list(
            "salt", "commitment", "text"
        ),
        *SlipReply.objects.filter(batch=batch).values_list("salt", "commitment", "text"),
    ]
    altered = sum(
        commitment(batch.cycle.label, bytes.fromhex(salt), text).hex() != stored for salt, stored, text in rows
    )
    if altered:
        yield f"{altered} 条原文与承诺值不符：被改动过。"
    held = {bytes.fromhex(stored) for _salt, stored, _text in rows}
    if gone := len(listed - held):
        yield f"{gone} 条在清单里，原文却不在。"
    if added := len(held - listed):
        yield f"{added} 条原文不在清单里：不是从意见箱来的。"
