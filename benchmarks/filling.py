"""A store at size, filled by bulk inserts: many units, one of them with nearly everything."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests import builders
from zhiyan.accounts.models import User
from zhiyan.consolidation.models import Item, Placement, Point
from zhiyan.cycle.models import Aspect, TeamMember
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Role
from zhiyan.org.models import Department
from zhiyan.rectification.models import Measure, Problem
from zhiyan.solicitation.models import Opinion, Submission, TargetKind


@dataclass
class Filled:
    """Who may sign in, and which addresses to ask for."""

    users: dict[str, User]
    urls: list[str] = field(default_factory=list)


def fill(units: int, opinions: int, measures: int, first: float | None = None) -> Filled:
    """Make `units` units; the first holds the share `first` of opinions and measures, an equal one unless given."""
    parent = builders.make_unit(code="academy")
    cycles = [
        builders.make_cycle(builders.make_unit(code=f"unit{n}", parent=parent), electors=20 if n else 200)
        for n in range(units)
    ]
    first = 1 / units if first is None else first
    rest = max(1, units - 1)
    for n, cycle in enumerate(cycles):
        share = first if n == 0 else (1 - first) / rest
        with guard.writing("benchmark"):
            fill_cycle(cycle, int(opinions * share), int(measures * share))
    big = cycles[0]
    users = {
        "organiser": builders.user_of(builders.actor(big, Role.ORGANISER)),
        "secretary": builders.member_user(big, "书记"),
        "member": builders.member_user(big, "副主任A"),
        "supervisor": builders.user_of(builders.actor(big, Role.SUPERVISOR)),
        "admin": builders.user_of(builders.actor(big, Role.ADMINISTRATOR)),
    }
    return Filled(users, [*addresses(big), f"/{parent.code}/"])


def fill_cycle(cycle: Any, opinions: int, measures: int) -> None:
    """Opinions in items (three to each), a tenth unplaced; problems with four measures each."""
    unit = cycle.unit
    aspects = list(Aspect.objects.filter(cycle=cycle))
    team = list(TeamMember.objects.filter(cycle=cycle))
    channel = builders.make_channel(cycle)
    branch = builders.make_branch(unit, "综合办公室党支部")
    submissions, received, points = [], [], []
    for n in range(opinions):
        text = f"第{n}条：食堂第{n % 17}个窗口排队超过{n % 40}分钟，建议增加一个窗口并公布菜价，{n % 5}月底前答复。"
        submission = Submission(
            unit=unit,
            cycle=cycle,
            channel=channel,
            text=text,
            branch=branch,
            commitment=hashlib.sha256(text.encode()).hexdigest(),
        )
        opinion = Opinion(
            unit=unit, cycle=cycle, channel=channel, submission=submission, start=0, end=len(text), text=text,
            aspect=aspects[n % len(aspects)], target_kind=TargetKind.TEAM,
        )  # fmt: skip
        submissions.append(submission)
        received.append(opinion)
        points.append(Point(unit=unit, cycle=cycle, opinion=opinion, start=0, end=len(text)))
    Submission.objects.bulk_create(submissions, 500)
    Opinion.objects.bulk_create(received, 500)
    Point.objects.bulk_create(points, 500)
    placed = points[: int(len(points) * 0.9)]
    items = [
        Item(unit=unit, cycle=cycle, no=n + 1, title=f"第{n}类排队问题", aspect=aspects[n % len(aspects)])
        for n in range(max(1, len(placed) // 3))
    ]
    Item.objects.bulk_create(items, 500)
    Placement.objects.bulk_create(
        [Placement(unit=unit, cycle=cycle, point=p, item=items[n % len(items)]) for n, p in enumerate(placed)], 500
    )
    problems = [
        Problem(unit=unit, cycle=cycle, no=n + 1, text=f"问题{n}", aspect=aspects[n % len(aspects)], item=items[n])
        for n in range(min(len(items), max(1, measures // 4)))
    ]
    Problem.objects.bulk_create(problems, 500)
    department = Department.objects.filter(unit=unit).first()
    Measure.objects.bulk_create(
        [
            Measure(
                unit=unit,
                cycle=cycle,
                problem=problems[n % len(problems)],
                text=f"在{n % 12 + 1}月底前增设窗口{n}个",
                kind="now",
                owner=team[n % len(team)],
                department=department,
                due_on=dt.date(2021, n % 12 + 1, 20),
                standard="排队不超过五分钟",
                order=n,
            )
            for n in range(measures)
        ],
        500,
    )


def addresses(cycle: Any) -> list[str]:
    """Every page of the desk that needs no record, and one record's page of each kind that has one."""
    records = {
        "opinion": Opinion.objects.filter(cycle=cycle).first(),
        "item": Item.objects.filter(cycle=cycle).first(),
        "problem": Problem.objects.filter(cycle=cycle).first(),
        "measure": Measure.objects.filter(cycle=cycle).first(),
    }
    found = []
    for route in routes(get_resolver("zhiyan.desk.urls")):
        path = route.replace("<slug:unit>", cycle.unit.code).replace("<slug:cycle>", cycle.label)
        if "<uuid:pk>" in path:
            kind = next((name for name in records if f"/{name}" in path or f"/{name}s/" in path), None)
            if kind is None or records[kind] is None:
                continue
            path = path.replace("<uuid:pk>", str(records[kind].pk))
        if "<" not in path:
            found.append("/" + path)
    return found


def routes(resolver: URLResolver, prefix: str = "") -> list[str]:
    """All route patterns, flattened."""
    found = []
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found.append(route)
        elif isinstance(entry, URLResolver):
            found += routes(entry, route)
    return found
