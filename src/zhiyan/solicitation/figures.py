"""Every figure of solicitation, counted from the opinions themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from zhiyan.cycle.models import Aspect, Cycle, TeamMember
from zhiyan.kernel.once import once
from zhiyan.kernel.rows import raw
from zhiyan.solicitation.counted import OPINIONS
from zhiyan.solicitation.importing import TEAM
from zhiyan.solicitation.models import Channel, ChannelCategory, Opinion, TargetKind

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
    kinds = kinds_of_opinions(cycle)
    solicited = set(
        Channel.objects.filter(cycle=cycle, category=ChannelCategory.SOLICITED).values_list(raw("pk"), flat=True)
    )
    channels = Channel.objects.filter(cycle=cycle).order_by("order", "code").values_list(raw("pk"), "code")
    aspects = Aspect.objects.filter(cycle=cycle).order_by("no").values_list(raw("pk"), "code")
    total, of_this_year = kinds.total(), sum(n for kind, n in kinds.items() if kind[0] in solicited)
    return {
        "total": total,
        "solicited": of_this_year,
        "carried_over": total - of_this_year,
        "by_channel": _named(kinds, 0, channels),
        "by_aspect": _named(kinds, 1, aspects),
        "by_target": by_target(cycle),
        "praise": sum(n for kind, n in kinds.items() if kind[5]),
        "withheld": sum(n for kind, n in kinds.items() if kind[6]),
    }


@once
def kinds_of_opinions(cycle: Cycle) -> Counter[tuple[Any, ...]]:
    """How many opinions have one channel, aspect, kind of target, member and body aimed at, praise, withheld."""
    return Counter(map(itemgetter(1, 2, 3, 4, 5, 6, 7), OPINIONS.of(cycle).values()))


def _named(kinds: Counter[tuple[Any, ...]], part: int, named: Iterable[tuple[Any, str]]) -> dict[str, int]:
    """How many under each name, in the order of the names; those without one last, as unresolved."""
    counted = Counter[Any]()
    for kind, n in kinds.items():
        counted[kind[part]] += n
    found = {name: counted[key] for key, name in named if counted[key]}
    return {**found, UNRESOLVED: counted[None]} if counted[None] else found


def by_target(cycle: Cycle) -> dict[str, int]:
    """班子 first, members in rank order, bodies beyond the team, then unresolved."""
    members = {key: (role, rank) for key, role, rank in _members(cycle)}
    places: dict[str | None, int] = {TargetKind.TEAM: 0, TargetKind.MEMBER: 1, TargetKind.OTHER: 2, None: 3}
    found: Counter[tuple[int, int, str, str]] = Counter()
    for (_channel, _aspect, kind, member, body, *_flags), n in kinds_of_opinions(cycle).items():
        role, rank = members.get(member, ("", 0))
        labels: dict[str | None, str] = {
            TargetKind.TEAM: TEAM,
            TargetKind.MEMBER: role,
            TargetKind.OTHER: body or _("班子以外"),
            None: UNRESOLVED,
        }
        found[places[kind], rank, body, labels[kind]] += n
    counted: dict[str, int] = {}
    for (_place, _rank, _body, label), n in sorted(found.items()):
        counted[label] = counted.get(label, 0) + n
    return counted


def _members(cycle: Cycle) -> Iterable[tuple[Any, str, int]]:
    return TeamMember.objects.filter(cycle=cycle).order_by().values_list(raw("pk"), "role", "rank")
