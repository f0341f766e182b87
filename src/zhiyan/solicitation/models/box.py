"""The anonymous box (网上意见箱): who may draw, keys, sealed slips, what a batch published. Nothing tells who or when.

Rows that a draw, a card or a slip changes are of one length from the start, so that a change leaves no gap in the
file; tables whose rows come in an order that nobody may learn are kept WITHOUT ROWID, ordered by a random key.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, Elector
from zhiyan.kernel.records import Record, Versioned
from zhiyan.solicitation.models.received import BoxOpening, Submission

NO_REQUEST = bytes(32)
"""In place of the hash of a blinded set where there is none."""
MIN_K = 5


class BoxMode(models.TextChoices):
    """Where the key is that opens the batches: in the keyholder's hands, or (to show the program) on the server."""

    KEYHOLDER = "keyholder", _("由保密钥人保管")
    DEMONSTRATION = "demonstration", _("演示：在服务器上")


class BoxState(models.TextChoices):
    """drawing (领取) → drawn (领取截止) → open (投递) → closed."""

    DRAWING = "drawing", _("正在领取")
    DRAWN = "drawn", _("领取已截止")
    OPEN = "open", _("可以投递")
    CLOSED = "closed", _("已截止")


class BoxSettings(Record, Versioned):
    """The box of a cycle: windows, sizes, how many may draw (`eligible`), how many drew (`drawn`, once that is final).

    `k` persons at least hide one another, `s` tokens are in every set. `roster_root` is over the electors in roster
    order with `roster_salt`; the superior computes it from its own roster. `version` goes up with every change: so
    the posting path knows that what it keeps in memory is stale.
    """

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="+")
    k = models.PositiveSmallIntegerField(default=10)
    s = models.PositiveSmallIntegerField(default=5)
    mode = models.CharField(max_length=14, choices=BoxMode, default=BoxMode.KEYHOLDER)
    state = models.CharField(max_length=8, choices=BoxState, default=BoxState.DRAWING)
    draw_from = models.DateField(_("领取开始"))
    draw_to = models.DateField(_("领取截止"))
    opens_on = models.DateField(_("投递开始"))
    closes_on = models.DateField(_("投递截止"))
    by_on = models.DateField(_("最迟入存证日志"))
    eligible = models.PositiveIntegerField()
    roster_salt = models.CharField(max_length=64)
    roster_root = models.CharField(max_length=64)
    drawn = models.PositiveIntegerField(null=True)
    cards_printed = models.PositiveIntegerField(default=0)
    cards_handed_out = models.PositiveIntegerField(default=0)
    cards_destroyed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(k__gte=MIN_K), name="box_k_not_small"),
            models.CheckConstraint(condition=Q(draw_to__lt=F("opens_on")), name="box_drawn_before_open"),
            models.CheckConstraint(
                condition=Q(cards_printed__gte=F("cards_handed_out") + F("cards_destroyed")), name="cards_accounted"
            ),
        ]


class Purpose(models.TextChoices):
    """What a token is good for."""

    WRITING = "writing", _("写意见")
    RATING = "rating", _("测评")


class BlindKey(Record):
    """The public half of the key that signs tokens unseen, one a cycle and purpose for the whole unit."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose)
    public_der = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    destroyed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "purpose"], name="blind_key_once")]


class Draw(Record):
    """领取: one row an elector from the start, in roster order; whether they drew, and the hash of what was signed.

    No time. A card handed out counts as drawn, with no hash.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    elector = models.OneToOneField(Elector, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveIntegerField()
    drawn = models.BooleanField(default=False)
    request = models.BinaryField(default=NO_REQUEST)

    class Meta:
        ordering = ["order"]


class Card(models.Model):
    """纸卡: the hash of its code and of what was signed for it; nobody knows who has which."""

    code_hash = models.CharField(primary_key=True, max_length=64)
    unit_id = models.UUIDField()
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    request = models.BinaryField(default=NO_REQUEST)


class BatchState(models.TextChoices):
    """Each step is repeatable: sealed → opened → in the ledger → purged; or sealed → lost, where its key is lost."""

    SEALED = "sealed", _("密封")
    OPENED = "opened", _("已开启")
    IN_LEDGER = "in_ledger", _("已入存证日志")
    PURGED = "purged", _("密封件已清除")
    LOST = "lost", _("密钥丢失，作废")


class BatchKey(Record):
    """批次: slips sealed to one key and opened together; the counts say what was found.

    `head` is the log's signed head when the batch began: every receipt of the batch holds it. `entry` is the index of
    the batch's own entry in the log.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    no = models.PositiveIntegerField()
    public_key = models.BinaryField(max_length=65)
    wrapped = models.TextField(blank=True)
    head = models.JSONField(null=True)
    state = models.CharField(max_length=9, choices=BatchState, default=BatchState.SEALED)
    opening = models.OneToOneField(BoxOpening, on_delete=models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField(null=True)
    slips = models.PositiveIntegerField(default=0)
    opinions = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    blanked = models.BooleanField(default=False)
    entry = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["no"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "no"], name="batch_number_once"),
            models.CheckConstraint(
                condition=Q(slips=F("opinions") + F("replies") + F("unreadable") + F("repeated")),
                name="batch_slips_all_accounted",
            ),
        ]


class SealedSlip(models.Model):
    """A slip in the box. `token` SHA-256(t), `mac` HMAC(t, C), `proof` the token's prefix and signature, `sealed` the
    encapsulated key and ciphertext. No time, sequence, C or receipt; t itself is never kept.
    """

    token = models.BinaryField(primary_key=True, max_length=32)
    unit_id = models.UUIDField()
    batch = models.ForeignKey(BatchKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.PositiveSmallIntegerField()
    mac = models.BinaryField(max_length=32)
    proof = models.BinaryField(max_length=416)
    sealed = models.BinaryField(max_length=8273)


class BatchCommitment(models.Model):
    """A commitment that a batch published; apart from the tokens."""

    pk = models.CompositePrimaryKey("batch_id", "commitment")
    batch = models.ForeignKey(BatchKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    commitment = models.BinaryField(max_length=32)
    unit_id = models.UUIDField()


class SpentToken(models.Model):
    """A token spent in an opened batch, with the proof that it was good; apart from the commitments.

    `mac` is kept only for a slip that could not be read: its writer, who has a receipt, can show that it was theirs.
    """

    token = models.BinaryField(primary_key=True, max_length=32)
    unit_id = models.UUIDField()
    batch = models.ForeignKey(BatchKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    proof = models.BinaryField(max_length=416)
    mac = models.BinaryField(max_length=32, default=b"")


class SlipReply(Record):
    """A writer's reply to what the office asked about their submission; came as a sealed slip, counts as no opinion."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(BatchKey, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    on = models.DateField()
    salt = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "commitment"], name="reply_committed_once")]
