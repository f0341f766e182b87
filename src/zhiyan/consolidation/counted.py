"""The year's points, placements and items as rows from which figures and facts are counted (`kernel.rows`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length

from zhiyan.consolidation.models import Item, Placement, Point
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.once import once
from zhiyan.kernel.rows import Row, Rows, raw
from zhiyan.solicitation.models import Opinion


def _points(found: QuerySet[Point], cycle: Any) -> Iterable[Row]:
    whole = found.annotate(length=Length("opinion__text"))
    return whole.values_list(raw("pk"), raw("opinion"), "retired", "start", "end", "length")


def _placements(found: QuerySet[Placement], cycle: Any) -> Iterable[Row]:
    return found.values_list(raw("pk"), raw("point"), raw("item"), "reason", raw("confirmed_by"))


def _items(found: QuerySet[Item], cycle: Any) -> Iterable[Row]:
    listed = found.filter(retired=False)
    return listed.values_list(raw("pk"), "no", "title", "target_kind", raw("target_member"))


POINTS = Rows(Point, _points, follows={Opinion: "opinion"})
"""Key, opinion, whether retired, start, end, length of the opinion."""
PLACEMENTS = Rows(Placement, _placements)
"""Key, point, item, reason, who confirmed."""
ITEMS = Rows(Item, _items)
"""Key, number, title, kind of target, member aimed at; of those that are not retired."""


@once
def opinion_of_point(cycle: Cycle) -> dict[Any, Any]:
    """Point → its opinion, retired ones too."""
    return {key: opinion for key, opinion, *_rest in POINTS.of(cycle).values()}


@once
def opinions_in_items(cycle: Cycle) -> dict[Any, list[Any]]:
    """Item → the opinions of the points that stand in it, one for each point."""
    found: dict[Any, list[Any]] = defaultdict(list)
    opinions = opinion_of_point(cycle)
    for _key, point, item, _reason, _confirmed in PLACEMENTS.of(cycle).values():
        if item is not None and point in opinions:
            found[item].append(opinions[point])
    return dict(found)


@once
def items_in_order(cycle: Cycle) -> list[Row]:
    """The rows of the items by number."""
    return sorted(ITEMS.of(cycle).values(), key=itemgetter(1))
