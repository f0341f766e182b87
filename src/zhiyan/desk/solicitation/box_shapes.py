"""What the pages of the anonymous box share: its address with the key's hash, rows and words of where it stands."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyan.desk.solicitation.shapes import Addresses
from zhiyan.solicitation.box_address import fragment as hashes_after
from zhiyan.solicitation.models import BatchState, BlindKey, BoxSettings, BoxState
from zhiyan.solicitation.sealing import key_digits
from zhiyan.web.chinese import full_date, span

STATES = {
    BoxState.DRAWING: ("active", gettext_lazy("正在领取")),
    BoxState.DRAWN: ("todo", gettext_lazy("领取已截止，未开放")),
    BoxState.OPEN: ("active", gettext_lazy("可以投递")),
    BoxState.CLOSED: ("done", gettext_lazy("已截止")),
}
BATCH_LOOKS = {
    BatchState.SEALED: "active", BatchState.OPENED: "late", BatchState.IN_LEDGER: "late", BatchState.PURGED: "done",
    BatchState.LOST: "late",
}  # fmt: skip


def box_address(request: Any, more: str = "") -> str:
    """Where the box of this cycle is found, on its own host name and the desk's port."""
    port = request.get_port()
    usual = {"http": "80", "https": "443"}[request.scheme]
    host = settings.BOX_HOSTS[0] + (f":{port}" if port != usual else "")
    return f"{request.scheme}://{host}/{request.unit.code}/{request.cycle.label}/{more}"


def blind_key(cycle: Any, purpose: str = "writing") -> BlindKey | None:
    """The public half of the cycle's key."""
    return BlindKey.objects.filter(cycle=cycle, purpose=purpose).first()


def digits_of(key: BlindKey | None) -> str:
    """The 20 digits of a key; nothing where there is none."""
    return key_digits(bytes.fromhex(key.sha256)) if key else ""


def fragment(request: Any, key: BlindKey) -> str:
    """What follows # in the notice's address: the hashes of the writing key and of the receipts key, for everybody."""
    return hashes_after(request.unit, key)


def noted_address(request: Any, more: str = "") -> str:
    """The address as the notice prints it: with the hashes in the fragment, once there is a key."""
    key = blind_key(request.cycle)
    return box_address(request, more) + (f"#{fragment(request, key)}" if key else "")


def qr(address: str) -> str:
    """An address as a QR code (SVG markup). What it holds is the same for everybody: a code in it would end in logs."""
    return mark_safe(segno.make(address, error="m").svg_inline(scale=3, border=2, omitsize=False, light="#fff"))


def days(box: BoxSettings) -> list[tuple[str, str]]:
    """The box's windows, as terms and words."""
    return [
        (_("领取凭证"), span(box.draw_from, box.draw_to)),
        (_("投递意见"), span(box.opens_on, box.closes_on)),
        (_("最迟进入存证日志"), full_date(box.by_on)),
    ]


def sizes(box: BoxSettings, drawn: int | None) -> list[tuple[str, str]]:
    """How many may draw, how many drew, and what was set."""
    counted = _("%(n)d 人") % {"n": drawn} if drawn is not None else _("领取截止时公布")
    return [
        (_("有资格领取"), _("%(n)d 人") % {"n": box.eligible}),
        (_("已经领取"), counted),
        (_("每人几份"), _("%(n)d 份") % {"n": box.s}),
        (_("至少多少人互相遮掩"), _("%(n)d 人") % {"n": box.k}),
        (_("开箱的钥匙"), box.get_mode_display()),
    ]


def batch_columns() -> list[Any]:
    """Heads of the table of batches."""
    number = [{"label": label, "num": True} for label in (_("封数"), _("意见"), _("补充说明"), _("打不开"), _("重复"))]
    return [_("批次"), _("状态"), _("开箱日期"), *number]


def batch_rows(to: Addresses, batches: list[Any]) -> list[list[Any]]:
    """Batches: number, state, day; numbers only once it was opened."""
    rows = []
    for batch in batches:
        opened = batch.opened_on is not None
        numbers = (batch.slips, batch.opinions, batch.replies, batch.unreadable, batch.repeated)
        reply = to("reply", "box_opening", batch.opening_id) if batch.opening_id else ""
        rows.append(
            [
                {"text": _("第 %(n)d 批") % {"n": batch.no}, "url": reply},
                {"state": BATCH_LOOKS[BatchState(batch.state)], "text": batch.get_state_display()},
                full_date(batch.opened_on) if opened else "—",
                *(numbers if opened else ["—"] * len(numbers)),
            ]
        )
    return rows
