"""Everything that passes between a unit and its superior (所属单位), always by value, never by key."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock, late
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.ledger.actions import publish
from zhiyan.org.models import Unit
from zhiyan.oversight.claiming import Judgement, judge, read
from zhiyan.oversight.models import Attachment, Claim, Order, OrderKind, Report, UnitProgress
from zhiyan.oversight.permissions import may_claim, may_order, may_send
from zhiyan.oversight.queries import report_content
from zhiyan.oversight.sealing import plain, seal


def superior_of(cycle: Cycle) -> Unit:
    """The unit above. Raises Invalid where there is none."""
    parent: Unit | None = cycle.unit.parent
    if parent is None:
        raise Invalid(
            "oversight.no_superior", _("本单位没有登记上级单位，不能报送。"), remedy=_("请联系系统管理员登记上级单位。")
        )
    return parent


@action(may_send, "report.sealed")
def seal_report(
    actor: Actor,
    cycle: Cycle,
    *,
    figures: Mapping[str, Any] | None = None,
    findings: Sequence[Mapping[str, Any]] = (),
    number: str = "",
    words: str = "",
    on: dt.date | None = None,
    late_reason: str = "",
    attachments: Collection[str] = (),
) -> Report:
    """情况报告 is sealed and delivered to the superior by value; the unit keeps its own copy, which is returned.

    `attachments` says what goes with it on paper or as files (随文报送), see `Attachment`.

    Raises Invalid without a superior, or where the same content was delivered already.
    """
    parent = superior_of(cycle)
    content = plain(report_content(cycle, figures, list(findings), words.strip()))
    sha256 = seal(content)
    if Report.objects.filter(unit_id=cycle.unit_id, outgoing=True, sha256=sha256).exists():
        raise Invalid("report.same", _("内容与已报送的报告完全相同，不需要再报。"))
    day = on or clock.today()
    shared = {
        "from_code": cycle.unit.code,
        "from_name": cycle.unit.name,
        "cycle_label": cycle.label,
        "number": number.strip(),
        "content": content,
        "sha256": sha256,
        "attachments": [kind for kind in Attachment.values if kind in attachments],
        "on": day,
        "late_reason": late.check(day, late_reason),
    }
    Report.objects.create(unit=parent, outgoing=False, **shared)
    return Report.objects.create(unit_id=cycle.unit_id, outgoing=True, entered_by_id=actor.user_id, **shared)


@action(may_send, "progress.sent")
def send_progress(actor: Actor, cycle: Cycle, *, figures: Mapping[str, Any]) -> UnitProgress:
    """The unit's own figures of the year are with the superior; an earlier sending is replaced.

    `figures` are numbers and states by stage (`stages`: list of stage, label, state, reason, due), never any words of
    opinions.
    """
    parent = superior_of(cycle)
    sent, _created = UnitProgress.objects.update_or_create(
        unit=parent,
        from_code=cycle.unit.code,
        cycle_label=cycle.label,
        defaults={"from_name": cycle.unit.name, "figures": plain(figures), "sent_at": clock.now()},
    )
    return sent


@action(may_order, "order.given")
def give_order(
    actor: Actor,
    unit: Unit,
    *,
    kind: OrderKind | str,
    text: str,
    cycle_label: str,
    due_on: dt.date | None = None,
    on: dt.date | None = None,
    late_reason: str = "",
) -> Order:
    """A requirement, or an order to hold the meeting (again), is with the unit; returns the superior's own copy.

    Raises Invalid for empty words, an unknown kind, or an order to hold without a deadline ahead.
    """
    day = on or clock.today()
    wrong: dict[str, object] = {}
    if kind not in OrderKind.values:
        wrong["kind"] = _("请选择要求、责令限期召开或责令重新召开。")
    if not text.strip():
        wrong["text"] = _("请写明要求和理由。")
    if not cycle_label.strip():
        wrong["cycle_label"] = _("请写明年度。")
    if due_on is None and kind in (OrderKind.HOLD, OrderKind.HOLD_AGAIN):
        wrong["due_on"] = _("责令召开要写明期限。")
    if due_on is not None and due_on < day:
        wrong["due_on"] = _("期限不能早于发出日期。")
    if wrong:
        raise Invalid("order.wrong", _("还有内容需要改正。"), fields=wrong)
    giver = Unit.objects.get(pk=actor.unit_id)
    shared = {
        "key": uuid.uuid4(),
        "from_name": giver.name,
        "to_code": unit.code,
        "to_name": unit.name,
        "cycle_label": cycle_label.strip(),
        "kind": kind,
        "text": text.strip(),
        "due_on": due_on,
        "on": day,
        "late_reason": late.check(day, late_reason),
    }
    Order.objects.create(unit=unit, outgoing=False, **shared)
    return Order.objects.create(unit=giver, outgoing=True, entered_by_id=actor.user_id, **shared)


@action(may_send, "order.replied")
def reply(actor: Actor, order: Order, *, text: str, on: dt.date | None = None, late_reason: str = "") -> Order:
    """The unit has answered; the answer is with the superior, too. An answer is given once.

    Raises Invalid for empty words, an order that is not addressed to the unit, or one answered already.
    """
    if order.outgoing:
        raise Invalid("order.not_ours", _("这是本单位发出的要求，由对方答复。"))
    if order.replied_on is not None:
        raise Invalid("order.replied", _("这项要求已经答复。"))
    if not text.strip():
        raise Invalid("order.empty", _("请填写落实情况。"), fields={"text": _("请填写落实情况。")})
    day = on or clock.today()
    late.check(day, late_reason)
    if day < order.on:
        raise Invalid("order.too_early", _("答复日期早于要求日期。"), fields={"on": _("请核对日期。")})
    Order.objects.filter(key=order.key).update(reply=text.strip(), replied_on=day)
    order.refresh_from_db()
    return order


# No ledger event of its own where nothing is stored: a receipt that is honoured leaves no trace of having been shown.
@action(may_claim, None)
def post_claim(actor: Actor, superior: Unit, *, receipt: str) -> Judgement:
    """Somebody showed a receipt. What the unit did not honour is with the superior and with the unit, once.

    Raises Invalid for what is no receipt, of no unit below, or not signed by it.
    """
    found = judge(superior, read(receipt))
    if found.is_claim:
        for unit, received in ((superior, True), (found.about, False)):
            _keep(unit, found, received=received)
    return found


def _keep(unit: Unit, found: Judgement, *, received: bool) -> None:
    """One copy, and an entry in the unit's log; showing the same receipt again changes nothing."""
    said = found.said
    claim, made = Claim.objects.get_or_create(
        unit=unit,
        received=received,
        about_code=found.about.code,
        cycle_label=said["cycle"][:20],
        c=said["c"],
        defaults={
            "about_name": found.about.name,
            "purpose": said["purpose"],
            "batch": said["batch"],
            "by": dt.date.fromisoformat(said["by"]),
            "verdict": found.verdict,
            "receipt": found.receipt,
            "on": clock.today(),
        },
    )
    if made:
        facts = {"about": found.about.code, "cycle": said["cycle"], "purpose": said["purpose"], "c": said["c"]}
        publish(unit.pk, "claim.taken", {**facts, "verdict": str(found.verdict)}, subject=str(claim.pk))
