"""Builders for consolidation: a cycle whose opinions have come in, and short ways to what stands where."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from tests import builders
from zhiyan.consolidation import actions
from zhiyan.consolidation.models import Item, Placement, Point
from zhiyan.cycle.models import Aspect, Cycle
from zhiyan.kernel import guard, jobs
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.models import Job
from zhiyan.solicitation.models import Opinion, SolicitationClosing

DAY = dt.date(2021, 1, 11)


class Bench:
    """A cycle in consolidation with an organiser and `n` opinions taken in."""

    def __init__(self, n: int = 3, **opinion: Any) -> None:
        self.cycle = builders.make_cycle()
        self.organiser = builders.actor(self.cycle, Role.ORGANISER)
        self.colleague = builders.actor(self.cycle, Role.ORGANISER)
        self.opinions = [builders.make_opinion(self.cycle, **opinion) for _ in range(n)]
        self.start()

    def start(self) -> None:
        actions.start(self.organiser, self.cycle)

    def add(self, text: str = "", **fields: Any) -> Point:
        opinion = builders.make_opinion(self.cycle, text, **fields)
        self.start()
        return point_of(opinion)

    @property
    def points(self) -> list[Point]:
        return [point_of(opinion) for opinion in self.opinions]

    def make(self, *points: Point, title: str = "食堂晚餐品种少", actor: Actor | None = None, **fields: Any) -> Item:
        return actions.make_item(actor or self.organiser, self.cycle, points=points, title=title, **fields)

    def aside(self, *points: Point, reason: str = "off_theme", **fields: Any) -> None:
        actions.set_aside(self.organiser, self.cycle, points=points, reason=reason, **fields)

    def close_solicitation(self) -> None:
        close_solicitation(self.cycle)

    def close(self) -> None:
        self.close_solicitation()
        actions.close_consolidation(self.organiser, self.cycle)

    def aspect(self, code: str) -> Aspect:
        return Aspect.objects.get(cycle=self.cycle, code=code)


def close_solicitation(cycle: Cycle) -> None:
    with guard.writing("test"):
        total = Opinion.objects.filter(cycle=cycle).count()
        SolicitationClosing.objects.get_or_create(
            cycle=cycle, defaults={"unit": cycle.unit, "on": DAY, "total": total, "solicited": total}
        )


def point_of(opinion: Opinion) -> Point:
    return Point.objects.select_related("opinion").get(opinion=opinion, retired=False)


def where(point: Point) -> Any:
    """The item, the reason, or None."""
    placement = Placement.objects.filter(point=point).first()
    return None if placement is None else placement.item or placement.reason


def placement_of(point: Point) -> Placement:
    return Placement.objects.select_related("point__opinion").get(point=point)


def last_batch(cycle: Cycle) -> Any:
    from zhiyan.consolidation.models import PlacementChange

    return PlacementChange.objects.filter(cycle=cycle).order_by("-no").values_list("batch", flat=True)[0]


def url(bench: Bench, name: str, *args: object) -> str:
    """An address of the stage."""
    return reverse(f"consolidation:{name}", args=[bench.cycle.unit.code, bench.cycle.label, *args])


def enter(client: Any, actor: Actor) -> Any:
    """The client with this actor signed in."""
    client.force_login(builders.user_of(actor))
    return client


def made_by_worker(client: Any, bench: Bench) -> Job:
    """Proposals asked for on the page and made as the worker makes them."""
    client.post(url(bench, "propose"))
    job = Job.objects.filter(unit_id=bench.cycle.unit_id).latest("asked_at")
    jobs.run(job.pk)
    job.refresh_from_db()
    return job
