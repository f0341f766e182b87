"""Whether solicitation still takes anything: the one place that says no after the figures are closed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation.models import Channel, SolicitationClosing


def is_closed(cycle: Cycle) -> bool:
    """Whether the figures are closed (征求意见截止确认)."""
    return SolicitationClosing.objects.filter(cycle=cycle).exists()


def require_cycle_open(cycle: Cycle) -> None:
    """Raise Invalid where the cycle is archived: it is read-only."""
    if cycle.state == CycleState.CLOSED:
        raise Invalid("cycle.closed", _("这个年度已经归档，只能查看。"), remedy=_("请在新的年度里办理。"))


def require_running(cycle: Cycle) -> None:
    """Raise Invalid where the cycle is archived or its figures are closed."""
    require_cycle_open(cycle)
    if is_closed(cycle):
        raise Invalid(
            "solicitation.closed",
            _("征求意见已经截止确认，条数不再变化。"),
            remedy=_("截止后收到的意见，请在梳理阶段随条目办理，或留到下一年度。"),
        )


def require_channel_open(channel: Channel) -> None:
    """Raise Invalid where the cycle no longer takes opinions, or this channel is closed."""
    require_running(channel.cycle)
    if channel.closed:
        raise Invalid(
            "channel.closed",
            _("“%(name)s”渠道已经关闭。") % {"name": channel.name},
            remedy=_("确需补录，请先重新开放这个渠道。"),
            fields={"channel": _("这个渠道已经关闭，请选别的渠道，或先重新开放。")},
        )
