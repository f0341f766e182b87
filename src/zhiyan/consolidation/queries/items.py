"""Items and what stands in them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from zhiyan.consolidation.masking import OPINION_PARTS
from zhiyan.consolidation.models import Item, Placement, Point
from zhiyan.cycle.models import Cycle


@dataclass(frozen=True)
class ItemFilter:
    """Which items a list shows: by aspect (code, or `none` for those without), target and words of the title."""

    aspect: str = ""
    target: str = ""
    words: str = ""


def items(cycle: Cycle, chosen: ItemFilter | None = None) -> QuerySet[Item]:
    """The cycle's items that hold points, by aspect and number; count their points with `sizes`."""
    chosen = chosen or ItemFilter()
    found = Item.objects.filter(cycle=cycle, retired=False).select_related("aspect", "target_member")
    if chosen.aspect:
        found = (
            found.filter(aspect__isnull=True) if chosen.aspect == "none" else found.filter(aspect__code=chosen.aspect)
        )
    if chosen.target:
        found = found.filter(target_query(chosen.target))
    if chosen.words:
        found = found.filter(title__icontains=chosen.words)
    return found.order_by(F("aspect__no").asc(nulls_last=True), "no")


def target_query(value: str, prefix: str = "") -> Q:
    """Who is aimed at: team, other, none, or a member's id."""
    if value == "none":
        return Q(**{f"{prefix}target_kind__isnull": True})
    try:
        return Q(**{f"{prefix}target_member_id": uuid.UUID(value)})
    except ValueError:
        return Q(**{f"{prefix}target_kind": value})


def sizes(found: list[Item]) -> dict[uuid.UUID, int]:
    """How many opinions (条) each of these items holds."""
    counted = Placement.objects.filter(item__in=found).order_by().values_list("item_id")
    return dict(counted.annotate(n=Count("point__opinion", distinct=True)))


def point_counts(found: list[Item]) -> dict[uuid.UUID, int]:
    """How many points each of these items holds: what a merge checks."""
    return dict(Placement.objects.filter(item__in=found).order_by().values_list("item_id").annotate(n=Count("id")))


def item_points(item: Item) -> QuerySet[Point]:
    """The points in an item with their opinions, in the channels' order."""
    return with_opinions(Point.objects.filter(placement__item=item, retired=False))


def with_opinions(points: QuerySet[Point]) -> QuerySet[Point]:
    """The points with what showing their opinions needs, in the channels' order."""
    parts = [f"opinion__{part}" for part in OPINION_PARTS]
    return (
        points.select_related("opinion", "placement__item", *parts)
        .prefetch_related("opinion__masks")
        .order_by("opinion__channel__order", "opinion_id", "start")
    )


def items_by_aspect(found: list[Item]) -> list[tuple[str, list[Item]]]:
    """The items grouped under the names of their aspects, in the order given; those without one last."""
    groups: dict[str, list[Item]] = {}
    for item in found:
        groups.setdefault(str(item.aspect) if item.aspect else "", []).append(item)
    return list(groups.items())
