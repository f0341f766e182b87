"""补录 (later entry): what happened before it is entered needs a reason once its window has passed."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from zhiyan.kernel import clock
from zhiyan.kernel.errors import Invalid

GRACE_DAYS = 3


def check(on: dt.date, reason: str, *, grace: int = GRACE_DAYS) -> str:
    """The reason to store: empty when entered in time, given when late.

    Raises Invalid for a day in the future, or a late entry without a reason.
    """
    today = clock.today()
    if on > today:
        raise Invalid("late.future", _("日期还没有到，不能先记为已经发生。"), fields={"on": _("请填已经发生的日期。")})
    if (today - on).days <= grace:
        return ""
    if not reason.strip():
        raise Invalid(
            "late.reason",
            _("这是补录：发生日期距今超过 %(days)d 天，需要写明补录原因。") % {"days": grace},
            fields={"late_reason": _("请写明为什么现在才录入。")},
        )
    return reason.strip()
