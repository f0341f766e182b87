"""The figures of consolidation, and the facts its rules look at."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Length

from zhiyan.consolidation.models import (
    ConsolidationClosing,
    Feedback,
    FeedbackReading,
    Item,
    Placement,
    Point,
    SetAsideReason,
)
from zhiyan.consolidation.spans import covers
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import due, team
from zhiyan.kernel import clock
from zhiyan.kernel.once import once
from zhiyan.solicitation.models import Opinion, SolicitationClosing

UNRESOLVED = "unresolved"
WAITING = Q(reason__isnull=False, confirmed_by__isnull=True) & ~Q(reason=SetAsideReason.PRAISE)


@once
def figures(cycle: Cycle) -> dict[str, Any]:
    """What a page and a document show. `points` = `placed` + Σ `set_aside` + `unplaced` − `outside`.

    `outside` are opinions that have not come into consolidation yet; they count as unplaced. `set_aside_opinions`
    counts opinions by reason where `set_aside` counts points, `items` those that hold points. An opinion's first point
    starts at 0, so counting those counts opinions.
    """
    unconfirmed = Count("id", filter=Q(confirmed_by__isnull=True))
    grouped = Placement.objects.filter(cycle=cycle).order_by().values_list("reason")
    stored = grouped.annotate(n=Count("id"), waiting=unconfirmed)
    counts = {reason: (n, waiting) for reason, n, waiting in stored}
    placed, _none_waits = counts.pop(None, (0, 0))
    by_reason = {str(reason): n for reason, (n, _w) in sorted(counts.items(), key=lambda row: order(row[0]))}
    first_points = Count("id", filter=Q(start=0))
    points = Point.objects.filter(cycle=cycle, retired=False).aggregate(n=Count("id"), opinions=first_points)
    opinions = Opinion.objects.filter(cycle=cycle).count()
    outside = opinions - points["opinions"]
    by_aspect = Item.objects.filter(cycle=cycle, retired=False).order_by().values_list("aspect__code")
    items = dict(by_aspect.annotate(n=Count("id")))
    return {
        "opinions": opinions,
        "points": points["n"],
        "outside": outside,
        "placed": placed,
        "set_aside": by_reason,
        "set_aside_opinions": set_aside_opinions(cycle) if by_reason else {},
        "items": sum(items.values()),
        "unplaced": points["n"] - placed - sum(by_reason.values()) + outside,
        "waiting_confirmation": sum(w for reason, (_n, w) in counts.items() if reason != SetAsideReason.PRAISE),
        "items_by_aspect": {code or UNRESOLVED: items[code] for code in sorted(items, key=lambda code: code or "~")},
        "closed": ConsolidationClosing.objects.filter(cycle=cycle).exists(),
        "feedback": Feedback.objects.filter(cycle=cycle).count(),
        "signed": FeedbackReading.objects.filter(feedback__cycle=cycle).count(),
    }


def order(reason: str | None) -> int:
    """Where a reason stands in the closed list."""
    return SetAsideReason.values.index(reason) if reason in SetAsideReason.values else -1


def set_aside_opinions(cycle: Cycle) -> dict[str, int]:
    """How many opinions were set aside, by reason; one in two points for one reason counts once."""
    placements = Placement.objects.filter(cycle=cycle, reason__isnull=False).order_by().values_list("reason")
    return {str(reason): n for reason, n in placements.annotate(n=Count("point__opinion", distinct=True))}


def facts(cycle: Cycle) -> dict[str, Any]:
    """Plain data for the checks; labels carry no words of any opinion, items' words are read when a check asks."""
    from zhiyan.consolidation.formalism_facts import formalism_facts  # reads the package's queries itself

    points = Point.objects.filter(cycle=cycle, retired=False).order_by()
    opinions = Opinion.objects.filter(cycle=cycle).count()
    where = places_of_opinions(cycle)
    missing = without_point(cycle) if where.total() < opinions else []
    unplaced = list(dict.fromkeys(points.filter(placement__isnull=True).values_list("opinion_id", flat=True)))
    waiting = list(Placement.objects.filter(WAITING, cycle=cycle).values_list("point__opinion_id", flat=True))
    torn = broken(cycle)
    labels = labels_of({*missing, *unplaced, *waiting, *torn})
    return {
        "closed": ConsolidationClosing.objects.filter(cycle=cycle).exists(),
        "complete": complete(cycle, begun=points.exists()),
        "opinions": opinions,
        "where": dict(where + Counter(unplaced=len(missing))),
        "without_point": rows(missing, labels),
        "unplaced": rows(unplaced, labels),
        "waiting": rows(waiting, labels),
        "broken": rows(torn, labels),
        "members": receipts(cycle),
        "formalism": formalism_facts(cycle),
    }


def without_point(cycle: Cycle) -> list[uuid.UUID]:
    """Opinions that consolidation has not taken in."""
    taken_in = Point.objects.filter(cycle=cycle, retired=False).values("opinion")
    return list(Opinion.objects.filter(cycle=cycle).order_by().exclude(pk__in=taken_in).values_list("pk", flat=True))


def complete(cycle: Cycle, *, begun: bool) -> bool:
    """Whether every opinion should have its place by now: consolidation began, or no more opinions are to come."""
    last = due(cycle, "solicit")
    over = last is not None and clock.today() >= last
    return begun or over or SolicitationClosing.objects.filter(cycle=cycle).exists()


def labels_of(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """How opinions are named where their words may not stand: channel and aspect."""
    found: dict[uuid.UUID, str] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        part = Opinion.objects.filter(pk__in=wanted[start : start + 500])
        for pk, channel, aspect in part.values_list("pk", "channel__name", "aspect__name"):
            found[pk] = f"{channel} · {aspect or '—'}"
    return found


def rows(ids: Iterable[uuid.UUID], labels: dict[uuid.UUID, str]) -> list[dict[str, str]]:
    """Ids with their labels, as JSON-ready rows."""
    return [{"id": str(pk), "label": labels.get(pk, "")} for pk in ids]


def places_of_opinions(cycle: Cycle) -> Counter[str]:
    """How many opinions with points are where: unplaced while a point is, `both` where points went two ways."""
    points = Point.objects.filter(cycle=cycle, retired=False).order_by().values("opinion")
    told = points.annotate(n=Count("pk"), in_items=Count("placement__item"), aside=Count("placement__reason"))
    placed = Q(n=F("in_items") + F("aside"))
    counted = told.aggregate(
        unplaced=Count("opinion", filter=~placed),
        both=Count("opinion", filter=placed & Q(in_items__gt=0, aside__gt=0)),
        items=Count("opinion", filter=placed & Q(aside=0)),
        set_aside=Count("opinion", filter=placed & Q(in_items=0)),
    )
    return Counter({where: n for where, n in counted.items() if n})


def broken(cycle: Cycle) -> list[uuid.UUID]:
    """Opinions whose points do not hold all of their words exactly once."""
    points = Point.objects.filter(cycle=cycle, retired=False).order_by()
    partial = points.annotate(length=Length("opinion__text")).exclude(start=0, end=F("length"))
    spans: dict[uuid.UUID, list[tuple[int, int]]] = defaultdict(list)
    texts: dict[uuid.UUID, str] = {}
    suspects = points.filter(opinion__in=partial.values("opinion"))
    for opinion, text, start, end in suspects.values_list("opinion_id", "opinion__text", "start", "end"):
        spans[opinion].append((start, end))
        texts[opinion] = text
    return [pk for pk, held in spans.items() if not covers(texts[pk], held)]


def receipts(cycle: Cycle) -> list[dict[str, Any]]:
    """For each member of the team, in rank: whether the own and the team's feedback were given, and when signed."""
    own = dict(Feedback.objects.filter(cycle=cycle, member__isnull=False).values_list("member_id", "pk"))
    team_feedback = Feedback.objects.filter(cycle=cycle, member__isnull=True).first()
    signed: dict[tuple[uuid.UUID | None, uuid.UUID], dt.date] = {
        (feedback, member): on
        for feedback, member, on in FeedbackReading.objects.filter(feedback__cycle=cycle).values_list(
            "feedback_id", "member_id", "on"
        )
    }
    return [
        {
            "id": str(member.pk),
            "role": member.role,
            "own_given": member.pk in own,
            "team_given": team_feedback is not None,
            "own_signed": signed.get((own.get(member.pk), member.pk)),
            "team_signed": signed.get((team_feedback.pk if team_feedback else None, member.pk)),
        }
        for member in team(cycle)
    ]
