"""Facts of the problem list and the register (整改台账) for the checks."""

from __future__ import annotations

from collections import Counter
from typing import Any

from zhiyan.cycle.models import Cycle, Inheritance
from zhiyan.cycle.queries import due
from zhiyan.kernel import clock
from zhiyan.kernel.facts import Facts, Part
from zhiyan.kernel.once import once
from zhiyan.kernel.rows import Row, key_of, raw
from zhiyan.meeting.models import Meeting, MeetingState
from zhiyan.rectification.counted import (
    CHANGES,
    EVIDENCE,
    MEASURES,
    PROGRESS,
    VERIFICATIONS,
    History,
    change_columns,
    evidence_columns,
    measure_columns,
    progress_columns,
    verification_columns,
)
from zhiyan.rectification.models import (
    Evidence,
    Measure,
    MeasureChange,
    Problem,
    Progress,
    Verification,
)
from zhiyan.rectification.origins import kind_label
from zhiyan.rectification.queries.listing import meeting_day
from zhiyan.rectification.queries.placing import BY_SUBJECT, items_without_outcome, waiting_origins
from zhiyan.rectification.transitions import AT_REST
from zhiyan.solicitation.models import Opinion


def facts(cycle: Cycle) -> Facts:
    """Plain data for the checks; no words of criticisms or opinions in it."""
    from zhiyan.rectification.formalism_facts import formalism_facts  # reads these queries itself

    return Facts(
        ("rectification", cycle.pk),
        {
            **_problems_by_day(cycle),
            "open_origins": lambda: [
                {"kind": o.kind, "kind_label": kind_label(o.kind), "id": o.id, "label": o.label}
                for o in waiting_origins(cycle)
            ],
            "open_items": lambda: [{"id": key_of(key), "no": no} for key, no in items_without_outcome(cycle)],
            "meeting_closed": lambda: Meeting.objects.filter(cycle=cycle, state=MeetingState.CLOSED).exists(),
            "begun": lambda: bool(left_behind(cycle)) and Opinion.objects.filter(cycle=cycle).exists(),
            "left_behind": lambda: left_behind(cycle),
            "measures": lambda: with_history(measure_rows(cycle), history(cycle)),
            "formalism": formalism_facts(cycle),
        },
    )


def _problems_by_day(cycle: Cycle) -> dict[str, Part | Facts]:
    """The parts that the plan's gate and the checks share: the problem list, and the days it is held against."""
    return {
        "today": clock.today,
        "meeting_on": lambda: meeting_day(cycle),
        "due": lambda: due(cycle, "rectify", meeting_on=meeting_day(cycle)),
        "problems": lambda: problem_rows(cycle),
    }


def left_behind(cycle: Cycle) -> list[dict[str, str]]:
    """Measures of the year before that are not at rest and were not handed down to this one."""
    if cycle.previous_id is None:
        return []
    handed_down = Inheritance.objects.filter(cycle=cycle).values("origin_id")
    open_ones = Measure.objects.filter(cycle=cycle.previous_id).exclude(state__in=AT_REST).exclude(pk__in=handed_down)
    rows = open_ones.order_by("problem__no", "order").values_list("pk", "problem__no", "order")
    return [{"id": str(pk), "label": f"{no}.{order}"} for pk, no, order in rows]


def plan_facts(cycle: Cycle) -> Facts:
    """What R47 looks at: problems with the number of their measures, and measures with who, until when, by what."""
    return Facts(
        ("rectification.plan", cycle.pk),
        {
            **_problems_by_day(cycle),
            "measures": lambda: measure_rows(cycle),
        },
    )


def problem_rows(cycle: Cycle) -> list[dict[str, Any]]:
    """The problem list in numbers, each with how many measures it has."""
    counted = Counter(row[11] for row in MEASURES.of(cycle).values())
    listed = Problem.objects.filter(cycle=cycle).order_by(BY_SUBJECT, "no").values_list(raw("pk"), "no", "member__role")
    return [{"id": key_of(key), "no": no, "who": who or "", "measures": counted[key]} for key, no, who in listed]


def measure_facts(measure: Measure) -> dict[str, Any]:
    """One measure as plain data with its whole history."""
    of = {"measure": measure}
    told = History.of(
        progress_columns(Progress.objects.filter(**of)),
        evidence_columns(Evidence.objects.filter(**of)),
        verification_columns(Verification.objects.filter(**of)),
        change_columns(MeasureChange.objects.filter(**of)),
    )
    (row,) = measure_columns(Measure.objects.filter(pk=measure.pk))
    return with_history([_measure_row(row)], told)[0]


@once
def measure_rows(cycle: Cycle) -> list[dict[str, Any]]:
    """Measures as plain data: who, until when, by what standard; in the order of their problems."""
    return [_measure_row(row) for row in measures_in_order(cycle)]


@once
def measures_in_order(cycle: Cycle) -> list[Row]:
    """The rows of the measures in the order of their problems, the team's first."""
    return sorted(
        MEASURES.of(cycle).values(), key=lambda row: (row[1] is not None, row[1] or 0, row[2], row[3], str(row[0]))
    )


def _measure_row(row: Row) -> dict[str, Any]:
    key, _rank, no, order, state, owner, person, handler, department, due_on, standard, *_words = row
    return {
        "id": key_of(key),
        "label": f"{no}.{order}",
        "state": state,
        "owner": owner or "",
        "people": [str(one) for one in (person, handler) if one],
        "department": department or "",
        "due_on": due_on,
        "standard": standard,
    }


@once
def history(cycle: Cycle) -> History:
    """What happened to the year's measures."""
    return History.of(*(rows.of(cycle).values() for rows in (PROGRESS, EVIDENCE, VERIFICATIONS, CHANGES)))


def with_history(rows: list[dict[str, Any]], told: History) -> list[dict[str, Any]]:
    """The same measures with last progress, evidence, verifications and changes."""
    return [
        {
            **row,
            "last_progress_on": told.progress.get(row["id"]),
            "evidence": told.evidence.get(row["id"], 0),
            "verifications": told.verifications.get(row["id"], []),
            "changes": told.changes.get(row["id"], []),
        }
        for row in rows
    ]
