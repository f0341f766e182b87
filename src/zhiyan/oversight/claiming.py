"""What a shown receipt proves against the unit that signed it (凭回执申诉). Reads, judges, changes nothing."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from zhiyan.disclosure.models import BallotCommitment
from zhiyan.kernel import clock
from zhiyan.kernel.canonical import unb64
from zhiyan.kernel.errors import Invalid
from zhiyan.ledger.queries import entries, head_continues, public_keys
from zhiyan.org.models import Unit
from zhiyan.oversight.models import ClaimVerdict
from zhiyan.solicitation.models import BatchCommitment
from zhiyan.solicitation.receipts import verify_receipt

MAX_RECEIPT = 8_000
"""Characters of a receipt at most; a real one has about a thousand."""
IN_LOG = "in_log"
EARLY = "early"


@dataclass(frozen=True)
class Judgement:
    """`verdict`: in_log, early (its day has not passed), or one of ClaimVerdict, which is a claim."""

    verdict: str
    about: Unit
    receipt: dict[str, Any]
    said: dict[str, Any]

    @property
    def is_claim(self) -> bool:
        """Whether the unit has not done what it signed."""
        return self.verdict in ClaimVerdict.values


def read(text: str) -> dict[str, Any]:
    """The receipt in what was typed or uploaded. Raises Invalid for anything else, in words for the field."""
    unreadable = _("这不是回执：请粘贴完整的回执内容，或者选择保存下来的回执文件。")
    if not text.strip():
        empty = _("请粘贴回执内容，或者选择回执文件。")
        raise Invalid("claim.empty", empty, fields={"receipt": empty})
    try:
        found = json.loads(text) if len(text) <= MAX_RECEIPT else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("kind") != "receipt":
        raise Invalid("claim.unreadable", unreadable, fields={"receipt": unreadable})
    return found


def judge(superior: Unit, receipt: dict[str, Any]) -> Judgement:
    """Check signature, inclusion and whether today's log continues the head that the receipt names.

    Raises Invalid for a unit that is not directly below, or a receipt that none of its keys signed.
    """
    about = Unit.objects.filter(parent=superior, code=str(receipt.get("unit", ""))[:40]).first()
    if about is None:
        words = _("这张回执不是所属单位的：请到出具单位的上级单位的申诉页提交。")
        raise Invalid("claim.other_unit", words, fields={"receipt": words})
    said = _signed(about, receipt)
    return Judgement(_verdict(about, said), about, receipt, said)


def _signed(about: Unit, receipt: dict[str, Any]) -> dict[str, Any]:
    """What the receipt says, if any key that the unit ever had for receipts signed it, or one of its log."""
    for key in [*public_keys(about, "receipts"), *_logged_keys(about)]:
        try:
            return verify_receipt(receipt, key)
        except InvalidSignature:
            continue
    words = _("签名不对：这张回执不是该单位出具的，或者被改动过。请核对是否粘贴完整。")
    raise Invalid("claim.forged", words, fields={"receipt": words})


def _logged_keys(about: Unit) -> list[Ed25519PublicKey]:
    """Receipts keys that entries of the log name: a key whose record was taken away still speaks."""
    named = [body["facts"] for _index, body in entries(about.pk, event="ledger.key")]
    return [
        Ed25519PublicKey.from_public_bytes(unb64(facts["public"], 32))
        for facts in named
        if facts["purpose"] == "receipts"
    ]


def _verdict(about: Unit, said: dict[str, Any]) -> str:
    head = said["head"]
    if head is not None and not head_continues(about, head):
        return ClaimVerdict.REWRITTEN
    if is_published(about, said["cycle"], said["purpose"], said["c"]):
        return IN_LOG
    return EARLY if clock.today() <= dt.date.fromisoformat(said["by"]) else ClaimVerdict.MISSING


def is_published(about: Unit, cycle_label: str, purpose: str, c: str) -> bool:
    """Whether the commitment stands in a published batch of the unit's year, whichever batch took it in."""
    published = BallotCommitment if purpose == "rating" else BatchCommitment
    return published.objects.filter(commitment=unb64(c, 32), unit_id=about.pk, batch__cycle__label=cycle_label).exists()
