"""From opened slips to submissions and opinions: by the same machinery as whatever comes in by other ways."""

from __future__ import annotations

import contextlib
import uuid

from zhiyan.cycle.models import Aspect, Cycle
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor
from zhiyan.org.models import Branch
from zhiyan.solicitation.channels import BOX, channel_of
from zhiyan.solicitation.choices import OTHER, TEAM_VALUE, branch_choices, member_values
from zhiyan.solicitation.codes import reply_code
from zhiyan.solicitation.making import UNKNOWN, Incoming, Target, make, whole
from zhiyan.solicitation.models import (
    BatchKey,
    BatchState,
    BoxOpening,
    Channel,
    SlipReply,
    Submission,
    TargetKind,
)
from zhiyan.solicitation.opening import Found
from zhiyan.solicitation.receipts import reply_mark
from zhiyan.solicitation.sealing import Opened


def take_in(actor: Actor, cycle: Cycle, batch: BatchKey, found: Found) -> BoxOpening:
    """Store what a batch holds, sorted by commitment, on the batch's day; its counts go into `batch`."""
    day = clock.today()
    answered = _by_mark(cycle) if any(one.slip.reply_to for one in found.opened) else {}
    replies = [one for one in found.opened if one.slip.reply_to in answered]
    opinions = [one for one in found.opened if one.slip.reply_to not in answered]
    channel = channel_of(cycle, BOX)
    opening = BoxOpening.objects.create(
        unit_id=cycle.unit_id,
        channel=channel,
        first_person=actor.label,
        second_person="",
        found=len(opinions) + len(found.unreadable),
        entered=len(opinions),
        set_aside=len(found.unreadable),
        on=day,
        entered_by_id=actor.user_id,
        reply_code=reply_code(),
    )
    make(cycle, _incoming(cycle, channel, batch, opening, opinions), shuffled=True)
    SlipReply.objects.bulk_create(_reply(cycle, batch, one, answered[one.slip.reply_to]) for one in replies)
    batch.opening, batch.opened_on, batch.state = opening, day, BatchState.OPENED
    batch.slips, batch.opinions, batch.replies = found.slips, len(opinions), len(replies)
    batch.unreadable, batch.repeated = len(found.unreadable), found.repeated
    batch.save()
    return opening


def _incoming(
    cycle: Cycle, channel: Channel, batch: BatchKey, opening: BoxOpening, opened: list[Opened]
) -> list[Incoming]:
    """Branch and target are blanked in a small batch; a choice that was not offered counts as none."""
    aspects = {aspect.code: aspect for aspect in Aspect.objects.filter(cycle=cycle)}
    targets = {TEAM_VALUE: Target(TargetKind.TEAM, source="column")}
    targets |= {
        value: Target(TargetKind.MEMBER, member, source="column") for value, member in member_values(cycle).items()
    }
    offered = {value for value, _name in branch_choices(cycle)} - {OTHER}
    branches = {str(branch.pk): branch for branch in Branch.objects.filter(pk__in=[uuid.UUID(one) for one in offered])}
    return [
        Incoming(
            text=one.slip.text,
            channel=channel,
            pieces=whole(
                one.slip.text,
                aspect=aspects.get(one.slip.aspect),
                target=UNKNOWN if batch.blanked else targets.get(one.slip.target, UNKNOWN),
            ),
            on=opening.on,
            branch=None if batch.blanked else branches.get(one.slip.branch),
            salt=one.slip.salt,
            locator={"batch": batch.no},
            links={"box_opening": opening},
        )
        for one in opened
    ]


def _reply(cycle: Cycle, batch: BatchKey, one: Opened, submission: Submission) -> SlipReply:
    return SlipReply(
        unit_id=cycle.unit_id,
        cycle=cycle,
        submission=submission,
        batch=batch,
        text=one.slip.text,
        on=clock.today(),
        salt=one.slip.salt.hex(),
        commitment=one.c.hex(),
    )


def _by_mark(cycle: Cycle) -> dict[str, Submission]:
    """Submissions by what a reply names them with."""
    found = {}
    for one in Submission.objects.filter(cycle=cycle, receipt_code__isnull=False):
        with contextlib.suppress(ValueError):  # an old, short code takes no reply
            found[reply_mark(one.receipt_code or "")] = one
    return found
