"""发放登记: each numbered copy to whom and when, and when it came back (会后收回)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from zhiyan.documents.models import HandedCopy
from zhiyan.documents.permissions import may_hand_out
from zhiyan.kernel import clock
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid


@action(may_hand_out, "copy.handed")
def hand_out(
    actor: Actor, copy: HandedCopy, *, receiver: str, on: dt.date | None = None, seen: int | None = None
) -> HandedCopy:
    """The copy of this number went to somebody. Raises Invalid without a name, before the paper was issued, twice."""
    day = on or clock.today()
    if copy.handed_on is not None:
        raise Invalid("copy.handed", _("这一份已经发给%(who)s。") % {"who": copy.receiver})
    if not receiver.strip():
        raise Invalid("copy.receiver", _("请填写领取人。"), fields={"receiver": _("请填写领取人。")})
    if not copy.issued.on <= day <= clock.today():
        raise Invalid("copy.day", _("日期不对。"), fields={"on": _("请填签发之后、今天为止的日期。")})
    return copy.change(seen, receiver=receiver.strip(), handed_on=day)


@action(may_hand_out, "copy.returned")
def take_back(
    actor: Actor, copy: HandedCopy, *, on: dt.date | None = None, note: str = "", seen: int | None = None
) -> HandedCopy:
    """收回: the copy came back. Raises Invalid for one that was never handed out, is back already, a wrong day."""
    day = on or clock.today()
    if copy.handed_on is None or copy.returned_on is not None:
        raise Invalid("copy.not_out", _("这一份没有在外。"))
    if not copy.handed_on <= day <= clock.today():
        raise Invalid("copy.day", _("日期不对。"), fields={"on": _("请填发放之后、今天为止的日期。")})
    return copy.change(seen, returned_on=day, note=note.strip())
