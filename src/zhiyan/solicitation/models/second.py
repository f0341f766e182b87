"""The second keyholder's public key: what the copy of a batch key is sealed to."""

from __future__ import annotations

from django.db import models

from zhiyan.cycle.models import Cycle
from zhiyan.kernel.records import Record


class SecondKey(Record):
    """第二保密钥人公钥: the public point (P-256, 65 bytes) of a key that the supervisor's browser made; `no` counts."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    no = models.PositiveSmallIntegerField()
    public_key = models.BinaryField(max_length=65)

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["cycle", "no"], name="second_key_once")]
