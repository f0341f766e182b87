"""归入建议: into which items each opinion may go, by meaning, and which items an earlier year had already (去年也提过).

The worker makes them and keeps them in an `OfferSheet`: reading takes longer than a page may. Until it has, and where
the setting ENCODER says `words`, the workbench offers by shared words (see `suggesting`).
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.changes import chunks
from zhiyan.consolidation.decided import TEXTS, earlier_years
from zhiyan.consolidation.encoding import chosen, encoder
from zhiyan.consolidation.models import Item, OfferSheet, Point
from zhiyan.consolidation.queries.items import with_opinions
from zhiyan.consolidation.suggest import Suggestion, shared_words
from zhiyan.consolidation.suggesting import changed_items, item_texts
from zhiyan.consolidation.titling import said
from zhiyan.cycle.models import Cycle

Told = Callable[[int, int, str], None]
Offers = dict[str, list[list[Any]]]

MOST = 1000  # opinions offered at once, in the workbench's order
LEAST = 0.3  # what is less likely is not offered
CYCLES_KEPT = 4


@dataclass
class Known:
    """A cycle's items as the engine read them, by which encoder, up to which step, in which sealing generation."""

    index: Any
    name: str
    generation: int
    step: int


_kept: OrderedDict[uuid.UUID, Known] = OrderedDict()


def look(cycle: Cycle, points: Sequence[uuid.UUID], step: int, generation: int, told: Told) -> tuple[Offers, Offers]:
    """By point the items it may go into, by item the earlier years' items that it resembles, each with how likely.

    `step` is the last step that the items are read at, `generation` the sealing generation.
    """
    earlier = earlier_items(cycle)
    mine = dict(Item.objects.filter(cycle=cycle, retired=False).values_list("pk", "title"))
    if chosen() == "words":
        return {}, coming_back(mine, earlier, None)
    reading = _("正在阅读意见")
    with encoder(
        cycle.unit_id, generation, len(points) + len(mine), lambda done, total: told(done, total, reading)
    ) as reads:
        index = bring_up(cycle, reads, step, generation)
        offers: Offers = {}
        for number, point in enumerate(read(points)):
            if number % 50 == 0:
                told(number, len(points), _("正在对照条目"))
            offers[str(point.pk)] = offered(index, said(point), mine)
        return offers, coming_back(mine, earlier, reads)


def bring_up(cycle: Cycle, reads: Any, step: int, generation: int) -> Any:
    """The index of the cycle's items up to the step: the one kept with what changed, or, where that was read by another
    encoder or before something was sealed, a new one.
    """
    from zhiyan.consolidation.engine.index import Index

    known = _kept.pop(cycle.pk, None)
    if known is not None and (known.generation, known.name) == (generation, reads.name):
        known.index.encoder = reads  # each run opens the vectors for itself
        for item, texts in texts_of(changed_items(cycle, known.step)).items():
            known.index.set(item, texts)
        known.step = step
    else:
        known = Known(Index(texts_of(changed_items(cycle, -1)), reads), reads.name, generation, step)
    _kept[cycle.pk] = known
    while len(_kept) > CYCLES_KEPT:
        _kept.popitem(last=False)
    return known.index


def texts_of(items: Sequence[uuid.UUID]) -> dict[str, list[str]]:
    """By item its title and texts; none for one that is retired."""
    return {str(item): texts for part in chunks(items) for item, texts in item_texts(part, TEXTS).items()}


def read(points: Sequence[uuid.UUID]) -> Sequence[Point]:
    """The points with their opinions and masks."""
    return [point for part in chunks(points) for point in with_opinions(Point.objects.filter(pk__in=part))]


def offered(index: Any, text: str, titles: Mapping[uuid.UUID, str]) -> list[list[Any]]:
    """The likeliest items for a text: id, how likely, the words that the text and the item's title share."""
    return [
        [item, round(sure, 2), list(shared_words([text, titles[uuid.UUID(item)]]))]
        for item, sure in index.offer(text, 3)
        if sure >= LEAST and uuid.UUID(item) in titles
    ]


# --------------------------------------------------------------------------------------------------- coming back


def earlier_items(cycle: Cycle) -> dict[uuid.UUID, str]:
    """The titles of the items of the unit's last years before this one."""
    return dict(Item.objects.filter(cycle__in=earlier_years(cycle), retired=False).values_list("pk", "title"))


def coming_back(mine: Mapping[uuid.UUID, str], earlier: Mapping[uuid.UUID, str], reads: Any) -> Offers:
    """By item: the earlier items that ask for the same, likeliest first."""
    from zhiyan.consolidation.engine.similar import returning

    if not mine or not earlier:
        return {}
    found: Offers = {}
    new, old = ({str(pk): title for pk, title in titles.items()} for titles in (mine, earlier))
    for pair in returning(new, old, encoder=reads):
        found.setdefault(pair.first, []).append([pair.second, round(pair.score, 2)])
    return found


# --------------------------------------------------------------------------------------------------------- kept


def kept_offers(cycle: Cycle, points: Sequence[Point]) -> dict[uuid.UUID, list[Suggestion[uuid.UUID]]]:
    """What the worker offered for these points; nothing for one that it has not looked at."""
    sheet = OfferSheet.objects.filter(cycle=cycle).only("offers").first()
    offers = sheet.offers if sheet else {}
    return {
        point.pk: [Suggestion(uuid.UUID(item), sure, tuple(words)) for item, sure, words in offers[str(point.pk)]]
        for point in points
        if offers.get(str(point.pk))
    }


def said_before(cycle: Cycle) -> dict[uuid.UUID, list[Item]]:
    """By item: the earlier years' items that it resembles, with their years, likeliest first."""
    sheet = OfferSheet.objects.filter(cycle=cycle).only("again").first()
    again = sheet.again if sheet else {}
    wanted = {uuid.UUID(earlier) for pairs in again.values() for earlier, _score in pairs}
    items = {item.pk: item for item in Item.objects.filter(pk__in=wanted, retired=False).select_related("cycle")}
    return {
        uuid.UUID(item): [items[pk] for earlier, _score in pairs if (pk := uuid.UUID(earlier)) in items]
        for item, pairs in again.items()
    }


def sure_of(offer: Suggestion[uuid.UUID]) -> str:
    """Why an item is offered, in words."""
    percent = _("把握 %(n)d%%") % {"n": round(offer.score * 100)}
    return percent + (_("，都提到：%(words)s") % {"words": _("、").join(offer.words)} if offer.words else "")
