"""Abstract records: what every table of every stage carries."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel import clock
from zhiyan.kernel.errors import Conflict


class Record(models.Model):
    """A row of one unit. Keys are random, so that they tell nothing of order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Happening(models.Model):
    """Something that took place `on` a day and was entered `entered_at`; later entry (补录) carries its reason."""

    on = models.DateField(_("日期"))
    entered_at = models.DateTimeField(_("录入时间"), default=clock.now)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    late_reason = models.CharField(_("补录原因"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def is_late(self) -> bool:
        """Whether this is a later entry (补录)."""
        return bool(self.late_reason)


class Versioned(models.Model):
    """A record that several people edit: saving over somebody else's change is refused with the difference."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def change(self, seen: int | None, **fields: Any) -> Self:
        """Save `fields` if nobody changed the record since version `seen` (None: the caller holds the lock).

        Raises Conflict with both sides otherwise; nothing is overwritten.
        """
        updated = (
            type(self)
            ._default_manager.filter(pk=self.pk, version=self.version if seen is None else seen)
            .update(version=models.F("version") + 1, **fields)
        )
        if not updated:
            self.refresh_from_db()
            raise conflict({name: getattr(self, name) for name in fields}, fields)
        self.refresh_from_db()
        return self


def conflict(theirs: Mapping[str, Any], yours: Mapping[str, Any]) -> Conflict:
    """The refusal to overwrite."""
    return Conflict(
        "conflict.changed",
        _("别人刚刚改过这条记录，您的内容还没有保存。请对照差异后再保存。"),
        theirs=theirs,
        yours=yours,
    )
