"""意见去向 within consolidation: opinion → item or set aside; item → its opinions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.consolidation.masking import OPINION_PARTS
from zhiyan.consolidation.models import Feedback, Item, Placement, SetAsideReason
from zhiyan.kernel.trace import Edge
from zhiyan.solicitation.models import Opinion


def forward(record: object) -> list[Edge]:
    """From an opinion: the items its points are in, why they were set aside, the feedback it was given in."""
    if not isinstance(record, Opinion):
        return []
    placements = (
        Placement.objects.filter(point__opinion=record, point__retired=False)
        .select_related("item__aspect", "item__target_member", "point")
        .order_by("point__start")
    )
    edges: dict[object, Edge] = {}
    for placement in placements:
        edge = _edge(placement)
        edges.setdefault(placement.item_id or placement.pk, edge)
    if not record.withheld:
        given = Feedback.objects.filter(opinions=record).select_related("member").order_by("on")
        for feedback in given:
            whom = str(feedback.member) if feedback.member else _("领导班子")
            edges[feedback.pk] = Edge("feedback", feedback, _("反馈给%(whom)s") % {"whom": whom})
    return list(edges.values())


def _edge(placement: Placement) -> Edge:
    if placement.item is not None:
        return Edge("item", placement.item, placement.item.title, _("条目 %(no)d") % {"no": placement.item.no})
    label = placement.get_reason_display()
    waits = placement.reason != SetAsideReason.PRAISE and placement.confirmed_by_id is None
    return Edge("set_aside", placement, str(label), _("等第二人复核") if waits else placement.note)


def back(record: object) -> list[Edge]:
    """From an item: the opinions whose points are in it. Handed-over ones never are. Labels carry no words: pages
    show these through `masking`.
    """
    if not isinstance(record, Item):
        return []
    opinions = (
        Opinion.objects.filter(pk__in=Placement.objects.filter(item=record).values("point__opinion"), withheld=False)
        .select_related(*OPINION_PARTS)
        .prefetch_related("masks")
        .order_by("channel__order", "pk")
    )
    return [Edge("opinion", opinion, str(opinion.channel), str(opinion.aspect or "")) for opinion in opinions]
