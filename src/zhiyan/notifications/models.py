"""提醒: what somebody must know or do, at the desk; never sent to a writer of an opinion."""

from __future__ import annotations

from django.db import models

from zhiyan.kernel import clock
from zhiyan.kernel.records import Record


class Notification(Record):
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
