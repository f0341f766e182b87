"""Issued documents: 拟稿 → 审核 → 签发; an issued document never changes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel.records import Happening, Record


class IssuedDocument(Record, Happening):
    """签发的文件: number, signer, printed version and hash."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    drafter = models.CharField(_("拟稿"), max_length=60)
    reviewer = models.CharField(_("审核"), max_length=60)
    signer = models.CharField(_("签发"), max_length=60)
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        ordering = ["on"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Once stored it stays. Raises TypeError on any later save: a fault of the program, never of the user."""
        if not self._state.adding:
            raise TypeError("an issued document never changes")
        super().save(*args, **kwargs)
