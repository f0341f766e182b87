"""纸卡 (cards) for staff without devices: a code each, nobody knows who has which; redeemed for ordinary tokens."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, Elector
from zhiyan.kernel.actions import action, course
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation import issuing
from zhiyan.solicitation.actions.meetings import check_two
from zhiyan.solicitation.box_state import in_state, require_window
from zhiyan.solicitation.codes import card_hash
from zhiyan.solicitation.models import NO_REQUEST, BoxSettings, BoxState, Card, Draw
from zhiyan.solicitation.permissions import may_redeem, may_solicit
from zhiyan.solicitation.phrases import new_code

MAX_CARDS = 1000


@action(may_solicit, "solicitation.cards_made")
def make_cards(actor: Actor, cycle: Cycle, *, count: int, first_person: str, second_person: str) -> list[str]:
    """Codes of 90 bits to be printed before two named persons, given back once, in no order; only hashes are kept."""
    box = in_state(cycle, BoxState.DRAWING)
    check_two(first_person, second_person, _("纸卡要两个人在场办理。"))
    _check_count(count, MAX_CARDS)
    codes = sorted(new_code() for _n in range(count))
    hashes = sorted(card_hash(cycle.pk, code) for code in codes)
    Card.objects.bulk_create(Card(code_hash=one, unit_id=cycle.unit_id, cycle=cycle) for one in hashes)
    box.change(None, cards_printed=box.cards_printed + count)
    return codes


# No ledger event: who took a card is in the table of draws alone; the number is in the event of the closing.
@action(may_solicit, None)
def hand_out_card(actor: Actor, cycle: Cycle, *, elector: Elector) -> Draw:
    """Give any card to a person, who counts as drawn from now on. Which card it was nobody notes.

    Raises Invalid where no card is left or the person has drawn.
    """
    box = in_state(cycle, BoxState.DRAWING)
    require_window(box)
    if box.cards_printed - box.cards_handed_out - box.cards_destroyed < 1:
        raise Invalid("cards.none", _("没有可以发的纸卡了。"), remedy=_("请先制作纸卡。"))
    row = Draw.objects.select_for_update().filter(cycle=cycle, elector=elector).first()
    if row is None or row.drawn:
        raise Invalid("draw.done", _("这个人已经领取过，或者不在名单里。"))
    Draw.objects.filter(pk=row.pk).update(drawn=True)
    box.change(None, cards_handed_out=box.cards_handed_out + 1)
    row.drawn = True
    return row


@action(may_solicit, "solicitation.cards_destroyed")
def destroy_cards(actor: Actor, cycle: Cycle, *, count: int, first_person: str, second_person: str) -> BoxSettings:
    """Note that so many cards left over were destroyed before two named persons.

    The codes on them stay worthless: no more cards are redeemed than were handed out.
    """
    box = in_state(cycle, BoxState.DRAWING)
    check_two(first_person, second_person, _("纸卡要两个人在场办理。"))
    _check_count(count, box.cards_printed - box.cards_handed_out - box.cards_destroyed)
    return box.change(None, cards_destroyed=box.cards_destroyed + count)


@course(may_redeem)
def redeem_card(actor: Actor, cycle: Cycle, *, code: str, blinded: Sequence[bytes]) -> list[bytes]:
    """Sign a set of blinded messages for the code of a card. The same set again is signed again; another is refused."""
    _note_card(actor, cycle, code=code, blinded=list(blinded))
    return issuing.sign(cycle, "writing", blinded)


# No ledger event: it would tell when a card was used.
@action(may_redeem, None)
def _note_card(actor: Actor, cycle: Cycle, *, code: str, blinded: list[bytes]) -> None:
    box = in_state(cycle, BoxState.DRAWING, BoxState.DRAWN, BoxState.OPEN)
    issuing.check_request(cycle, "writing", blinded, box.s)
    card = _card(cycle, code)
    request = hashlib.sha256(b"".join(blinded)).digest()
    kept = bytes(card.request)
    if kept == request:
        return
    if kept != NO_REQUEST:
        raise Invalid(
            "card.used",
            _("这张纸卡已经用过。"),
            fields={"code": _("这张纸卡已经用过。")},
            remedy=_("请用第一次使用时抄下的恢复码找回。"),
        )
    used = Card.objects.filter(cycle=cycle).exclude(request=NO_REQUEST).count()
    if used >= box.cards_handed_out:
        raise Invalid(
            "card.too_many",
            _("使用的纸卡已经和发出的一样多。"),
            remedy=_("您手里的纸卡如果是正常发给您的，说明有人用了没有发出的纸卡：请告诉督导组，并交纸质意见。"),
        )
    Card.objects.filter(pk=card.pk).update(request=request)


def _card(cycle: Cycle, code: str) -> Card:
    try:
        found = Card.objects.select_for_update().filter(pk=card_hash(cycle.pk, code), cycle=cycle).first()
    except ValueError:
        found = None
    if found is None:
        raise Invalid(
            "card.unknown",
            _("没有这个码。"),
            fields={"code": _("没有这个码，请核对每一位。")},
            remedy=_("请核对纸卡上的码。"),
        )
    return found


def _check_count(count: int, most: int) -> None:
    if not 1 <= count <= most:
        raise Invalid(
            "cards.count",
            _("数目不对，可以是 1 到 %(n)d。") % {"n": most},
            fields={"count": _("请填 1 到 %(n)d 之间的数。") % {"n": most}},
        )
