"""存证日志 (ledger): the tamper-evident log of RFC 9162, one log a unit, nothing else."""

from __future__ import annotations

from django.db import models

from zhiyan.kernel import clock


class LedgerEntry(models.Model):
    """One leaf. `body` is canonical JSON without content; `salt` opens its commitment and stays out of the leaf."""

    unit_id = models.UUIDField()
    index = models.PositiveBigIntegerField()
    body = models.TextField()
    leaf_hash = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["unit_id", "index"]
        constraints = [models.UniqueConstraint(fields=["unit_id", "index"], name="ledger_index_once")]


class LedgerHead(models.Model):
    """The log's right edge: size, root and the hashes of its perfect subtrees. The last lock any action takes."""

    unit_id = models.UUIDField(primary_key=True)
    size = models.PositiveBigIntegerField(default=0)
    root = models.BinaryField(max_length=32)
    frontier = models.BinaryField()
