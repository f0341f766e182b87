"""Where the anonymous box (网上意见箱) is found, for what is printed without a page being asked for."""

from __future__ import annotations

import hashlib

from django.conf import settings

from zhiyan.cycle.models import Cycle
from zhiyan.ledger import keys
from zhiyan.org.models import Unit
from zhiyan.solicitation.models import BlindKey, BoxSettings


def fragment(unit: Unit, key: BlindKey) -> str:
    """What follows # in the notice's address: the hashes of the writing key and of the receipts key, for everybody."""
    receipts = keys.public_key(unit, "receipts").public_bytes_raw()
    return f"k={key.sha256}&r={hashlib.sha256(receipts).hexdigest()}"


def printed_address(cycle: Cycle) -> str:
    """The box's address with the hashes of its keys, as a notice prints it; empty where the year has no box.

    The setting BOX_ADDRESS says how the box is reached from outside.
    """
    if not BoxSettings.objects.filter(cycle=cycle).exists():
        return ""
    key = BlindKey.objects.filter(cycle=cycle, purpose="writing").first()
    return f"{settings.BOX_ADDRESS.rstrip('/')}/{cycle.unit.code}/{cycle.label}/" + (
        f"#{fragment(cycle.unit, key)}" if key else ""
    )
