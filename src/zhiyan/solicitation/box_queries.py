"""What pages and anybody who checks may ask of the anonymous box. Nothing here tells how full it is."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.cycle.queries import aspects
from zhiyan.kernel import clock, signed
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.canonical import b64
from zhiyan.ledger import heads, keys
from zhiyan.solicitation.box_state import current_batch, settings_of
from zhiyan.solicitation.choices import branch_choices, target_choices
from zhiyan.solicitation.models import (
    BatchCommitment,
    BatchKey,
    BatchState,
    BlindKey,
    BoxSettings,
    BoxState,
    Channel,
    Draw,
    SealedSlip,
    SpentToken,
)

__all__ = [
    "batch_document",
    "batches",
    "box_document",
    "box_holds_slips",
    "branch_choices",
    "cards",
    "counts_as_drawn",
    "current_batch",
    "draw_figures",
    "drawn_sample",
    "open_boxes",
    "settings_of",
    "target_choices",
    "undrawn",
]

SAMPLE = 20
"""People whom the supervisor asks, by lot, whether they really drew."""


def open_boxes() -> QuerySet[BoxSettings]:
    """Boxes that people draw for or post to now, by unit."""
    return (
        BoxSettings.objects.exclude(state=BoxState.CLOSED)
        .exclude(cycle__state=CycleState.CLOSED)
        .select_related("cycle__unit")
        .order_by("cycle__unit__code", "-cycle__label")
    )


def counts_as_drawn(actor: Actor, cycle: Cycle) -> bool | None:
    """Whether the actor counts as having drawn; None for whoever is not on the electorate."""
    if actor.person_id is None:
        return None
    return Draw.objects.filter(cycle=cycle, elector__person_id=actor.person_id).values_list("drawn", flat=True).first()


def draw_figures(cycle: Cycle) -> dict[str, int]:
    """N who may draw (`eligible`) and D who did (`drawn`)."""
    rows = Draw.objects.filter(cycle=cycle).aggregate(eligible=Count("pk"), drawn=Count("pk", filter=Q(drawn=True)))
    return {"eligible": rows["eligible"], "drawn": rows["drawn"]}


def undrawn(cycle: Cycle) -> QuerySet[Draw]:
    """Who has not drawn yet, in roster order: to whom a card can be handed out."""
    return Draw.objects.filter(cycle=cycle, drawn=False).select_related("elector__person", "elector__branch")


def drawn_sample(cycle: Cycle, n: int = SAMPLE) -> list[Draw]:
    """So many of those who count as drawn, by lot, in roster order: the supervisor asks them whether it is true."""
    everybody = list(Draw.objects.filter(cycle=cycle, drawn=True).values_list("pk", flat=True))
    chosen = secrets.SystemRandom().sample(everybody, min(n, len(everybody)))
    return list(Draw.objects.filter(pk__in=chosen).select_related("elector__person", "elector__branch"))


def cards(cycle: Cycle) -> dict[str, int]:
    """Cards printed, handed_out, destroyed, and left to hand out."""
    box = settings_of(cycle)
    if box is None:
        return {"printed": 0, "handed_out": 0, "destroyed": 0, "left": 0}
    gone = box.cards_handed_out + box.cards_destroyed
    return {
        "printed": box.cards_printed, "handed_out": box.cards_handed_out, "destroyed": box.cards_destroyed,
        "left": box.cards_printed - gone,
    }  # fmt: skip


def box_holds_slips(cycle: Cycle) -> bool:
    """Whether anything waits to be opened or to be brought to its end; how much is nobody's business before."""
    unfinished = BatchKey.objects.filter(cycle=cycle, state__in=(BatchState.OPENED, BatchState.IN_LEDGER))
    return SealedSlip.objects.filter(batch__cycle=cycle).exists() or unfinished.exists()


def batches(cycle: Cycle) -> list[BatchKey]:
    """All batches in their order, the one that waits included."""
    return list(BatchKey.objects.filter(cycle=cycle).select_related("opening").order_by("no"))


def batch_states(cycle: Cycle) -> list[dict[str, Any]]:
    """For the follow-up page: each opened batch with its day, state and how many slips it held; nothing of one that
    waits.
    """
    return [
        {"no": one.no, "state": one.state, "on": one.opened_on.isoformat() if one.opened_on else "", "slips": one.slips}
        for one in batches(cycle)
        if one.opened_on is not None
    ]


def batch_document(batch: BatchKey) -> dict[str, Any]:
    """What a batch published: commitments and spent tokens, each sorted, apart; counts, and its entry in the log."""
    commitments = (
        BatchCommitment.objects.filter(batch=batch).order_by("commitment").values_list("commitment", flat=True)
    )
    spent = SpentToken.objects.filter(batch=batch).order_by("token").values_list("token", "proof", "mac")
    return {
        "no": batch.no,
        "on": batch.opened_on.isoformat() if batch.opened_on else "",
        "slips": batch.slips,
        "opinions": batch.opinions,
        "replies": batch.replies,
        "unreadable": batch.unreadable,
        "repeated": batch.repeated,
        "blanked": batch.blanked,
        "commitments": [b64(bytes(one)) for one in commitments],
        "spent": [
            {"token": b64(bytes(token)), "proof": b64(bytes(proof)), "mac": b64(bytes(mac))}
            for token, proof, mac in spent
        ],
        "entry": batch.entry,
    }


def batches_document(cycle: Cycle) -> dict[str, Any]:
    """Every opened batch of a year, for whoever checks receipts and tokens by themselves."""
    opened = [one for one in batches(cycle) if one.opened_on is not None]
    return {
        "v": 1, "kind": "batches", "unit": cycle.unit.code, "cycle": cycle.label,
        "batches": [batch_document(one) for one in opened],
    }  # fmt: skip


def box_document(cycle: Cycle) -> dict[str, Any] | None:
    """Everything that the box page needs to know, the same for everybody. None where there is no box."""
    box = settings_of(cycle)
    if box is None:
        return None
    batch = current_batch(cycle)
    state = standing(box)
    receipts = keys.public_key(cycle.unit, "receipts")
    return {
        "v": 1,
        "kind": "box",
        "unit": cycle.unit.code,
        "unit_name": cycle.unit.name,
        "cycle": cycle.label,
        "cycle_name": str(cycle),
        "mode": box.mode,
        "state": state,
        "notice": _notice(box, state, batch),
        "s": box.s,
        "k": box.k,
        "draw_from": box.draw_from.isoformat(),
        "draw_to": box.draw_to.isoformat(),
        "opens": box.opens_on.isoformat(),
        "closes": box.closes_on.isoformat(),
        "by": box.by_on.isoformat(),
        "eligible": box.eligible,
        "drawn": box.drawn,
        "keys": {one.purpose: _key(one) for one in BlindKey.objects.filter(cycle=cycle)},
        "batch": {"no": batch.no, "public": b64(bytes(batch.public_key))} if batch else None,
        "receipts": {"id": signed.key_id(receipts), "public": b64(receipts.public_bytes_raw())},
        "aspects": [[one.code, one.name] for one in aspects(cycle)],
        "targets": [list(choice) for choice in target_choices(cycle)],
        "branches": [] if state == "drawing" else [list(choice) for choice in branch_choices(cycle)],
        "head": heads.latest(cycle.unit_id),
    }


def standing(box: BoxSettings) -> str:
    """As a writer meets the box today: drawing, waiting (drawn, the day of opening still to come), open or closed."""
    today = clock.today()
    shut = Channel.objects.filter(cycle=box.cycle_id, code="box", closed=True).exists()
    if box.state == BoxState.CLOSED or shut or today > box.closes_on:
        return "closed"
    if box.state == BoxState.DRAWING:
        return "drawing"
    return "open" if box.state == BoxState.OPEN and today >= box.opens_on else "waiting"


def _notice(box: BoxSettings, state: str, batch: BatchKey | None) -> dict[str, str] | None:
    """Why nothing can be posted now, and what to do instead."""
    if state == "drawing":
        return _told(_("现在是领取凭证的时间，还不能投。"), _("请先登录工作台领取凭证，投递开始以后再来。"))
    if state == "waiting":
        return _told(_("意见箱还没有开放投递。"), _("请在投递开始以后再来。"))
    if state == "closed":
        return _told(_("意见箱已经截止。"), _("还有意见的，请交纸质意见，或直接交给党务工作部门。"))
    if batch is None:
        return _told(_("这一批已经开箱，保密钥人还没有准备好下一批的密钥。"), _("请过一两天再来，凭证还可以用。"))
    return None


def _told(sentence: str, remedy: str) -> dict[str, str]:
    return {"sentence": sentence, "remedy": remedy}


def _key(record: BlindKey) -> dict[str, Any]:
    digest = b64(bytes.fromhex(record.sha256))
    return {"spki": b64(bytes(record.public_der)), "sha256": digest, "destroyed": record.destroyed}
