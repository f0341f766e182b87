"""办理答复: what becomes of an item that is no problem."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Item
from zhiyan.kernel import clock
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid, Missing
from zhiyan.kernel.records import conflict
from zhiyan.statements import permissions
from zhiyan.statements.models import AnswerKind, ItemAnswer, Statement
from zhiyan.talks.queries import ensure_open


@action(permissions.may_answer, "statements.item_answered")
def answer_item(
    actor: Actor,
    item: Item,
    *,
    kind: str,
    text: str,
    done_on: dt.date | None = None,
    receiver: str = "",
    due_on: dt.date | None = None,
    version: int | None = None,
) -> ItemAnswer:
    """Answer an item, or change its answer: a member those aimed at them, the office the rest.

    采纳 says what was done and when, 解释 and 不采纳 why, 转办 who receives it and until when. Raises Invalid for
    what is missing, Conflict when somebody answered meanwhile. The same text on many items is a finding.
    """
    ensure_open(item.cycle)
    _require_complete(kind, text, done_on, receiver, due_on)
    fields: dict[str, Any] = {
        "kind": AnswerKind(kind),
        "text": text.strip(),
        "done_on": done_on,
        "receiver": receiver.strip() if kind == AnswerKind.REFERRED else "",
        "due_on": due_on if kind == AnswerKind.REFERRED else None,
        "by_id": actor.user_id,
        "on": clock.today(),
    }
    existing = ItemAnswer.objects.filter(item=item).first()
    if existing is not None:
        if version is None:
            raise conflict({"text": existing.text}, {"text": text})
        return existing.change(version, **fields)
    own = (
        Statement.objects.filter(cycle=item.cycle_id, member=item.target_member).first() if item.target_member else None
    )
    return ItemAnswer.objects.create(unit_id=item.unit_id, cycle_id=item.cycle_id, item=item, statement=own, **fields)


def _require_complete(kind: str, text: str, done_on: dt.date | None, receiver: str, due_on: dt.date | None) -> None:
    fields = {}
    if not text.strip():
        fields["text"] = _("请写明办理情况或理由。")
    if kind == AnswerKind.ADOPTED and done_on is None:
        fields["done_on"] = _("采纳的要写明何时办成。")
    if kind == AnswerKind.ADOPTED and done_on is not None and done_on > clock.today():
        fields["done_on"] = _("办成的日期还没有到；还没办成的，请列为问题或转办。")
    if kind == AnswerKind.REFERRED and not receiver.strip():
        fields["receiver"] = _("转办的要写明承办单位。")
    if kind == AnswerKind.REFERRED and due_on is None:
        fields["due_on"] = _("转办的要写明办理期限。")
    if fields:
        raise Invalid("answer.incomplete", _("答复还缺内容。"), fields=fields)


@action(lambda actor, answer: permissions.may_answer(actor, answer.item), "statements.referral_replied")
def record_reply(
    actor: Actor, answer: ItemAnswer, *, reply: str, done_on: dt.date | None = None, version: int | None = None
) -> ItemAnswer:
    """What the receiver of a 转办 replied, and when. Raises Invalid for another kind or without words."""
    ensure_open(answer.cycle)
    if answer.kind != AnswerKind.REFERRED:
        raise Missing("answer.not_referred", _("这一条不是转办，没有承办单位的回复。"))
    if not reply.strip():
        sentence = _("请填写承办单位的回复。")
        raise Invalid("answer.reply", sentence, fields={"reply": sentence})
    return answer.change(version, reply=reply.strip(), done_on=done_on or clock.today())
