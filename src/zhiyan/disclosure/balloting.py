"""Ballots on their way: where a round stands, taking a sealed ballot in, opening all of them, leaving no residue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.disclosure.models import RatingRound, RoundState, SealedBallot, SpentBallot
from zhiyan.kernel import clock, guard
from zhiyan.kernel.canonical import canonical
from zhiyan.kernel.errors import Invalid
from zhiyan.ledger import keys
from zhiyan.solicitation import issuing, opening, purging
from zhiyan.solicitation.acceptance import PostRefused
from zhiyan.solicitation.opening import Found, private_key_of, public_point
from zhiyan.solicitation.receipts import sign_receipt, sign_spent
from zhiyan.solicitation.sealing import Post, parse_post, spent_mark, token_hash

__all__ = ["Found", "accept_ballot", "demonstration_path", "in_state", "open_all", "private_key", "remove_residue"]

BATCH = 1
"""The number of the one batch of a round."""


def round_of(cycle: Cycle) -> RatingRound | None:
    """The year's anonymous rating, or None."""
    return RatingRound.objects.filter(cycle=cycle).select_related("cycle__unit", "disclosure").first()


def in_state(cycle: Cycle, *states: RoundState) -> RatingRound:
    """The round, locked until the action ends, in one of these states. Raises Invalid saying where it stands."""
    found = RatingRound.objects.select_for_update().filter(cycle=cycle).first()
    if found is None:
        raise Invalid("rating.none", _("本年度没有开设网上测评。"), remedy=_("请先签发整改公开，再开始网上测评。"))
    if found.state not in states:
        raise Invalid(f"rating.is_{found.state}", _("网上测评现在是：%(s)s。") % {"s": found.get_state_display()})
    return found


def demonstration_path(found: RatingRound) -> Path:
    """Where the private half is in a demonstration; a real one is never on the server."""
    return keys.folder() / f"ballots-{found.pk.hex}.key"


def private_key(found: RatingRound, given: bytes | None) -> EllipticCurvePrivateKey:
    """The key lent by the keyholder, or a demonstration's. Raises Invalid for another one or none."""
    path = demonstration_path(found)
    if given is None and found.demonstration and path.exists():
        given = path.read_bytes()
    if given is None:
        raise Invalid("rating.key_needed", _("开启选票要用保密钥人的密钥。"), remedy=_("请保密钥人输入密钥。"))
    try:
        key = private_key_of(given)
    except ValueError:
        key = None
    if key is None or public_point(key) != bytes(found.public_key):
        raise Invalid("rating.other_key", _("这不是这次测评的密钥，没有开启。"), remedy=_("请核对密钥。"))
    return key


def open_all(found: RatingRound, key: EllipticCurvePrivateKey) -> Found:
    """Every ballot of the round, in memory alone."""
    sealed = SealedBallot.objects.filter(batch=found).iterator(200)
    return opening.open_all(
        key, sealed, unit=found.cycle.unit.code, cycle=found.cycle.label, batch=BATCH, purpose="rating"
    )


def remove_residue(found: RatingRound) -> None:
    """Leave nothing of the sealed ballots in the file, and no key of a demonstration."""
    if connection.in_atomic_block:
        return
    if connection.vendor == "sqlite":
        purging.remove_residue()
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM FULL {SealedBallot._meta.db_table}")
    issuing.shred(demonstration_path(found))


def accept_ballot(unit: str, cycle: str, body: bytes) -> bytes:
    """Take a sealed ballot; the receipt as canonical JSON. The same ballot again gets the same receipt.

    Kept are the token's hash, a mark, the proof and the sealed words: no time, no order, no commitment. Raises
    PostRefused for a malformed post, a bad or spent token, or a round that takes nothing.
    """
    found = RatingRound.objects.filter(cycle__unit__code=unit, cycle__label=cycle).select_related("cycle__unit").first()
    if found is None:
        raise PostRefused("rating.none", _("没有这次测评。"), remedy=_("请核对网址。"), status=404)
    post = _parsed(found, body)
    token, mark = token_hash(post.t), spent_mark(post.t, post.c)
    # No ledger event: its place would tell when somebody voted. The count writes one for all.
    with transaction.atomic(), guard.writing("rating.ballot"):
        now = RatingRound.objects.select_for_update().get(pk=found.pk)
        kept = SealedBallot.objects.filter(pk=token).values_list("mac", flat=True).first()
        if kept is None:
            _require_open(now, token)
            SealedBallot.objects.create(
                token=token, unit_id=found.unit_id, batch=found, mac=mark, proof=post.prefix + post.signature,
                sealed=post.enc + post.ciphertext,
            )  # fmt: skip
        elif bytes(kept) != mark:
            raise _spent(found, token, bytes(kept))
    return canonical(_receipt(found, post))


def _parsed(found: RatingRound, body: bytes) -> Post:
    try:
        post = parse_post(body)
    except ValueError:
        post = None
    if post is None or post.purpose != "rating" or post.batch != BATCH:
        raise PostRefused("post.malformed", _("这不是一张完整的选票。"), remedy=_("请重新打开页面再投。"), status=400)
    try:
        issuing.check_token(found.cycle, "rating", token_hash(post.t), post.prefix, post.signature)
    except InvalidSignature:
        raise PostRefused(
            "post.token", _("选票凭证不对，没有收下。"), remedy=_("请核对恢复码和年度。"), status=403
        ) from None
    return post


def _require_open(found: RatingRound, token: bytes) -> None:
    if found.state == RoundState.DRAWING:
        raise PostRefused("rating.early", _("投票还没有开始。"), remedy=_("请在开始以后再投。"), status=409)
    if SpentBallot.objects.filter(pk=token).exists():
        raise PostRefused("post.spent", _("这张选票已经计过。"), status=409)
    if found.state != RoundState.OPEN or clock.today() > found.closes_on:
        raise PostRefused("rating.late", _("投票已经截止。"), status=409)


def _spent(found: RatingRound, token: bytes, mark: bytes) -> PostRefused:
    evidence = sign_spent(
        keys.signer(found.cycle.unit, "receipts"), unit=found.cycle.unit.code, cycle=found.cycle.label,
        purpose="rating", hash_of_token=token, mark=mark,
    )  # fmt: skip
    return PostRefused(
        "post.spent", _("这份凭证已经投过票，内容与这次不同。"),
        remedy=_("一人一票，投出以后不能改。如果您没有投过，请把这份答复交给上级机关核对。"), status=409,
        document={"evidence": evidence},
    )  # fmt: skip


def _receipt(found: RatingRound, post: Post) -> dict[str, Any]:
    return sign_receipt(
        keys.signer(found.cycle.unit, "receipts"), unit=found.cycle.unit.code, cycle=found.cycle.label,
        purpose="rating", batch=BATCH, c=post.c, by=found.by_on, head=found.head,
    )  # fmt: skip
