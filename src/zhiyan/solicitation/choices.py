"""What a writer may choose beside the words: branches that hide them, whom the words are about."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.cycle.queries import team
from zhiyan.org.models import Branch
from zhiyan.solicitation.importing import TEAM
from zhiyan.solicitation.models import BoxSettings, Draw

OTHER = "other"
"""其他支部: all branches with fewer than k drawers, as one choice."""
TEAM_VALUE = "team"


def branch_choices(cycle: Cycle) -> list[tuple[str, str]]:
    """Branches in which at least k persons drew, in the unit's order; the rest is one choice, 其他支部.

    The one choice must hide, too: while it would hold one branch alone, or fewer than k drawers, the smallest of the
    others joins it. Nothing is offered where that leaves none. Counted are persons who drew, never posts; a branch in
    which nobody drew has nobody to hide.
    """
    box = BoxSettings.objects.filter(cycle=cycle).first()
    if box is None:
        return []
    drew = dict(
        Draw.objects.filter(cycle=cycle, drawn=True, elector__branch__isnull=False)
        .values_list("elector__branch")
        .annotate(n=Count("pk"))
        .order_by()
    )
    branches = list(Branch.objects.filter(unit_id=cycle.unit_id).order_by("order"))
    sizes = {branch.pk: drew.get(branch.pk, 0) for branch in branches}
    big = sorted((size, -n, branch.pk) for n, branch in enumerate(branches) if (size := sizes[branch.pk]) >= box.k)
    hidden = [pk for pk, size in sizes.items() if 0 < size < box.k]
    while big and hidden and (len(hidden) == 1 or sum(sizes[pk] for pk in hidden) < box.k):
        hidden.append(big.pop(0)[2])
    offered = {pk for _size, _n, pk in big}
    found = [(str(branch.pk), branch.name) for branch in branches if branch.pk in offered]
    return [*found, (OTHER, _("其他支部"))] if found and hidden else found


def member_values(cycle: Cycle) -> dict[str, TeamMember]:
    """The team's members by the value that a slip names them with: short, whatever their title."""
    return {f"m{member.rank}": member for member in team(cycle)}


def target_choices(cycle: Cycle) -> list[tuple[str, str]]:
    """班子 first, then the members in rank order."""
    return [(TEAM_VALUE, TEAM), *((value, member.role) for value, member in member_values(cycle).items())]
