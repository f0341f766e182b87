"""意见去向, its last step: which disclosures showed a problem or a measure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from zhiyan.disclosure import queries
from zhiyan.disclosure.models import Disclosure
from zhiyan.kernel.trace import Edge
from zhiyan.rectification.models import Measure, Problem
from zhiyan.rectification.trace import measure_edge


def forward(record: Any) -> list[Edge]:
    """Where a measure, or a problem without measures, was shown."""
    if not isinstance(record, (Measure, Problem)) or record.disclosed_on is None:
        return []
    if isinstance(record, Problem) and record.measures.exists():
        return []
    return [disclosure_edge(found) for found in queries.showing(record, queries.issued(record.cycle))]


def back(record: Any) -> list[Edge]:
    """The measures that a disclosure showed."""
    if not isinstance(record, Disclosure):
        return []
    ids = [row["id"] for row in record.body.get("measures", [])]
    shown = Measure.objects.filter(cycle=record.cycle, pk__in=ids).select_related("problem")
    return [measure_edge(measure) for measure in shown.order_by("problem__no", "order")]


def disclosure_edge(found: Disclosure) -> Edge:
    """An edge to a disclosure with its day and audience."""
    note = _("%(on)s，%(audience)s") % {"on": found.on.isoformat(), "audience": found.audience}
    return Edge("disclosure", found, found.title, note=note)
