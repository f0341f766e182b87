"""The figures of consolidation, and the facts its rules look at."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q

from zhiyan.consolidation.checks import LINKS_SHOWN
from zhiyan.consolidation.counted import PLACEMENTS, POINTS
from zhiyan.consolidation.models import (
    ConsolidationClosing,
    Feedback,
    FeedbackReading,
    Item,
    Placement,
    Point,
    SetAsideReason,
)
from zhiyan.consolidation.spans import Span, covers
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import due, team
from zhiyan.kernel import clock
from zhiyan.kernel.facts import Facts
from zhiyan.kernel.once import once
from zhiyan.kernel.rows import Row, key_of, raw
from zhiyan.solicitation.counted import OPINIONS
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


def facts(cycle: Cycle) -> Facts:
    """Plain data for the checks; labels carry no words of any opinion, items' words are read when a check asks."""
    from zhiyan.consolidation.formalism_facts import formalism_facts  # reads the package's queries itself

    return Facts(
        ("consolidation", cycle.pk),
        {
            "closed": lambda: ConsolidationClosing.objects.filter(cycle=cycle).exists(),
            "complete": lambda: complete(cycle, begun=bool(open_points(cycle))),
            "opinions": lambda: len(OPINIONS.of(cycle)),
            "where": lambda: dict(places_of_opinions(cycle) + Counter(unplaced=len(without_point(cycle)))),
            "without_point": lambda: rows(without_point(cycle)),
            "unplaced": lambda: rows(unplaced(cycle)),
            "waiting": lambda: rows(waiting(cycle)),
            "broken": lambda: rows(broken(cycle)),
            "members": lambda: receipts(cycle),
            "formalism": formalism_facts(cycle),
        },
    )


@once
def open_points(cycle: Cycle) -> list[Row]:
    """The rows of the points that are not retired, in the order of their keys."""
    return sorted(row for row in POINTS.of(cycle).values() if not row[2])


@once
def placed_points(cycle: Cycle) -> dict[Any, Row]:
    """Point → the row of its placement."""
    return {row[1]: row for row in PLACEMENTS.of(cycle).values()}


@once
def without_point(cycle: Cycle) -> list[str]:
    """Opinions that consolidation has not taken in."""
    taken_in = {row[1] for row in open_points(cycle)}
    return sorted(key_of(key) for key in OPINIONS.of(cycle).keys() - taken_in)


def unplaced(cycle: Cycle) -> list[str]:
    """Opinions of which a point stands nowhere."""
    placed = placed_points(cycle)
    return list(dict.fromkeys(key_of(row[1]) for row in open_points(cycle) if row[0] not in placed))


def waiting(cycle: Cycle) -> list[str]:
    """Opinions whose set-aside waits for a second person, once for each point."""
    points = POINTS.of(cycle)
    found = (row for row in PLACEMENTS.of(cycle).values() if row[3] is not None and row[4] is None)
    return sorted(key_of(points[row[1]][1]) for row in found if row[3] != SetAsideReason.PRAISE and row[1] in points)


def complete(cycle: Cycle, *, begun: bool) -> bool:
    """Whether every opinion should have its place by now: consolidation began, or no more opinions are to come."""
    last = due(cycle, "solicit")
    over = last is not None and clock.today() >= last
    return begun or over or SolicitationClosing.objects.filter(cycle=cycle).exists()


def rows(ids: Sequence[str]) -> list[dict[str, str]]:
    """Ids as JSON-ready rows; those that a finding shows with a label that may stand where no words may: channel and
    aspect.
    """
    shown = Opinion.objects.filter(pk__in=ids[:LINKS_SHOWN]) if ids else Opinion.objects.none()
    named = shown.values_list("pk", "channel__name", "aspect__name")
    labels = {str(pk): f"{channel} · {aspect or '—'}" for pk, channel, aspect in named}
    return [{"id": pk, "label": labels.get(pk, "")} for pk in ids]


def places_of_opinions(cycle: Cycle) -> Counter[str]:
    """How many opinions with points are where: unplaced while a point is, `both` where points went two ways."""
    placed = placed_points(cycle)
    where: dict[Any, str] = {}
    for row in open_points(cycle):
        placement, opinion = placed.get(row[0]), row[1]
        place = "unplaced" if placement is None else "set_aside" if placement[2] is None else "items"
        before = where.setdefault(opinion, place)
        if before != place:
            where[opinion] = "unplaced" if "unplaced" in (before, place) else "both"
    return Counter(where.values())


def broken(cycle: Cycle) -> list[str]:
    """Opinions whose points do not hold all of their words exactly once."""
    spans: dict[Any, list[Span]] = defaultdict(list)
    lengths: dict[Any, int] = {}
    for _key, opinion, _retired, start, end, length in open_points(cycle):
        spans[opinion].append((start, end))
        lengths[opinion] = length
    with_gaps = [
        opinion for opinion, held in spans.items() if held != [(0, lengths[opinion])] and _gaps(held, lengths[opinion])
    ]
    found = []
    for start in range(0, len(with_gaps), 500):
        part = Opinion.objects.filter(pk__in=with_gaps[start : start + 500])
        texts = part.order_by("pk").values_list(raw("pk"), "text")
        found += [key_of(key) for key, text in texts if not covers(text, spans[key])]
    return found


def _gaps(spans: list[Span], length: int) -> bool:
    """Whether the spans do anything but follow one another from the first letter to the last: then the text decides."""
    if spans == [(0, length)]:
        return False
    at = 0
    for start, end in sorted(spans):
        if start != at or end <= start:
            return True
        at = end
    return at != length


@once
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
