"""Every figure of solicitation, counted from the opinions themselves."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel.once import once
from zhiyan.solicitation.importing import TEAM
from zhiyan.solicitation.models import ChannelCategory, Opinion, TargetKind

UNRESOLVED = "unresolved"


@once
def totals(cycle: Cycle) -> dict[str, int]:
    """All opinions, and those solicited this year: `total`, `solicited`."""
    counted = Opinion.objects.filter(cycle=cycle).aggregate(
        total=Count("pk"), solicited=Count("pk", filter=Q(channel__category=ChannelCategory.SOLICITED))
    )
    return {"total": counted["total"], "solicited": counted["solicited"]}


@once
def figures(cycle: Cycle) -> dict[str, Any]:
    """Opinions (条): total, solicited, carried_over, by_channel, by_aspect, by_target, praise, withheld.

    Channels by code in their order, aspects by code, targets by role in rank order; what nobody could tell counts as
    `unresolved`. What has no opinion is left out. Withheld accusations stay in every count.
    """
    by_channel = _grouped(cycle, "channel__code", order=("channel__order", "channel__code"))
    counted = totals(cycle)
    flags = Opinion.objects.filter(cycle=cycle).aggregate(
        praise=Count("pk", filter=Q(praise=True)), withheld=Count("pk", filter=Q(withheld=True))
    )
    return {
        **counted,
        "carried_over": counted["total"] - counted["solicited"],
        "by_channel": by_channel,
        "by_aspect": _grouped(cycle, "aspect__code", order=("aspect__no",)),
        "by_target": by_target(cycle),
        **flags,
    }


def _grouped(cycle: Cycle, field: str, *, order: tuple[str, ...]) -> dict[str, int]:
    """How many opinions for each value of `field`; those without one last, as unresolved."""
    rows = (
        Opinion.objects.filter(cycle=cycle)
        .values(field, *[name for name in order if name != field])
        .annotate(n=Count("pk"))
        .order_by(*order)
    )
    found = {row[field]: row["n"] for row in rows if row[field] is not None}
    unresolved = sum(row["n"] for row in rows if row[field] is None)
    return {**found, UNRESOLVED: unresolved} if unresolved else found


def by_target(cycle: Cycle) -> dict[str, int]:
    """班子 first, members in rank order, bodies beyond the team, then unresolved."""
    rows = (
        Opinion.objects.filter(cycle=cycle)
        .values("target_kind", "target_member__role", "target_member__rank", "target_body")
        .annotate(n=Count("pk"))
        .order_by("target_member__rank", "target_body")
    )
    places: dict[str | None, int] = {TargetKind.TEAM: 0, TargetKind.MEMBER: 1, TargetKind.OTHER: 2, None: 3}
    counted: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (places[row["target_kind"]], row["target_member__rank"] or 0)):
        labels: dict[str | None, str] = {
            TargetKind.TEAM: TEAM,
            TargetKind.MEMBER: row["target_member__role"],
            TargetKind.OTHER: row["target_body"] or _("班子以外"),
            None: UNRESOLVED,
        }
        label = labels[row["target_kind"]]
        counted[label] = counted.get(label, 0) + row["n"]
    return counted
