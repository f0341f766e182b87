"""The parameters of the year's anonymous rating, as the ballot page and the drawing page read them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiyan.box import client
from zhiyan.box.api import desk_address
from zhiyan.cycle.models import Cycle
from zhiyan.disclosure.balloting import BATCH, round_of
from zhiyan.disclosure.ballots import list_hash
from zhiyan.disclosure.models import RatingRound, RoundState
from zhiyan.kernel import clock
from zhiyan.kernel.canonical import b64
from zhiyan.kernel.signed import key_id
from zhiyan.ledger import keys, witness
from zhiyan.solicitation.models import BlindKey


def parameters(request: HttpRequest, cycle: Cycle) -> dict[str, Any] | None:
    """Public facts of the round, the same for everybody; None where there is none."""
    found = round_of(cycle)
    if found is None:
        return None
    key = BlindKey.objects.get(cycle=cycle, purpose="rating")
    receipts = keys.public_key(cycle.unit, "receipts")
    public = bytes(found.public_key)
    return {
        "v": 1, "unit": cycle.unit.code, "cycle": cycle.label, "unit_name": cycle.unit.name, "cycle_name": str(cycle),
        "mode": "demonstration" if found.demonstration else "keyholder", "state": str(found.state),
        "notice": notice(found), "s": 1, "k": found.k,
        "draw_from": found.draw_from.isoformat(), "draw_to": found.draw_to.isoformat(),
        "opens": None, "closes": found.closes_on.isoformat(), "by": found.by_on.isoformat(),
        "keys": {"rating": {"spki": b64(bytes(key.public_der)), "sha256": b64(bytes.fromhex(key.sha256))}},
        "batch": {"no": BATCH, "public": b64(public)} if public and found.state == RoundState.OPEN else None,
        "receipts": {"id": key_id(receipts), "public": b64(receipts.public_bytes_raw())},
        "measures": [{"label": one["label"], "text": one["text"]} for one in found.measures],
        "list": list_hash(found.measures),
        "desk": desk_address(request), "head": found.head,
        "witnessed": witness.is_witnessed(cycle.unit), "client": client.client_hash(),
    }  # fmt: skip


def notice(found: RatingRound) -> dict[str, str] | None:
    """Why no ballot is taken now, if so."""
    if found.state == RoundState.DRAWING:
        return {"sentence": _("现在领取选票凭证，投票还没有开始。"), "remedy": _("请先在工作台领取。")}
    if found.state == RoundState.OPEN and clock.today() <= found.closes_on:
        return None
    return {"sentence": _("投票已经截止。"), "remedy": _("结果计出后在公开通报里公布。")}
