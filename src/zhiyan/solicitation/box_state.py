"""Where the anonymous box (网上意见箱) of a cycle stands, and what a step needs before it may be taken."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation.models import BatchKey, BatchState, BoxSettings, BoxState

WEEK = dt.timedelta(days=7)


def settings_of(cycle: Cycle) -> BoxSettings | None:
    """The box of the cycle, or None where the office has not begun one."""
    return BoxSettings.objects.filter(cycle=cycle).first()


def current_batch(cycle: Cycle) -> BatchKey | None:
    """The batch that slips are sealed for now, or the last that waits to be opened."""
    return BatchKey.objects.filter(cycle=cycle, state=BatchState.SEALED).order_by("-no").first()


def locked(cycle: Cycle) -> BoxSettings:
    """The box, locked until the action ends. Raises Invalid where there is none."""
    box = BoxSettings.objects.select_for_update().filter(cycle=cycle).first()
    if box is None:
        raise Invalid("box.none", _("本年度没有开设网上意见箱。"), remedy=_("请先在网上意见箱页面设置并开始领取。"))
    return box


def in_state(cycle: Cycle, *states: BoxState) -> BoxSettings:
    """The box, locked, in one of these states. Raises Invalid saying where it stands."""
    box = locked(cycle)
    if box.state not in states:
        raise Invalid(f"box.is_{box.state}", _REFUSALS[BoxState(box.state)], remedy=_REMEDIES[BoxState(box.state)])
    return box


def require_window(box: BoxSettings) -> None:
    """Raise Invalid before the first or after the last day of drawing."""
    today = clock.today()
    if today < box.draw_from:
        raise Invalid("draw.early", _("还没有到领取的日期。"), remedy=_("请在通知写的日期以后再来。"))
    if today > box.draw_to:
        raise Invalid("draw.late", _("领取的日期已经过了。"), remedy=_("没有领取的，可以交纸质意见。"))


_REFUSALS = {
    BoxState.DRAWING: _("凭证还在领取，这一步要等领取截止以后。"),
    BoxState.DRAWN: _("领取已经截止，人数不再变化。"),
    BoxState.OPEN: _("意见箱已经开放投递，不能再改。"),
    BoxState.CLOSED: _("意见箱已经截止。"),
}
_REMEDIES = {
    BoxState.DRAWING: _("请先办理领取截止。"),
    BoxState.DRAWN: _("请办理下一步。"),
    BoxState.OPEN: _("请办理下一步。"),
    BoxState.CLOSED: _("还有意见的，请交纸质意见，或直接交给党务工作部门。"),
}
