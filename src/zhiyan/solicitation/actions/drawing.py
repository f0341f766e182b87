"""领取 (drawing): who may write gets blindly signed tokens, in a window of its own that closes before the box opens."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, Elector
from zhiyan.kernel.actions import action, course
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.ledger import keys
from zhiyan.ledger.actions import publish
from zhiyan.ledger.merkle import Tree
from zhiyan.solicitation import issuing
from zhiyan.solicitation.box_state import in_state, locked, require_window
from zhiyan.solicitation.channels import BOX, channel_of
from zhiyan.solicitation.models import NO_REQUEST, BoxMode, BoxSettings, BoxState, Draw
from zhiyan.solicitation.models.box import MIN_K
from zhiyan.solicitation.permissions import may_draw, may_solicit
from zhiyan.solicitation.sealing import frame
from zhiyan.solicitation.standing import require_running

K, S, MAX_S = 10, 5, 20
GRACE = dt.timedelta(days=7)
"""From the last day of posting to the day by which every slip is in the ledger, unless set."""


@action(may_solicit, "solicitation.drawing_opened")
def open_drawing(
    actor: Actor,
    cycle: Cycle,
    *,
    draw_from: dt.date,
    draw_to: dt.date,
    opens_on: dt.date,
    closes_on: dt.date,
    by_on: dt.date | None = None,
    k: int = K,
    s: int = S,
    mode: str = BoxMode.KEYHOLDER,
) -> BoxSettings:
    """Set up the box and let everybody on the electorate draw `s` tokens.

    Before a token is issued the ledger holds how many may draw (N) and a salted root of the roster. Raises Invalid for
    days out of order, k under 5, fewer than k electors, or a box that is there already.
    """
    require_running(cycle)
    if BoxSettings.objects.filter(cycle=cycle).exists():
        raise Invalid("box.there", _("本年度的网上意见箱已经设置。"))
    by = by_on or closes_on + GRACE
    _check_days(draw_from, draw_to, opens_on, closes_on, by)
    electors = roster(cycle)
    _check_sizes(k, s, len(electors))
    keys.signer(cycle.unit, "receipts")
    channel_of(cycle, BOX)
    key = issuing.make_key(cycle, "writing")
    salt = secrets.token_bytes(32)
    box = BoxSettings.objects.create(
        unit_id=cycle.unit_id, cycle=cycle, k=k, s=s, mode=BoxMode(mode), draw_from=draw_from, draw_to=draw_to,
        opens_on=opens_on, closes_on=closes_on, by_on=by, eligible=len(electors), roster_salt=salt.hex(),
        roster_root=roster_root(cycle.label, salt, [one.person.staff_no for one in electors]),
    )  # fmt: skip
    Draw.objects.bulk_create(
        Draw(unit_id=cycle.unit_id, cycle=cycle, elector=one, order=n) for n, one in enumerate(electors, 1)
    )
    facts = {
        "cycle": cycle.label, "eligible": box.eligible, "roster_root": box.roster_root, "k": k, "s": s,
        "mode": box.mode, "keys": {"writing": key.sha256}, "by": by.isoformat(),
    }  # fmt: skip
    publish(cycle.unit_id, "box.drawing_opened", facts, subject=str(cycle.pk))
    return box


@action(may_solicit, "solicitation.box_changed")
def change_box(
    actor: Actor,
    cycle: Cycle,
    *,
    draw_to: dt.date | None = None,
    opens_on: dt.date | None = None,
    closes_on: dt.date | None = None,
    by_on: dt.date | None = None,
    seen_version: int | None = None,
) -> BoxSettings:
    """Move days that have not passed their step: all of them while people draw, the last day of posting afterwards.

    Receipts say by which day a slip is in the ledger, so that day stays once the box is open.
    """
    box = locked(cycle)
    given = {"draw_to": draw_to, "opens_on": opens_on, "closes_on": closes_on, "by_on": by_on}
    fields = {name: day for name, day in given.items() if day is not None and day != getattr(box, name)}
    movable = {
        BoxState.DRAWING: set(given), BoxState.DRAWN: set(given) - {"draw_to"}, BoxState.OPEN: {"closes_on"},
    }.get(BoxState(box.state), set())  # fmt: skip
    if set(fields) - movable:
        raise Invalid("box.days_fixed", _("这个日期已经不能改。"), remedy=_("开放投递以后，只能改投递截止日期。"))
    days = {name: fields.get(name, getattr(box, name)) for name in ("draw_from", *given)}
    _check_days(*(days[name] for name in ("draw_from", "draw_to", "opens_on", "closes_on", "by_on")))
    return box.change(seen_version, **fields) if fields else box


@course(may_draw)
def draw(actor: Actor, cycle: Cycle, *, blinded: Sequence[bytes]) -> list[bytes]:
    """Sign one's own set of blinded messages, unseen. The same set is signed again, also after the drawing and until
    the key is destroyed (another device, the same phrase); another set is refused.

    Raises Invalid outside the window, for whoever is no elector or was given a card, and for a second set.
    """
    _note_draw(actor, cycle, blinded=list(blinded))
    return issuing.sign(cycle, "writing", blinded)


# No ledger event: when somebody drew is nobody's business; how many drew is in the event of the closing.
@action(may_draw, None)
def _note_draw(actor: Actor, cycle: Cycle, *, blinded: list[bytes]) -> None:
    box = locked(cycle)
    issuing.check_request(cycle, "writing", blinded, box.s)
    row = Draw.objects.select_for_update().filter(cycle=cycle, elector__person=actor.person_id or None).first()
    if row is None:
        raise Invalid(
            "draw.no_elector",
            _("您不在本年度的职工名单里，不能领取。"),
            remedy=_("名单有误的，请联系党务工作部门；也可以交纸质意见。"),
        )
    request = hashlib.sha256(b"".join(blinded)).digest()
    if not row.drawn:
        in_state(cycle, BoxState.DRAWING)
        require_window(box)
        Draw.objects.filter(pk=row.pk).update(drawn=True, request=request)
    elif bytes(row.request) == NO_REQUEST:
        raise Invalid("draw.card", _("您已经领了纸卡，不再重复领取。"), remedy=_("请用纸卡上的码。"))
    elif bytes(row.request) != request:
        raise Invalid(
            "draw.again",
            _("您已经领取过，不能再领另一份。"),
            remedy=_("请用第一次领取时抄下的恢复码找回；恢复码丢了不能补，请交纸质意见。"),
        )


@action(may_solicit, "solicitation.drawing_closed")
def close_drawing(actor: Actor, cycle: Cycle) -> BoxSettings:
    """领取截止: how many drew (D, cards handed out included) is final and in the ledger.

    Raises Invalid while fewer than k drew, or printed cards are neither handed out nor destroyed.
    """
    box = in_state(cycle, BoxState.DRAWING)
    drawn = Draw.objects.filter(cycle=cycle, drawn=True).count()
    if drawn < box.k:
        raise Invalid(
            "draw.few",
            _("领取的人还不到 %(k)d 个，人太少，写的人藏不住。") % {"k": box.k},
            remedy=_("请延长领取日期，再请大家领取；不设网上意见箱的，用纸质意见表。"),
        )
    left = box.cards_printed - box.cards_handed_out - box.cards_destroyed
    if left:
        raise Invalid(
            "cards.left",
            _("还有 %(n)d 张纸卡没有发出，也没有销毁。") % {"n": left},
            remedy=_("请两人在场销毁并登记。"),
        )
    box.change(None, state=BoxState.DRAWN, drawn=drawn)
    cards = {
        "printed": box.cards_printed, "handed_out": box.cards_handed_out, "destroyed": box.cards_destroyed,
    }  # fmt: skip
    facts = {"cycle": cycle.label, "eligible": box.eligible, "drawn": drawn, "s": box.s, "cards": cards}
    publish(cycle.unit_id, "box.drawing_closed", facts, subject=str(cycle.pk))
    return box


def roster(cycle: Cycle) -> list[Elector]:
    """The electorate in roster order: by staff number."""
    return list(Elector.objects.filter(cycle=cycle).select_related("person").order_by("person__staff_no", "pk"))


def roster_root(cycle: str, salt: bytes, staff_numbers: Sequence[str]) -> str:
    """A salted root over the roster (RFC 9162 tree, hex): whoever has roster and salt computes the same."""
    tree = Tree()
    for number in staff_numbers:
        tree.append(hashlib.sha256(frame(b"zhiyan/v1/elector", cycle.encode(), number.encode()) + salt).digest())
    return bytes(tree.root()).hex()


def _check_sizes(k: int, s: int, electors: int) -> None:
    if k < MIN_K:
        raise Invalid("box.k", _("至少 %(n)d 人才能互相遮掩。") % {"n": MIN_K}, fields={"k": _("不能再小。")})
    if not 1 <= s <= MAX_S:
        raise Invalid("box.s", _("每人可以写 1 到 %(n)d 条。") % {"n": MAX_S}, fields={"s": _("请改。")})
    if electors < k:
        raise Invalid(
            "box.few_electors",
            _("职工名单只有 %(n)d 人，不到 %(k)d 人，网上意见箱藏不住写的人。") % {"n": electors, "k": k},
            remedy=_("请先导入职工名单；人少的单位请用纸质意见表，或由上级单位的意见箱一起收。"),
        )


def _check_days(draw_from: dt.date, draw_to: dt.date, opens_on: dt.date, closes_on: dt.date, by: dt.date) -> None:
    if draw_to < draw_from:
        raise _days("draw_to", _("领取截止不能早于领取开始。"))
    if opens_on <= draw_to:
        raise _days("opens_on", _("投递开始要在领取截止以后：先领取，后投递，领没领看不出写没写。"))
    if closes_on < opens_on:
        raise _days("closes_on", _("投递截止不能早于投递开始。"))
    if by < closes_on:
        raise _days("by_on", _("入存证日志的最迟日期不能早于投递截止。"))


def _days(field: str, sentence: object) -> Invalid:
    return Invalid("box.days", sentence, fields={field: sentence}, remedy=_("请改日期。"))
