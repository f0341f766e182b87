"""What the checks against formalism read of the criticisms: this year's, and those of the year before."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.comparing import Sides, Texts, compared
from zhiyan.cycle.models import Cycle
from zhiyan.formalism.found import Likeness
from zhiyan.kernel.facts import Facts
from zhiyan.kernel.once import once
from zhiyan.meeting.models import Criticism, Meeting

REPEATED, EARLIER = "meeting.repeated", "meeting.earlier"
LEAST = 0.3
"""Likeness from which on a pair is kept; what is told is the rule's to say."""


def compare(texts: Texts, against: Texts | None, encoder: Any) -> list[Likeness]:
    """The finder as the worker calls it; words decide."""
    from zhiyan.formalism.alike import repeated  # numpy is the worker's to load

    return repeated(texts, against, least=LEAST)


def among_members(cycle: Cycle) -> Sides:
    """The criticisms of this year, against one another."""
    return Sides.of(criticisms(cycle))


def with_last_year(cycle: Cycle) -> Sides:
    """The criticisms of this year, against those of the year before."""
    return Sides.of(criticisms(cycle), of_last_year(cycle))


def formalism_facts(cycle: Cycle) -> Facts:
    """Criticisms of this year and the last with their words, and what was found alike among them."""
    return Facts(
        ("meeting.formalism", cycle.pk),
        {
            "criticisms": lambda: criticisms(cycle),
            "earlier": lambda: of_last_year(cycle),
            "repeated": lambda: compared(cycle, REPEATED, among_members(cycle)),
            "as_last_year": lambda: compared(cycle, EARLIER, with_last_year(cycle)),
        },
    )


@once
def criticisms(cycle: Cycle) -> list[dict[str, Any]]:
    """The criticisms of the year's last meeting, each under a name of its own."""
    return _rows(cycle, _("%(critic)s对%(member)s的批评意见"))


def of_last_year(cycle: Cycle) -> list[dict[str, Any]]:
    """Those of the year before, where there was one."""
    if cycle.previous is None:
        return []
    label = _("%(critic)s对%(member)s的批评意见")
    return _rows(cycle.previous, _("%(year)s年度") % {"year": cycle.previous.label} + label)


def _rows(cycle: Cycle, label: str) -> list[dict[str, Any]]:
    last = Meeting.objects.filter(cycle=cycle).order_by("-no").values("pk")[:1]
    found = Criticism.objects.filter(meeting__in=last).select_related("critic__person", "member__person")
    often: Counter[str] = Counter()
    rows = []
    for one in found.order_by("critic__rank", "member__rank", "entered_at", "pk"):
        name = label % {"critic": one.critic.role, "member": one.member.role}
        often[name] += 1
        if often[name] > 1:
            name = _("%(label)s（第 %(no)d 条）") % {"label": name, "no": often[name]}
        rows.append(
            {
                "kind": "criticism",
                "id": str(one.pk),
                "label": name,
                "text": one.text,
                "member": str(one.critic_id),
                "critic": str(one.critic.person_id),
            }
        )
    return rows
