"""What people decided, this year and before, from which the next proposals are made: the unit's own examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from zhiyan.consolidation.changes import chunks
from zhiyan.consolidation.models import Point
from zhiyan.consolidation.queries.items import with_opinions
from zhiyan.consolidation.titling import said
from zhiyan.cycle.models import Aspect, Cycle

YEARS = 5  # earlier cycles that are looked through
EXAMPLES = 200  # texts that teach each aspect
TEXTS = 8  # texts by which an item is known
OWN = 1000  # texts of earlier years that are read again


def earlier_years(cycle: Cycle) -> list[Cycle]:
    """The unit's last cycles before this one, the nearest first."""
    return list(Cycle.objects.filter(unit_id=cycle.unit_id, label__lt=cycle.label).order_by("-label")[:YEARS])


def seeds(cycle: Cycle) -> dict[str, list[str]]:
    """By the code of this year's aspects: what it is about, and texts placed under it, this year's first.

    An earlier year's aspect is the one of the same name: codes are given anew each year.
    """
    aspects = list(Aspect.objects.filter(cycle=cycle))
    found = {aspect.code: [aspect.focus] if aspect.focus else [] for aspect in aspects}
    code_of = {plain(aspect.name): aspect.code for aspect in aspects}
    for year in [cycle, *earlier_years(cycle)]:
        for point in placed_points(year, {name for name, code in code_of.items() if len(found[code]) < EXAMPLES}):
            item = point.placement.item
            code = code_of.get(plain(item.aspect.name), "") if item is not None and item.aspect is not None else ""
            if code and len(found[code]) < EXAMPLES:
                found[code].append(said(point))
    return {code: texts for code, texts in found.items() if texts}


def plain(name: str) -> str:
    """An aspect's name without space."""
    return "".join(name.split())


def placed_points(year: Cycle, names: Iterable[str]) -> Iterator[Point]:
    """The year's points in items under aspects of these names, with what showing them needs; none handed over."""
    wanted = set(names)
    aspects = [aspect.pk for aspect in Aspect.objects.filter(cycle=year) if plain(aspect.name) in wanted]
    held = Point.objects.filter(cycle=year, retired=False, opinion__withheld=False)
    ids = held.filter(placement__item__retired=False, placement__item__aspect__in=aspects).order_by("pk")
    for part in chunks(ids.values_list("pk", flat=True)[: EXAMPLES * len(wanted)]):
        yield from with_opinions(Point.objects.filter(pk__in=part)).select_related("placement__item__aspect")


def own_issues(cycle: Cycle) -> dict[str, list[str]]:
    """The issues that this office confirmed in earlier years: title → some of the texts, the nearest year's first.

    They stand beside the usual ones of the catalogue, so that what the office knows grows with each year.
    """
    found: dict[str, list[str]] = defaultdict(list)
    known: set[str] = set()
    for year in earlier_years(cycle):
        held = Point.objects.filter(cycle=year, retired=False, opinion__withheld=False, placement__item__retired=False)
        for part in chunks(held.order_by("pk").values_list("pk", flat=True)):
            for point in with_opinions(Point.objects.filter(pk__in=part)):
                item, text = point.placement.item, said(point)
                if item is not None and text not in known and len(found[item.title]) < TEXTS:
                    found[item.title].append(text)
                    known.add(text)
                if len(known) == OWN:
                    return dict(found)
    return dict(found)
