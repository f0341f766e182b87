"""The online box (网上意见箱): one-time codes on paper, slips from nobody in particular, opened by two."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Aspect, Cycle
from zhiyan.kernel import clock, late
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.org.models import Branch
from zhiyan.solicitation.actions.meetings import check_two
from zhiyan.solicitation.channels import BOX, channel_of
from zhiyan.solicitation.codes import box_code, box_code_hash, reply_code
from zhiyan.solicitation.making import Incoming, make, members_by_role, target_of, whole
from zhiyan.solicitation.models import BoxCode, BoxOpening, BoxSlip, Channel
from zhiyan.solicitation.permissions import may_post, may_solicit
from zhiyan.solicitation.standing import require_channel_open, require_running

MAX_TEXT = 2000
"""Characters of one slip (ANONYMITY 'Surfaces')."""
MAX_CODES = 1000
KEEP_BRANCHES_FROM = 30
"""Slips in one opening from which on a branch that writers chose is kept (3k with k = 10)."""


@action(may_solicit, "solicitation.box_codes_made")
def make_box_codes(actor: Actor, cycle: Cycle, *, count: int) -> list[str]:
    """New one-time codes (填写码), given back once to be printed; only their hashes are kept, for nobody in particular.

    Raises Invalid for a closed box or a count outside 1…1000.
    """
    channel = channel_of(cycle, BOX)
    require_channel_open(channel)
    if not 1 <= count <= MAX_CODES:
        raise Invalid(
            "box.count",
            _("一次可以制作 1 到 %(n)d 个填写码。") % {"n": MAX_CODES},
            fields={"count": _("请填 1 到 %(n)d 之间的数。") % {"n": MAX_CODES}},
        )
    codes = sorted(box_code() for _n in range(count))
    BoxCode.objects.bulk_create(
        sorted(
            (BoxCode(code_hash=box_code_hash(cycle.pk, code), unit_id=cycle.unit_id, cycle=cycle) for code in codes),
            key=lambda made: made.code_hash,
        )
    )
    return codes


# No ledger event: its place in the log would tell when the slip came. The opening of the box writes one for all.
@action(may_post, None)
def post_slip(
    actor: Actor,
    cycle: Cycle,
    *,
    code: str,
    text: str,
    aspect_code: str = "",
    target_role: str = "",
    branch_id: uuid.UUID | None = None,
) -> str:
    """Put one slip into the box and give its receipt code; the one-time code is spent by it.

    The same code with the same words again gives the same receipt, so that a retry does no harm. Raises Invalid for a
    closed box, an unknown or spent code, an empty text or one over 2,000 characters.
    """
    require_channel_open(box_channel(cycle))
    check_text(text)
    digest = box_code_hash(cycle.pk, code)
    slip = BoxSlip.objects.filter(pk=digest).first()
    if slip is not None:
        return _again(slip, text)
    if not BoxCode.objects.filter(pk=digest, cycle=cycle).delete()[0]:
        slip = BoxSlip.objects.filter(pk=digest).first()
        if slip is not None:
            return _again(slip, text)
        raise Invalid(
            "box.code_unknown",
            _("没有这个填写码，或者它已经用过、已经开箱。"),
            fields={"code": _("没有这个填写码，或者已经用过、已经开箱。请核对；每个码只能用一次。")},
        )
    slip = BoxSlip.objects.create(
        code_hash=digest,
        unit_id=cycle.unit_id,
        cycle=cycle,
        text=text,
        aspect_code=aspect_code if Aspect.objects.filter(cycle=cycle, code=aspect_code).exists() else "",
        target_role=target_role[:40],
        branch_id=branch_id if branch_id and Branch.objects.filter(unit=cycle.unit, pk=branch_id).exists() else None,
        receipt_code=reply_code(),
    )
    return slip.receipt_code


def box_channel(cycle: Cycle) -> Channel:
    """The cycle's box. Raises Invalid where the office has not set one up, or its day has not come."""
    channel = Channel.objects.filter(cycle=cycle, code=BOX).select_related("cycle").first()
    if channel is None:
        raise Invalid("box.none", _("本年度没有开设网上意见箱。"), remedy=_("请用纸质意见表，或向支部书记提出。"))
    today = clock.today()
    if channel.opens_on and today < channel.opens_on:
        raise Invalid("box.early", _("网上意见箱还没有开放。"), remedy=_("请在开放以后再来填写。"))
    if channel.closes_on and today > channel.closes_on:
        raise Invalid("box.late", _("网上意见箱已经截止。"), remedy=_("还有意见的，请直接交给党务工作部门或支部书记。"))
    return channel


def check_text(text: str) -> None:
    """Raise Invalid for an empty text or one over 2,000 characters."""
    if not text.strip():
        raise Invalid("box.empty", _("意见还没有写。"), fields={"text": _("请写下您的意见。")})
    if len(text) > MAX_TEXT:
        over = len(text) - MAX_TEXT
        raise Invalid(
            "box.too_long",
            _("意见超过 %(n)d 字。") % {"n": MAX_TEXT},
            fields={"text": _("超出 %(over)d 字，请删减，或分成两条（另用一个填写码）。") % {"over": over}},
        )


def _again(slip: BoxSlip, text: str) -> str:
    if slip.text == text:
        return slip.receipt_code
    raise Invalid(
        "box.code_spent",
        _("这个填写码已经用过，内容与这次不同。"),
        fields={"code": _("这个填写码已经用过，内容与这次不同。请换一个码，您写的内容还在。")},
    )


@action(may_solicit, "solicitation.box_opened")
def open_box(
    actor: Actor,
    cycle: Cycle,
    *,
    first_person: str,
    second_person: str,
    on: dt.date | None = None,
    late_reason: str = "",
) -> BoxOpening:
    """Open the box before two people: every slip becomes a submission of that day, sorted by commitment.

    What told which code a slip was spent with goes with the slips. With fewer than 30 of them the branches go too:
    few slips and a branch would point to somebody. Raises Invalid unless two different people are named and something
    is in the box.
    """
    require_running(cycle)
    check_two(first_person, second_person)
    channel = channel_of(cycle, BOX)
    slips = list(BoxSlip.objects.filter(cycle=cycle))
    if not slips:
        raise Invalid("box.holds_nothing", _("意见箱里没有意见，不用开箱。"))
    day = on or clock.today()
    opening = BoxOpening.objects.create(
        unit_id=cycle.unit_id,
        channel=channel,
        first_person=first_person.strip(),
        second_person=second_person.strip(),
        found=len(slips),
        entered=len(slips),
        set_aside=0,
        on=day,
        late_reason=late.check(day, late_reason),
        entered_by_id=actor.user_id,
        reply_code=reply_code(),
    )
    make(cycle, _incoming(cycle, channel, opening, slips), shuffled=True)
    BoxSlip.objects.filter(cycle=cycle).delete()
    return opening


def _incoming(cycle: Cycle, channel: Channel, opening: BoxOpening, slips: list[BoxSlip]) -> list[Incoming]:
    aspects = {aspect.code: aspect for aspect in Aspect.objects.filter(cycle=cycle)}
    branches = {branch.pk: branch for branch in Branch.objects.filter(unit_id=cycle.unit_id)}
    members = members_by_role(cycle)
    return [
        Incoming(
            text=slip.text,
            channel=channel,
            pieces=whole(
                slip.text, aspect=aspects.get(slip.aspect_code), target=target_of(slip.target_role, members, "column")
            ),
            on=opening.on,
            branch=branches.get(slip.branch_id) if slip.branch_id and len(slips) >= KEEP_BRANCHES_FROM else None,
            receipt_code=slip.receipt_code,
            links={"box_opening": opening},
        )
        for slip in slips
    ]
