"""公开通报: what is shown to whom and how long, its rating, and the bulletin."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel.records import Happening, Record, Versioned
from zhiyan.rectification.models import Measure


class DisclosureKind(models.TextChoices):
    """通报: of the meeting; 公开: of rectification."""

    REPORT = "report", _("通报")
    PUBLISH = "publish", _("公开")


class Disclosure(Record, Happening, Versioned):
    """One showing: audience, place, from `on` until `until`. `body` is the text as shown, fixed when issued."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=DisclosureKind)
    title = models.CharField(max_length=200)
    audience = models.CharField(_("范围"), max_length=100)
    place = models.CharField(_("方式和地点"), max_length=100, blank=True)
    until = models.DateField(null=True)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    signed_by = models.CharField(_("签发"), max_length=60, blank=True)
    words = models.TextField(_("正文"), blank=True)
    body = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    issued = models.BooleanField(default=False)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(issued=False) | ~models.Q(sha256=""), name="issued_disclosure_is_sealed"
            )
        ]


class Rating(Record, Happening):
    """满意度测评 of a measure by paper ballots, counted by two people and entered once."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="ratings")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, null=True, related_name="+")
    satisfied = models.PositiveIntegerField(_("满意"))
    fair = models.PositiveIntegerField(_("基本满意"))
    unsatisfied = models.PositiveIntegerField(_("不满意"))
    counted_by = models.CharField(max_length=100)

    class Meta:
        ordering = ["on", "entered_at"]
        constraints = [models.UniqueConstraint(fields=["measure", "on"], name="rated_once_a_day")]


class Bulletin(Record, Versioned):
    """新闻稿: composed from the records; fixed when issued."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    issued_on = models.DateField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    supplied_by = models.CharField(_("供稿"), max_length=60, blank=True)
    reviewed_by = models.CharField(_("审核"), max_length=60, blank=True)


class BulletinPhoto(Record):
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    caption = models.CharField(max_length=100)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
