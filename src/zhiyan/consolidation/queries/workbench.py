"""What the workbench (工作台) shows: points not placed yet, and what was set aside."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from zhiyan.consolidation.masking import OPINION_PARTS
from zhiyan.consolidation.models import Placement, Point
from zhiyan.consolidation.permissions import visible_set_aside
from zhiyan.consolidation.queries.figures import WAITING
from zhiyan.consolidation.queries.items import target_query, with_opinions
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actor import Actor, Role
from zhiyan.solicitation.models import Opinion
from zhiyan.solicitation.permissions import READ_ALL, visible_opinions


@dataclass(frozen=True)
class PointFilter:
    """Which unplaced points are shown: by channel code, aspect code (or `none`), target, words of the text."""

    channel: str = ""
    aspect: str = ""
    target: str = ""
    words: str = ""


def unplaced(actor: Actor, cycle: Cycle, chosen: PointFilter | None = None) -> QuerySet[Point]:
    """The points without a place that the actor may read, in the channels' order.

    Words are sought in the original only for the organiser: a search would tell others what a mask covers.
    """
    chosen = chosen or PointFilter()
    points = Point.objects.filter(
        ~Exists(Placement.objects.filter(point=OuterRef("pk"))), cycle=cycle, unit_id=actor.unit_id, retired=False
    )
    if not actor.has(*READ_ALL):
        points = points.filter(opinion__in=visible_opinions(actor).values("pk"))
    if chosen.channel:
        points = points.filter(opinion__channel__code=chosen.channel)
    if chosen.aspect == "none":
        points = points.filter(opinion__aspect__isnull=True)
    elif chosen.aspect:
        points = points.filter(opinion__aspect__code=chosen.aspect)
    if chosen.target:
        points = points.filter(target_query(chosen.target, "opinion__"))
    if chosen.words and actor.has(Role.ORGANISER):
        points = points.filter(opinion__text__icontains=chosen.words)
    return with_opinions(points)


def set_aside(actor: Actor, cycle: Cycle, *, waiting: bool = False, reason: str = "") -> QuerySet[Placement]:
    """What was set aside, those that wait for a second person first."""
    placements = visible_set_aside(actor).filter(cycle=cycle)
    if waiting:
        placements = placements.filter(WAITING)
    if reason:
        placements = placements.filter(reason=reason)
    parts = [f"point__opinion__{part}" for part in OPINION_PARTS]
    return (
        placements.select_related("point__opinion", "placed_by", "confirmed_by", "receiver", *parts)
        .prefetch_related("point__opinion__masks")
        .order_by("reason", "point__opinion__channel__order", "point_id")
    )


def readable(actor: Actor, opinions: list[Opinion]) -> set[object]:
    """The ids of those among these opinions whose words the actor may read."""
    from zhiyan.consolidation import permissions

    ids = [opinion.pk for opinion in opinions]
    return set(permissions.visible_opinions(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
