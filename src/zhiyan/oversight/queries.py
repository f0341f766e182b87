"""What the superior's page and the unit's own page ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import due
from zhiyan.disclosure import queries as disclosure
from zhiyan.disclosure.composing import measure_row, problem_row
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.facts import Facts
from zhiyan.org.models import Unit
from zhiyan.oversight.claiming import is_published
from zhiyan.oversight.models import Claim, ClaimVerdict, Order, Report, UnitProgress
from zhiyan.oversight.permissions import visible_claims, visible_orders, visible_progress, visible_reports
from zhiyan.oversight.sealing import is_intact
from zhiyan.rectification import queries as rectification


@dataclass(frozen=True)
class UnitRow:
    """One unit below as the superior sees it: what it sent last, or nothing."""

    unit: Unit
    progress: UnitProgress | None
    report: Report | None
    open_orders: int
    late: tuple[str, ...]


def units_below(unit: Unit) -> QuerySet[Unit]:
    """所属单位: the units whose superior this is, by their code."""
    return Unit.objects.filter(parent=unit).order_by("code")


def unit_rows(actor: Actor, unit: Unit, label: str) -> list[UnitRow]:
    """Every unit below with its latest figures and report of the year and its unanswered orders."""
    progress = {p.from_code: p for p in visible_progress(actor).filter(cycle_label=label)}
    reports: dict[str, Report] = {}
    for report in visible_reports(actor).filter(cycle_label=label, outgoing=False).order_by("on", "entered_at"):
        reports[report.from_code] = report
    orders: dict[str, int] = {}
    for order in visible_orders(actor).filter(cycle_label=label, outgoing=True, replied_on__isnull=True):
        orders[order.to_code] = orders.get(order.to_code, 0) + 1
    return [
        UnitRow(
            below, progress.get(below.code), reports.get(below.code), orders.get(below.code, 0),
            late_stages(progress[below.code].figures) if below.code in progress else (),
        )
        for below in units_below(unit)
    ]  # fmt: skip


def late_stages(figures: Mapping[str, Any]) -> tuple[str, ...]:
    """The labels of stages that the unit itself reports as late."""
    stages = figures.get("stages", [])
    return tuple(
        s.get("label", s.get("stage", "")) for s in stages if isinstance(s, Mapping) and s.get("state") == "late"
    )


def labels(actor: Actor, unit: Unit) -> list[str]:
    """The years of which anything is known, newest first: the unit's own and those that units below sent."""
    own = Cycle.objects.filter(unit=unit).values_list("label", flat=True)
    sent = visible_progress(actor).values_list("cycle_label", flat=True)
    reported = visible_reports(actor).values_list("cycle_label", flat=True)
    ordered = visible_orders(actor).values_list("cycle_label", flat=True)
    claimed = visible_claims(actor).values_list("cycle_label", flat=True)
    return sorted({*own, *sent, *reported, *ordered, *claimed}, reverse=True)


def received_reports(actor: Actor, label: str) -> QuerySet[Report]:
    """Reports from below, newest first."""
    return visible_reports(actor).filter(cycle_label=label, outgoing=False).order_by("-on", "-entered_at")


def sent_reports(actor: Actor, label: str) -> QuerySet[Report]:
    """The unit's own copies of what it sent up, newest first."""
    return visible_reports(actor).filter(cycle_label=label, outgoing=True).order_by("-on", "-entered_at")


def received_orders(actor: Actor, label: str) -> QuerySet[Order]:
    """Orders from above, newest first."""
    return visible_orders(actor).filter(cycle_label=label, outgoing=False).order_by("-on", "-entered_at")


def given_orders(actor: Actor, label: str) -> QuerySet[Order]:
    """Orders given to units below, newest first."""
    return visible_orders(actor).filter(cycle_label=label, outgoing=True).order_by("-on", "-entered_at")


def verified(report: Report) -> bool:
    """Whether the report still reads as it was sealed."""
    return is_intact(report.content, report.sha256)


def report_content(
    cycle: Cycle, figures: Mapping[str, Any] | None, findings: list[Mapping[str, Any]], words: str
) -> dict[str, Any]:
    """What a sealed report holds: figures, findings, the team's problems and measures; of members' own only numbers.

    Never an opinion's, a criticism's or a talk's words.
    """
    numbers = rectification.figures(cycle)
    given = {"rectification": numbers, "disclosure": disclosure.figures(cycle)} if figures is None else figures
    team = rectification.problems(cycle).filter(member__isnull=True)
    measures = rectification.measures(cycle).filter(problem__member__isnull=True)
    return {
        "v": 1,
        "unit": {"code": cycle.unit.code, "name": cycle.unit.name},
        "cycle": {"label": cycle.label, "theme": cycle.theme},
        "meeting_on": rectification.meeting_day(cycle),
        "figures": dict(given),
        "findings": [dict(finding) for finding in findings],
        "problems": [problem_row(problem) for problem in team],
        "measures": [measure_row(measure) for measure in measures],
        "member_problems": numbers["problems"]["members"],
        "words": words,
        "made_on": clock.today(),
    }


def report_due(cycle: Cycle) -> dt.date | None:
    """The last day for the report, counted from the meeting as the notice says."""
    return due(cycle, "report", meeting_on=rectification.meeting_day(cycle))


def own_reports(cycle: Cycle) -> QuerySet[Report]:
    """The unit's copies of the cycle's reports."""
    return Report.objects.filter(unit_id=cycle.unit_id, cycle_label=cycle.label, outgoing=True)


def open_orders(cycle: Cycle) -> QuerySet[Order]:
    """Orders from above that wait for the unit's answer."""
    return Order.objects.filter(
        unit_id=cycle.unit_id, cycle_label=cycle.label, outgoing=False, replied_on__isnull=True
    ).order_by("due_on", "on")


def figures(cycle: Cycle) -> dict[str, int]:
    """Numbers: reports sent, orders received, orders open and overdue, claims that are not settled."""
    received = Order.objects.filter(unit_id=cycle.unit_id, cycle_label=cycle.label, outgoing=False)
    waiting = open_orders(cycle)
    return {
        "reports": own_reports(cycle).count(),
        "orders": received.count(),
        "open_orders": waiting.count(),
        "overdue_orders": waiting.filter(due_on__lt=clock.today()).count(),
        "open_claims": sum(not is_settled(claim) for claim in claims_about(cycle)),
    }


def claims(actor: Actor, label: str, *, received: bool) -> QuerySet[Claim]:
    """Claims of a year that the unit received from below (received), or that are about it."""
    return visible_claims(actor).filter(cycle_label=label, received=received)


def is_settled(claim: Claim) -> bool:
    """Whether the commitment stands in the log by now; a log that was rewritten is never settled."""
    if claim.verdict == ClaimVerdict.REWRITTEN:
        return False
    about = Unit.objects.filter(code=claim.about_code).first()
    return about is not None and is_published(about, claim.cycle_label, claim.purpose, claim.c)


def claims_about(cycle: Cycle) -> list[Claim]:
    """The unit's own copies of claims about the year."""
    return list(Claim.objects.filter(unit_id=cycle.unit_id, received=False, cycle_label=cycle.label))


def facts(cycle: Cycle) -> Facts:
    """Plain data for R45 and A01."""
    return Facts(
        ("oversight", cycle.pk),
        {
            "today": clock.today,
            "has_superior": lambda: cycle.unit.parent_id is not None,
            "meeting_on": lambda: rectification.meeting_day(cycle),
            "claims": lambda: [
                {"id": str(c.pk), "verdict": str(c.verdict), "c": c.c, "batch": c.batch, "by": c.by, "on": c.on}
                for c in claims_about(cycle)
                if not is_settled(c)
            ],
            "reports": lambda: [
                {"id": str(r.pk), "on": r.on, "number": r.number, "attachments": r.attachments}
                for r in own_reports(cycle).order_by("on")
            ],
        },
    )
