"""Channels (征求渠道) of a cycle: which there are, in which order, found or made by code."""

from __future__ import annotations

from zhiyan.cycle.models import Cycle
from zhiyan.solicitation.importing.channels import CHANNEL_NAMES
from zhiyan.solicitation.models import Channel, ChannelCategory, Respondents

DEFAULT = ("branch_meeting", "form", "seminar_youth", "seminar_backbone", "interview", "paper_box", "box")
"""What every cycle begins with; the carry_* channels are made when something is carried over."""

MEETINGS = ("branch_meeting", "seminar_youth", "seminar_backbone", "seminar", "interview")
"""Channels in which people come together."""

ASKED = {
    "branch_meeting": (Respondents.PARTY, Respondents.MASSES, Respondents.LOWER),
    "interview": (Respondents.PARTY, Respondents.MASSES, Respondents.LOWER),
}
"""Whom a channel reaches unless the office says otherwise: a branch (支部) is a lower organisation."""
STAFF = (Respondents.PARTY, Respondents.MASSES)

FORM, PAPER_BOX, BOX = "form", "paper_box", "box"
ORDER = (*DEFAULT, *(code for code in CHANNEL_NAMES if code not in DEFAULT))


def category_of(code: str) -> ChannelCategory:
    """延续 (carried over) for the carry_* codes, 征求 (solicited) for all others."""
    return ChannelCategory.CARRIED if code.startswith("carry_") else ChannelCategory.SOLICITED


def order_of(code: str) -> int:
    """Place in every list: solicited in the usual order, then the carried."""
    known = ORDER.index(code) if code in ORDER else len(ORDER)
    return known + (100 if code.startswith("carry_") else 0)


def asked_by(code: str) -> list[str]:
    """The kinds of people whom a channel reaches, as it is made; the carried ones ask nobody."""
    if category_of(code) is ChannelCategory.CARRIED:
        return []
    return [str(kind) for kind in ASKED.get(code, STAFF)]


def channel_of(cycle: Cycle, code: str, name: str = "") -> Channel:
    """The cycle's channel of this code, made where it is missing. Call inside an action."""
    window = cycle.notice if category_of(code) is ChannelCategory.SOLICITED else None
    channel, _created = Channel.objects.get_or_create(
        cycle=cycle,
        code=code,
        defaults={
            "unit_id": cycle.unit_id,
            "name": name or CHANNEL_NAMES.get(code, code),
            "category": category_of(code),
            "opens_on": window.solicitation_from if window else None,
            "closes_on": window.solicitation_to if window else None,
            "order": order_of(code),
            "respondents": asked_by(code),
        },
    )
    return channel
