"""What the check on narrow soliciting counts: staff, branches, branches that were heard."""

from __future__ import annotations

from collections import Counter
from typing import Any

from zhiyan.cycle.models import Cycle, Elector
from zhiyan.kernel.facts import Facts
from zhiyan.kernel.once import once
from zhiyan.kernel.rows import raw
from zhiyan.org.models import Branch
from zhiyan.solicitation.counted import OPINIONS, SUBMISSIONS
from zhiyan.solicitation.models import Channel, ChannelCategory

KNOWN = 0.7
"""Share of opinions whose branch must be known for branches to be counted: an anonymous box tells none."""


def formalism_facts(cycle: Cycle) -> Facts:
    """Numbers alone; `branches` is 0 where too few opinions name theirs."""
    return Facts(
        ("solicitation.formalism", cycle.pk),
        {
            "staff": lambda: Elector.objects.filter(cycle=cycle).count(),
            "branches": lambda: branches(cycle) if told(cycle) else 0,
            "branches_heard": lambda: len(heard(cycle).keys() - {None}),
        },
    )


@once
def heard(cycle: Cycle) -> Counter[Any]:
    """How many opinions solicited this year came from each branch; from None where nobody knows."""
    found = Channel.objects.filter(cycle=cycle, category=ChannelCategory.SOLICITED).values_list(raw("pk"))
    solicited, submissions = set(found), SUBMISSIONS.of(cycle)
    return Counter(
        submissions.get(row[8], (None, None))[1] for row in OPINIONS.of(cycle).values() if (row[1],) in solicited
    )


def told(cycle: Cycle) -> bool:
    """Whether enough opinions name their branch for branches to be counted."""
    counted = heard(cycle)
    return counted.total() - counted[None] >= KNOWN * counted.total()


def branches(cycle: Cycle) -> int:
    """The branches of those who may be asked; the unit's where nobody's is known."""
    listed = Elector.objects.filter(cycle=cycle, branch__isnull=False).order_by().values("branch").distinct().count()
    return listed or Branch.objects.filter(unit=cycle.unit_id).count()
