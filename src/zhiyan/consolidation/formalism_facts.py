"""What the checks against formalism read of items: titles that name little with their opinions, and leaders' counts."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhiyan.consolidation.counted import ITEMS, items_in_order, opinions_in_items
from zhiyan.consolidation.models import Point
from zhiyan.consolidation.queries.items import with_opinions
from zhiyan.consolidation.titling import said
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.formalism.merging import WIDE, merged_away
from zhiyan.kernel.facts import Facts
from zhiyan.kernel.once import once
from zhiyan.kernel.rows import key_of, raw
from zhiyan.solicitation.counted import OPINIONS
from zhiyan.solicitation.models import TargetKind

MOST = 3
"""Letters that a title may name and still be looked at with its opinions: few titles are, so few words are read."""

REMEMBERED = 50_000
_bare: dict[bytes, bool] = {}


def formalism_facts(cycle: Cycle) -> Facts:
    """Items with a title of little to say, with their opinions' words (masked); the leaders' opinions and items."""
    return Facts(
        ("consolidation.formalism", cycle.pk),
        {"items": lambda: bare_items(cycle), "leaders": lambda: leaders(cycle)},
    )


@once
def bare_titles(cycle: Cycle) -> list[tuple[Any, int, str]]:
    """Key, number and title of the items whose title alone names next to nothing."""
    return [(key, no, title) for key, no, title, *_whom in items_in_order(cycle) if is_bare(title)]


@once
def bare_items(cycle: Cycle) -> list[dict[str, Any]]:
    """Items whose title alone names next to nothing."""
    suspects = [(key_of(key), no, title) for key, no, title in bare_titles(cycle)]
    originals: dict[str, list[dict[str, Any]]] = defaultdict(list)
    placed = Point.objects.filter(placement__item__in=[pk for pk, _no, _title in suspects])
    for point in with_opinions(placed) if suspects else ():
        row = {"kind": "opinion", "id": str(point.opinion_id), "label": _("意见原文"), "text": said(point)}
        originals[str(point.placement.item_id)].append(row)
    return [
        {"kind": "item", "id": pk, "label": _("条目%(no)d") % {"no": no}, "text": title, "originals": originals[pk]}
        for pk, no, title in suspects
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
    opinions, items = OPINIONS.of(cycle), ITEMS.of(cycle)
    aimed, elsewhere, total = Counter[Any](), Counter[Any](), 0
    at_members = {key: row[4] for key, row in opinions.items() if row[3] == TargetKind.MEMBER}
    for item, inside in opinions_in_items(cycle).items():
        total += len(inside)
        for member in (at_members[one] for one in inside if one in at_members):
            aimed[member] += 1
            elsewhere[member] += item not in items or items[item][4] != member
    held = Counter(item[4] for item in items.values())
    at_the_top = TeamMember.objects.filter(Q(is_secretary=True) | Q(is_director=True), cycle=cycle).order_by("rank")
    rows = []
    for pk, key, role in at_the_top.values_list("pk", raw("pk"), "role"):
        own, others = aimed[key] - elsewhere[key], len(items) - held[key]
        rows.append(
            {
                "id": str(pk),
                "label": role,
                "aimed": aimed[key],
                "items": held[key],
                "elsewhere": elsewhere[key],
                "others_per_item": round((total - own) / others, 2) if others else 1.0,
            }
        )
    return rows
