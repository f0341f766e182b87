"""Actions about a log: countersigning it, taking a countersignature in, changing keys. And what every action leaves."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.canonical import canonical
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.signed import key_id
from zhiyan.ledger import keys, permissions, queries, statements, witness
from zhiyan.ledger.models import Countersignature, LedgerKey
from zhiyan.ledger.outbox import append, commitment, publish
from zhiyan.org.models import Unit

__all__ = [
    "append",
    "canonical",
    "commitment",
    "countersign",
    "countersign_request",
    "publish",
    "rotate_key",
    "take_countersignature",
]


@action(permissions.may_witness, "ledger.countersigned")
def countersign(actor: Actor, unit: Unit, *, accept_gap: str = "") -> Countersignature:
    """见证 the newest head of a unit directly below that is in this store.

    Raises Invalid where consistency is not shown, or entries are lost and `accept_gap` does not say why that is
    accepted; the last countersignature where the log has not grown since.
    """
    superior = Unit.objects.get(pk=actor.unit_id)
    asked = witness.request(unit)
    same = Countersignature.objects.filter(unit_id=superior.pk, log=unit.code).last()
    if same is not None and same.head == canonical(asked["head"]).decode():
        return same
    return witness.countersign_shown(superior, witness.judge(superior, asked), accept_gap)


@action(permissions.may_witness_elsewhere, "ledger.countersigned_elsewhere")
def countersign_request(
    actor: Actor, superior: Unit, *, asked: dict[str, Any], accept_gap: str = ""
) -> Countersignature:
    """见证 a log of another store from its request file; the answer's `body` goes back as a file. Raises as above."""
    return witness.countersign_shown(superior, witness.judge(superior, asked), accept_gap)


@action(permissions.may_take_countersignature, "ledger.countersignature_taken")
def take_countersignature(actor: Actor, unit: Unit, *, answer: dict[str, Any]) -> Countersignature:
    """取回 the superior's countersignature from another store, with the public key that came with it (pinned at first).

    Raises Invalid where it is not over a head of this log, or not signed by the key pinned for that witness.
    """
    statement, public = answer.get("countersignature"), answer.get("public")
    head = next((one for one in witness.signed_heads(unit) if statements.covers(statement or {}, one)), None)
    if not isinstance(statement, dict) or head is None:
        raise Invalid("witness.other_head", _("这份见证签的不是本单位日志的树头。"))
    key = witness.witness_key(unit, statement, public)
    if not statements.is_signed(statement, key, "countersignature"):
        raise Invalid("witness.signature", _("见证的签名不对。"), remedy=_("请向上级核对公钥指纹。"))
    signer = next(one for one in queries.public_keys(unit, "heads") if key_id(one) == head["key"])
    return witness.keep(unit.pk, head, signer.public_bytes_raw(), statement, key)


@action(permissions.may_keep_keys, "ledger.key_rotated")
def rotate_key(actor: Actor, unit: Unit, *, purpose: str) -> LedgerKey:
    """换钥: a new key, signed by the old one in the log. Raises DomainError where the old key is not at hand."""
    return keys.rotate(unit, purpose)


@action(permissions.may_keep_keys, "ledger.key_replaced")
def replace_lost_key(actor: Actor, unit: Unit, *, purpose: str) -> LedgerKey:
    """A key in place of a lost one: `verify` reports it until the superior countersigns a head after it."""
    return keys.replace_lost(unit, purpose)
