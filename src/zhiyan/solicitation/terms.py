"""What taking posts in keeps in memory: the terms of each box, the keys of receipts, the budget; and how it refuses."""

from __future__ import annotations

import datetime as dt
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel.errors import DomainError
from zhiyan.ledger import keys
from zhiyan.org.models import Unit
from zhiyan.solicitation import issuing
from zhiyan.solicitation.models import BatchKey, BatchState, BlindKey, BoxSettings


class PostRefused(DomainError):
    """A post was not taken. `document` is what the client gets: signed where it is evidence."""

    def __init__(self, code: str, sentence: object, *, status: int, document: dict[str, Any] | None = None, **kw: Any):
        super().__init__(code, sentence, **kw)
        self.status = status
        self._document = document

    @property
    def document(self) -> dict[str, Any]:
        """The refusal as JSON: kind, code, sentence, remedy."""
        said = {"kind": "refused", "code": self.code, "sentence": self.sentence, "remedy": self.remedy}
        return {**said, **(self._document or {})}


@dataclass(frozen=True)
class Terms:
    """What the fast path needs of a box, kept in memory as of the box's `version`."""

    box: uuid.UUID
    cycle_id: uuid.UUID
    version: int
    unit: Unit
    cycle: str
    key: RSAPublicKey
    batch: BatchKey | None
    opens_on: dt.date
    closes_on: dt.date
    by_on: dt.date


class TermsKept:
    """Terms by unit and year; read again when a transaction finds the box changed."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Terms] = {}

    def of(self, unit: str, cycle: str) -> Terms:
        """The terms as last read. Raises PostRefused where there is no such box."""
        return self._kept.get((unit, cycle)) or self.read(unit, cycle)

    def read(self, unit: str, cycle: str) -> Terms:
        """The terms as they are now."""
        box = (
            BoxSettings.objects.filter(cycle__unit__code=unit, cycle__label=cycle).select_related("cycle__unit").first()
        )
        key = BlindKey.objects.filter(cycle=box.cycle, purpose="writing").first() if box else None
        if box is None or key is None:
            raise PostRefused("box.none", _("没有这个意见箱。"), remedy=_("请核对网址。"), status=404)
        terms = Terms(
            box=box.pk,
            cycle_id=box.cycle_id,
            version=box.version,
            unit=box.cycle.unit,
            cycle=box.cycle.label,
            key=issuing.load_public(bytes(key.public_der)),
            batch=BatchKey.objects.filter(cycle=box.cycle, state=BatchState.SEALED).order_by("-no").first(),
            opens_on=box.opens_on,
            closes_on=box.closes_on,
            by_on=box.by_on,
        )
        self._kept[unit, cycle] = terms
        return terms


class Signers:
    """Keys of receipts, looked at again every few seconds: they may be replaced."""

    SECONDS = 5.0

    def __init__(self) -> None:
        self._kept: dict[uuid.UUID, tuple[float, Ed25519PrivateKey]] = {}

    def of(self, unit: Unit) -> Ed25519PrivateKey:
        """The unit's key."""
        kept = self._kept.get(unit.pk)
        if kept is None or time.monotonic() > kept[0]:
            kept = self._kept[unit.pk] = (time.monotonic() + self.SECONDS, keys.signer(unit, "receipts"))
        return kept[1]


class Budget:
    """A bucket of good requests, filled again at a steady rate."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self._left, self._at = burst, time.monotonic()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Whether one more may pass."""
        with self._lock:
            now = time.monotonic()
            self._left = min(self.burst, self._left + (now - self._at) * self.rate)
            self._at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True
