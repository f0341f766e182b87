"""Proposals for the whole cycle (归并建议): what could become which item. Stores nothing."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from zhiyan.consolidation.actions.placing import common_aspect
from zhiyan.consolidation.changes import chunks
from zhiyan.consolidation.models import Point
from zhiyan.consolidation.permissions import may_consolidate, placeable_opinions
from zhiyan.consolidation.queries.items import with_opinions
from zhiyan.consolidation.queries.workbench import unplaced
from zhiyan.consolidation.states import Target
from zhiyan.consolidation.suggest import propose_groups
from zhiyan.consolidation.suggesting import aspects_for, for_points, words_of
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actions import denied
from zhiyan.kernel.actor import Actor

JOIN_FROM = 0.2  # points this much like an existing item are proposed for it
TITLE_FROM = 36  # a title longer than this is cut at a clause

_ROLE_MARK = re.compile(r"^[（(]?(?:致|给)?[^，。：:（）()]{1,8}[）):：]")
_CLAUSE = re.compile(r"[。；;！？!?\n]|，(?:建议|希望|请|望|应)")


@dataclass(frozen=True)
class Proposal:
    """Points that could become one item: a new one with this title, aspect and target, an existing one (`item`), or
    none at all because they only praise (`praise`).
    """

    points: tuple[uuid.UUID, ...]
    title: str = ""
    aspect: uuid.UUID | None = None
    target: Target | None = None
    item: uuid.UUID | None = None
    praise: bool = False


def propose(actor: Actor, cycle: Cycle, *, most: int | None = None) -> list[Proposal]:
    """Every unplaced point that the actor may place, in exactly one proposal; the first `most` points only, if given.

    Raises Denied.
    """
    if not may_consolidate(actor, cycle):
        raise denied("propose")
    found_points = unplaced(actor, cycle).filter(opinion__in=placeable_opinions(actor).values("pk"))
    chosen = found_points.values_list("pk", flat=True)[:most]
    points = [point for ids_ in chunks(chosen) for point in with_opinions(Point.objects.filter(pk__in=ids_))]
    praise = [point for point in points if point.opinion.praise]
    others = [point for point in points if not point.opinion.praise]
    offers = for_points(cycle, others, whole=most is None)
    joined: dict[uuid.UUID, list[Point]] = defaultdict(list)
    new: list[Point] = []
    for point in others:
        best = offers[point.pk][:1]
        if best and best[0].score >= JOIN_FROM:
            joined[best[0].key].append(point)
        else:
            new.append(point)
    found = [Proposal(ids(held), item=item) for item, held in joined.items()]
    found += [Proposal(ids([point]), praise=True) for point in praise]
    return [*found, *grouped(cycle, new)]


def grouped(cycle: Cycle, points: Sequence[Point]) -> list[Proposal]:
    """Proposals for new items; what is aimed at different people is never put together."""
    by_target: dict[Target, list[Point]] = defaultdict(list)
    for point in points:
        by_target[Target.of(point.opinion) or Target()].append(point)
    known = {point.pk: point for point in points}
    aspects = aspects_for(cycle, points)
    found = []
    for target, held in by_target.items():
        for group in propose_groups({point.pk: words_of(point) for point in held}):
            members = [known[pk] for pk in group]
            aspect = common_aspect(members)
            offered = aspects.get(members[0].pk)
            chosen = aspect.pk if aspect else offered.key.pk if offered else None
            found.append(Proposal(tuple(group), title_of(members), chosen, target))
    return found


def ids(points: Sequence[Point]) -> tuple[uuid.UUID, ...]:
    """The points' ids."""
    return tuple(point.pk for point in points)


def title_of(points: Sequence[Point]) -> str:
    """A title from the shortest of the points that says enough: its own words, cut at a clause."""
    texts = sorted((clean(words_of(point)) for point in points), key=lambda text: (len(text) < 8, len(text)))
    text = texts[0]
    if len(text) <= TITLE_FROM:
        return text
    first = _CLAUSE.split(text)[0].rstrip("，,、 ")
    return (first if len(first) >= 6 else text)[:60]


def clean(text: str) -> str:
    """The words in one line, without a role mark (（致书记）) before or a full stop after them."""
    return _ROLE_MARK.sub("", " ".join(text.split())).rstrip("。；; ") or text.strip()[:60]
