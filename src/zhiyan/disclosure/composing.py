"""What a disclosure shows, composed from the records and fixed when it is issued.

In it: preparation, counts, the team's problems and measures. Never in it: who criticised whom, members' own problems,
words of opinions, criticisms or talks.
"""

from __future__ import annotations

import hashlib
from typing import Any

from zhiyan.cycle.models import Cycle
from zhiyan.disclosure import bulletin
from zhiyan.disclosure.happened import gather
from zhiyan.disclosure.models import Disclosure, DisclosureKind
from zhiyan.kernel import clock
from zhiyan.ledger.actions import canonical
from zhiyan.rectification import queries as rectification
from zhiyan.rectification.models import Measure, MeasureState, Problem
from zhiyan.rectification.transitions import is_overdue


def compose(disclosure: Disclosure) -> dict[str, Any]:
    """The body as plain data: `sections` of text, the team's `problems` and `measures`, and counts of measures."""
    cycle = disclosure.cycle
    shown = [problem_row(p) for p in rectification.problems(cycle).filter(member__isnull=True)]
    given = rectification.measures(cycle).filter(problem__member__isnull=True)
    if rectification.adopted_plan(cycle) is not None:
        given = given.filter(adopted_in__isnull=False)
    measures = [measure_row(m) for m in given]
    return {
        "words": [line.strip() for line in disclosure.words.splitlines() if line.strip()],
        "sections": sections(cycle) if disclosure.kind == DisclosureKind.REPORT else [],
        "problems": shown,
        "measures": measures,
        "counts": counts(measures),
        "as_of": clock.today().isoformat(),
    }


def sections(cycle: Cycle) -> list[dict[str, Any]]:
    """Preparation and meeting, in the bulletin's sentences: each is said only where the records say it."""
    facts = bulletin.facts(gather(cycle))
    parts = (("preparation", (1, 2)), ("meeting", (0, 3, 4, 5)))
    found = []
    for code, paragraphs in parts:
        texts = ["".join(f.text for f in facts if f.paragraph == n and f.code != "photo") for n in paragraphs]
        found.append({"code": code, "texts": [text for text in texts if text]})
    return found


def problem_row(problem: Problem) -> dict[str, Any]:
    """A team's problem by value; its concrete case stays inside the office."""
    return {
        "id": str(problem.pk),
        "no": problem.no,
        "aspect": problem.aspect.name if problem.aspect else "",
        "text": problem.text,
    }


def measure_row(measure: Measure) -> dict[str, Any]:
    """A team's measure by value, with the state of the day."""
    return {
        "id": str(measure.pk),
        "no": rectification.measure_label(measure),
        "problem": str(measure.problem_id),
        "text": measure.text,
        "kind": str(measure.kind),
        "owner": measure.owner.role if measure.owner else "",
        "department": measure.department.name if measure.department else "",
        "due_on": measure.due_on.isoformat() if measure.due_on else None,
        "standard": measure.standard,
        "deliverable": measure.deliverable,
        "state": str(measure.state),
        "overdue": is_overdue(measure.state, measure.due_on, clock.today()),
    }


def counts(measures: list[dict[str, Any]]) -> dict[str, int]:
    """Measures by state, all of them, overdue ones."""
    by_state = {state: sum(1 for m in measures if m["state"] == state) for state in MeasureState.values}
    return {**by_state, "total": len(measures), "overdue": sum(1 for m in measures if m["overdue"])}


def seal(disclosure: Disclosure, body: dict[str, Any], signed_by: str) -> str:
    """SHA-256 over the whole text as shown, in hex."""
    shown = {
        "kind": str(disclosure.kind),
        "title": disclosure.title,
        "number": disclosure.number,
        "audience": disclosure.audience,
        "place": disclosure.place,
        "on": disclosure.on.isoformat(),
        "until": disclosure.until.isoformat() if disclosure.until else None,
        "signed_by": signed_by,
        "body": body,
    }
    return hashlib.sha256(canonical(shown)).hexdigest()


def is_intact(disclosure: Disclosure) -> bool:
    """Whether an issued text still reads as it did when it was issued."""
    return disclosure.sha256 == seal(disclosure, disclosure.body, disclosure.signed_by)
