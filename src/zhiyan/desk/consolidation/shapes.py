"""Opinions, items and steps shaped for the pages: records in, plain data out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from zhiyan.consolidation.actions.placing import item_token
from zhiyan.consolidation.masking import is_target, shown_opinion, target_label
from zhiyan.consolidation.models import Item, Placement, Point, SetAsideReason
from zhiyan.consolidation.offering import kept_offers, said_before, sure_of
from zhiyan.consolidation.permissions import may_confirm, may_place_opinion, may_return_handover
from zhiyan.consolidation.queries.items import point_counts, sizes
from zhiyan.consolidation.queries.workbench import readable
from zhiyan.consolidation.states import state_of
from zhiyan.consolidation.suggest import Suggestion
from zhiyan.consolidation.suggesting import aspects_for, for_points, reason_for
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actor import Actor


class Addresses:
    """The stage's pages in one unit and cycle."""

    def __init__(self, request: Any) -> None:
        self.args = [request.unit.code, request.cycle.label]

    def __call__(self, name: str, *args: Any, **query: Any) -> str:
        """The page called `name`, with query parameters."""
        url = reverse(f"consolidation:{name}", args=[*self.args, *args])
        return f"{url}?{urlencode(query)}" if query else url


def tabs(request: Any, here: str, counted: dict[str, Any]) -> list[dict[str, Any]]:
    """The stage's pages that the actor may open."""
    from zhiyan.consolidation import permissions as may

    to, actor = Addresses(request), request.actor
    pages: list[tuple[str, str, bool, int | None]] = [
        ("page", _("工作台"), may.may_view_workbench(actor), counted["unplaced"]),
        ("items", _("归并条目"), True, counted["items"]),
        ("set_aside", _("另存"), may.may_review_set_aside(actor), sum(counted["set_aside"].values())),
        ("handovers", _("移交给我的"), may.visible_handovers(actor).filter(cycle=request.cycle).exists(), None),
        ("letters", _("给提出人的话"), may.may_open_letters(actor), None),
        ("closing", _("完成确认"), may.may_consolidate(actor), None),
        ("feedback", _("反馈"), may_open_feedback(actor), None),
    ]
    return [
        {"label": label, "url": to(name), "current": name == here, "count": n}
        for name, label, open_, n in pages
        if open_
    ]


def may_open_feedback(actor: Actor) -> bool:
    """Whoever may be shown any feedback."""
    from zhiyan.consolidation.permissions import FEEDBACK_READERS
    from zhiyan.kernel.actor import Role

    return actor.has(*FEEDBACK_READERS, Role.MEMBER)


def points(request: Any, found: Sequence[Point], chosen: Iterable[str] = (), *, offers: bool = True) -> list[Any]:
    """Unplaced points as cards: words, chips, the token to be sent back, and what is suggested."""
    marked = set(chosen)
    wanted = [point for point in found if may_place_opinion(request.actor, point.opinion)]
    offered = offers_for(request.cycle, wanted) if offers else {}
    aspects = aspects_for(request.cycle, wanted) if offers else {}
    items = known_items({offer.key for found_ in offered.values() for offer, _why in found_})
    cards = []
    for point in found:
        state = state_of(point)
        card = shown_opinion(point.opinion, request.actor, (point.start, point.end))
        card |= {
            "point": str(point.pk),
            "url": Addresses(request)("opinion", point.opinion_id),
            "token": state.token() if state else "",
            "marked": str(point.pk) in marked,
            "mine": may_place_opinion(request.actor, point.opinion),
            "part": (point.start, point.end) != (0, len(point.opinion.text)),
            "offers": [
                {"label": offer_label(items[offer.key]), "value": f"{point.pk}:{offer.key}", "why": why}
                for offer, why in offered.get(point.pk, [])
                if offer.key in items
            ],
        }
        if point.pk in aspects:
            card["aspect_offer"] = {"name": aspects[point.pk].key.name, "code": aspects[point.pk].key.code}
        cards.append(card)
    return cards


def offers_for(cycle: Cycle, wanted: Sequence[Point]) -> dict[Any, list[tuple[Suggestion[Any], str]]]:
    """By point the items offered, each with why: by meaning where the worker has looked at it, else by shared words."""
    by_meaning = kept_offers(cycle, wanted)
    by_words = for_points(cycle, [point for point in wanted if point.pk not in by_meaning])
    return {
        **{pk: [(offer, reason_for(offer)) for offer in found] for pk, found in by_words.items()},
        **{pk: [(offer, sure_of(offer)) for offer in found] for pk, found in by_meaning.items()},
    }


def offer_label(item: Item) -> str:
    """What the button of a suggestion says."""
    return _("放入 %(no)d《%(title)s》") % {"no": item.no, "title": Truncator(item.title).chars(24)}


def known_items(keys: Iterable[Any]) -> dict[Any, Item]:
    """The offered items that still hold points."""
    return {item.pk: item for item in Item.objects.filter(pk__in=list(keys), retired=False)}


def items(request: Any, found: Sequence[Item], *, chosen: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Items as rows: title, target, how many opinions, what an earlier year had of it, the token to be sent back."""
    marked, to = set(chosen), Addresses(request)
    counted, held = sizes(list(found)), point_counts(list(found))
    before = said_before(request.cycle)
    return [
        {
            "pk": str(item.pk),
            "no": item.no,
            "title": item.title,
            "aspect": str(item.aspect) if item.aspect else "",
            "target": target_label(item),
            "opinions": counted.get(item.pk, 0),
            "size": _("%(n)d 条") % {"n": counted.get(item.pk, 0)},
            "mark_label": _("选中条目 %(no)d") % {"no": item.no},
            "token": item_token(item, held.get(item.pk, 0)),
            "version": item.version,
            "marked": str(item.pk) in marked,
            "url": to("item", item.pk),
            "again": [again(request, one) for one in before.get(item.pk, [])],
        }
        for item in found
    ]


def again(request: Any, earlier: Item) -> dict[str, str]:
    """An earlier year's item that this year's resembles (往年也提过)."""
    url = reverse("consolidation:item", args=[request.unit.code, earlier.cycle.label, earlier.pk])
    label = _("%(year)s年度也提过：条目 %(no)d《%(title)s》")
    return {"url": url, "label": label % {"year": earlier.cycle.label, "no": earlier.no, "title": earlier.title}}


def members(request: Any, found: Sequence[Point], chosen: Iterable[str] = ()) -> tuple[list[dict[str, Any]], int]:
    """The points of an item whose words the actor may read, and how many are not for them."""
    marked = set(chosen)
    open_ = readable(request.actor, [point.opinion for point in found])
    cards = []
    for point in found:
        if point.opinion_id not in open_:
            continue
        state = state_of(point)
        card = shown_opinion(point.opinion, request.actor, (point.start, point.end))
        card |= {
            "point": str(point.pk),
            "token": state.token() if state else "",
            "url": Addresses(request)("opinion", point.opinion_id),
            "marked": str(point.pk) in marked,
            "mine": may_place_opinion(request.actor, point.opinion),
            "own": is_target(point.opinion, request.actor.person_id),
        }
        cards.append(card)
    return cards, len(found) - len(cards)


def placements(request: Any, found: Sequence[Placement]) -> list[dict[str, Any]]:
    """What was set aside: reason, who, words where readable, and what the actor may do about it."""
    open_ = readable(request.actor, [placement.point.opinion for placement in found])
    to = Addresses(request)
    cards = []
    for placement in found:
        opinion = placement.point.opinion
        span = (placement.point.start, placement.point.end)
        readable_ = opinion.pk in open_
        waits = placement.reason != SetAsideReason.PRAISE and placement.confirmed_by_id is None
        confirm = may_confirm(request.actor, placement)
        back = not opinion.withheld and (may_place_opinion(request.actor, opinion) or (waits and confirm))
        cards.append(
            {
                **(shown_opinion(opinion, request.actor, span) if readable_ else {}),
                "pk": placement.pk,
                "point": str(placement.point_id),
                "reason": placement.get_reason_display(),
                "note": placement.note if readable_ else "",
                "by": placement.placed_by.label if placement.placed_by else "",
                "confirmed_by": placement.confirmed_by.label if placement.confirmed_by else "",
                "receiver": receiver(placement),
                "withheld": opinion.withheld,
                "waits": waits,
                "confirm_url": to("confirm", placement.pk) if confirm else "",
                "back_url": to("take_back", placement.pk) if back else "",
                "return_url": to("return_handover", placement.pk)
                if may_return_handover(request.actor, placement)
                else "",
                "url": to("opinion", opinion.pk) if readable_ else "",
            }
        )
    return cards


def receiver(placement: Placement) -> str:
    """Who received a handover."""
    if placement.reason != SetAsideReason.HANDED_OVER:
        return ""
    return placement.receiver.label if placement.receiver else placement.receiver_body
