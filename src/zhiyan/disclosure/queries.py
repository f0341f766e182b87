"""What pages, checks and the overview ask of disclosures, ratings and the bulletin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import due
from zhiyan.disclosure import bulletin as wording
from zhiyan.disclosure.happened import gather
from zhiyan.disclosure.models import Bulletin, Disclosure, DisclosureKind, Rating, RatingDraw, RatingRound
from zhiyan.disclosure.permissions import visible_disclosures
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.facts import Facts
from zhiyan.kernel.once import once
from zhiyan.kernel.rows import key_of, raw
from zhiyan.rectification.models import Measure
from zhiyan.rectification.queries import measures, measures_in_order, meeting_day
from zhiyan.rectification.transitions import AT_REST


def deadline(cycle: Cycle) -> dt.date | None:
    """The last day for disclosing, as the notice counts it from the meeting."""
    return due(cycle, "disclose", meeting_on=meeting_day(cycle))


def disclosures(actor: Actor, cycle: Cycle) -> QuerySet[Disclosure]:
    """Those that the actor may read, first to last."""
    return visible_disclosures(actor).filter(cycle=cycle).order_by("on", "entered_at")


def issued(cycle: Cycle) -> QuerySet[Disclosure]:
    """Issued ones, first to last."""
    return Disclosure.objects.filter(cycle=cycle, issued=True).order_by("on", "entered_at")


@once
def bulletin_of(cycle: Cycle) -> Bulletin | None:
    """The year's bulletin, if begun."""
    return Bulletin.objects.filter(cycle=cycle).first()


def composed_bulletin(cycle: Cycle) -> str:
    """The bulletin as the records say it today, a blank line between paragraphs."""
    year = gather(cycle)
    return "\n\n".join([wording.headline(year), *wording.body(year)])


def ratable(cycle: Cycle) -> QuerySet[Measure]:
    """The team's disclosed measures, in order: what staff may rate."""
    return measures(cycle).filter(problem__member__isnull=True, disclosed_on__isnull=False)


def ratings(cycle: Cycle) -> QuerySet[Rating]:
    """All results, in the order of measures."""
    return (
        Rating.objects.filter(measure__cycle=cycle)
        .select_related("measure", "measure__problem")
        .order_by("measure__problem__no", "measure__order", "on")
    )


def latest_ratings(cycle: Cycle) -> list[Rating]:
    """The last result of each measure."""
    last: dict[UUID, Rating] = {}
    for rating in ratings(cycle):
        last[rating.measure_id] = rating
    return list(last.values())


def round_of(cycle: Cycle) -> RatingRound | None:
    """The year's anonymous rating, or None."""
    return RatingRound.objects.filter(cycle=cycle).first()


def counts_as_drawn(actor: Actor, found: RatingRound) -> bool | None:
    """Whether the actor counts as having drawn a token for rating; None for whoever is no elector."""
    if actor.person_id is None:
        return None
    rows = RatingDraw.objects.filter(round=found, elector__person_id=actor.person_id)
    return rows.values_list("drawn", flat=True).first()


def is_bad(rating: Rating) -> bool:
    """群众不满意: a third or more of the valid ballots are 不满意."""
    total = rating.satisfied + rating.fair + rating.unsatisfied
    return 3 * rating.unsatisfied >= total


def badly_rated(cycle: Cycle) -> list[UUID]:
    """The measures whose last result is bad: handed down to the next year."""
    return [rating.measure_id for rating in latest_ratings(cycle) if is_bad(rating)]


def showing(measure_or_problem: Any, among: Iterable[Disclosure]) -> list[Disclosure]:
    """The issued disclosures in whose text the record stands."""
    wanted = str(measure_or_problem.pk)
    return [
        d for d in among if any(row["id"] == wanted for key in ("problems", "measures") for row in d.body.get(key, []))
    ]


@once
def figures(cycle: Cycle) -> dict[str, Any]:
    """Numbers: disclosures issued by kind, rated measures and votes, whether the bulletin is issued (0 or 1)."""
    shown = list(issued(cycle).values_list("kind", flat=True))
    last = latest_ratings(cycle)
    found = bulletin_of(cycle)
    return {
        "reports": shown.count(DisclosureKind.REPORT),
        "publications": shown.count(DisclosureKind.PUBLISH),
        "rated": len(last),
        "satisfied": sum(r.satisfied for r in last),
        "fair": sum(r.fair for r in last),
        "unsatisfied": sum(r.unsatisfied for r in last),
        "badly_rated": sum(1 for r in last if is_bad(r)),
        "bulletins": 1 if found is not None and found.issued_on else 0,
    }


def facts(cycle: Cycle) -> Facts:
    """Plain data for R44, R46, R52 and A02."""
    return Facts(
        ("disclosure", cycle.pk),
        {
            "round": lambda: _round_facts(round_of(cycle)),
            "today": clock.today,
            "meeting_on": lambda: meeting_day(cycle),
            "disclosures": lambda: [_disclosure_facts(one) for one in issued(cycle)],
            "papers": lambda: papers(cycle),
            "finished": lambda: finished(cycle, issued(cycle)),
        },
    )


def _round_facts(rated: RatingRound | None) -> dict[str, Any] | None:
    return {"id": str(rated.pk), "by": rated.by_on, "counted_on": rated.counted_on} if rated else None


def _disclosure_facts(shown: Disclosure) -> dict[str, Any]:
    sections = shown.body.get("sections", [])
    return {
        "id": str(shown.pk),
        "kind": str(shown.kind),
        "title": shown.title,
        "on": shown.on,
        "audience": shown.audience,
        "has_sections": bool(sections) and all(section["texts"] for section in sections),
        "has_measures": bool(shown.body.get("measures")),
    }


def papers(cycle: Cycle) -> list[dict[str, str]]:
    """What people wrote into the bulletin and into disclosures, beside what the records say of the year."""
    written = [
        ("disclosure", str(d.pk), d.title, d.words) for d in Disclosure.objects.filter(cycle=cycle).exclude(words="")
    ]
    news = bulletin_of(cycle)
    if news is not None and news.text:
        written.append(("bulletin", str(news.pk), _("新闻稿"), news.text))
    if not written:
        return []
    recorded = composed_bulletin(cycle)
    return [
        {"kind": kind, "id": pk, "title": title, "written": text, "recorded": recorded}
        for kind, pk, title, text in written
    ]


def finished(cycle: Cycle, among: Iterable[Disclosure]) -> list[dict[str, Any]]:
    """The team's measures at rest: whether an issued disclosure shows the result, and whether staff rated it."""
    found = [row for row in measures_in_order(cycle) if row[1] is None and row[4] in AT_REST]
    if not found:
        return []
    told = {row["id"] for d in among for row in d.body.get("measures", []) if row["state"] in AT_REST}
    rated = set(Rating.objects.filter(measure__cycle=cycle).values_list(raw("measure"), flat=True))
    return [
        {"id": key_of(key), "label": f"{no}.{order}", "shown": key_of(key) in told, "rated": key in rated}
        for key, _rank, no, order, *_rest in found
    ]
