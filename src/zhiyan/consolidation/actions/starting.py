"""Starting: every opinion gets its point, the personal data found in it its masks."""

from __future__ import annotations

import re

from django.db.models import Exists, OuterRef, QuerySet

from zhiyan.consolidation.changes import CHUNK, lock, require_open
from zhiyan.consolidation.models import Mask, MaskKind, Point
from zhiyan.consolidation.permissions import may_consolidate
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.solicitation.models import Opinion

OWN = re.compile(r"(?:我叫|我是|本人|姓名|署名?|反映人|提出人|联系人)[是为：:\s]*\Z")
"""Before a name: the writer's own."""


@action(may_consolidate, "consolidation.start")
def start(actor: Actor, cycle: Cycle) -> int:
    """Bring every opinion that is not in yet into consolidation (开始梳理). How many came in."""
    require_open(cycle, late=True)
    return ensure_points(cycle)


def opinions_without_point(cycle: Cycle) -> QuerySet[Opinion]:
    """The opinions that consolidation has not taken in yet."""
    return Opinion.objects.filter(~Exists(Point.objects.filter(opinion=OuterRef("pk"))), cycle=cycle)


def ensure_points(cycle: Cycle) -> int:
    """Give each opinion without one its whole-span point, and cover the personal data found. Call inside an action."""
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
            Mask(unit_id=cycle.unit_id, opinion=opinion, start=start, end=end, kind=kind)
            for opinion in missing
            for start, end, kind in found_masks(opinion)
        ],
        batch_size=CHUNK,
        ignore_conflicts=True,
    )
    return len(missing)


def found_masks(opinion: Opinion) -> list[tuple[int, int, MaskKind]]:
    """Where personal data stands in the opinion's text, as solicitation found it, and whose it is.

    A name is a third person's unless the writer says that it is the own one; everything else is the writer's.
    """
    spans = [(int(found["start"]), int(found["end"]), found.get("kind")) for found in opinion.personal_data]
    return [
        (start, end, MaskKind.THIRD if kind == "name" and not OWN.search(opinion.text, 0, start) else MaskKind.WRITER)
        for start, end, kind in spans
        if 0 <= start < end <= len(opinion.text)
    ]
