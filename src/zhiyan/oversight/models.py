"""所属单位: sealed reports up, requirements down, progress of all units, orders to hold again."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel import clock
from zhiyan.kernel.records import Happening, Record


class Attachment(models.TextChoices):
    """What goes with the report (随文报送)."""

    MINUTES = "minutes", _("会议记录")
    STATEMENTS = "statements", _("班子和个人材料")
    LIST = "list", _("问题清单和整改方案")


class Report(Record, Happening):
    """情况报告: a sealed copy by value. `unit` is the receiving superior; the sender is named, never joined.

    `outgoing` marks the sender's own copy of what it sent.
    """

    from_code = models.SlugField(max_length=40)
    from_name = models.CharField(max_length=100)
    cycle_label = models.CharField(max_length=20)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    attachments = models.JSONField(_("随文报送"), default=list)
    outgoing = models.BooleanField(default=False)

    class Meta:
        ordering = ["-on"]


class UnitProgress(Record):
    """A unit's own figures as last sent up: items and counts, never raw opinions or talk records."""

    from_code = models.SlugField(max_length=40)
    from_name = models.CharField(max_length=100)
    cycle_label = models.CharField(max_length=20)
    figures = models.JSONField()
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "from_code", "cycle_label"], name="progress_once_a_unit")
        ]


class OrderKind(models.TextChoices):
    REQUIREMENT = "requirement", _("要求")
    HOLD = "hold", _("责令限期召开")
    HOLD_AGAIN = "hold_again", _("责令重新召开")


class Order(Record, Happening):
    """A requirement or an order, by value; `unit` is the unit that must act on it.

    `outgoing` marks the copy of whoever gave it; both copies carry the same `key`, so that a reply finds its way back.
    """

    key = models.UUIDField(default=uuid.uuid4)
    outgoing = models.BooleanField(default=False)
    to_code = models.SlugField(max_length=40, blank=True)
    to_name = models.CharField(max_length=100, blank=True)
    from_name = models.CharField(max_length=100)
    cycle_label = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=OrderKind)
    text = models.TextField()
    due_on = models.DateField(null=True)
    reply = models.TextField(blank=True)
    replied_on = models.DateField(null=True)

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="order_has_words"),
            models.UniqueConstraint(fields=["key", "outgoing"], name="order_two_copies"),
            models.CheckConstraint(
                condition=Q(kind="requirement") | Q(due_on__isnull=False), name="order_to_hold_has_a_deadline"
            ),
        ]


class ClaimVerdict(models.TextChoices):
    """What a claim shows: the commitment is in no batch after its day, or the log does not continue its head."""

    MISSING = "missing", _("到期没有入存证日志")
    REWRITTEN = "rewritten", _("存证日志与回执里的树头接不上")


class Claim(Record):
    """凭回执申诉: somebody, unknown, showed a receipt that the unit signed and did not honour.

    Two copies by value: `received` is the superior's, the other that of the unit it is about (`about_code`). No time,
    no address, nothing of who posted it: `on` is the day.
    """

    received = models.BooleanField()
    about_code = models.SlugField(max_length=40)
    about_name = models.CharField(max_length=100)
    cycle_label = models.CharField(max_length=20)
    purpose = models.CharField(max_length=8)
    batch = models.PositiveIntegerField()
    c = models.CharField(max_length=64)
    by = models.DateField()
    verdict = models.CharField(max_length=10, choices=ClaimVerdict)
    receipt = models.JSONField()
    on = models.DateField()

    class Meta:
        ordering = ["-on", "c"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "received", "about_code", "cycle_label", "c"], name="claimed_once")
        ]
