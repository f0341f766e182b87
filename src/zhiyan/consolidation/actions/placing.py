"""Placing: points into items; items made, merged and split."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyan.consolidation.changes import Step, points_of, require_open, require_placeable, require_seen
from zhiyan.consolidation.describing import check_aspect, check_target, check_title, common_aspect, common_target
from zhiyan.consolidation.models import Item, Point
from zhiyan.consolidation.permissions import may_place
from zhiyan.consolidation.states import Place, Target
from zhiyan.cycle.models import Aspect, Cycle
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Conflict, Invalid
from zhiyan.solicitation.models import TargetKind

Seen = Mapping[uuid.UUID, str] | None
SeenItems = Mapping[uuid.UUID, str] | None


@action(may_place, "consolidation.place")
def place_points(actor: Actor, item: Item, *, points: Iterable[Point], seen: Seen = None) -> Item:
    """Put points into an existing item, from wherever they are (归入条目). `seen`: the tokens the page showed.

    Raises Invalid, Conflict, Denied; then nothing moved.
    """
    step, chosen = begin(actor, item.cycle, "place", points, seen, _("放入条目 %(no)d") % {"no": item.no})
    if any(getattr(point, "placement", None) for point in chosen):
        step.what = "move"
    stored = live_item(item)
    settle_targets(step, chosen)
    step.move(chosen, Place(item=stored.pk, placed_by=actor.user_id))
    step.finish()
    return stored


@action(may_place, "consolidation.item.make")
def make_item(
    actor: Actor,
    cycle: Cycle,
    *,
    points: Iterable[Point],
    title: str,
    aspect: Aspect | None = None,
    target: Target | None = None,
    seen: Seen = None,
) -> Item:
    """A new item with these points in it (新建条目). Without aspect or target those of its opinions are taken."""
    step, chosen = begin(actor, cycle, "make", points, seen, _("新建条目《%(title)s》") % {"title": title})
    settle_targets(step, chosen)
    item = new_item(step, title, aspect or common_aspect(chosen), target or common_target(chosen))
    step.move(chosen, Place(item=item.pk, placed_by=actor.user_id))
    step.finish()
    return item


@action(may_place, "consolidation.item.merge")
def merge_items(actor: Actor, into: Item, *, others: Sequence[Item], seen: SeenItems = None) -> Item:
    """Move everything of the other items into one (合并条目); the emptied ones are retired and stay in its lineage."""
    ids = {item.pk for item in others} - {into.pk}
    if not ids:
        raise Invalid(
            "consolidation.merge_few", _("合并需要至少两个条目。"), fields={"item": _("请勾选两个以上条目。")}
        )
    points = list(Point.objects.filter(cycle=into.cycle, placement__item_id__in=ids, retired=False))
    step, chosen = begin(actor, into.cycle, "merge", points, None, "")
    stored = live_item(into)
    require_items_seen([stored, *Item.objects.filter(cycle=into.cycle, pk__in=ids)], seen)
    step.move(chosen, Place(item=stored.pk, placed_by=actor.user_id))
    step.finish()
    return stored


@action(may_place, "consolidation.item.split")
def split_item(
    actor: Actor,
    item: Item,
    *,
    points: Iterable[Point],
    title: str,
    aspect: Aspect | None = None,
    target: Target | None = None,
    seen: Seen = None,
) -> Item:
    """Take some of an item's points into a new item (拆分条目). The new item."""
    step, chosen = begin(actor, item.cycle, "split_item", points, seen, _("拆到新条目《%(title)s》") % {"title": title})
    if any(point.placement.item_id != item.pk for point in chosen if hasattr(point, "placement")) or not all(
        hasattr(point, "placement") for point in chosen
    ):
        raise Invalid("consolidation.not_in_item", _("选中的意见有的不在这个条目里，请刷新后重选。"))
    if item.placements.count() == len(chosen):
        raise Invalid(
            "consolidation.split_all",
            _("选中了全部意见，条目会变空。"),
            fields={"point": _("请至少留下一条；要改名请用“改表述”。")},
        )
    new = new_item(step, title, aspect or item.aspect, target or Target.of(item))
    step.move(chosen, Place(item=new.pk, placed_by=actor.user_id))
    step.finish()
    return new


# --------------------------------------------------------------------------------------------------- shared


def begin(
    actor: Actor, cycle: Cycle, what: str, points: Iterable[Point], seen: Seen, yours: str
) -> tuple[Step, list[Point]]:
    """The step and the points as stored, once all that must hold for moving them holds."""
    step = Step(actor, cycle, what)
    chosen = points_of(cycle, points)
    require_open(cycle, late=all(not hasattr(point, "placement") for point in chosen))
    require_placeable(actor, chosen)
    require_seen(chosen, seen, yours)
    return step, chosen


def live_item(item: Item) -> Item:
    """The item as stored. Raises Invalid where it was merged away meanwhile."""
    stored = Item.objects.select_related("aspect", "target_member").get(pk=item.pk)
    if stored.retired:
        raise Invalid("consolidation.item_retired", _("这个条目刚刚被并走，已经没有意见。请刷新后另选条目。"))
    return stored


def item_token(item: Item, points: int) -> str:
    """What a page shows of an item, to be sent back when it is merged."""
    return f"{item.version}:{points}"


def require_items_seen(items: Sequence[Item], seen: SeenItems) -> None:
    """Refuse where an item changed since the page showed it."""
    changed = [
        item
        for item in items
        if seen and item.pk in seen and seen[item.pk] != item_token(item, item.placements.count())
    ]
    if changed:
        now = _("；").join(
            _("条目 %(no)d《%(title)s》现有 %(n)d 条") % {"no": i.no, "title": i.title, "n": i.placements.count()}
            for i in changed
        )
        raise Conflict(
            "consolidation.item_changed",
            _("要合并的条目刚刚被别人改过，您的操作没有保存：%(now)s。请刷新后再定。") % {"now": now},
            theirs={"items": now},
            yours={"items": _("合并条目")},
        )


def new_item(step: Step, title: str, aspect: Aspect | None, target: Target | None) -> Item:
    """The next item of the cycle. Raises Invalid for a title, aspect or target that cannot be."""
    goal = check_target(step.cycle, target or Target())
    last = Item.objects.filter(cycle=step.cycle).aggregate(last=Max("no"))["last"] or 0
    return Item.objects.create(
        unit_id=step.cycle.unit_id,
        cycle=step.cycle,
        no=last + 1,
        title=check_title(title),
        aspect=check_aspect(step.cycle, aspect),
        **goal.fields("assigned" if target else "default"),
    )


def settle_targets(step: Step, points: Iterable[Point]) -> None:
    """An opinion placed without anybody having told its target is the team's, marked as such (默认班子)."""
    for point in points:
        if point.opinion.target_kind is None:
            step.describe_opinion(point.opinion, {"target_kind": TargetKind.TEAM.value, "target_source": "default"})
