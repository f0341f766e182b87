"""Taking proposals for the whole cycle in one step, which one undo takes back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from zhiyan.consolidation.actions.placing import live_item, new_item, settle_targets
from zhiyan.consolidation.changes import Step, points_of, require_open, require_placeable
from zhiyan.consolidation.describing import check_target
from zhiyan.consolidation.models import Item, Point, SetAsideReason
from zhiyan.consolidation.permissions import may_consolidate
from zhiyan.consolidation.proposed import Proposal
from zhiyan.consolidation.states import Place, State
from zhiyan.cycle.models import Aspect, Cycle
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor


@action(may_consolidate, "consolidation.accept")
def accept_proposals(actor: Actor, cycle: Cycle, *, groups: Sequence[Proposal]) -> list[Item]:
    """Make the proposed items, put points into existing ones and praise aside, all in one step.

    Points placed in the meantime stay where they are; a proposal left without points makes nothing. The items that
    hold the points now, in the order of the proposals.
    """
    step = Step(actor, cycle, "accept")
    require_open(cycle)
    wanted = [pk for group in groups for pk in group.points]
    if not wanted:
        return []
    stored = {point.pk: point for point in points_of(cycle, [Point(pk=pk) for pk in wanted])}
    free = {pk: point for pk, point in stored.items() if not hasattr(point, "placement")}
    require_placeable(actor, free.values())
    take_targets(step, groups, free)
    settle_targets(step, free.values())
    aspects = {aspect.pk: aspect for aspect in Aspect.objects.filter(cycle=cycle)}
    places: dict[uuid.UUID, Place] = {}
    made: list[Item] = []
    for group in groups:
        held = [pk for pk in group.points if pk in free and pk not in places]
        if not held:
            continue
        place = _place(step, group, aspects, made)
        places |= dict.fromkeys(held, place)
    step.write({free[pk]: State(free[pk].start, free[pk].end, place) for pk, place in places.items()})
    step.finish()
    return made


def take_targets(step: Step, groups: Sequence[Proposal], free: Mapping[uuid.UUID, Point]) -> None:
    """Opinions of which nobody could tell the target get the one that the accepted proposal names."""
    for group in groups:
        if group.target is None or group.praise or group.item is not None:
            continue
        target = check_target(step.cycle, group.target)
        for pk in group.points:
            if pk in free and free[pk].opinion.target_kind is None:
                step.describe_opinion(free[pk].opinion, target.fields("assigned"))


def _place(step: Step, group: Proposal, aspects: dict[uuid.UUID, Aspect], made: list[Item]) -> Place:
    by = step.actor.user_id
    if group.praise:
        return Place(reason=SetAsideReason.PRAISE.value, placed_by=by)
    if group.item is not None:
        item = live_item(Item.objects.get(pk=group.item, cycle=step.cycle))
    else:
        aspect = aspects.get(group.aspect) if group.aspect else None
        item = new_item(step, group.title, aspect, group.target)
    made.append(item)
    return Place(item=item.pk, placed_by=by)
