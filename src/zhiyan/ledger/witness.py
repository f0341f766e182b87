"""上级见证 (witness): a superior's unit countersigns heads of the units below, after proof that their logs only grew.

In one store the superior's key lies beside the office's: that holds against whoever changes the database, not against
whoever has the machine. Between stores requests and countersignatures travel as files.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from zhiyan.kernel import clock
from zhiyan.kernel.canonical import b64, canonical, unb64
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.signed import key_id
from zhiyan.ledger import heads, keys, queries, statements
from zhiyan.ledger.models import Countersignature, LedgerEntry, LedgerKey, LedgerSignedHead
from zhiyan.ledger.proving import Refused, Shown, judge_request
from zhiyan.org.models import Unit


@dataclass(frozen=True)
class Standing:
    """How a log stands with its witness. `state`: none (no head yet), new (not witnessed), behind (grew since), level.

    `pinned` is the id of the key that signed the last head countersigned, `fault` why the newest cannot be.
    """

    log: str
    name: str
    state: str
    pinned: str = ""
    last: dict[str, Any] | None = None
    today: dict[str, Any] | None = None
    grown: int = 0
    fault: str = ""
    gap: str = ""


def request(unit: Unit) -> dict[str, Any]:
    """What the unit shows its witness: newest head (signed now), keys, restores, proofs from every head countersigned.

    Raises Invalid where there is no log yet.
    """
    head = heads.sign_now(unit.pk)
    if head is None:
        raise Invalid("witness.empty", _("还没有记录，不需要见证。"))
    return request_for(unit, head)


def request_for(unit: Unit, head: dict[str, Any]) -> dict[str, Any]:
    """The request to countersign that head."""
    sizes = set(Countersignature.objects.filter(log=unit.code).values_list("size", flat=True))
    return {
        "v": 1,
        "kind": "witness-request",
        "log": unit.code,
        "name": unit.name,
        "head": head,
        "keys": request_keys(unit),
        "epochs": [_epoch(unit, index, head["size"]) for index, _facts in queries.epochs(unit.pk)],
        "proofs": {str(size): _steps(unit, size, head["size"]) for size in sorted(sizes) if size <= head["size"]},
    }


def request_keys(unit: Unit) -> list[dict[str, str]]:
    """Every key for heads that the unit ever had, oldest first, each signed by the one before."""
    return [key_facts(key) for key in LedgerKey.objects.filter(unit_id=unit.pk, purpose="heads")]


def key_facts(key: LedgerKey) -> dict[str, str]:
    """What the entry of a key says."""
    return {
        "purpose": key.purpose,
        "id": key.key_id,
        "public": b64(bytes(key.public)),
        "previous": key.previous,
        "sig": b64(bytes(key.signature)),
    }


def _steps(unit: Unit, old: int, new: int) -> list[str]:
    return [b64(step) for step in queries.consistency(unit, old, new)]


def _epoch(unit: Unit, index: int, size: int) -> dict[str, Any]:
    found = queries.inclusion(unit, index, size)
    body = LedgerEntry.objects.values_list("body", flat=True).get(unit_id=unit.pk, index=index)
    return {"index": index, "body": body, "proof": [b64(step) for step in found.proof]}


def judge(superior: Unit, asked: Mapping[str, Any]) -> Shown:
    """Hold a request against what this superior countersigned before. Raises Invalid with the reason."""
    before = list(Countersignature.objects.filter(unit_id=superior.pk, log=str(asked.get("log", ""))[:40]))
    seen = [statements.read_head(json.loads(row.head)) for row in before]
    pinned = bytes.fromhex(before[-1].head_key) if before else None
    try:
        return judge_request(asked, seen, pinned)
    except Refused as error:
        raise Invalid(error.code, _(error.text) % error.values, remedy=_("请不要见证，当面问清原因。")) from error


def countersign_shown(superior: Unit, shown: Shown, accept_gap: str) -> Countersignature:
    """Sign and keep. Raises Invalid where a restore lost entries and nobody said that this was accepted, and why."""
    if shown.gap and not accept_gap.strip():
        sentence = shown.gap + _("见证前请说明为什么接受。")
        raise Invalid("witness.gap", sentence, fields={"accept_gap": sentence})
    gap = f"{shown.gap}{accept_gap.strip()}" if shown.gap else ""
    head = dict(shown.head.signed or {})
    content = statements.countersignature_content(head, superior.code, clock.today().isoformat(), shown.since, gap)
    private = keys.signer(superior, "witness")
    return keep(superior.pk, head, shown.key, statements.sign(content, private), private.public_key())


def keep(
    unit_id: uuid.UUID, head: Mapping[str, Any], key: bytes, signed: Mapping[str, Any], by: Ed25519PublicKey
) -> Countersignature:
    """Keep a countersignature `by` a witness over a head that `key` signed."""
    return Countersignature.objects.create(
        unit_id=unit_id,
        log=head["log"],
        witness=signed["witness"],
        epoch=head["epoch"],
        size=head["size"],
        head=canonical(dict(head)).decode(),
        head_key=key.hex(),
        witness_key=by.public_bytes_raw().hex(),
        body=canonical(dict(signed)).decode(),
    )


def answer(countersignature: Countersignature) -> dict[str, Any]:
    """What shows a countersignature to others: the statement and the witness's public key."""
    return {
        "v": 1,
        "kind": "witness-answer",
        "countersignature": json.loads(countersignature.body),
        "public": b64(bytes.fromhex(countersignature.witness_key)),
    }


def signed_heads(unit: Unit) -> list[dict[str, Any]]:
    return [json.loads(row.body) for row in LedgerSignedHead.objects.filter(unit_id=unit.pk).order_by("-size")]


def witness_key(unit: Unit, statement: Mapping[str, Any], given: object) -> Ed25519PublicKey:
    """The key pinned for that witness, else the one given."""
    for row in Countersignature.objects.filter(unit_id=unit.pk, log=unit.code):
        if row.witness == statement.get("witness"):
            return statements.public_from(bytes.fromhex(row.witness_key))
    try:
        return statements.public_from(unb64(given, 32))
    except ValueError as error:
        raise Invalid("witness.key", _("文件里没有上级的公钥。")) from error


def of(unit: Unit) -> list[dict[str, Any]]:
    """Every countersignature over the unit's log by epoch and size: `countersignature`, and `public` of the witness."""
    rows = Countersignature.objects.filter(log=unit.code).order_by("epoch", "size", "id")
    return [{"countersignature": json.loads(row.body), "public": b64(bytes.fromhex(row.witness_key))} for row in rows]


def latest(unit: Unit) -> dict[str, Any] | None:
    """The newest countersignature over the unit's log, or None: 无外部见证."""
    found = of(unit)
    return found[-1] if found else None


def is_witnessed(unit: Unit) -> bool:
    """Whether a superior has countersigned a head of the log."""
    return latest(unit) is not None


def standing(superior: Unit) -> list[Standing]:
    """Each unit directly below, how its log stands with this witness; read only."""
    return [_standing(superior, unit) for unit in Unit.objects.filter(parent=superior).order_by("code")]


def _standing(superior: Unit, unit: Unit) -> Standing:
    row = Countersignature.objects.filter(unit_id=superior.pk, log=unit.code).last()
    last = json.loads(row.body) if row else None
    today = queries.latest_head(unit)
    pinned = key_id(statements.public_from(bytes.fromhex(row.head_key))) if row else ""
    if today is None:
        return Standing(unit.code, unit.name, "none", pinned, last)
    if last is None or row is None:
        return Standing(unit.code, unit.name, "new", pinned, last, today, today["size"])
    grown = today["size"] - last["size"]
    state = "level" if json.loads(row.head) == today else "behind"
    fault, gap = ("", "") if state == "level" else _fault(superior, unit, today)
    return Standing(unit.code, unit.name, state, pinned, last, today, grown, fault, gap)


def _fault(superior: Unit, unit: Unit, today: Mapping[str, Any]) -> tuple[str, str]:
    """Why the newest signed head could not be countersigned, and what a restore lost."""
    try:
        return "", judge(superior, request_for(unit, dict(today))).gap
    except Invalid as error:
        return error.sentence, ""
