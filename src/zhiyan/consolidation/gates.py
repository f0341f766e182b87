"""What consolidation says at the gates."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhiyan.consolidation.checks import closing_findings
from zhiyan.consolidation.models import Point
from zhiyan.consolidation.queries.figures import facts
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.solicitation.models import Opinion


def not_taken_in(opinion: Opinion) -> Sequence[Finding]:
    """An opinion that consolidation has taken in is split into points there, so that nothing placed is lost."""
    if not Point.objects.filter(opinion=opinion).exists():
        return []
    return [
        Finding(
            "R12",
            Severity.MUST,
            _("归并关系完整、数据平衡"),
            _("意见"),
            _("这条意见已经进入梳理，不能再拆成几条或合回一条。"),
            _("征求意见截止确认以后，可以在梳理中把它分成几个要点。"),
        )
    ]


def closable(cycle: Cycle) -> Sequence[Finding]:
    """What keeps consolidation from being closed."""
    return closing_findings(facts(cycle))
