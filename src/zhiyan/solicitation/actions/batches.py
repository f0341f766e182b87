"""Posting opens, batches of sealed slips are opened by the keyholder (保密钥人), the box closes.

A batch goes sealed → opened → in the ledger → purged. Opening is one transaction: slips become submissions sorted by
commitment, commitments and spent tokens are published apart, the log gets one entry. The other steps can be repeated
after whatever happened.
"""

from __future__ import annotations

import contextlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock
from zhiyan.kernel.actions import action, course
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.ledger import heads, keys, sequencer
from zhiyan.ledger.actions import publish
from zhiyan.ledger.models import LedgerEntry
from zhiyan.solicitation import issuing, purging
from zhiyan.solicitation.box_state import WEEK, current_batch, in_state
from zhiyan.solicitation.models import (
    BatchCommitment,
    BatchKey,
    BatchState,
    BlindKey,
    BoxMode,
    BoxSettings,
    BoxState,
    SealedSlip,
    SpentToken,
)
from zhiyan.solicitation.opening import Found, open_all, private_key_of, public_point, root_of
from zhiyan.solicitation.permissions import may_close_box, may_hold_key, may_solicit
from zhiyan.solicitation.standing import require_running
from zhiyan.solicitation.taking_in import take_in

TIMES_K = 3
"""A batch holds at least so many times k slips, or waits (the last one excepted)."""


@action(may_hold_key, "solicitation.batch_key_registered")
def register_batch_key(actor: Actor, cycle: Cycle, *, public_key: bytes, wrapped: str = "") -> BatchKey:
    """Take the public half of a key that the keyholder's browser made; the private half never comes here.

    `wrapped` is the copy for the second keyholder, encrypted in the browser. Raises Invalid for what is no point of
    P-256, while a batch waits to be opened, and in demonstration mode.
    """
    box = in_state(cycle, BoxState.DRAWN, BoxState.OPEN)
    if box.mode == BoxMode.DEMONSTRATION:
        raise Invalid("batch.demonstration", _("演示模式的密钥由服务器保管，不用登记。"))
    return _begin_batch(box, public_key, wrapped)


@action(may_solicit, "solicitation.posting_opened")
def open_posting(actor: Actor, cycle: Cycle) -> BoxSettings:
    """开放投递: needs k persons who drew and a key to seal to. In demonstration mode the server makes the key."""
    box = in_state(cycle, BoxState.DRAWN)
    require_running(cycle)
    if box.mode == BoxMode.DEMONSTRATION and current_batch(cycle) is None:
        _begin_demonstration_batch(box)
    batch = current_batch(cycle)
    if batch is None:
        raise Invalid(
            "batch.no_key", _("保密钥人还没有生成密钥。"), remedy=_("请纪委书记登录，在意见箱密钥页面生成密钥。")
        )
    box.change(None, state=BoxState.OPEN)
    publish(cycle.unit_id, "box.posting_opened", {"cycle": cycle.label, "batch": batch.no}, subject=str(cycle.pk))
    batch.head = heads.sign_now(cycle.unit_id)
    batch.save(update_fields=["head"])
    return box


@course(may_hold_key)
def open_batch(actor: Actor, cycle: Cycle, *, private_key: bytes | None = None, keep_details: bool = False) -> BatchKey:
    """Open the waiting batch and bring it to its end: opened, in the ledger, sealed slips purged.

    `private_key` is the key's 32-byte scalar, lent in memory (None in demonstration mode). With fewer than 3k slips
    the batch waits, unless the box is closed: then it is the last, and branch and target are blanked unless
    `keep_details`. Raises Invalid for another key, an empty or small batch, or one opened less than a week ago.
    """
    batch = _open(actor, cycle, private_key=private_key, keep_details=keep_details)
    settle_batch(actor, cycle)
    batch.refresh_from_db()
    return batch


@action(may_hold_key, "solicitation.batch_opened", secret=("private_key",))
def _open(actor: Actor, cycle: Cycle, *, private_key: bytes | None, keep_details: bool) -> BatchKey:
    box = in_state(cycle, BoxState.OPEN, BoxState.CLOSED)
    require_running(cycle)
    box.change(None, state=box.state)  # first of all: from here on no post comes in beside the opening
    batch = current_batch(cycle)
    if batch is None:
        raise Invalid("batch.none", _("没有等待开启的批次。"))
    key = _key(box, batch, private_key)
    slips = SealedSlip.objects.filter(batch=batch)
    small = _check_ready(box, slips.count())
    found = open_all(key, slips.iterator(200), unit=cycle.unit.code, cycle=cycle.label, batch=batch.no)
    leave_out_published(cycle, found)
    batch.blanked = small and not keep_details
    take_in(actor, cycle, batch, found)
    _publish(cycle, batch, found)
    if box.state == BoxState.OPEN and box.mode == BoxMode.DEMONSTRATION:
        _begin_demonstration_batch(box)
    return batch


def leave_out_published(cycle: Cycle, found: Found) -> None:
    """A commitment of an earlier batch counts once: its writer has sent the same slip with two tokens."""
    earlier = BatchCommitment.objects.filter(batch__cycle=cycle).values_list("commitment", flat=True)
    there = {bytes(one) for one in earlier}
    fresh = [one for one in found.opened if one.c not in there]
    found.repeated += len(found.opened) - len(fresh)
    found.opened = fresh


@course(may_hold_key)
def settle_batch(actor: Actor, cycle: Cycle) -> list[BatchKey]:
    """Bring every opened batch to its end; what was interrupted goes on where it stopped. The batches it moved."""
    moved = list(
        BatchKey.objects.filter(cycle=cycle, state__in=(BatchState.OPENED, BatchState.IN_LEDGER)).order_by("no")
    )
    for batch in moved:
        if batch.state == BatchState.OPENED:
            sequencer.flush(cycle.unit_id)
            batch.entry = _entry(batch)
            _step(actor, cycle, batch=batch, state=BatchState.IN_LEDGER)
        purging.remove_slips(batch)
        with contextlib.suppress(purging.StillRead):
            purging.remove_residue()
            issuing.shred(demonstration_path(batch))
            _step(actor, cycle, batch=batch, state=BatchState.PURGED)
    return moved


@action(may_hold_key, "solicitation.batch_settled")
def _step(actor: Actor, cycle: Cycle, *, batch: BatchKey, state: BatchState) -> BatchKey:
    batch.state = state
    batch.save(update_fields=["state", "entry"])
    return batch


def _entry(batch: BatchKey) -> int:
    """Where the batch's entry is in the log."""
    about = LedgerEntry.objects.filter(unit_id=batch.unit_id, body__contains=f'"subject":"{batch.pk}"')
    return about.get(body__contains='"event":"box.batch",').index


@course(may_hold_key)
def give_up_batch(actor: Actor, cycle: Cycle) -> BatchKey:
    """密钥丢失: a batch whose key is lost can never be opened. Its slips are taken away and its tokens are good again.

    Their writers can post once more; the log says how many slips were lost.

    Raises Invalid where no batch waits, and in demonstration mode.
    """
    batch = _give_up(actor, cycle)
    with contextlib.suppress(purging.StillRead):
        purging.remove_residue()
    return batch


@action(may_hold_key, "solicitation.batch_lost")
def _give_up(actor: Actor, cycle: Cycle) -> BatchKey:
    box = in_state(cycle, BoxState.OPEN, BoxState.CLOSED)
    require_running(cycle)
    if box.mode == BoxMode.DEMONSTRATION:
        raise Invalid("batch.demonstration", _("演示模式的密钥在服务器上，没有丢失。"))
    box.change(None, state=box.state)
    batch = current_batch(cycle)
    if batch is None:
        raise Invalid("batch.none", _("没有等待开启的批次。"))
    slips, _models = SealedSlip.objects.filter(batch=batch).delete()
    batch.state = BatchState.LOST
    batch.save(update_fields=["state"])
    facts = {"cycle": cycle.label, "batch": batch.no, "slips": slips}
    publish(cycle.unit_id, "box.batch_lost", facts, subject=str(batch.pk))
    return batch


@action(may_close_box, "solicitation.box_closed")
def close_box(actor: Actor, cycle: Cycle) -> BoxSettings:
    """Take no more slips: the key that signs tokens is destroyed; a batch that still waits is the last.

    The log gets how many slips the box took in all, now that nobody can tell from it who was late.
    """
    box = in_state(cycle, BoxState.DRAWING, BoxState.DRAWN, BoxState.OPEN)
    box.change(None, state=BoxState.CLOSED)
    destroyed = list(BlindKey.objects.filter(cycle=cycle, purpose="writing", destroyed=False).values_list("sha256"))
    issuing.destroy_key(cycle, "writing")
    facts = {
        "cycle": cycle.label, "eligible": box.eligible, "drawn": box.drawn or 0, "s": box.s,
        "keys_destroyed": [digest for (digest,) in destroyed],
        "slips": SealedSlip.objects.filter(batch__cycle=cycle).count()
        + SpentToken.objects.filter(batch__cycle=cycle).count(),
    }  # fmt: skip
    publish(cycle.unit_id, "box.closed", facts, subject=str(cycle.pk))
    return box


def demonstration_path(batch: BatchKey) -> Any:
    """Where the private half of a demonstration's batch key is; a real one is never on the server."""
    return keys.folder() / f"batch-{batch.pk.hex}.key"


def _begin_batch(box: BoxSettings, public_key: bytes, wrapped: str) -> BatchKey:
    if current_batch(box.cycle) is not None:
        raise Invalid("batch.waiting", _("已经有一把密钥在用，开启以后才能换。"))
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public_key)
        good = len(public_key) == 65
    except ValueError:
        good = False
    if not good:
        raise Invalid("batch.key", _("密钥不完整，没有登记。"), remedy=_("请重新打开密钥页面再试。"))
    last = BatchKey.objects.filter(cycle=box.cycle).order_by("-no").first()
    no = last.no + 1 if last else 1
    batch = BatchKey.objects.create(
        unit_id=box.unit_id, cycle=box.cycle, no=no, public_key=public_key, wrapped=wrapped,
    )  # fmt: skip
    facts = {"cycle": box.cycle.label, "batch": no, "public_key": public_key.hex()}
    publish(box.unit_id, "box.batch_key", facts, subject=str(batch.pk))
    if box.state == BoxState.OPEN:
        batch.head = heads.sign_now(box.unit_id)
        batch.save(update_fields=["head"])
    box.change(None, state=box.state)
    return batch


def _begin_demonstration_batch(box: BoxSettings) -> BatchKey:
    pair = generate_private_key(SECP256R1())
    batch = _begin_batch(box, public_point(pair), "")
    scalar = pair.private_numbers().private_value.to_bytes(32, "big")
    issuing.write_secret(demonstration_path(batch), scalar)
    return batch


def _key(box: BoxSettings, batch: BatchKey, given: bytes | None) -> EllipticCurvePrivateKey:
    """The private key, lent by the keyholder or found on a demonstration's server, if it is the batch's."""
    path = demonstration_path(batch)
    if given is None and box.mode == BoxMode.DEMONSTRATION and path.exists():
        given = path.read_bytes()
    if given is None:
        raise Invalid("batch.key_needed", _("开启要用保密钥人的密钥。"), remedy=_("请保密钥人输入密钥。"))
    try:
        key = private_key_of(given)
    except ValueError:
        key = None
    if key is None or public_point(key) != bytes(batch.public_key):
        raise Invalid(
            "batch.other_key",
            _("这不是这一批的密钥，没有开启。"),
            remedy=_("请核对密钥；密钥丢失的，这一批打不开，请通知大家用同一份凭证再投一次。"),
        )
    return key


def _check_ready(box: BoxSettings, slips: int) -> bool:
    """Whether the batch is small, which only the last may be. Raises Invalid where it must wait.

    Before the closing nobody learns how many slips there are: the refusal says only that they are too few.
    """
    last = box.state == BoxState.CLOSED
    if not slips:
        raise Invalid("batch.empty", _("意见箱里没有意见，不用开箱。")) if last else _too_few()
    small = slips < TIMES_K * box.k or (box.drawn or 0) < box.k
    if small and not last:
        raise _too_few()
    previous = BatchKey.objects.filter(cycle=box.cycle, opened_on__isnull=False).order_by("-no").first()
    if previous and previous.opened_on and not last and clock.today() < previous.opened_on + WEEK:
        raise Invalid("batch.week", _("离上次开箱还不到一周。"), remedy=_("请到一周以后，或意见箱截止以后再开。"))
    return small


def _too_few() -> Invalid:
    return Invalid(
        "batch.few",
        _("意见还不够多，现在开箱藏不住写的人。"),
        remedy=_("请过些日子再开，并入下一批；意见箱截止以后，最后一批不受这个限制。"),
    )


def _publish(cycle: Cycle, batch: BatchKey, found: Found) -> None:
    """Commitments and spent tokens, sorted and apart, and the entry that holds both fast."""
    BatchCommitment.objects.bulk_create(
        [BatchCommitment(commitment=one.c, unit_id=cycle.unit_id, batch=batch) for one in found.opened], 500
    )
    tokens = [(token, proof, b"") for token, proof in found.spent]
    tokens += [(token, proof, mac) for token, mac, proof in found.unreadable]
    SpentToken.objects.bulk_create(
        [
            SpentToken(token=token, unit_id=cycle.unit_id, batch=batch, proof=proof, mac=mac)
            for token, proof, mac in sorted(tokens)
        ],
        500,
    )
    facts = {
        "cycle": cycle.label, "batch": batch.no, "slips": batch.slips, "opinions": batch.opinions,
        "replies": batch.replies, "unreadable": batch.unreadable, "repeated": batch.repeated,
        "blanked": batch.blanked, "commitments": root_of(one.c for one in found.opened),
        "spent": root_of(token + proof for token, proof, _mac in tokens),
    }  # fmt: skip
    publish(cycle.unit_id, "box.batch", facts, subject=str(batch.pk))
