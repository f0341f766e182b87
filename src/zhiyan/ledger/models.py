"""存证日志 (ledger): the tamper-evident log of RFC 9162, one log a unit, and what is signed about it."""

from __future__ import annotations

from django.db import models

from zhiyan.kernel import clock


class Outbox(models.Model):
    """An event that its action has written and the sequencer has not appended yet. Gone once it is in the log."""

    id = models.BigAutoField(primary_key=True)
    unit_id = models.UUIDField(db_index=True)
    body = models.TextField()
    salt = models.BinaryField(max_length=16)


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


class LedgerNode(models.Model):
    """Hash of a complete subtree, `level` ≥ 1, over the leaves `[position << level, (position + 1) << level)`."""

    pk = models.CompositePrimaryKey("unit_id", "level", "position")
    unit_id = models.UUIDField()
    level = models.PositiveSmallIntegerField()
    position = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)


class LedgerHead(models.Model):
    """The log's right edge: size, root and the hashes of its perfect subtrees. Locked by the sequencer alone."""

    unit_id = models.UUIDField(primary_key=True)
    size = models.PositiveBigIntegerField(default=0)
    root = models.BinaryField(max_length=32)
    frontier = models.BinaryField()
    epoch = models.PositiveIntegerField(default=1)


class LedgerKey(models.Model):
    """Public half of a signing key and the old key's signature over it. `purpose` is heads, receipts or witness."""

    unit_id = models.UUIDField()
    purpose = models.CharField(max_length=20)
    key_id = models.CharField(max_length=32)
    public = models.BinaryField(max_length=32)
    previous = models.CharField(max_length=32, blank=True)
    signature = models.BinaryField(max_length=64)
    on = models.DateField(default=clock.today)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["unit_id", "purpose", "key_id"], name="ledger_key_once")]


class LedgerSignedHead(models.Model):
    """签名树头 (signed head): `body` is the canonical JSON that was signed, with its signature in it."""

    unit_id = models.UUIDField()
    epoch = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    body = models.TextField()

    class Meta:
        ordering = ["unit_id", "size", "id"]
        constraints = [models.UniqueConstraint(fields=["unit_id", "epoch", "size"], name="ledger_head_once")]


class Countersignature(models.Model):
    """上级见证 (countersignature): a superior's signature over the head of a log, after proof that the log only grew.

    `unit_id` is the unit in whose name this store keeps it: the witness itself, or the unit whose log was witnessed.
    """

    unit_id = models.UUIDField()
    log = models.CharField(max_length=40)
    witness = models.CharField(max_length=40)
    epoch = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    head = models.TextField()
    head_key = models.CharField(max_length=64)
    witness_key = models.CharField(max_length=64)
    body = models.TextField()

    class Meta:
        ordering = ["unit_id", "log", "id"]
        indexes = [models.Index(fields=["unit_id", "log"], name="ledger_witnessed")]
