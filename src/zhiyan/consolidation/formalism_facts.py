"""What the checks against formalism read of items: titles that name little with their opinions, and leaders' counts."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count, F, Q
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Item, Placement, Point
from zhiyan.consolidation.queries.items import with_opinions
from zhiyan.consolidation.titling import said
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.formalism.merging import WIDE, merged_away
from zhiyan.kernel.once import once
from zhiyan.solicitation.models import TargetKind

MOST = 3
"""Letters that a title may name and still be looked at with its opinions: few titles are, so few words are read."""

REMEMBERED = 50_000
_bare: dict[bytes, bool] = {}


def formalism_facts(cycle: Cycle) -> dict[str, Any]:
    """Items with a title of little to say, with their opinions' words (masked); the leaders' opinions and items. Each
    is gathered when a check asks for it.
    """
    return {
        "items": SimpleLazyObject(lambda: bare_items(cycle)),
        "leaders": SimpleLazyObject(lambda: leaders(cycle)),
    }


@once
def bare_items(cycle: Cycle) -> list[dict[str, Any]]:
    """Items whose title alone names next to nothing."""
    listed = Item.objects.filter(cycle=cycle, retired=False).order_by("no")
    bare = [no for no, title in listed.values_list("no", "title") if is_bare(title)]
    suspects = {pk: (no, title) for pk, no, title in listed.filter(no__in=bare).values_list("pk", "no", "title")}
    originals: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for point in with_opinions(Point.objects.filter(placement__item__in=suspects)):
        row = {"kind": "opinion", "id": str(point.opinion_id), "label": _("意见原文"), "text": said(point)}
        originals[point.placement.item_id].append(row)
    return [
        {
            "kind": "item",
            "id": str(pk),
            "label": _("条目%(no)d") % {"no": no},
            "text": title,
            "originals": originals[pk],
        }
        for pk, (no, title) in suspects.items()
    ]


def is_bare(title: str) -> bool:
    """Whether a title alone names next to nothing; remembered by its hash, for every title is asked after each step."""
    key = hashlib.sha256(title.encode()).digest()
    if key not in _bare:
        if len(_bare) >= REMEMBERED:
            _bare.clear()
        _bare[key] = merged_away(title, ["一"] * WIDE, named=MOST) is not None
    return _bare[key]


@once
def leaders(cycle: Cycle) -> list[dict[str, Any]]:
    """Secretary and director: opinions aimed at each, their items, what stands elsewhere, how full other items are."""
    placed = Placement.objects.filter(cycle=cycle, item__isnull=False).order_by()
    aimed = placed.filter(point__opinion__target_kind=TargetKind.MEMBER)
    by_member = Counter(dict(aimed.values_list("point__opinion__target_member_id").annotate(n=Count("id"))))
    away = ~Q(item__target_member=F("point__opinion__target_member")) | Q(item__target_member__isnull=True)
    elsewhere = Counter(
        dict(aimed.filter(away).values_list("point__opinion__target_member_id").annotate(n=Count("id")))
    )
    listed = Item.objects.filter(cycle=cycle, retired=False).order_by()
    items = Counter(dict(listed.values_list("target_member").annotate(n=Count("id"))))
    total, kept = placed.count(), sum(items.values())
    rows = []
    for member in TeamMember.objects.filter(Q(is_secretary=True) | Q(is_director=True), cycle=cycle).order_by("rank"):
        own = by_member[member.pk] - elsewhere[member.pk]
        others = kept - items[member.pk]
        rows.append(
            {
                "id": str(member.pk),
                "label": member.role,
                "aimed": by_member[member.pk],
                "items": items[member.pk],
                "elsewhere": elsewhere[member.pk],
                "others_per_item": round((total - own) / others, 2) if others else 1.0,
            }
        )
    return rows
