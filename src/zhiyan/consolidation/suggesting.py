"""Suggestions for the points of a page: one index of items per cycle, kept up to date by the history of steps."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyan.consolidation.changes import chunks
from zhiyan.consolidation.decided import plain
from zhiyan.consolidation.models import Item, PlacementChange, Point
from zhiyan.consolidation.sealing import generation
from zhiyan.consolidation.suggest import Index, Suggestion, suggest_aspects
from zhiyan.consolidation.titling import said
from zhiyan.cycle.models import Aspect, Cycle

TEXTS_OF_AN_ITEM = 2
READ_AT_ONCE = 120  # items read in for one page; the others follow with the next pages
CYCLES_KEPT = 8
TITLES = 400  # of items, that teach aspects


@dataclass
class Kept:
    """A cycle's index, the last step and sealing that it knows of, and the items it has still to read."""

    index: Index[uuid.UUID] = field(default_factory=Index)
    step: int = -1
    sealed: int = -1
    waiting: list[uuid.UUID] = field(default_factory=list)


_lock = threading.Lock()
_kept: OrderedDict[uuid.UUID, Kept] = OrderedDict()


def for_points(
    cycle: Cycle, points: Sequence[Point], *, whole: bool = False
) -> dict[uuid.UUID, list[Suggestion[uuid.UUID]]]:
    """For each point the items most like it, best first. `whole`: read in every item first, however long it takes."""
    with _lock:
        index = _index(cycle, whole=whole)
        return {point.pk: index.nearest(said(point)) for point in points}


def aspects_for(cycle: Cycle, points: Sequence[Point]) -> dict[uuid.UUID, Suggestion[Aspect]]:
    """An aspect for each point whose opinion has none, by the aspects' names and focus and the titles under them, this
    year and before.
    """
    lacking = {point.pk: said(point) for point in points if point.opinion.aspect_id is None}
    if not lacking:
        return {}
    known = {aspect.pk: aspect for aspect in Aspect.objects.filter(cycle=cycle)}
    texts: dict[uuid.UUID, list[str]] = {pk: [aspect.name, aspect.focus] for pk, aspect in known.items()}
    names = {plain(aspect.name): pk for pk, aspect in known.items()}
    titled = Item.objects.filter(unit_id=cycle.unit_id, retired=False, aspect__isnull=False)
    until = titled.filter(cycle__label__lte=cycle.label).order_by("-cycle__label", "no")
    for name, title in until.values_list("aspect__name", "title")[:TITLES]:
        if plain(name) in names:
            texts[names[plain(name)]].append(title)
    found = suggest_aspects(lacking, {pk: [text for text in held if text] for pk, held in texts.items()})
    return {
        key: Suggestion(known[offer.key], offer.score, offer.words)  # type: ignore[index]
        for key, offer in found.items()
    }


def reason_for(offer: Suggestion[uuid.UUID]) -> str:
    """Why an item is offered, in words."""
    percent = round(offer.score * 100)
    return _("都提到：%(words)s（相似 %(n)d%%）") % {"words": _("、").join(offer.words), "n": percent}


def _index(cycle: Cycle, *, whole: bool) -> Index[uuid.UUID]:
    """The cycle's index, brought up to the last step; items that no step has touched since are not read again."""
    last = PlacementChange.objects.filter(cycle=cycle).aggregate(last=Max("no"))["last"] or 0
    kept = _kept.pop(cycle.pk, None)
    sealed = generation(cycle.unit_id)
    if kept is None or kept.step > last or kept.sealed != sealed:
        kept = Kept(sealed=sealed)
    if kept.step < last:
        changed = changed_items(cycle, kept.step)
        kept.waiting = [*changed, *(pk for pk in kept.waiting if pk not in set(changed))]
        kept.step = last
    size = len(kept.waiting) if whole else READ_AT_ONCE
    ready, kept.waiting = kept.waiting[:size], kept.waiting[size:]
    for batch in chunks(ready):
        for item, texts in item_texts(batch).items():
            kept.index.set(item, texts)
    _kept[cycle.pk] = kept
    while len(_kept) > CYCLES_KEPT:
        _kept.popitem(last=False)
    return kept.index


def changed_items(cycle: Cycle, since: int) -> list[uuid.UUID]:
    """The items that steps after `since` touched; all that hold points where it is negative."""
    if since < 0:
        return list(Item.objects.filter(cycle=cycle, retired=False).order_by("no").values_list("pk", flat=True))
    rows = PlacementChange.objects.filter(cycle=cycle, no__gt=since).values_list(
        "item_id", "from_item_id", "to_item_id"
    )
    return sorted({pk for row in rows.distinct() for pk in row if pk is not None}, key=str)


def item_texts(ids: Iterable[uuid.UUID], most: int = TEXTS_OF_AN_ITEM) -> dict[uuid.UUID, list[str]]:
    """Title and a few texts, masked, of each item; nothing for one that is retired."""
    wanted = list(ids)
    texts: dict[uuid.UUID, list[str]] = {pk: [] for pk in wanted}
    titles = Item.objects.filter(pk__in=wanted, retired=False).values_list("pk", "title")
    for pk, title in titles:
        texts[pk].append(title)
    seen: dict[uuid.UUID, int] = defaultdict(int)
    held = Point.objects.filter(placement__item__in=[pk for pk, found in texts.items() if found], retired=False)
    parts = held.filter(opinion__withheld=False).select_related("opinion", "placement").order_by("pk")
    for point in parts.prefetch_related("opinion__masks"):
        item = point.placement.item_id
        if item is not None and seen[item] < most:
            seen[item] += 1
            texts[item].append(said(point))
    return texts
