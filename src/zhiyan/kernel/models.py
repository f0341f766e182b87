"""Concrete records that every stage shares: corrections and stored files."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel import clock


class Correction(models.Model):
    """更正: a locked record changed with a reason; the first text is kept for good."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    record_id = models.UUIDField()
    field = models.CharField(max_length=60)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.CharField(_("更正原因"), max_length=300)
    by_id = models.UUIDField(null=True)
    by_label = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["kind", "record_id"])]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="correction_has_a_reason")]


class StoredFile(models.Model):
    """A file kept by the hash of its bytes under the store's files folder."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit_id", "sha256", "name"], name="file_stored_once")]


class JobState(models.TextChoices):
    """waiting and running end in done, failed or stopped; a stopped or failed one can be resumed."""

    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("出错")
    STOPPED = "stopped", _("已停止")


class Job(models.Model):
    """后台任务: long work in the worker, with progress; seen by who asked for it, stopped and resumed by them.

    `beat`: the second (since 1970, of the machine's own clock) at which its worker last was known to be alive.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit_id = models.UUIDField()
    user_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    stop_requested = models.BooleanField(default=False)
    beat = models.PositiveBigIntegerField(default=0)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-asked_at"]
