"""What a unit adds to the rules: its own settings (本单位规则), and answers to findings (说明)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel.records import Happening, Record


class UnitRule(Record, Happening):
    """本单位规则: what the unit decided about one rule for a year, with the reason. The latest decision counts.

    `changes` may hold kind (必须 or 建议), parameters (key → value) and off (true: the rule is switched off); empty
    gives the rule back to the packs. Earlier decisions stay.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=10)
    changes = models.JSONField(default=dict)
    reason = models.CharField(_("理由"), max_length=300)
    no = models.PositiveIntegerField()

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["cycle", "no"], name="unit_rule_no_once")]


class FindingAnswer(Record, Happening):
    """说明: what the person concerned says to a finding. It stays with the finding wherever that is shown.

    `key` names rule and subject (`Finding.key`); `rule` and `subject` are kept in words, for the finding may go.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=16, db_index=True)
    rule = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    text = models.TextField(_("说明"))
    by = models.CharField(_("说明人"), max_length=60)

    class Meta:
        ordering = ["entered_at"]


class Noticed(Record):
    """A finding that some night saw first, on which day: what is new in the morning. Gone once the finding has gone."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=16)
    severity = models.CharField(max_length=4)
    member = models.UUIDField(null=True)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "key"], name="noticed_once")]
