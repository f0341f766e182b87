"""Starting: every opinion gets its point, the writer's own data its mask."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from zhiyan.consolidation.changes import CHUNK, lock, require_open
from zhiyan.consolidation.models import Mask, MaskKind, Point
from zhiyan.consolidation.permissions import may_consolidate
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.solicitation.models import Opinion


@action(may_consolidate, "consolidation.start")
def start(actor: Actor, cycle: Cycle) -> int:
    """Bring every opinion that is not in yet into consolidation (开始梳理). How many came in."""
    require_open(cycle, late=True)
    return ensure_points(cycle)


def opinions_without_point(cycle: Cycle) -> QuerySet[Opinion]:
    """The opinions that consolidation has not taken in yet."""
    return Opinion.objects.filter(~Exists(Point.objects.filter(opinion=OuterRef("pk"))), cycle=cycle)


def ensure_points(cycle: Cycle) -> int:
    """Give each opinion without one its whole-span point, and cover its writer's own data. Call inside an action."""
    lock(cycle)
    missing = list(opinions_without_point(cycle))
    Point.objects.bulk_create(
        [
            Point(unit_id=cycle.unit_id, cycle=cycle, opinion=opinion, start=0, end=len(opinion.text))
            for opinion in missing
        ],
        batch_size=CHUNK,
    )
    Mask.objects.bulk_create(
        [
            Mask(unit_id=cycle.unit_id, opinion=opinion, start=start, end=end, kind=MaskKind.WRITER)
            for opinion in missing
            for start, end in writer_spans(opinion)
        ],
        batch_size=CHUNK,
        ignore_conflicts=True,
    )
    return len(missing)


def writer_spans(opinion: Opinion) -> list[tuple[int, int]]:
    """Where the writer's own data stands in the opinion's text, as solicitation found it."""
    spans = ((int(found["start"]), int(found["end"])) for found in opinion.personal_data)
    return [(start, end) for start, end in spans if 0 <= start < end <= len(opinion.text)]
