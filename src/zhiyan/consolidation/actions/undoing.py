"""Undo (撤销): the inverse of a step, as one more step."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from zhiyan.consolidation.changes import Step, chunks, place_words, require_open, require_placeable
from zhiyan.consolidation.models import Item, PairAnswer, PlacementChange, Point
from zhiyan.consolidation.permissions import may_place
from zhiyan.consolidation.sealing import seal_secrets
from zhiyan.consolidation.states import State, read_fields, state_of
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actions import action, denied
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation.models import Opinion

FINAL = ("hand_over", "return")


@action(may_place, "consolidation.undo")
def undo(actor: Actor, cycle: Cycle, *, batch: uuid.UUID) -> uuid.UUID:
    """Put everything that a step changed back as it was before. The undoing step's batch id, itself undoable.

    Raises Invalid where a later step touched the same things, or the step is a handover.
    """
    step = Step(actor, cycle, "undo", undoes=batch)
    rows = list(
        PlacementChange.objects.filter(cycle=cycle, batch=batch).select_related(
            "point__opinion", "item", "opinion", "by", "pair__first__opinion", "pair__second__opinion"
        )
    )
    if not rows:
        raise Invalid("undo.nothing", _("没有找到要撤销的操作。"))
    require_open(cycle)
    require_undoable(rows)
    points = {row.point.pk: row.point for row in rows if row.point is not None}
    if not all(row.by_id == actor.user_id for row in rows):
        asked = [point for row in rows if row.pair for point in (row.pair.first, row.pair.second)]
        require_placeable(actor, [*points.values(), *asked])
    elif any(point.opinion.withheld for point in points.values()):
        raise denied("undo")
    fresh = fetch(points)
    step.write({fresh[row.point_id]: State.read(row.before) for row in rows if row.point_id is not None})
    for row in rows:
        if row.item_id is not None:
            step.describe_item(Item.objects.get(pk=row.item_id), None, read_fields(row.before or {}))
        if row.opinion_id is not None:
            step.describe_opinion(Opinion.objects.get(pk=row.opinion_id), read_fields(row.before or {}))
        if row.pair_id is not None:
            step.answer_pair(PairAnswer.objects.get(pk=row.pair_id), (row.before or {})["verdict"])
    done = step.finish()
    seal_secrets(fresh.values())
    return done


def fetch(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Point]:
    """The points, joined ones too, with their placements."""
    found: dict[uuid.UUID, Point] = {}
    for batch in chunks(ids):
        found |= {
            point.pk: point for point in Point.objects.filter(pk__in=batch).select_related("placement__item", "opinion")
        }
    return found


def require_undoable(rows: Sequence[PlacementChange]) -> None:
    """Refuse a handover, a step already undone, and one that a later step built on."""
    first = rows[0]
    if first.what in FINAL:
        raise Invalid("undo.final", _("移交不能撤销。"), remedy=_("误移交的，由接收人写明理由退回。"))
    later = later_steps(rows)
    if any(row.undoes == first.batch for row in later):
        raise Invalid("undo.done", _("这一步已经撤销过了。"))
    if later:
        who = later[0].by.label if later[0].by else _("系统")
        raise Invalid(
            "undo.later",
            _("不能撤销：这些意见后来又被改过（%(who)s，第 %(no)d 步）。") % {"who": who, "no": later[0].no},
            remedy=_("请先撤销后面的那一步，或直接移动意见。"),
        )
    stored = fetch([row.point_id for row in rows if row.point_id is not None])
    for row in rows:
        if row.point_id is not None and State.read(row.after) != state_of(stored[row.point_id]):
            raise Invalid(
                "undo.changed", _("不能撤销：意见现在%(where)s。") % {"where": place_words(stored[row.point_id])}
            )


def later_steps(rows: Sequence[PlacementChange]) -> list[PlacementChange]:
    """Steps after these rows' that touched the same things and still hold, last first.

    A step that was undone holds no more, nor does the undo that only took back something later than these rows.
    """
    first = rows[0]
    found: list[PlacementChange] = []
    for batch in chunks(rows):
        same = (
            Q(point_id__in=[row.point_id for row in batch if row.point_id])
            | Q(item_id__in=[row.item_id for row in batch if row.item_id])
            | Q(opinion_id__in=[row.opinion_id for row in batch if row.opinion_id])
            | Q(pair_id__in=[row.pair_id for row in batch if row.pair_id])
        )
        found += PlacementChange.objects.filter(same, cycle=first.cycle, no__gt=first.no).select_related("by")
    steps = {row.batch: row for row in sorted(found, key=lambda row: row.no)}
    numbers = {row.batch: row.no for row in found} | {first.batch: first.no}
    alive = set(steps)
    for row in sorted(steps.values(), key=lambda row: -row.no):
        if row.batch in alive and row.undoes is not None:
            alive.discard(row.undoes)
    return [
        row
        for row in sorted(steps.values(), key=lambda row: -row.no)
        if row.batch in alive and not (row.undoes in numbers and numbers[row.undoes] > first.no)
    ]
