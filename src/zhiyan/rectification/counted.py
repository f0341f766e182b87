"""The year's measures with their history as rows from which facts are folded (`kernel.rows`)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from zhiyan.kernel.rows import Row, Rows, key_of, raw
from zhiyan.rectification.models import Evidence, Measure, MeasureChange, Problem, Progress, Verification


def measure_columns(found: QuerySet[Measure], cycle: Any = None) -> Iterable[Row]:
    """Key, place in the list, then what the facts tell of a measure."""
    return found.values_list(
        raw("pk"), "problem__member__rank", "problem__no", "order", "state", "owner__role", "owner__person_id",
        "handler_id", "department__name", "due_on", "standard", raw("problem"), "text", "owner_id",
    )  # fmt: skip


def progress_columns(found: QuerySet[Progress], cycle: Any = None) -> Iterable[Row]:
    """Key, measure, day."""
    return found.values_list(raw("pk"), raw("measure"), "on")


def evidence_columns(found: QuerySet[Evidence], cycle: Any = None) -> Iterable[Row]:
    """Key, measure."""
    return found.values_list(raw("pk"), raw("measure"))


def verification_columns(found: QuerySet[Verification], cycle: Any = None) -> Iterable[Row]:
    """Key, measure, when entered, whether passed, day, verifier's account and person."""
    return found.values_list(
        raw("pk"), raw("measure"), "entered_at", "passed", "on", "verifier_id", "verifier__person_id"
    )


def change_columns(found: QuerySet[MeasureChange], cycle: Any = None) -> Iterable[Row]:
    """Key, measure, when entered, who entered it, then what changed."""
    return found.values_list(raw("pk"), raw("measure"), "entered_at", "entered_by_id", *CHANGE)


CHANGE = ("kind", "field", "before", "after", "on", "reason", "approver")
_OF_MEASURE: Any = {"cycle": "measure__cycle", "follows": {Measure: "measure"}}

MEASURES = Rows(Measure, measure_columns, follows={Problem: "problem"})
PROGRESS = Rows(Progress, progress_columns, **_OF_MEASURE)
EVIDENCE = Rows(Evidence, evidence_columns, **_OF_MEASURE)
VERIFICATIONS = Rows(Verification, verification_columns, **_OF_MEASURE)
CHANGES = Rows(MeasureChange, change_columns, **_OF_MEASURE)


@dataclass(frozen=True)
class History:
    """What happened to measures, by their keys as facts write them."""

    progress: dict[str, dt.date]
    evidence: Counter[str]
    verifications: dict[str, list[dict[str, Any]]]
    changes: dict[str, list[dict[str, Any]]]

    @classmethod
    def of(
        cls, progress: Iterable[Row], evidence: Iterable[Row], verifications: Iterable[Row], changes: Iterable[Row]
    ) -> History:
        """The last progress, the number of evidence files, verifications and changes as entered, of each measure."""
        last: dict[str, dt.date] = {}
        for _key, measure, on in progress:
            held = key_of(measure)
            last[held] = max(on, last.get(held, on))
        verified, changed = defaultdict(list), defaultdict(list)
        for _key, measure, _at, passed, on, verifier, person in sorted(verifications, key=_entered):
            told = {"passed": passed, "on": on, "verifier": str(verifier), "person": str(person or "")}
            verified[key_of(measure)].append(told)
        for _key, measure, _at, by, *what in sorted(changes, key=_entered):
            changed[key_of(measure)].append({**dict(zip(CHANGE, what, strict=True)), "by": str(by or "")})
        return cls(last, Counter(key_of(measure) for _key, measure in evidence), dict(verified), dict(changed))


def _entered(row: Row) -> dt.datetime:
    entered: dt.datetime = row[2]
    return entered
