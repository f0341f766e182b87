"""What the check on narrow soliciting counts: staff, branches, branches that were heard."""

from __future__ import annotations

from zhiyan.cycle.models import Cycle, Elector
from zhiyan.kernel.once import once
from zhiyan.org.models import Branch
from zhiyan.solicitation.models import ChannelCategory, Opinion

KNOWN = 0.7
"""Share of opinions whose branch must be known for branches to be counted: an anonymous box tells none."""


@once
def formalism_facts(cycle: Cycle) -> dict[str, int]:
    """Numbers alone; `branches` is 0 where too few opinions name theirs."""
    solicited = Opinion.objects.filter(cycle=cycle, channel__category=ChannelCategory.SOLICITED).order_by()
    by_branch = solicited.filter(submission__branch__isnull=False)
    told = by_branch.count() >= KNOWN * solicited.count()
    branches = Elector.objects.filter(cycle=cycle, branch__isnull=False).order_by().values("branch").distinct().count()
    return {
        "staff": Elector.objects.filter(cycle=cycle).count(),
        "branches": (branches or Branch.objects.filter(unit=cycle.unit_id).count()) if told else 0,
        "branches_heard": by_branch.values("submission__branch").distinct().count(),
    }
